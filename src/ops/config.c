#include "ops/config.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/time.h"
#include "os/file.h"
#include "os/process.h"
#include "wire/url.h"
#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#define CONFIG_FILE_MAX 65536u
#define STRANGERS_RATE 200 /* requests a second and account, when anybody may have one */

enum item {
	DATABASE_URL,
	DATABASE_REPLICA_URL,
	REPLICA_MAX_LAG,
	DB_CONNECTIONS,
	PG_BIN,
	DATA,
	WEB,
	AGENTS,
	LISTEN,
	URL,
	HTTP_THREADS,
	HTTP_WORKERS,
	HTTP_PER_IP,
	API_RATE,
	TENANT_RATE,
	TRUST_PROXY,
	DNS,
	RSPAMD,
	BLOCKLISTS,
	SECRET,
	SECRET_OLD,
	LOG,
	LOG_FORMAT,
	REGISTRATION,
	DEMO,
	SEND_CONNECTIONS,
	IN_DOUBT,
	RETRY_MAX_AGE,
	SMTP_TIMEOUT,
	WARMUP_EVERY,
	BACKUP_DIR,
	BACKUP_EVERY,
	BACKUP_KEEP,
	BACKUP_PASSPHRASE_FILE,
	ALLOW_PRIVATE_URLS,
	MAIL_HOSTS,
	INBOUND_CONNECTIONS,
	INBOUND_POLL,
	SNS,
	GOOGLE_CLIENT_ID,
	GOOGLE_CLIENT_SECRET,
	GOOGLE_ISSUER,
	GOOGLE_GMAIL,
	ITEMS
};

const struct config_item config_items[] = {
	[DATABASE_URL] = { "database_url", "DATABASE_URL", CONFIG_TEXT, "", .secret = true,
			   .doc = "Connection string of PostgreSQL 14 to 18, directly or through a transaction-pooling "
				  "PgBouncer. "
				  "Not given: `up` runs a private PostgreSQL under the data directory." },
	[DATABASE_REPLICA_URL] = { "database_replica_url", "DATABASE_REPLICA_URL", CONFIG_TEXT, "", .secret = true,
				   .doc = "Connection string of a streaming replica of that PostgreSQL: `serve` reads "
					  "reports "
					  "(overview, analytics, engagement, a campaign's recipients as a file) there, "
					  "and from the primary "
					  "whenever the replica is away, too far behind or fails. Not given: "
					  "everything is "
					  "read from the primary." },
	[REPLICA_MAX_LAG] = { "replica_max_lag", "LOUMASS_REPLICA_MAX_LAG", CONFIG_DURATION, "10s", 2, 3600,
			      .doc = "How far behind the replica may be to be read: no report is older than this." },
	[DB_CONNECTIONS] = { "db_connections", "LOUMASS_DB_CONNECTIONS", CONFIG_INT, "16", 1, 1000,
			     .doc = "Connections to the database that one process opens at most." },
	[PG_BIN] = { "pg_bin", "LOUMASS_PG_BIN", CONFIG_PATH, "",
		     .doc = "Directory of PostgreSQL's programs, for the private one and for backups. Not given: the "
			    "newest that "
			    "is installed." },
	[DATA] = { "data", "LOUMASS_DATA", CONFIG_PATH, "./data",
		   .doc = "Data directory: journals, uploads, the key file, the private PostgreSQL." },
	[WEB] = { "web", "LOUMASS_WEB", CONFIG_PATH, "",
		  .doc = "Directory of the built web app. Not given: `web/dist` beside the program's directory, if it "
			 "is there." },
	[AGENTS] = { "agents", "LOUMASS_AGENTS", CONFIG_PATH, "",
		     .doc = "File with the list of programs that tells people's mail programs and browsers from "
			    "machines "
			    "(docs/tracking.md); a changed file is taken in within ten seconds. Not given: "
			    "`agents.txt` "
			    "beside the web app's directory, else the list in the program." },
	[LISTEN] = { "listen", "LOUMASS_LISTEN", CONFIG_LISTEN, "127.0.0.1:8425",
		     .doc = "Address and port of the HTTP server; `*:8425` is every address. TLS belongs to a reverse "
			    "proxy." },
	[URL] = { "url", "LOUMASS_URL", CONFIG_URL, "",
		  .doc = "Public address, as it stands in links and as browsers send it (Origin). With https, cookies "
			 "are Secure. "
			 "Not given: http and the listening address." },
	[HTTP_THREADS] = { "http_threads", "LOUMASS_HTTP_THREADS", CONFIG_INT, "0", 0, 64,
			   .doc = "Threads that serve connections. 0: one per two cores, at most 8." },
	[HTTP_WORKERS] = { "http_workers", "LOUMASS_HTTP_WORKERS", CONFIG_INT, "16", 1, 256,
			   .doc = "Threads that answer API requests, each using one database connection while it "
				  "does." },
	[HTTP_PER_IP] = { "http_per_ip", "LOUMASS_HTTP_PER_IP", CONFIG_INT, "-1", -1, 100000,
			  .doc = "Connections one client address (of IPv6: one /64) may hold. 0: no limit; -1: 256, "
				 "and no limit when "
				 "listening on "
				 "loopback or behind a trusted proxy." },
	[API_RATE] = { "api_rate", "LOUMASS_API_RATE", CONFIG_INT, "0", 0, 1000000,
		       .doc = "Requests a second that one API key may make (in bursts of ten seconds' worth), on each "
			      "`serve`; more are "
			      "answered with 429 and Retry-After. 0: no limit." },
	[TENANT_RATE] = { "tenant_rate", "LOUMASS_TENANT_RATE", CONFIG_INT, "-1", -1, 1000000,
			  .doc = "Requests a second that one account may make (in bursts of ten seconds' worth), its "
				 "people and its keys together, on each `serve`; more are answered with 429 and "
				 "Retry-After. 0: no limit; -1: 200 when strangers may register, else no limit." },
	[TRUST_PROXY] = { "trust_proxy", "LOUMASS_TRUST_PROXY", CONFIG_BOOL, "no",
			  .doc = "Believe X-Forwarded-For (its last address) and X-Forwarded-Proto. Only behind a "
				 "proxy that sets them." },
	[DNS] = { "dns", "LOUMASS_DNS", CONFIG_TEXT, "",
		  .doc = "Name servers for checking domains, as addresses with an optional port: "
			 "`192.0.2.1,[2001:db8::1]:5353`. "
			 "Not given: the machine's own." },
	[RSPAMD] = { "rspamd", "LOUMASS_RSPAMD", CONFIG_TEXT, "",
		     .doc = "Address of an rspamd that scores mail before it is sent: `http://127.0.0.1:11333`. "
			    "Not given: no score." },
	[BLOCKLISTS] = { "blocklists", "LOUMASS_BLOCKLISTS", CONFIG_TEXT, "dbl.spamhaus.org",
			 .doc = "DNS blocklists of domains that links are looked up in before a campaign is sent, with "
				"spaces between; `none` for none. Spamhaus answers free of charge to small senders who "
				"do "
				"not ask through a public resolver." },
	[SECRET] = { "secret", "LOUMASS_SECRET", CONFIG_TEXT, "", .secret = true,
		     .doc = "The secret from which all keys are derived: any text of 32 bytes or more, the same on "
			    "every node. "
			    "Not given: `<data>/secret.key`, made on the first run. Without it stored mail passwords "
			    "cannot be "
			    "opened and links in sent mail stop working: keep a copy." },
	[SECRET_OLD] = { "secret_old", "LOUMASS_SECRET_OLD", CONFIG_TEXT, "", .secret = true,
			 .doc = "Earlier secrets, separated by spaces: they still open and verify. Not given: the "
				"lines of "
				"`<data>/secret.key.old`, if there is one." },
	[LOG] = { "log", "LOUMASS_LOG", CONFIG_CHOICE, "info", .choices = "debug|info|warn|error",
		  .doc = "Least level that is logged." },
	[LOG_FORMAT] = { "log_format", "LOUMASS_LOG_FORMAT", CONFIG_CHOICE, "auto", .choices = "auto|json|text",
			 .doc = "`auto`: text on a terminal, JSON otherwise." },
	[REGISTRATION] = { "registration", "LOUMASS_REGISTRATION", CONFIG_CHOICE, "closed", .choices = "open|closed",
			   .doc = "May strangers register? Closed: `loumass user create` makes accounts." },
	[DEMO] = { "demo", "LOUMASS_DEMO", CONFIG_BOOL, "no",
		   .doc = "A demo installation: `up` loads demo data, and the sign-in page offers the demo account to "
			  "everyone." },
	[SEND_CONNECTIONS] = { "send_connections", "LOUMASS_SEND_CONNECTIONS", CONFIG_INT, "50", 1, 2000,
			       .doc = "SMTP sessions that one `work` process holds at most, over all senders." },
	[IN_DOUBT] = { "in_doubt", "LOUMASS_IN_DOUBT", CONFIG_CHOICE, "resend", .choices = "resend|hold",
		       .doc = "A message whose acceptance was never answered: send it again with the same Message-ID, "
			      "or hold it. "
			      "Either way it is counted and listed." },
	[RETRY_MAX_AGE] = { "retry_max_age", "LOUMASS_RETRY_MAX_AGE", CONFIG_DURATION, "4d", 60, 30 * 86400,
			    .doc = "How long a temporarily refused message is tried again before it fails." },
	[SMTP_TIMEOUT] = { "smtp_timeout", "LOUMASS_SMTP_TIMEOUT", CONFIG_DURATION, "10m", 1, 600,
			   .doc = "The longest wait for a mail server's answer. 10m leaves RFC 5321's own limits: 5 "
				  "minutes "
				  "for most commands, 2 for DATA, 10 for the final dot. Shorter ones cost doubles with "
				  "slow "
				  "servers." },
	[WARMUP_EVERY] = { "warmup_every", "LOUMASS_WARMUP_EVERY", CONFIG_DURATION, "15m", 1, 86400,
			   .doc = "How often the bounces and complaints of senders that are warming up are looked at. "
				  "Their limit grows once a day whatever this says." },
	[BACKUP_DIR] = { "backup_dir", "LOUMASS_BACKUP_DIR", CONFIG_TEXT, "",
			 .doc = "Where `work` puts backups by itself; empty: it makes none. See operating.md." },
	[BACKUP_EVERY] = { "backup_every", "LOUMASS_BACKUP_EVERY", CONFIG_DURATION, "1d", 60, 30 * 86400,
			   .doc = "How often." },
	[BACKUP_KEEP] = { "backup_keep", "LOUMASS_BACKUP_KEEP", CONFIG_INT, "14", 1, 1000,
			  .doc = "How many of them are kept; the oldest go." },
	[BACKUP_PASSPHRASE_FILE] = { "backup_passphrase_file", "LOUMASS_BACKUP_PASSPHRASE_FILE", CONFIG_TEXT, "",
				     .doc = "A file whose first line encrypts them, and puts the secret in; empty: "
					    "neither." },
	[MAIL_HOSTS] = { "mail_hosts", "LOUMASS_MAIL_HOSTS", CONFIG_CHOICE, "auto", .choices = "auto|any|public",
			 .doc = "Where the SMTP and IMAP servers may be that users name. `public`: not at loopback, "
				"private or link-local addresses, so that nobody reaches the network behind this "
				"machine through them; `any`: there too; `auto`: `public` when strangers may register, "
				"else `any`." },
	[ALLOW_PRIVATE_URLS] = { "allow_private_urls", "LOUMASS_ALLOW_PRIVATE_URLS", CONFIG_BOOL, "no",
				 .doc = "May requests to addresses that users give (webhooks) go to loopback, private "
					"and link-local networks, and over plain http? Only where all users are "
					"trusted." },
	[GOOGLE_CLIENT_ID] = { "google_client_id", "LOUMASS_GOOGLE_CLIENT_ID", CONFIG_TEXT, "",
			       .doc = "OAuth client for signing in with Google and for connecting Gmail "
				      "(docs/google.md). Not given: as the operator has set it in the web app, if "
				      "so." },
	[GOOGLE_CLIENT_SECRET] = { "google_client_secret", "LOUMASS_GOOGLE_CLIENT_SECRET", CONFIG_TEXT, "",
				   .secret = true, .doc = "The secret of that client." },
	[GOOGLE_ISSUER] = { "google_issuer", "LOUMASS_GOOGLE_ISSUER", CONFIG_URL, "https://accounts.google.com",
			    .doc = "Issuer of identities, whose discovery document names the other endpoints. Another "
				   "address is for tests and for providers that speak the same." },
	[GOOGLE_GMAIL] = { "google_gmail", "LOUMASS_GOOGLE_GMAIL", CONFIG_URL, "https://gmail.googleapis.com",
			   .doc = "Where Gmail's API is." },
	[INBOUND_CONNECTIONS] = { "inbound_connections", "LOUMASS_INBOUND_CONNECTIONS", CONFIG_INT, "32", 1, 1000,
				  .doc = "Mailboxes that one `work` process reads at once. More take turns." },
	[INBOUND_POLL] = { "inbound_poll", "LOUMASS_INBOUND_POLL", CONFIG_DURATION, "20s", 1, 3600,
			   .doc = "How often a mailbox is looked into that cannot tell by itself (IMAP's IDLE) that "
				  "something came." },
	[SNS] = { "sns", "LOUMASS_SNS", CONFIG_URL, "",
		  .doc = "Where the certificates and confirmations of Amazon SNS's messages come from, when it is not "
			 "Amazon: one origin, as `https://sns.example.com`. Not given: "
			 "`https://sns.<region>.amazonaws.com` alone." },
};
const size_t config_items_n = ITEMS;
static_assert(ITEMS <= CONFIG_ITEMS_MAX, "too many settings");

static const char *const source_names[] = { "default", "file", "environment", "flag" };

str config_flag_name(struct arena *a, const struct config_item *item)
{
	str name = arena_dup(a, str_z(item->name));
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '_')
			((char *)(uintptr_t)name.p)[i] = '-';
	return name;
}

/* ---- Reading */
struct reader {
	struct arena *a;
	struct config_loaded *out;
};

static err config_bad(const struct reader *r, size_t i, const char *what)
{
	const struct config_item *item = &config_items[i];
	const struct config_value *v = &r->out->values[i];
	str shown = item->secret ? STR("(secret)") : v->text;
	str from = v->source == CONFIG_FILE   ? arena_printf(r->a, "%s in %s", item->name, r->out->file)
		   : v->source == CONFIG_FLAG ? arena_printf(r->a, "--%.*s", STR_FMT(config_flag_name(r->a, item)))
					      : str_z(item->env);
	return err_make(ERR_INVALID, arena_printf(r->a, "%.*s: \"%.*s\" %s", STR_FMT(from), STR_FMT(shown), what).p);
}

static bool config_parse_bool(str s, bool *out)
{
	static const char *const yes[] = { "yes", "true", "on", "1" }, *const no[] = { "no", "false", "off", "0" };
	for (size_t i = 0; i < 4; i++) {
		if (str_eq_nocase(s, str_z(yes[i])))
			return *out = true, true;
		if (str_eq_nocase(s, str_z(no[i])))
			return *out = false, true;
	}
	return false;
}

static bool config_parse_duration(str s, int64_t *us)
{
	static const struct {
		char unit;
		int64_t us;
	} units[] = { { 's', US_PER_S }, { 'm', US_PER_MIN }, { 'h', US_PER_HOUR }, { 'd', US_PER_DAY } };
	uint64_t n;
	for (size_t i = 0; i < 4 && s.n > 1; i++)
		if (s.p[s.n - 1] == units[i].unit && num_parse_u64(str_upto(s, s.n - 1), &n) && n < 100000000) {
			*us = (int64_t)n * units[i].us;
			return true;
		}
	return false;
}

static str config_text_of(const struct reader *r, size_t i)
{
	return r->out->values[i].text;
}

static err config_get_int(const struct reader *r, size_t i, int64_t *out)
{
	const struct config_item *item = &config_items[i];
	int64_t v;
	if (!num_parse_i64(config_text_of(r, i), &v) || v < item->min || v > item->max)
		return config_bad(r, i,
				  arena_printf(r->a, "is not a number from %lld to %lld", (long long)item->min,
					       (long long)item->max)
					  .p);
	*out = v;
	return OK;
}

static err config_get_bool(const struct reader *r, size_t i, bool *out)
{
	return config_parse_bool(config_text_of(r, i), out) ? OK : config_bad(r, i, "is not yes or no");
}

static err config_get_choice(const struct reader *r, size_t i)
{
	str rest = str_z(config_items[i].choices), piece;
	while (str_next(&rest, '|', &piece))
		if (str_eq(piece, config_text_of(r, i)))
			return OK;
	return config_bad(r, i, arena_printf(r->a, "is not one of %s", config_items[i].choices).p);
}

static err config_get_duration(const struct reader *r, size_t i, int64_t *out)
{
	const struct config_item *item = &config_items[i];
	int64_t us;
	if (!config_parse_duration(config_text_of(r, i), &us) || us < item->min * US_PER_S || us > item->max * US_PER_S)
		return config_bad(r, i, "is not a span like 90s, 15m, 12h or 4d within reason");
	*out = us;
	return OK;
}

static const char *config_get_path(const struct reader *r, size_t i)
{
	str s = config_text_of(r, i);
	if (s.n == 0 || s.p[0] == '/')
		return arena_z(r->a, s);
	char here[PATH_MAX];
	if (!getcwd(here, sizeof(here)))
		return arena_z(r->a, s);
	while (str_starts(s, STR("./")))
		s = str_from(s, 2);
	return file_join(r->a, str_z(here), s).p;
}

static err config_get_listen(const struct reader *r, struct config *c)
{
	str s = config_text_of(r, LISTEN);
	size_t colon = str_rfind_byte(s, ':');
	uint64_t port;
	if (colon == STR_NPOS || !num_parse_u64(str_from(s, colon + 1), &port) || port > 65535)
		return config_bad(r, LISTEN, "is not host:port, such as 127.0.0.1:8425 or [::1]:8425");
	str host = str_upto(s, colon);
	if (host.n > 1 && host.p[0] == '[' && host.p[host.n - 1] == ']')
		host = str_slice(host, 1, host.n - 1);
	c->listen = arena_z(r->a, s);
	c->listen_host = arena_z(r->a, host);
	c->listen_port = (int64_t)port;
	return OK;
}

static err config_get_url(const struct reader *r, struct config *c)
{
	str s = config_text_of(r, URL);
	if (s.n == 0) {
		str host = str_z(c->listen_host);
		bool any = host.n == 0 || str_eq(host, STR("*")) || str_eq(host, STR("0.0.0.0")) ||
			   str_eq(host, STR("::"));
		bool v6 = str_find_byte(host, ':') != STR_NPOS;
		c->url = arena_printf(r->a, "http://%s%s%s:%lld", v6 && !any ? "[" : "", any ? "localhost" : host.p,
				      v6 && !any ? "]" : "", (long long)c->listen_port)
				 .p;
		return OK;
	}
	while (s.n && s.p[s.n - 1] == '/')
		s.n--;
	struct url u;
	if (err_is(url_parse(s, &u)) || u.path.n)
		return config_bad(r, URL, "is not http(s)://host with an optional port and nothing behind it");
	c->url = arena_z(r->a, s);
	c->url_is_https = str_eq_nocase(u.scheme, STR("https"));
	return OK;
}

static err config_get_base(const struct reader *r, size_t i, const char **out)
{
	str s = config_text_of(r, i);
	struct url u;
	while (s.n && s.p[s.n - 1] == '/')
		s.n--;
	if (err_is(url_parse(s, &u)))
		return config_bad(r, i, "is not an http(s) address");
	*out = arena_z(r->a, s);
	return OK;
}

static const char *config_find_web(const struct reader *r)
{
	if (config_text_of(r, WEB).n)
		return config_get_path(r, WEB);
	str self = str_z(process_self());
	size_t slash = str_rfind_byte(self, '/');
	str dir = str_upto(self, slash == STR_NPOS ? 0 : slash);
	static const char *const places[] = { "../web/dist", "../share/loumass/web" };
	for (size_t i = 0; i < 2; i++) {
		str path = file_join(r->a, dir, str_z(places[i]));
		if (file_is_dir(path.p))
			return path.p;
	}
	return "";
}

/* Written by the web app's build (web/scripts/agents.ts), or installed by the package. */
static const char *config_find_agents(const struct reader *r, const char *web)
{
	if (config_text_of(r, AGENTS).n)
		return config_get_path(r, AGENTS);
	str path = web[0] ? file_join(r->a, str_z(web), STR("../agents.txt")) : STR("");
	return path.n && file_exists(path.p) ? path.p : "";
}

static int64_t config_per_ip_of(const struct config *c, int64_t given)
{
	str host = str_z(c->listen_host);
	if (given >= 0)
		return given;
	bool loopback = str_starts(host, STR("127.")) || str_eq(host, STR("::1")) || str_eq(host, STR("localhost"));
	return loopback || c->trust_proxy ? 0 : 256;
}

static err config_fill(const struct reader *r)
{
	struct config *c = &r->out->config;
	*c = (struct config){};
	int64_t per_ip;
	c->database_url = arena_z(r->a, config_text_of(r, DATABASE_URL));
	c->database_replica_url = arena_z(r->a, config_text_of(r, DATABASE_REPLICA_URL));
	if (c->database_replica_url[0] && !c->database_url[0])
		return config_bad(r, DATABASE_REPLICA_URL,
				  "needs DATABASE_URL beside it: the private PostgreSQL has no replica");
	TRY(config_get_duration(r, REPLICA_MAX_LAG, &c->replica_max_lag));
	TRY(config_get_int(r, DB_CONNECTIONS, &c->db_connections));
	c->pg_bin = config_get_path(r, PG_BIN);
	c->data = config_get_path(r, DATA);
	c->web = config_find_web(r);
	c->agents = config_find_agents(r, c->web);
	c->agents_given = config_text_of(r, AGENTS).n > 0;
	TRY(config_get_listen(r, c));
	TRY(config_get_url(r, c));
	TRY(config_get_int(r, HTTP_THREADS, &c->http_threads));
	TRY(config_get_int(r, HTTP_WORKERS, &c->http_workers));
	TRY(config_get_int(r, API_RATE, &c->api_rate));
	TRY(config_get_int(r, TENANT_RATE, &c->tenant_rate));
	TRY(config_get_bool(r, TRUST_PROXY, &c->trust_proxy));
	TRY(config_get_int(r, HTTP_PER_IP, &per_ip));
	c->http_per_ip = config_per_ip_of(c, per_ip);
	c->dns = arena_z(r->a, config_text_of(r, DNS));
	c->rspamd = "";
	if (config_text_of(r, RSPAMD).n)
		TRY(config_get_base(r, RSPAMD, &c->rspamd));
	str lists = config_text_of(r, BLOCKLISTS);
	c->blocklists = str_eq(lists, STR("none")) ? "" : arena_z(r->a, lists);
	c->secret = arena_z(r->a, config_text_of(r, SECRET));
	if (c->secret[0] && config_text_of(r, SECRET).n < 32)
		return config_bad(r, SECRET, "is shorter than 32 bytes; `openssl rand -hex 32` makes a good one");
	c->secret_old = arena_z(r->a, config_text_of(r, SECRET_OLD));
	TRY(config_get_choice(r, LOG));
	log_level_parse(config_text_of(r, LOG), &c->log);
	TRY(config_get_choice(r, LOG_FORMAT));
	str format = config_text_of(r, LOG_FORMAT);
	c->log_json = str_eq(format, STR("json")) || (str_eq(format, STR("auto")) && !isatty(STDERR_FILENO));
	TRY(config_get_choice(r, REGISTRATION));
	c->registration_open = str_eq(config_text_of(r, REGISTRATION), STR("open"));
	if (c->tenant_rate < 0)
		c->tenant_rate = c->registration_open ? STRANGERS_RATE : 0;
	TRY(config_get_choice(r, MAIL_HOSTS));
	str hosts = config_text_of(r, MAIL_HOSTS);
	c->mail_hosts_public = str_eq(hosts, STR("public")) || (str_eq(hosts, STR("auto")) && c->registration_open);
	TRY(config_get_bool(r, DEMO, &c->demo));
	TRY(config_get_int(r, SEND_CONNECTIONS, &c->send_connections));
	TRY(config_get_choice(r, IN_DOUBT));
	c->in_doubt_hold = str_eq(config_text_of(r, IN_DOUBT), STR("hold"));
	TRY(config_get_duration(r, RETRY_MAX_AGE, &c->retry_max_age));
	TRY(config_get_duration(r, SMTP_TIMEOUT, &c->smtp_timeout));
	TRY(config_get_duration(r, WARMUP_EVERY, &c->warmup_every));
	c->backup_dir = arena_z(r->a, config_text_of(r, BACKUP_DIR));
	TRY(config_get_duration(r, BACKUP_EVERY, &c->backup_every));
	TRY(config_get_int(r, BACKUP_KEEP, &c->backup_keep));
	c->backup_passphrase_file = arena_z(r->a, config_text_of(r, BACKUP_PASSPHRASE_FILE));
	TRY(config_get_bool(r, ALLOW_PRIVATE_URLS, &c->allow_private_urls));
	TRY(config_get_int(r, INBOUND_CONNECTIONS, &c->inbound_connections));
	TRY(config_get_duration(r, INBOUND_POLL, &c->inbound_poll));
	c->sns = "";
	if (config_text_of(r, SNS).n)
		TRY(config_get_base(r, SNS, &c->sns));
	c->google_client_id = arena_z(r->a, config_text_of(r, GOOGLE_CLIENT_ID));
	c->google_client_secret = arena_z(r->a, config_text_of(r, GOOGLE_CLIENT_SECRET));
	TRY(config_get_base(r, GOOGLE_ISSUER, &c->google_issuer));
	return config_get_base(r, GOOGLE_GMAIL, &c->google_gmail);
}

static size_t config_find_item(str name)
{
	for (size_t i = 0; i < ITEMS; i++)
		if (str_eq(name, str_z(config_items[i].name)))
			return i;
	return ITEMS;
}

static err config_take_line(struct reader *r, str line, size_t number)
{
	line = str_trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return OK;
	size_t eq = str_find_byte(line, '=');
	str name = str_trim(str_upto(line, eq == STR_NPOS ? line.n : eq));
	if (eq == STR_NPOS)
		return err_make(ERR_INVALID, arena_printf(r->a, "%s line %zu: \"%.*s\" is not `name = value`",
							  r->out->file, number, STR_FMT(name))
						     .p);
	size_t i = config_find_item(name);
	if (i == ITEMS)
		return err_make(
			ERR_INVALID,
			arena_printf(r->a,
				     "%s line %zu: there is no setting \"%.*s\" (`loumass config docs` lists them)",
				     r->out->file, number, STR_FMT(name))
				.p);
	str value = str_trim(str_from(line, eq + 1));
	if (value.n > 1 && value.p[0] == '"' && value.p[value.n - 1] == '"')
		value = str_slice(value, 1, value.n - 1);
	if (r->out->values[i].source <= CONFIG_FILE)
		r->out->values[i] = (struct config_value){ arena_dup(r->a, value), CONFIG_FILE };
	return OK;
}

static err config_read_file(struct reader *r, const char *named)
{
	const char *places[3] = { named };
	if (!named) {
		places[0] = file_join(r->a, str_z(config_get_path(r, DATA)), STR("loumass.conf")).p;
		places[1] = "/etc/loumass/loumass.conf";
	}
	struct buf BUF_AUTO b;
	buf_init(&b, CONFIG_FILE_MAX);
	for (size_t i = 0; places[i]; i++) {
		err e = file_read_all(places[i], CONFIG_FILE_MAX, &b);
		if (e.code == ERR_NOT_FOUND && !named)
			continue;
		if (err_is(e))
			return err_make(ERR_INVALID,
					arena_printf(r->a, "the configuration file %s: %s", places[i], e.why).p);
		r->out->file = places[i];
		break;
	}
	str rest = buf_str(&b), line;
	for (size_t number = 1; str_next(&rest, '\n', &line); number++)
		TRY(config_take_line(r, line, number));
	return OK;
}

static const char *config_own_env(const char *name)
{
	return getenv(name);
}

err config_load(struct arena *a, const struct config_flag *flags, size_t n_flags, const char *(*getenv_)(const char *),
		struct config_loaded *out)
{
	struct reader r = { a, out };
	const char *(*env)(const char *) = getenv_ ? getenv_ : config_own_env;
	*out = (struct config_loaded){ .file = "" };
	for (size_t i = 0; i < ITEMS; i++) {
		out->values[i] = (struct config_value){ str_z(config_items[i].fallback), CONFIG_DEFAULT };
		const char *given = env(config_items[i].env);
		if (given && given[0])
			out->values[i] = (struct config_value){ arena_dup(a, str_trim(str_z(given))), CONFIG_ENV };
	}
	for (size_t k = 0; k < n_flags; k++)
		for (size_t i = 0; i < ITEMS; i++)
			if (str_eq(flags[k].name, config_flag_name(a, &config_items[i])))
				out->values[i] = (struct config_value){ arena_dup(a, flags[k].value), CONFIG_FLAG };
	const char *named = env("LOUMASS_CONFIG");
	TRY(config_read_file(&r, named && named[0] ? named : NULL));
	return config_fill(&r);
}

/* ---- Printing */
static const char *config_kind_text(struct arena *a, const struct config_item *item)
{
	switch (item->kind) {
	case CONFIG_TEXT: return "text";
	case CONFIG_PATH: return "directory";
	case CONFIG_INT: return arena_printf(a, "number, %lld to %lld", (long long)item->min, (long long)item->max).p;
	case CONFIG_BOOL: return "yes or no";
	case CONFIG_CHOICE: {
		str rest = str_z(item->choices), piece, all = STR("");
		while (str_next(&rest, '|', &piece))
			all = arena_printf(a, "%.*s%s`%.*s`", STR_FMT(all), all.n ? ", " : "", STR_FMT(piece));
		return arena_z(a, all);
	}
	case CONFIG_DURATION: return "span: `90s`, `15m`, `12h`, `4d`";
	case CONFIG_LISTEN: return "host:port";
	case CONFIG_URL: return "http(s)://host";
	}
	return "";
}

void config_docs(struct buf *out)
{
	struct arena ARENA_AUTO a = {};
	buf_add(out, STR("# Configuration\n\n"
			 "<!-- Printed by `loumass config docs`; a test compares. -->\n\n"
			 "A setting comes from a flag of the command line, else from the environment, else from the "
			 "configuration file, "
			 "else it has its default.\nThe file is the one that `LOUMASS_CONFIG` names, else "
			 "`<data>/loumass.conf`, else "
			 "`/etc/loumass/loumass.conf`: lines `name = value`, with `#` for comments.\n"
			 "`loumass config show` prints what is in force and where it came from.\n"));
	for (size_t i = 0; i < ITEMS; i++) {
		const struct config_item *item = &config_items[i];
		buf_addf(out, "\n## %s\n\n%s\n\n", item->name, item->doc);
		buf_addf(out, "- environment `%s`, flag `--%.*s`, file `%s`\n", item->env,
			 STR_FMT(config_flag_name(&a, item)), item->name);
		buf_addf(out, "- %s; ", config_kind_text(&a, item));
		if (item->fallback[0])
			buf_addf(out, "default `%s`\n", item->fallback);
		else
			buf_addf(out, "no default\n");
	}
}

static str config_shown(const struct config_loaded *c, size_t i)
{
	str v = c->values[i].text;
	return config_items[i].secret && v.n ? STR("(hidden)") : v;
}

void config_show(const struct config_loaded *c, struct buf *out)
{
	buf_addf(out, "# file: %s\n", c->file[0] ? c->file : "none");
	for (size_t i = 0; i < ITEMS; i++)
		buf_addf(out, "%-17s = %-32.*s # %s\n", config_items[i].name, STR_FMT(config_shown(c, i)),
			 source_names[c->values[i].source]);
}

void config_show_json(const struct config_loaded *c, struct json_writer *out)
{
	json_begin_obj(out);
	json_kv_str(out, "file", c->file[0] ? str_z(c->file) : STR_NULL);
	json_key(out, "settings");
	json_begin_arr(out);
	for (size_t i = 0; i < ITEMS; i++) {
		json_begin_obj(out);
		json_kv_str(out, "name", str_z(config_items[i].name));
		json_kv_str(out, "env", str_z(config_items[i].env));
		json_kv_str(out, "value", config_shown(c, i));
		json_kv_str(out, "source", str_z(source_names[c->values[i].source]));
		json_end_obj(out);
	}
	json_end_arr(out);
	json_end_obj(out);
}
