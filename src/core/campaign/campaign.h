/* Campaigns: what is written, to whom, and where it stands. A person edits a DRAFT; the table in campaign_state.c says
 * which step follows which; planning, sending and finishing are the workers' (core/campaign/plan, send/). Statuses: DRAFT,
 * SCHEDULED, SENDING, PAUSED, SENT. A campaign that has begun keeps its audience and sender; while it is SENDING and
 * once it is SENT only its name may change. */
#pragma once
#include "base/num.h"
#include "core/audience/contact.h"
#include "core/ground/app.h"
#include "core/ground/check.h"
#include "core/sender/deliver.h"
#include "db/tenant.h"
#include "wire/field_errors.h"
#include "wire/json_body.h"
#include "wire/json_write.h"

struct campaign_stats {
	int64_t recipients, pending, sent, failed, bounced, delivered;
	int64_t opened_people, opened_machines, clicked_people, clicked_machines;
	int64_t unsubscribed, replied, complained, in_doubt;
	int64_t undecided; /* of those in doubt: a person decides (core/sequence/doubt.h) */
};

struct campaign {
	str id, user_id;
	str name, subject, status;
	str content, text_content, design; /* absent in lists; design and audience are JSON text */
	str content_format;		   /* "html", "rich", "text" */
	str audience;
	str sender_id, from_name, reply_to, preheader, pause_reason, gmail_thread_id; /* absent: none */
	str sender_ids; /* JSON text: the ids of those that share it, sender_id the first of them; absent: one sender */
	str topic_id;	/* what people can leave alone; absent: none */
	/* A follow-up: the campaign whose mails it answers, or (gmail_thread_id) a thread of its mails; reply_else: of who
	 * had none, "new" or absent: they get a mail of their own, "skip": nothing. */
	str reply_to_campaign_id, reply_else;
	str delivery; /* JSON text (core/campaign/delivery.h); absent: as soon as it starts */
	bool tracking;
	int64_t version; /* counts up with each change of what is written */
	bool send_anyway;
	struct opt_i64 scheduled_at, sent_at, started_at, planned_at, cancelled_at;
	int64_t created_at, updated_at;
	struct campaign_stats stats;
};

/* What a person may write. What is not given stays (or has its default); JSON null clears. */
struct campaign_patch {
	struct json_opt_str name, subject, content, content_format, text_content;
	struct json_opt_str sender_id, from_name, reply_to, preheader, topic_id;
	struct json_opt_str gmail_thread_id, reply_to_campaign_id, reply_else;
	struct opt_bool tracking;
	struct opt_i64 version;		      /* the one that was read; absent: whatever it is */
	const struct json *design, *audience; /* NULL: not given; a JSON null clears */
	const struct json *sender_ids;	      /* the same; replaces sender_id */
	const struct json *delivery;	      /* the same */
};

err campaign_create(tenant_db db, struct arena *a, const struct campaign_patch *in, struct field_errors *errors,
		    struct campaign *out);
err campaign_get(tenant_db db, struct arena *a, str id, struct campaign *out); /* ERR_NOT_FOUND */
/* ERR_CONFLICT with the reason when its state forbids the change. ERR_STALE: its version is another by now; errors name
 * what changed. */
err campaign_update(tenant_db db, struct arena *a, str id, const struct campaign_patch *in, struct field_errors *errors,
		    struct campaign *out);
err campaign_delete(tenant_db db, struct arena *a, str id); /* ERR_CONFLICT while it is SENDING */
/* A DRAFT with the same content, audience and attachments. name absent: "Copy of …". */
err campaign_duplicate(tenant_db db, struct arena *a, str id, str name, struct campaign *out);

struct campaign_list_in {
	str status, search; /* absent: any */
	str sort; /* "createdAt", "updatedAt", "name", "scheduledAt", "sentAt", with '-' for descending; absent:
		     "-createdAt" */
	str cursor_key, cursor_id; /* of the last one seen; absent: from the start */
	int64_t limit;
};
struct campaign_list {
	struct campaign *v;
	str *keys; /* sort key of each, for the cursor */
	size_t n;
	bool more;
};
#define CAMPAIGN_SORTS "createdAt|-createdAt|updatedAt|-updatedAt|name|-name|scheduledAt|-scheduledAt|sentAt|-sentAt"
err campaign_list(tenant_db db, struct arena *a, const struct campaign_list_in *in, struct campaign_list *out);
err campaign_count(tenant_db db, struct arena *a, str status, str search, int64_t *out);

/* ---- Steps. ERR_CONFLICT says why not now; ERR_INVALID what is missing before it can be sent. */
/* anyway: whatever our judgement says of its text and links (ground/check.h). */
err campaign_send(const struct app *app, tenant_db db, struct arena *a, str id, bool anyway,
		  struct field_errors *errors, struct campaign *out);
/* at: when it starts; may be left out when its delivery names a date: then when the first clock shows it. */
err campaign_schedule(const struct app *app, tenant_db db, struct arena *a, str id, struct opt_i64 at, bool anyway,
		      struct field_errors *errors, struct campaign *out);
err campaign_unschedule(tenant_db db, struct arena *a, str id, struct campaign *out);
err campaign_pause(tenant_db db, struct arena *a, str id, struct campaign *out);
err campaign_resume(const struct app *app, tenant_db db, struct arena *a, str id, bool anyway,
		    struct field_errors *errors, struct campaign *out);
/* The same gate for one whose time has come, or that another program set to SENDING. Absent: it may go; a paused sender only
 * holds it, until somebody resumes that. */
err campaign_gate(const struct app *app, tenant_db db, struct arena *a, str id, str *why);
err campaign_cancel(tenant_db db, struct arena *a, str id, struct campaign *out);

/* A sender that was never tried is tried now: better a refusal here than a campaign, or a sequence, that stands still.
 * ERR_CONFLICT: it is paused, or failed its test. */
struct sender;
err campaign_verify_sender(const struct app *app, tenant_db db, struct arena *a, const struct sender *s);

/* What is going on, from counters: cheap enough for once a second. */
struct campaign_progress {
	str status, pause_reason;
	int64_t recipients, sent, failed, bounced, pending, in_doubt, undecided, opened, clicked;
	struct opt_i64 started_at, scheduled_at;
	bool planned, planning, cancelled; /* planning: a part of its recipients is chosen, and not all */
};
err campaign_progress(tenant_db db, struct arena *a, str id, struct campaign_progress *out);
/* Messages a second, smoothed over successive looks. Zero-initialise. */
struct campaign_pace {
	int64_t at, done;
	double rate;
	bool begun;
};
void campaign_pace_look(struct campaign_pace *p, const struct campaign_progress *g, int64_t now_mono);
struct opt_i64 campaign_pace_eta(const struct campaign_pace *p, const struct campaign_progress *g); /* seconds */

/* ---- Who would get it. spec: an audience as a campaign has it; reply_to: the campaign it follows up on, or absent; zones: count them. */
struct campaign_audience {
	int64_t count;	/* ACTIVE, not suppressed, not refusing the topic */
	bool estimated; /* counting took too long: the figures are from a sample of contacts */
	bool zoned;	/* people's clocks matter: how many zones are set, guessed, missing, and written but unknown */
	int64_t zones_set, zones_guessed, zones_missing, zones_unknown;
	bool follows; /* a follow-up: how many had a mail to answer, and how many had none */
	int64_t in_thread, without_thread;
	int64_t suppressed, unwanted, unsubscribed, inactive;
	int64_t duplicate; /* another contact of the audience is the same person */
	struct contact *sample;
	size_t sample_n;
};
/* ERR_INVALID with errors by field. */
err campaign_audience(const struct app *app, tenant_db db, struct arena *a, const struct json *spec, str topic_id,
		      str reply_to, bool zones, struct field_errors *errors, struct campaign_audience *out);
err campaign_audience_of(const struct app *app, tenant_db db, struct arena *a, str id, struct campaign_audience *out);
void campaign_audience_write(struct json_writer *w, const struct campaign_audience *c);

/* What a campaign follows up on. */
struct campaign_reply {
	str id, name, subject, status; /* absent id: it is not there */
	bool is_sequence;
};
static inline bool campaign_follows(const struct campaign *c)
{
	return !str_absent(c->reply_to_campaign_id) || !str_absent(c->gmail_thread_id);
}
err campaign_reply_source(tenant_db db, struct arena *a, const struct campaign *c, struct campaign_reply *out);

/* ---- How it will look. */
struct campaign_look_in {
	str contact_id;		    /* absent: `contact`, else the first of the audience, else an invented one */
	const struct json *contact; /* {email, firstName, lastName, variables} */
	struct json_opt_str subject, content, text_content, preheader, content_format; /* instead of what is stored */
};
struct campaign_warning {
	const char *code;
	str message;
};
struct campaign_look {
	str from, to, subject, html, text; /* html absent: text only */
	int64_t bytes;			   /* of the message as it goes out, images and attachments included */
	struct campaign_warning warnings[8];
	size_t warnings_n;
};
/* ERR_INVALID with errors by field ("content", "subject", …) when a template is wrong. */
err campaign_preview(const struct app *app, tenant_db db, struct arena *a, str id, const struct campaign_look_in *in,
		     struct field_errors *errors, struct campaign_look *out);

err campaign_check(const struct app *app, tenant_db db, struct arena *a, str id, struct checks *out);

/* A test: to addresses of one's own, with a contact's fields; no recipient, no event, no tracking. Returns how many
 * went out. */
#define CAMPAIGN_TEST_MAX 5
err campaign_test(const struct app *app, tenant_db db, struct arena *a, str id, const str *to, size_t n, str contact_id,
		  struct field_errors *errors, size_t *sent);

/* ---- Attachments and inline images. */
struct campaign_attachment {
	str id, filename, content_type, content_id;
	bool is_inline;
	int64_t bytes, created_at;
};
/* The type is found by looking at the content; a name of a program is refused. ERR_LIMIT. */
err attachment_add(tenant_db db, struct arena *a, str campaign_id, str filename, bool is_inline, str data,
		   struct campaign_attachment *out);
err attachment_list(tenant_db db, struct arena *a, str campaign_id, struct campaign_attachment **out, size_t *n);
err attachment_get(tenant_db db, struct arena *a, str campaign_id, str id, struct campaign_attachment *out, str *data);
err attachment_delete(tenant_db db, struct arena *a, str campaign_id, str id);
/* "image/png" by its first bytes, else by the name's ending, else application/octet-stream. */
str attachment_type(str filename, str data);
str attachment_filename(struct arena *a, str given); /* without paths, controls and reserved characters; never empty */

/* ---- Recipients. */
struct campaign_recipient {
	str id, contact_id, email, display_name, status, failure_reason, last_reply;
	int64_t attempts, events;
	bool in_doubt;
	struct opt_i64 sent_at, next_attempt_at, opened_at, clicked_at, unsubscribed_at;
	str opened_by; /* "human", "machine"; absent: not opened */
};
struct recipient_list_in {
	str campaign_id;
	str status;  /* PENDING, SENT, FAILED, BOUNCED; absent: any */
	str engaged; /* opened, clicked, not_opened, not_clicked, unsubscribed, machines, in_doubt; absent: any */
	str search;  /* in address and name */
	str cursor;  /* id of the last one seen */
	int64_t limit;
};
#define RECIPIENT_ENGAGED "opened|clicked|not_opened|not_clicked|replied|unsubscribed|machines|in_doubt"
struct recipient_list {
	struct campaign_recipient *v;
	size_t n;
	bool more;
};
err recipient_list(tenant_db db, struct arena *a, const struct recipient_list_in *in, struct recipient_list *out);
/* From the counters where they know; else counted up to RECIPIENT_COUNT_MAX. */
#define RECIPIENT_COUNT_MAX 100001
err recipient_count(tenant_db db, struct arena *a, const struct recipient_list_in *in, int64_t *out);
typedef err recipient_fn(void *arg, const struct campaign_recipient *r);
err recipient_stream(tenant_db db, struct arena *a, const struct recipient_list_in *in, recipient_fn *fn, void *arg);

/* ---- JSON, as the API and --json show it. */
void campaign_write(struct json_writer *w, const struct campaign *c);
void campaign_write_members(struct json_writer *w, const struct campaign *c); /* of an object that is open */
void campaign_recipient_write(struct json_writer *w, const struct campaign_recipient *r);
void campaign_stats_write(struct json_writer *w, const struct campaign_stats *s);
void campaign_progress_write(struct json_writer *w, const struct campaign_progress *g, const struct campaign_pace *p);
