/* Sequences: what a person draws, its versions, who is in it and what came of it. A DRAFT may hold problems; what is
 * ACTIVE or PAUSED may not, and a change of its steps makes a new version: "SequenceVersion" keeps the steps as they
 * were for those who run them. Statuses: DRAFT, ACTIVE, PAUSED. Walking people through the steps is flow/'s; their
 * entering and leaving is core/sequence/enrollment's. */
#pragma once
#include "base/num.h"
#include "core/ground/app.h"
#include "core/ground/check.h"
#include "core/sequence/steps.h"
#include "db/tenant.h"
#include "wire/field_errors.h"
#include "wire/json_body.h"
#include "wire/json_write.h"

struct sequence_stats {
	int64_t enrolled, active, completed, paused, failed; /* completed: came to the end */
	int64_t sent, opened_people, clicked_people, replied, bounced;
};

struct sequence {
	str id, user_id;
	str name, description, status, trigger_type;
	bool tracking;
	str steps;	      /* JSON; absent in lists */
	bool steps_too_large; /* beyond STEPS_JSON_MAX, by another program: steps is "[]", and problems say it */
	str settings;	      /* JSON; absent: all by default */
	str sender_id;	      /* absent: the default sender */
	str topic_id;	      /* absent: none; people who left this topic alone don't get its mails */
	int64_t version;
	int64_t revision; /* counts up with each change of what is written; version with those of the steps that run */
	int64_t created_at, updated_at;
	struct opt_i64 activated_at, paused_at, resumed_at;
	int64_t overdue; /* held, until a person decides (sequence_release) */
	/* ACTIVE with steps that have errors, whoever wrote them: nobody is moved and no mail leaves until they are right. */
	bool held;
	struct opt_i64 held_at; /* when a worker saw it */
	str held_reason;	/* the first error */
	int64_t stuck;		/* people with a problem of their own (struct enrollment) */
	int64_t step_count;
	struct sequence_stats stats;
	struct step_problems *problems; /* NULL in lists */
};

enum sequence_keep { SEQUENCE_KEEP, SEQUENCE_MOVE, SEQUENCE_END };
#define SEQUENCE_KEEP_WORDS "keep|move|end"

/* What a person may write. What is not given stays (or has its default); JSON null clears. */
struct sequence_patch {
	struct json_opt_str name, description, trigger_type, sender_id, topic_id;
	struct opt_bool tracking;
	struct opt_i64 revision;	     /* the one that was read; absent: whatever it is */
	const struct json *steps, *settings; /* NULL: not given */
	str enrollments; /* one of SEQUENCE_KEEP_WORDS: what becomes of those under way when the steps change; absent:
			    keep */
};

err sequence_create(tenant_db db, struct arena *a, const struct sequence_patch *in, struct field_errors *errors,
		    struct sequence *out);
err sequence_get(tenant_db db, struct arena *a, str id, struct sequence *out); /* ERR_NOT_FOUND */
/* ERR_INVALID: the steps of one that is ACTIVE or PAUSED would have problems; errors name the step. */
err sequence_update(tenant_db db, struct arena *a, str id, const struct sequence_patch *in, struct field_errors *errors,
		    struct sequence *out);
err sequence_delete(tenant_db db, struct arena *a, str id); /* ERR_CONFLICT while it is ACTIVE */
/* A DRAFT with the same steps and settings. name absent: "Copy of …". */
err sequence_duplicate(tenant_db db, struct arena *a, str id, str name, struct sequence *out);

struct sequence_list_in {
	str status, search;	   /* absent: any */
	str sort;		   /* one of SEQUENCE_SORTS; absent: "-createdAt" */
	str cursor_key, cursor_id; /* of the last one seen; absent: from the start */
	int64_t limit;
};
#define SEQUENCE_SORTS "createdAt|-createdAt|updatedAt|-updatedAt|name|-name"
struct sequence_list {
	struct sequence *v;
	str *keys;
	size_t n;
	bool more;
};
err sequence_list(tenant_db db, struct arena *a, const struct sequence_list_in *in, struct sequence_list *out);
err sequence_count(tenant_db db, struct arena *a, str status, str search, int64_t *out);
/* By id, or by name when only one has it. ERR_NOT_FOUND, ERR_CONFLICT when several have it. */
err sequence_find(tenant_db db, struct arena *a, str word, struct sequence *out);

/* ---- What is wrong with steps. */
/* Of these contacts, whether a condition's filter is true of each; text: the filter as it was asked. ERR_INVALID: it names what is
 * not there, and why says what. */
err sequence_filter_ask(tenant_db db, struct arena *a, const struct json *filter, const str *ids, size_t n, bool *is,
			str *text, str *why);
/* What the filters of conditions name and is not there: "filter_gone". */
err sequence_filters_problems(tenant_db db, struct arena *a, str steps, struct step_problems *out);
void sequence_problems(struct arena *a, const struct json *steps, struct step_problems **out);
void sequence_problems_write(struct json_writer *w, const struct step_problems *p);

/* ---- Status. ERR_CONFLICT says why not now; ERR_INVALID names the steps with problems. Activating resumes a paused
 * one. */
/* What is found before it begins; red ones stop it (core/campaign/preflight.h). */
err sequence_check(const struct app *app, tenant_db db, struct arena *a, str id, struct checks *out);
err sequence_activate(const struct app *app, tenant_db db, struct arena *a, str id, bool anyway,
		      struct field_errors *errors, struct sequence *out);
err sequence_pause(tenant_db db, struct arena *a, str id, struct sequence *out);
/* What is overdue and held goes on now, or (not send) those people leave. */
err sequence_release(tenant_db db, struct arena *a, str id, bool send, int64_t *released, struct sequence *out);

/* ---- What an edit would change, from the steps as they are to those given; people: under way, by the step they are
 * at. */
struct sequence_change {
	str step_id;
	int64_t people;
	const char *fields[16]; /* of changed ones: members of the step that differ */
	size_t fields_n;
};
/* Who stands at a step and is moved to the new steps will not get a mail that the old ones had ahead for them. */
struct sequence_skip {
	str step_id, email_id;
	int64_t people;
};
struct sequence_diff {
	struct sequence_change *added, *removed, *changed, *moved, *people;
	size_t added_n, removed_n, changed_n, moved_n, people_n;
	struct sequence_skip *skips;
	size_t skips_n;
};
err sequence_diff(tenant_db db, struct arena *a, str id, const struct json *steps, struct field_errors *errors,
		  struct sequence_diff *out);
/* The same without people: pure. Either may hold problems. */
err sequence_diff_steps(struct arena *a, const struct json *before, const struct json *after,
			struct field_errors *errors, struct sequence_diff *out);
/* The mails that are ahead of `step_id` by the old steps, still exist, and are not ahead by the new ones. The first
 * SEQUENCE_SKIPS_MAX of all. */
#define SEQUENCE_SKIPS_MAX 200u
void sequence_diff_skips(struct arena *a, const struct steps *before, const struct steps *after, str step_id,
			 int64_t people, struct sequence_diff *out);
void sequence_diff_write(struct json_writer *w, const struct sequence_diff *d);

struct sequence_version {
	int64_t version, created_at, people;
	str steps;
};
/* The newest first; before: only older ones. */
err sequence_versions(tenant_db db, struct arena *a, str id, struct opt_i64 before, int64_t limit,
		      struct sequence_version **out, size_t *n, bool *more);

/* ---- People. */
#define SEQUENCE_ENROLL_MAX 10000u
struct sequence_enroll {
	struct json_strs contact_ids, emails;
	str tag, segment;
	const struct json *filter; /* {search, status, tags}, or a filter's text or tree */
	str source;		   /* "api", "manual" */
};
struct sequence_enrolled {
	int64_t enrolled, already, excluded, unknown;
};
err sequence_enroll(const struct app *app, tenant_db db, struct arena *a, str id, const struct sequence_enroll *in,
		    struct field_errors *errors, struct sequence_enrolled *out);

struct enrollment {
	str id, sequence_id, sequence_name; /* the last in enrollment_get only */
	str contact_id, email, display_name, status, current_step, step_name;
	int64_t enrolled_at;
	struct opt_i64 completed_at, paused_at, failed_at, due_at, version;
	int64_t run;
	str failure_reason, exit_reason, source;
	str problem;		 /* why it stands still until somebody changes something */
	const char *waiting_for; /* "time", "mail", "event"; NULL */
};
#define ENROLLMENT_STATES "held|overdue|failed|stuck"
struct enrollment_list_in {
	str sequence_id, status, step, exit_reason, search; /* absent: any */
	str state;					    /* one of ENROLLMENT_STATES; absent: any */
	str cursor;					    /* id of the last one seen */
	int64_t limit;
};
struct enrollment_list {
	struct enrollment *v;
	size_t n;
	bool more;
};
/* The newest first. ERR_NOT_FOUND: no such sequence. */
err enrollment_list(tenant_db db, struct arena *a, const struct enrollment_list_in *in, struct enrollment_list *out);
/* Counts up to ENROLLMENT_COUNT_MAX. */
#define ENROLLMENT_COUNT_MAX 100001
err enrollment_count(tenant_db db, struct arena *a, const struct enrollment_list_in *in, int64_t *out);
err enrollment_get(tenant_db db, struct arena *a, str id, struct enrollment *out);
/* All of one contact, with the sequences' names, the newest first. ERR_NOT_FOUND: no such contact. */
err enrollment_of_contact(tenant_db db, struct arena *a, str contact_id, str cursor, int64_t limit,
			  struct enrollment_list *out);
/* The enrolment of a contact (its id or address) in a sequence. */
err enrollment_find(tenant_db db, struct arena *a, str sequence_id, str who, str *id);

struct enrollment_step { /* one line of the answer to "why?" */
	str id, kind, step_id, step_name, text, detail;
	int64_t at, run;
};
struct enrollment_story {
	struct enrollment_step *v;
	size_t n;
	bool more;
};
err enrollment_story(tenant_db db, struct arena *a, str id, str cursor, int64_t limit, struct enrollment_story *out);
/* A decision in words, by kind and detail (core/sequence/enrollment.h). */
str enrollment_story_text(struct arena *a, const struct steps *s, str kind, str step_id, str detail);

/* ---- What came of it. */
struct sequence_step_figures {
	str step_id, type, name; /* type and name absent: a step that is no longer in the steps */
	int64_t waiting, entered, passed, true_taken, false_taken;
	int64_t sent, opened_people, opened_machines, clicked_people, replied, bounced;
};
struct sequence_analytics {
	int64_t enrolled, active, completed, paused, failed;
	int64_t exit_replied, exit_unsubscribed, exit_bounced, exit_complained, exit_goal, exit_other;
	struct opt_f64 average_hours;	  /* to complete */
	struct sequence_step_figures sum; /* of the mails of all steps */
	struct sequence_step_figures *steps;
	size_t n;
};
err sequence_analytics(tenant_db db, struct arena *a, str id, struct sequence_analytics *out);

/* ---- Events that a tenant's own systems report. */
#define EVENT_KEY_MAX 200u
#define EVENT_DATA_MAX (16u << 10)
struct received_event_in {
	str event, email, contact_id, key;
	const struct json *data;
};
struct received_event {
	str id;
	bool repeated; /* the key was seen before: nothing was done */
	str *enrolled; /* sequences */
	size_t n;
	int64_t woken;
};
err received_event_add(const struct app *app, tenant_db db, struct arena *a, const struct received_event_in *in,
		       struct field_errors *errors, struct received_event *out);

/* ---- Files and templates. */
#define SEQUENCE_FORMAT "loumass.sequence"
void sequence_export_write(struct json_writer *w, const struct sequence *q);
/* A DRAFT from what sequence_export_write wrote. */
err sequence_import(tenant_db db, struct arena *a, const struct json *file, struct field_errors *errors,
		    struct sequence *out);
struct sequence_template {
	const char *id, *name, *description, *trigger_type;
	str steps, settings; /* JSON */
};
#define SEQUENCE_TEMPLATE_LANGUAGES "en|de"
/* language: one of those; absent: en. */
err sequence_templates(struct arena *a, str language, struct sequence_template **out, size_t *n);

/* ---- JSON, as the API and --json show it. */
void sequence_write(struct json_writer *w, const struct sequence *q);
void enrollment_write(struct json_writer *w, const struct enrollment *e);
void enrollment_story_write(struct json_writer *w, const struct enrollment_step *s);
void sequence_enrolled_write(struct json_writer *w, const struct sequence_enrolled *e);
void received_event_write(struct json_writer *w, const struct received_event *e);
void sequence_analytics_write(struct json_writer *w, const struct sequence_analytics *r);
