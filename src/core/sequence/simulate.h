/* A trial of a sequence: a virtual clock walks real contacts through the steps by the same decisions as the engine
 * (core/sequence/walk.h), with mails composed as they would go out. Nothing is sent, nothing is stored.
 *
 * What people do is given for each email step, and they do it as soon as the mail is there: opens, clicks (and opens),
 * replies (and opens), nothing. Events named in `events` come as soon as a wait waits for them; others never do. A
 * split is drawn from the contact's id: a real enrolment may fall to the other way. */
#pragma once
#include "core/sequence/sequence.h"

#define SIMULATE_CONTACTS_MAX 20u
#define SIMULATE_EVENTS_MAX 2000u	  /* of one contact: a circle is followed until then */
#define SIMULATE_RENDERED_MAX (24u << 20) /* bytes of mails in one answer */

struct simulate_in {
	str sequence_id;		     /* absent: steps must be given */
	const struct json *steps, *settings; /* instead of what is stored */
	struct json_strs contact_ids;
	struct opt_i64 start;	      /* none: now */
	const struct json *behaviour; /* {"default": …, "steps": {stepId: …}, "events": […]} */
	bool render;		      /* HTML and text, not the subject only */
};

enum simulate_flag { SIMULATE_NONE, SIMULATE_YES, SIMULATE_NO };

struct simulate_event {
	int64_t at;
	str step_id; /* absent: the end */
	str step_name;
	const char *kind;	 /* a step's type, or "end" */
	str subject, html, text; /* email */
	enum simulate_flag taken, in_thread;
	struct opt_i64 until;
	str detail; /* JSON */
};
struct simulate_run {
	str contact_id, email, display_name;
	struct simulate_event *events;
	size_t n, cap;
	int64_t ended_at;
	const char *ended; /* "completed", an exit reason, "endless" */
};
struct simulate_out {
	struct simulate_run *runs;
	size_t n;
	struct step_problems *problems;
};
/* ERR_INVALID: no graph can be made of the steps, a contact is not the tenant's, a behaviour is none. ERR_LIMIT: the
 * mails are too large together. */
err simulate(const struct app *app, tenant_db db, struct arena *a, const struct simulate_in *in,
	     struct field_errors *errors, struct simulate_out *out);
void simulate_write(struct json_writer *w, const struct simulate_out *r);
