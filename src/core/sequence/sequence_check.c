/* What a careful person looks at before a sequence begins: the sender's domain, the links and images of all its mails,
 * the size of each, and what a spam filter makes of it. The steps themselves are checked as they are written
 * (core/sequence/steps). */
#include "base/limits.h"
#include "core/campaign/campaign_int.h"
#include "core/campaign/preflight.h"
#include "core/content/content_check.h"
#include "core/ground/zones.h"
#include "core/sender/dkim.h"
#include "core/sender/sender_check.h"
#include "core/sequence/sequence_int.h"
#include "wire/html.h"
#include "wire/json_read.h"

#define CLIP_AT (102u << 10) /* Gmail cuts a message's HTML here */
#define SPAM_STEPS 10	     /* mails that the spam filter is shown */

struct looking {
	const struct app *app;
	tenant_db db;
	struct arena *a;
	const struct sequence *q;
	const struct sender *s; /* NULL: none */
	str base;
	struct dkim_signer *signer;
	struct checks *out;
};

static str sequence_check_step_label(const struct step *st)
{
	str name = str_empty(st->name) ? st->id : st->name;
	return str_upto(name, str_utf8_floor(name, size_min(name.n, 60)));
}

/* One mail as an invented person gets it. Absent: it cannot be put together, which is said elsewhere. */
static str sequence_check_sample(const struct looking *k, const struct step *st)
{
	struct link_keys keys;
	struct tpl_error error;
	struct message *MESSAGE_AUTO m = NULL;
	struct buf BUF_AUTO raw = {};
	struct compose_in in = {
		.id = arena_printf(k->a, "%.*s.%.*s", STR_FMT(k->q->id), STR_FMT(st->id)),
		.user_id = k->q->user_id,
		.locale = k->s->locale,
		.subject = str_empty(st->subject) ? STR("Re: hello") : st->subject,
		.content = st->content,
		.content_format = STR("html"),
		.tracking = st->tracking,
		.sender = { .from_email = k->s->from_email, .from_name = k->s->from_name, .reply_to = k->s->reply_to },
		.base_url = k->base,
	};
	struct message_to to = { .id = make_id(k->a),
				 .values = { .email = STR("alex@example.com"),
					     .first_name = STR("Alex"),
					     .last_name = STR("Miller"),
					     .variables = STR("{}") },
				 .date_us = clock_now() };
	compose_link_keys(k->app->keys, &keys);
	buf_init(&raw, MESSAGE_MAX);
	if (err_is(compose_message(k->a, &in, &keys, &error, &m)) || err_is(message_splice(m, &to, &raw)) ||
	    err_is(dkim_sign_buf(k->signer, &raw, STR(""), to.date_us)))
		return STR_NULL;
	return arena_dup(k->a, buf_str(&raw));
}

static err sequence_check_look_at_step(const struct looking *k, const struct step *st, bool spam)
{
	struct html_facts f;
	str label = sequence_check_step_label(st);
	if (!str_empty(st->content)) {
		TRY(html_inspect(k->a, st->content, &f));
		if (f.bytes > CLIP_AT)
			check_add(k->out, k->a, "too_large", CHECK_WARNING,
				  "The HTML of \"%.*s\" has %zu kB: Gmail cuts at 102 kB and hides the rest.",
				  STR_FMT(label), f.bytes >> 10)
				->mail = label;
		content_check_links(k->out, k->a, st->content, label);
	}
	if (!spam || !k->s)
		return OK;
	struct preflight_mail mail = { .sender = k->s, .raw = sequence_check_sample(k, st), .label = label };
	preflight_spam(k->app, k->a, &mail, k->out);
	return OK;
}

/* Whom a trigger lets in, as an audience: those with its tags, or everybody. */
static str sequence_check_audience_of(struct arena *a, const struct sequence *q)
{
	const struct json *settings = NULL;
	if (str_absent(q->settings) || err_is(json_parse(a, q->settings, &settings)))
		return STR("{\"all\":true}");
	const struct json *filter = json_get(json_get(settings, "trigger"), "filter"), *tags = json_get(filter, "tags");
	if (str_eq(q->trigger_type, STR("manual")) || json_len(tags) == 0)
		return STR("{\"all\":true}");
	bool all = str_eq(json_str(json_get(filter, "match")), STR("all"));
	return arena_printf(a, "{\"tags\":%.*s,\"match\":\"%s\"}", STR_FMT(json_print(a, tags)), all ? "all" : "any");
}

static err sequence_check_look_at_fields(struct looking *k, const struct steps *steps)
{
	str *sources = arena_array(k->a, str, 3 * steps->n + 1);
	size_t n = 0;
	for (size_t i = 0; i < steps->n; i++) {
		const struct step *st = &steps->v[i];
		if (st->type != STEP_EMAIL)
			continue;
		sources[n++] = st->subject;
		sources[n++] = st->content;
	}
	return campaign_check_fields(k->db, k->a, sequence_check_audience_of(k->a, k->q), sources, n, k->out);
}

/* Do people's own clocks matter? In a window that goes by them, and in delays by the calendar. */
static bool sequence_check_zoned(const struct looking *k, const struct steps *steps)
{
	const struct json *settings = NULL;
	struct zone_window w = {};
	if (!str_absent(k->q->settings) && !err_is(json_parse(k->a, k->q->settings, &settings)))
		zone_window_read(json_get(settings, "window"), &w);
	bool zoned = w.given && w.by_contact;
	for (size_t i = 0; i < steps->n; i++)
		zoned |= steps->v[i].type == STEP_DELAY && !calendar_delay_plain(&steps->v[i].when);
	return zoned;
}

static err sequence_check_zones(struct looking *k, const struct steps *steps)
{
	struct campaign_audience who = {};
	if (!sequence_check_zoned(k, steps))
		return OK;
	err e = campaign_zones(k->db, k->a, sequence_check_audience_of(k->a, k->q), &who);
	if (e.code == ERR_AGAIN || e.code == ERR_LIMIT)
		return OK; /* too many to count now */
	TRY(e);
	campaign_zones_say(k->out, k->a, &who, STR("the sequence's or the account's time zone"));
	return OK;
}

static err sequence_check_look(struct looking *k, const struct steps *steps)
{
	struct buf BUF_AUTO all = {};
	int shown = 0;
	buf_init(&all, 2 * CONTENT_MAX);
	for (size_t i = 0; i < steps->n; i++) {
		if (steps->v[i].type != STEP_EMAIL)
			continue;
		TRY(sequence_check_look_at_step(k, &steps->v[i], shown++ < SPAM_STEPS));
		buf_add(&all, steps->v[i].content);
		buf_add_byte(&all, '\n');
	}
	struct preflight_mail mail = {
		.id = k->q->id, .sequence_id = k->q->id, .content = buf_str(&all), .html = true, .sender = k->s
	};
	return preflight_look(k->app, k->db, k->a, &mail, k->out);
}

/* only_errors: what only advises, and takes long, is left out. */
static err sequence_check_check(const struct app *app, tenant_db db, struct arena *a, str id, bool only_errors,
				struct checks *out)
{
	struct sequence q;
	struct sender s;
	struct steps steps;
	struct step_problems *problems = arena_new(a, struct step_problems);
	struct dkim_signer *DKIM_SIGNER_AUTO signer = NULL;
	struct looking k = { .app = app, .db = db, .a = a, .q = &q, .out = out };
	out->n = 0;
	TRY(sequence_get(db, a, id, &q));
	err e = str_absent(q.sender_id) ? sender_default(db, a, &s) : sender_get(db, a, q.sender_id, &s);
	if (err_is(e) && e.code != ERR_NOT_FOUND)
		return e;
	if (err_is(e))
		check_add(out, a, "no_sender", CHECK_ERROR, "There is no sender: add one, then choose it here.");
	else
		sender_check_address(app, a, k.s = &s, out);
	err compiled = steps_compile_text(a, q.steps, problems, &steps);
	TRY(sequence_filters_problems(db, a, q.steps, problems));
	for (size_t i = 0; i < problems->n; i++)
		check_name(check_add(out, a, "step_problem",
				     problems->v[i].level == STEP_ERROR ? CHECK_ERROR : CHECK_WARNING, "%.*s: %.*s",
				     STR_FMT(problems->v[i].field), STR_FMT(problems->v[i].message)),
			   problems->v[i].field);
	if (err_is(compiled))
		return OK;
	if (k.s && k.s->dkim)
		err_ignore(dkim_signer_load(app->keys, db, a,
					    str_from(s.from_email, str_rfind_byte(s.from_email, '@') + 1),
					    &signer)); /* said by the preflight */
	k.signer = signer;
	TRY(campaign_base_url(app, db, a, &k.base));
	TRY(sequence_check_look(&k, &steps));
	if (only_errors)
		return OK;
	TRY(sequence_check_zones(&k, &steps));
	return sequence_check_look_at_fields(&k, &steps);
}

err sequence_check(const struct app *app, tenant_db db, struct arena *a, str id, struct checks *out)
{
	return sequence_check_check(app, db, a, id, false, out);
}

err sequence_refusals(const struct app *app, tenant_db db, struct arena *a, str id, bool anyway,
		      struct field_errors *errors)
{
	struct checks *out = arena_new(a, struct checks);
	TRY(sequence_check_check(app, db, a, id, true, out));
	checks_refuse(out, anyway, errors);
	return field_errors_err(errors);
}
