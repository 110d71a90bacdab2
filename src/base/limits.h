/* Every ceiling of the product, in one list. Bytes unless the name says otherwise. A number carries its reason. */
#pragma once

/* Memory */
#define ARENA_BLOCK_FIRST 4096u
#define ARENA_BLOCK_MAX (1u << 20)
#define ARENA_KEEP_MAX (256u << 10) /* a reset keeps at most this, so that one big request does not stay */
#define ARENA_HARD 4u		    /* times its ceiling: then the process ends after all */
#define ARENA_CEILING_DEFAULT (64u << 20)
#define LOG_LINE_MAX 4096u /* PIPE_BUF: one write is one line */

/* HTTP */
#define HTTP_BODY_MAX (16u << 20)    /* JSON bodies: a campaign's HTML (10 MB at most) and its quoting */
#define HTTP_UPLOAD_MAX (2ull << 30) /* CSV files, spooled to disk */
#define HTTP_HEADERS_MAX (32u << 10)
#define HTTP_URL_MAX (16u << 10) /* a signed click link carries its target, itself at most 8 kB */
#define HTTP_CONNECTIONS_MAX 16384u
#define HTTP_DESCRIPTORS_KEPT 512u     /* of RLIMIT_NOFILE, for what is no client's connection */
#define HTTP_BODIES_TOTAL (1ull << 30) /* of all requests being read at once; more: 503 */
#define HTTP_HEADER_SECONDS                                                                                            \
	90u		      /* from the first byte allowed to the end of the headers; keep-alive waits are in it     \
			       */
#define HTTP_IDLE_SECONDS 75u /* longer than the 60 s of the usual reverse proxies, so that they close first */
#define HTTP_LINGER_SECONDS 2 /* for a client to read why it is refused, before its connection is reset */
#define HTTP_BODY_RATE 1024u  /* bytes a second at least, after a grace of HTTP_BODY_GRACE seconds */
#define HTTP_BODY_GRACE 30u
#define HTTP_QUEUE_MAX 2048u	   /* requests waiting for a worker; at 5,000/s that is half a second */
#define HTTP_APART_MAX 48u	   /* requests that wait for others' servers, beside the workers; each has a thread */
#define WAITS_PER_TENANT 4u	   /* of these, of one account (or of one network, where nobody is signed in) */
#define HTTP_STREAMS_MAX 16u	   /* exports at once; each has a thread */
#define HTTP_STREAM_BUFFER 262144u /* written and not yet taken by the client */
#define HTTP_SSE_MAX 512u	   /* subscriptions of one process */
#define HTTP_ANSWER_MAX (64u << 20)
#define FETCH_ANSWER_MAX (1u << 20) /* what a peer of ours may answer, when nobody says otherwise */

/* JSON */
#define JSON_DEPTH_MAX 64u
#define JSON_VALUES_MAX 200000u

/* Addresses: RFC 5321 section 4.5.3.1 */
#define ADDR_LOCAL_MAX 64u
#define ADDR_DOMAIN_MAX 255u
#define ADDR_MAX 254u /* RFC 5321 path of 256 with its angle brackets (erratum 1690) */

/* Contacts */
#define CONTACT_NAME_MAX 200u
#define CONTACT_TAGS_MAX 100u
#define CONTACT_TAG_MAX 100u
#define CONTACT_VARIABLES_MAX (32u << 10) /* the JSON of one contact's variables */

/* CSV */
#define CSV_FIELD_MAX (64u << 10)
#define CSV_RECORD_MAX (1u << 20)
#define CSV_COLUMNS_MAX 500u
#define IMPORT_CHUNK_ROWS 50000u /* rows a COPY: the measured optimum */
#define IMPORT_LARGE (8 << 20)	 /* bytes; a file above this is merged over IMPORT_CONNECTIONS */
#define IMPORT_CONNECTIONS 2u	 /* measured: 1.8 times the rows of one; four give 2.4 and leave nothing to others */
#define IMPORT_ROWS_MAX 20000000 /* of a file: it remembers 8 to 24 bytes of each address */

/* Campaigns and messages */
#define CAMPAIGN_NAME_MAX 200u
#define SUBJECT_MAX 998u /* RFC 5322 section 2.1.1 */
#define CONTENT_MAX (10u << 20)
#define ATTACHMENTS_MAX 20u
#define ATTACHMENTS_TOTAL_MAX (15u << 20) /* most servers stop at 25 MB encoded; base64 adds 37 % */
#define MESSAGE_MAX (40u << 20)
#define TEMPLATE_NODES_MAX 20000u
#define TEMPLATE_DEPTH_MAX 32u
#define LINKS_MAX 2000u
#define LINK_URL_MAX 8192u

/* Sequences */
#define CAMPAIGN_SENDERS_MAX 20u /* that share a campaign */
#define STEPS_MAX 500u
#define STEPS_JSON_MAX                                                                                                 \
	(16 << 20) /* of a sequence: what a request can write; another program may have written anything */
#define STEP_ID_MAX 64u
#define STEP_TAGS_MAX 20u	/* of one step */
#define STEP_DELAY_DAYS_MAX 365 /* a delay is shorter than a year */
#define STEP_PROBLEMS_MAX 200u	/* more are counted, not kept */
#define EVENT_NAME_MAX 100u
#define WEBHOOK_URL_MAX 2048u

/* SMTP: RFC 5321 section 4.5.3.1.5 says 512 for a reply line; real servers write longer ones */
#define SMTP_LINE_MAX 2048u
#define SMTP_REPLY_MAX (16u << 10)

/* Sending */
#define SEND_BATCH_ROWS 1000u	/* recipients a lease: the measured optimum */
#define GMAIL_COURIERS 32u	/* messages on their way to Gmail at once, of one process; each has a thread */
#define SEND_INFLIGHT_MAX 8192u /* recipients a worker holds in memory */

/* Journals */
#define JOURNAL_RECORD_MAX (24u << 10)	   /* a click with its 8 kB target, percent-coded, and its browser */
#define JOURNAL_WAITING_MAX (16u << 20)	   /* appended, not yet on disk */
#define JOURNAL_SEGMENT_SIZE (64ull << 20) /* what a drain gives back at a time */
#define JOURNAL_LIMIT_DEFAULT (4ull << 30) /* of a slot: some 20 million opens while the database is away */
#define JOURNAL_SLOTS_MAX 64u		   /* processes on one machine that share a journal's directory */

/* Tracking */
#define EVENT_TRACK_MAX 5000u /* events a transaction: 1,000 are enough, more smooth a backlog */
#define TRACK_ID_MAX 128u     /* of a tracking id, ours or foreign */
#define USER_AGENT_MAX 512u   /* kept of it */

/* DNS */
#define DNS_SECONDS 4	     /* all questions of one asking together */
#define DNS_RECORDS_MAX 100u /* of an answer: a domain's TXT records are a dozen or two */
