/* What an installation may choose, as plain values. ops/config.c fills it from the table that documents it
 * (environment, file, flags); everything else only reads it. Texts are never NULL: "" is "not given". Lives as long as
 * the program. */
#pragma once
#include "base/log.h"
#include <stdint.h>

struct config {
	/* database */
	const char *database_url;	  /* "": a private PostgreSQL under `data` */
	const char *database_replica_url; /* "": none */
	int64_t replica_max_lag;	  /* µs */
	int64_t db_connections;
	const char *pg_bin; /* directory of PostgreSQL's programs; "": the newest found */

	/* files */
	const char *data;   /* absolute */
	const char *web;    /* directory of the built web app; "": none is served */
	const char *agents; /* list of programs (core/report/agents.h); "": the one in the program */
	bool agents_given;  /* named by the configuration, not found by itself */

	/* http */
	const char *listen; /* as given; the parts follow */
	const char *listen_host;
	int64_t listen_port;
	const char *url;   /* public address without a trailing slash: "https://mail.example.com" */
	bool url_is_https; /* cookies get Secure */
	int64_t http_threads, http_workers, http_per_ip;
	bool trust_proxy;
	int64_t api_rate;    /* requests a second and API key; 0: no limit */
	int64_t tenant_rate; /* requests a second and account; 0: no limit */

	/* dns */
	const char *dns; /* name servers; "": the machine's own */

	/* preflight */
	const char *rspamd;	/* its address without a trailing slash; "": none is asked */
	const char *blocklists; /* DNS zones, with spaces between; "": none */

	/* secret */
	const char *secret, *secret_old; /* "": the key file */

	/* log */
	enum log_level log;
	bool log_json;

	/* accounts */
	bool registration_open;
	bool demo;

	/* sending */
	int64_t send_connections; /* SMTP sessions a `work` process holds at most */
	bool in_doubt_hold;	  /* false: send again with the same Message-ID */
	int64_t retry_max_age;	  /* µs */
	int64_t warmup_every;	  /* µs between two looks at the senders on their ramp */
	bool mail_hosts_public;	  /* users' SMTP and IMAP servers are on the public internet alone */
	int64_t smtp_timeout;	  /* µs: no wait for a mail server's answer is longer */

	/* backups by itself */
	const char *backup_dir; /* "": none */
	int64_t backup_every;	/* µs */
	int64_t backup_keep;
	const char *backup_passphrase_file;

	/* Google */
	const char *google_client_id, *google_client_secret; /* "": as the operator has set them, or none */
	const char *google_issuer, *google_gmail;	     /* no slash at the end */

	/* outgoing requests */
	bool allow_private_urls; /* those that users name may go to private networks, and over http */

	/* inbound */
	int64_t inbound_connections; /* mailboxes that a `work` process reads at once */
	int64_t inbound_poll;	     /* µs between looks into a mailbox that cannot tell by itself */
	const char *sns; /* "": Amazon's own; else the one origin that SNS's certificates and confirmations come from */
};
