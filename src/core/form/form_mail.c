/* Confirmations of sign-ups, one after the other through the form's sender: a plain text with the link, no tracking.
 * What cannot be sent is tried again, later each time, for a day or so. */
#include "base/log.h"
#include "base/time.h"
#include "core/content/capture.h"
#include "core/content/compose.h"
#include "core/content/mail_out.h"
#include "core/form/form.h"
#include "core/ground/text.h"
#include "core/sender/deliver.h"
#include "core/sender/sender.h"
#include "db/gen/sys_form_q.h"
#include "wire/addr.h"
#include "wire/message.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define TURN (100 * US_PER_MS)
#define LOOK_EVERY US_PER_S
#define SWEEP_EVERY US_PER_HOUR
#define TRIES 8 /* 1, 2, 4 … minutes apart: about four hours */

static err form_mail_compile(const struct app *app, struct arena *a, const struct q_signup_next_row *s,
			     const struct sender *from, struct message **out)
{
	struct tpl_error error = {};
	str envelope;
	TRY(compose_envelope_from(a, from->from_email, &envelope));
	str link = arena_printf(a, "%s/f/c/%.*s", app->config->url, STR_FMT(form_token(a, app->keys, s->id)));
	struct message_spec spec = {
		.from_email = envelope,
		.from_name = from->from_name,
		.reply_to = str_empty(from->reply_to) ? STR_NULL : from->reply_to,
		.subject = s->confirm_subject,
		.text = arena_printf(a, "%.*s\n\n%.*s\n", STR_FMT(s->confirm_text), STR_FMT(link)),
		.no_unsubscribe = true,
		.base_url = str_z(app->config->url),
	};
	return message_compile(&spec, &error, out);
}

static err form_mail_deliver(const struct app *app, tenant_db db, struct arena *a, const struct sender *from, str to,
			     struct buf *raw, str subject)
{
	str envelope;
	TRY(compose_envelope_from(a, from->from_email, &envelope));
	if (str_eq(from->kind, STR("capture"))) {
		struct capture_new row = {
			.sender_id = from->id, .from = envelope, .to = to, .subject = subject, .raw = buf_str(raw)
		};
		return capture_add(db, a, &row);
	}
	return mail_out(app, db, a, from, to, raw);
}

static err form_mail_mail(const struct app *app, struct arena *a, const struct q_signup_next_row *s)
{
	struct sender from;
	struct addr addr;
	struct message_preview preview;
	struct buf BUF_AUTO raw = {};
	struct message *MESSAGE_AUTO m = NULL;
	tenant_db db = tenant_of(app->db, a, s->user_id);
	TRY(str_absent(s->sender_id) ? sender_default(db, a, &from) : sender_get(db, a, s->sender_id, &from));
	if (str_eq(from.status, STR("PAUSED")))
		return err_make(ERR_UNAVAILABLE, "the sender is paused");
	if (!app->deliver)
		return err_make(ERR_UNAVAILABLE, "this process cannot reach mail servers");
	TRY(addr_parse(a, s->email, &addr));
	TRY(form_mail_compile(app, a, s, &from, &m));
	struct message_to to = {
		.id = s->id,
		.address = addr_wire(a, &addr),
		.values = { .email = s->email, .first_name = s->first_name, .last_name = s->last_name },
		.date_us = clock_now()
	};
	buf_init(&raw, 256u << 10);
	TRY(message_splice(m, &to, &raw));
	TRY(message_preview(m, &to, a, &preview));
	return form_mail_deliver(app, db, a, &from, to.address, &raw, preview.subject);
}

static err form_mail_mail_next(const struct app *app)
{
	struct arena ARENA_AUTO a = {};
	struct q_signup_next_row s;
	system_db db = app_system(app);
	TRY(q_signup_next(db, &a, &s));
	err e = form_mail_mail(app, &a, &s);
	if (!err_is(e) || e.code == ERR_UNCERTAIN) /* it may have gone out: a second one would puzzle more */
		return q_signup_mailed(db, &a, &(struct q_signup_mailed_in){ .id = s.id }, NULL);
	log_warn("form.mail", "the confirmation of sign-up %.*s waits: %s", STR_FMT(s.id), e.why);
	bool over = s.attempts >= TRIES || e.code == ERR_INVALID;
	struct q_signup_later_in later = { .id = s.id,
					   .over = over,
					   .reason = str_z(e.why),
					   .seconds = (double)(60 << (s.attempts < TRIES ? s.attempts : TRIES)) };
	return q_signup_later(db, &a, &later, NULL);
}

/* --- the service */

struct mailer {
	const struct app *app;
	pthread_t thread;
	_Atomic bool stopping;
};

static void form_mail_tell(err e)
{
	if (err_is(e) && e.code != ERR_UNAVAILABLE && e.code != ERR_NOT_FOUND)
		log_warn("form.mail", "%s", e.why);
}

static void *form_mail_run(void *arg)
{
	struct mailer *m = arg;
	int64_t next = 0, sweep = 0;
	while (!atomic_load(&m->stopping)) {
		if (clock_mono() >= next) {
			err e = form_mail_mail_next(m->app);
			form_mail_tell(e);
			next = err_is(e) ? clock_mono() + LOOK_EVERY : 0;
		}
		if (clock_mono() >= sweep) {
			struct arena ARENA_AUTO a = {};
			form_mail_tell(q_signup_sweep(app_system(m->app), &a, NULL));
			sweep = clock_mono() + SWEEP_EVERY;
		}
		if (next)
			clock_sleep(TURN);
	}
	return NULL;
}

static err form_mail_start(const struct app *app, void **state)
{
	struct mailer *m = calloc(1, sizeof(*m));
	if (!m)
		abort();
	m->app = app;
	if (pthread_create(&m->thread, NULL, form_mail_run, m) != 0) {
		free(m);
		return err_make(ERR_IO, "no thread for the confirmations of sign-ups");
	}
	pthread_setname_np(m->thread, "forms");
	*state = m;
	return OK;
}

static void form_mail_stop(void *state)
{
	struct mailer *m = state;
	atomic_store(&m->stopping, true);
	pthread_join(m->thread, NULL);
	free(m);
}

const struct service form_service = { .name = "forms", .start = form_mail_start, .stop = form_mail_stop };
