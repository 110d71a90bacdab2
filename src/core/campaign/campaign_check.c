/* What a careful person looks at before sending. Errors stop a campaign, warnings are advice, the rest is for
 * information. Everything is said in words that tell what to do; where contacts are concerned they are counted, and
 * some are named. */
#include "base/limits.h"
#include "core/audience/segment.h"
#include "core/audience/suppression.h"
#include "core/campaign/campaign_int.h"
#include "core/campaign/delivery.h"
#include "core/campaign/preflight.h"
#include "core/content/content_check.h"
#include "core/content/unwritten.h"
#include "core/content/way_out.h"
#include "core/sender/dkim.h"
#include "core/sender/sender_check.h"
#include "db/gen/campaign_q.h"
#include "wire/cid.h"
#include "wire/html.h"

#define CLIP_AT (102u << 10) /* Gmail cuts a message's HTML here and hides the rest, the unsubscribe link too */
#define SUBJECT_SHOWN 90u    /* characters; what phones and desktops show of a subject is less */
#define FIELDS_MAX 64u
#define BULK 5000	       /* from here on Gmail and Yahoo have rules of their own */
#define INLINE_HEAVY (1 << 20) /* images sent along, together */

struct checking {
	const struct app *app;
	tenant_db db;
	struct arena *a;
	struct campaign c;
	struct campaign_reply from; /* what it follows up on */
	struct sender sender;
	bool has_sender;
	bool offline;	    /* nothing is asked over the network */
	bool only_errors;   /* nothing is said that does not stop it: what takes long and only advises is left out */
	int64_t recipients; /* up to BULK */
	struct checks *out;
};

#define found(k, code, level, ...) check_add((k)->out, (k)->a, code, level, __VA_ARGS__)

/* ---- Sender */

static void campaign_check_check_sender(struct checking *k)
{
	const struct sender *s = &k->sender;
	if (!k->has_sender) {
		found(k, "no_sender", CHECK_ERROR, "There is no sender: add one, then choose it here.");
		return;
	}
	bool capture = str_eq(s->kind, STR("capture"));
	if (str_eq(s->status, STR("PAUSED")))
		check_name(found(k, "sender_paused", CHECK_ERROR,
				 "The sender \"%.*s\" is paused (%.*s): resume it first.", STR_FMT(s->name),
				 STR_FMT(s->pause_reason)),
			   s->name);
	else if (str_eq(s->status, STR("UNVERIFIED")))
		check_name(found(k, "sender_unverified", CHECK_WARNING,
				 "The sender \"%.*s\" has not been tested yet: its connection is tried when you send.",
				 STR_FMT(s->name)),
			   s->name);
	if (capture)
		check_name(found(k, "capture", CHECK_INFO,
				 "\"%.*s\" keeps the mail here: nothing leaves this installation.", STR_FMT(s->name)),
			   s->name);
	sender_check_address(k->app, k->a, s, k->out);
}

/* ---- Audience */

static err campaign_check_check_audience(struct checking *k, bool *somebody)
{
	struct q_campaign_will_get_many_row will;
	struct q_campaign_has_pending_row written;
	TRY(q_campaign_has_pending(k->db, k->a, &(struct q_campaign_has_pending_in){ .id = k->c.id }, &written));
	*somebody = written.has;
	if (k->c.planned_at.has || (written.has && str_absent(k->c.audience)))
		return OK; /* they are chosen, by us or by another program */
	if (str_absent(k->c.audience)) {
		found(k, "no_audience", CHECK_ERROR, "Nobody is chosen yet: say who gets it.");
		return OK;
	}
	struct q_campaign_will_get_many_in in = { .audience = k->c.audience,
						  .most = BULK,
						  .hash_keys = suppression_keys(k->a, k->app->keys) };
	err e = audience_part(k->db, k->a, k->c.audience, &in.who);
	if (e.code == ERR_INVALID || e.code == ERR_CONFLICT) { /* it names a segment, a campaign, … that is gone */
		found(k, "empty_audience", CHECK_ERROR, "It cannot be said who gets it: %s", e.why);
		*somebody = false;
		k->c.audience = STR_NULL;
		return OK;
	}
	TRY(e);
	TRY(q_campaign_will_get_many(k->db, k->a, &in, &will));
	k->recipients = will.n;
	*somebody = *somebody || will.n > 0;
	if (!*somebody)
		found(k, "empty_audience", CHECK_ERROR, "The audience names nobody who may be mailed.");
	return OK;
}

/* ---- What it follows up on */

static err campaign_check_check_threads(struct checking *k)
{
	struct campaign_audience who = {};
	bool skips = str_eq(k->c.reply_else, STR("skip"));
	if (!campaign_follows(&k->c))
		return OK;
	if (str_absent(k->from.id) && !str_absent(k->c.reply_to_campaign_id)) {
		found(k, "reply_gone", CHECK_ERROR,
		      "The campaign that this one follows up on is gone: choose another, or none.");
		return OK;
	}
	err e = campaign_threads(k->db, k->a, &k->c, &who);
	if (e.code == ERR_AGAIN || e.code == ERR_LIMIT)
		return OK;
	TRY(e);
	if (str_absent(k->from.id))
		found(k, "thread_unknown", CHECK_WARNING,
		      "No mail of yours is in the Gmail thread \"%.*s\": nobody has a mail to follow up on.",
		      STR_FMT(str_upto(k->c.gmail_thread_id, 80)));
	else if (str_eq(k->from.status, STR("SENDING")) || str_eq(k->from.status, STR("SCHEDULED")))
		check_name(found(k, "reply_unsent", CHECK_WARNING,
				 "\"%.*s\", which this one follows up on, has not been sent to everybody yet.",
				 STR_FMT(k->from.name)),
			   k->from.name);
	if (who.without_thread == 0)
		return OK;
	found(k, "without_thread", skips && who.in_thread == 0 ? CHECK_ERROR : CHECK_WARNING,
	      "%lld of %lld people have had no mail to follow up on: they %s.", (long long)who.without_thread,
	      (long long)(who.in_thread + who.without_thread), skips ? "are left out" : "get a mail of their own")
		->count = SOME_I64(who.without_thread);
	return OK;
}

/* ---- Whose clocks are known */

void campaign_zones_say(struct checks *out, struct arena *a, const struct campaign_audience *who, str otherwise)
{
	int64_t missing = who->zones_missing + who->zones_unknown;
	check_add(
		out, a, "zones", missing > 0 ? CHECK_WARNING : CHECK_INFO,
		"Time zones: %lld set, %lld guessed by country or phone number, %lld missing%s. People without one get "
		"it by %.*s.",
		(long long)who->zones_set, (long long)who->zones_guessed, (long long)missing,
		who->zones_unknown > 0 ? " (some are written that do not exist)" : "", STR_FMT(otherwise))
		->count = SOME_I64(missing);
}

static err campaign_check_check_zones(struct checking *k)
{
	struct campaign_audience who = {};
	struct delivery d;
	delivery_read_text(k->a, k->c.delivery, STR_NULL, &d);
	if (!delivery_zoned(&d) || str_absent(k->c.audience))
		return OK;
	err e = campaign_zones(k->db, k->a, k->c.audience, &who);
	if (e.code == ERR_AGAIN || e.code == ERR_LIMIT)
		return OK;
	TRY(e);
	campaign_zones_say(k->out, k->a, &who, str_empty(d.timezone) ? STR("the account's time zone") : d.timezone);
	return OK;
}

/* ---- Fields */

struct field_use {
	str name;
	bool bare;	   /* shown somewhere without a default and without being asked for in the same text */
	bool shown, asked; /* in the text that is being read: without a default; in a condition */
};
struct field_uses {
	struct field_use v[FIELDS_MAX];
	size_t n;
};

static bool campaign_check_of_contact(str name)
{
	return json_choice_has("email|firstName|lastName|displayName|unsubscribeUrl", name);
}

static struct field_use *campaign_check_use_of(struct arena *a, struct field_uses *u, str name)
{
	if (!campaign_check_of_contact(name) && !str_starts(name, STR("variables.")))
		name = arena_printf(a, "variables.%.*s", STR_FMT(name));
	for (size_t i = 0; i < u->n; i++) {
		if (str_eq(u->v[i].name, name))
			return &u->v[i];
	}
	if (u->n == FIELDS_MAX)
		return NULL;
	u->v[u->n] = (struct field_use){ .name = name };
	return &u->v[u->n++];
}

static str campaign_check_first_word(str s)
{
	size_t n = 0;
	while (n < s.n &&
	       (ascii_alpha(s.p[n]) || ascii_digit(s.p[n]) || s.p[n] == '_' || s.p[n] == '.' || s.p[n] == '-'))
		n++;
	return str_upto(s, n);
}

/* Every word of a condition that is no keyword counts as asked for. */
static void campaign_check_note_condition(struct arena *a, struct field_uses *u, str inside)
{
	while (inside.n) {
		char c = inside.p[0];
		if (c == '"' || c == '\'') {
			size_t end = str_find_byte(str_from(inside, 1), c);
			inside = end == STR_NPOS ? str_from(inside, inside.n) : str_from(inside, end + 2);
			continue;
		}
		str word = campaign_check_first_word(inside);
		if (!word.n) {
			inside = str_from(inside, 1);
			continue;
		}
		struct field_use *f = json_choice_has("if|elsif|and|or|not|contains|else|endif", word)
					      ? NULL
					      : campaign_check_use_of(a, u, word);
		if (f)
			f->asked = true;
		inside = str_from(inside, word.n);
	}
}

/* How the templates use their fields. They compiled, so the tags are well formed. */
static void campaign_check_note_fields(struct arena *a, struct field_uses *u, str source)
{
	for (size_t at = 0; at + 1 < source.n;) {
		size_t end = source.p[at] == '{' ? html_template_tag(source, at) : 0;
		if (end <= at + 4) {
			at++;
			continue;
		}
		str inside = str_trim(str_slice(source, at + 2, end - 2));
		if (source.p[at + 1] == '%') {
			if (str_starts(inside, STR("if")) || str_starts(inside, STR("elsif")))
				campaign_check_note_condition(a, u, inside);
		} else {
			str name = campaign_check_first_word(inside);
			struct field_use *f = name.n ? campaign_check_use_of(a, u, name) : NULL;
			if (f && str_find(inside, STR("default")) == STR_NPOS)
				f->shown = true;
		}
		at = end;
	}
	for (size_t i = 0; i < u->n; i++) {
		u->v[i].bare = u->v[i].bare || (u->v[i].shown && !u->v[i].asked);
		u->v[i].shown = u->v[i].asked = false;
	}
}

static void campaign_check_tell_contacts(struct checking *k, struct check *c, int64_t count,
					 const struct str_array *ids, const struct str_array *emails)
{
	c->count = SOME_I64(count);
	c->contacts_n = size_min(ids->n, emails->n);
	c->contacts = arena_alloc_array(k->a, sizeof(*c->contacts), c->contacts_n);
	for (size_t i = 0; i < c->contacts_n; i++) {
		c->contacts[i].id = ids->v[i];
		c->contacts[i].email = emails->v[i];
	}
}

static void campaign_check_tell_missing(struct checking *k, const struct field_use *f,
					const struct q_campaign_missing_row *r)
{
	if (r->missing == 0)
		return;
	struct check *c;
	str shown = str_starts(f->name, STR("variables.")) ? str_from(f->name, 10) : f->name;
	if (r->missing == r->total)
		c = found(k, "unknown_field", CHECK_WARNING,
			  "{{%.*s}} has no value for anybody in the audience: is the name right?", STR_FMT(shown));
	else if (f->bare)
		c = found(
			k, "missing_value", CHECK_WARNING,
			"%lld of %lld have no value for {{%.*s}} and will see a gap: write {{%.*s | default: \"…\"}}.",
			(long long)r->missing, (long long)r->total, STR_FMT(shown), STR_FMT(shown));
	else
		c = found(k, "default_used", CHECK_INFO,
			  "%lld of %lld have no value for {{%.*s}} and get what you wrote for that case.",
			  (long long)r->missing, (long long)r->total, STR_FMT(shown));
	check_name(c, arena_printf(k->a, "{{%.*s}}", STR_FMT(shown)));
	campaign_check_tell_contacts(k, c, r->missing, &r->ids, &r->emails);
}

static err campaign_check_check_sources(struct checking *k, const str *sources, size_t n_sources)
{
	struct field_uses *u = arena_new(k->a, struct field_uses);
	struct q_campaign_missing_rows rows;
	str names[FIELDS_MAX];
	size_t n = 0;
	for (size_t i = 0; i < n_sources; i++)
		campaign_check_note_fields(k->a, u, sources[i]);
	for (size_t i = 0; i < u->n; i++) {
		if (!json_choice_has("email|displayName|unsubscribeUrl", u->v[i].name))
			names[n++] = u->v[i].name;
	}
	if (n == 0)
		return OK;
	struct q_campaign_missing_in in = { .audience = k->c.audience, .fields = { names, n } };
	TRY(audience_part(k->db, k->a, k->c.audience, &in.who));
	err e = q_campaign_missing(k->db, k->a, &in, &rows);
	if (e.code == ERR_AGAIN || e.code == ERR_LIMIT) { /* took too long: say so rather than nothing */
		found(k, "fields_unchecked", CHECK_INFO, "The audience is too large to look for missing values now.");
		return OK;
	}
	TRY(e);
	for (size_t i = 0; i < u->n; i++) {
		for (size_t j = 0; j < rows.n; j++) {
			if (str_eq(u->v[i].name, rows.v[j].field))
				campaign_check_tell_missing(k, &u->v[i], &rows.v[j]);
		}
	}
	return OK;
}

static err campaign_check_check_fields(struct checking *k)
{
	str sources[] = { k->c.subject, k->c.preheader, k->c.content, k->c.text_content };
	return campaign_check_check_sources(k, sources, 4);
}

err campaign_check_fields(tenant_db db, struct arena *a, str audience, const str *sources, size_t n, struct checks *out)
{
	struct checking k = { .db = db, .a = a, .c = { .audience = audience }, .out = out };
	return campaign_check_check_sources(&k, sources, n);
}

/* ---- Text */

static err campaign_check_check_images(struct checking *k)
{
	struct campaign_attachment *v;
	size_t n;
	int64_t weight = 0;
	TRY(attachment_list(k->db, k->a, k->c.id, &v, &n));
	struct cid_refs shown;
	cid_find(k->a, k->c.content, &shown);
	for (size_t i = 0; i < n; i++) {
		if (!v[i].is_inline || str_empty(v[i].content_id))
			continue;
		if (cid_shown(&shown, v[i].content_id))
			weight += v[i].bytes;
		else
			check_name(found(k, "unused_image", CHECK_INFO,
					 "The image %.*s is not shown in the text: it is not sent.",
					 STR_FMT(v[i].filename)),
				   v[i].filename);
	}
	if (weight > INLINE_HEAVY)
		found(k, "heavy_images", CHECK_WARNING,
		      "The images that are sent along weigh %.1f MB in each mail: make them smaller, or link to them.",
		      (double)weight / 1048576);
	for (size_t i = 0; i < shown.n; i++) {
		str id = str_upto(shown.v[i], str_utf8_floor(shown.v[i], size_min(shown.v[i].n, 80)));
		bool known = false;
		id = str_utf8_valid(id) ? id : STR("?");
		for (size_t f = 0; f < n; f++)
			known = known || str_eq(v[f].content_id, shown.v[i]);
		if (!known)
			check_name(found(k, "missing_image", CHECK_ERROR,
					 "The text shows an image (cid:%.*s) that is not attached: add it again.",
					 STR_FMT(id)),
				   arena_printf(k->a, "cid:%.*s", STR_FMT(id)));
	}
	return OK;
}

static err campaign_check_check_html(struct checking *k)
{
	struct html_facts f;
	if (str_eq(k->c.content_format, STR("text"))) {
		if (!way_out_in_text(k->c.content))
			found(k, "no_unsubscribe", CHECK_INFO,
			      "There is no {{unsubscribeUrl}} in the text: a line with it is added at the end.");
		return OK;
	}
	TRY(html_inspect(k->a, k->c.content, &f));
	if (!way_out_in_html(k->c.content))
		found(k, "no_unsubscribe", CHECK_INFO,
		      "There is no unsubscribe link that everybody sees: a line with one is added at the end. Place "
		      "{{unsubscribeUrl}} yourself to choose where.");
	content_check_links(k->out, k->a, k->c.content, STR_NULL);
	if (f.bytes > CLIP_AT)
		found(k, "too_large", CHECK_WARNING,
		      "The HTML has %zu kB: Gmail cuts at 102 kB and hides the rest. Take out unused styles or long "
		      "quotes.",
		      f.bytes >> 10);
	if (f.images_no_alt)
		found(k, "no_alt", CHECK_WARNING,
		      "%zu image%s no alternative text: people who do not load images, or cannot see them, get "
		      "nothing.",
		      f.images_no_alt, f.images_no_alt == 1 ? " has" : "s have")
			->count = SOME_I64((int64_t)f.images_no_alt);
	if (f.has_script)
		found(k, "script", CHECK_WARNING, "The HTML holds a script: mail programs take it out.");
	if (!f.has_text && f.images)
		found(k, "images_only", CHECK_WARNING,
		      "There is nothing but images: spam filters dislike that. Add a few words.");
	if (str_empty(k->c.text_content))
		found(k, "no_text", CHECK_INFO, "The plain-text part is made from the HTML.");
	return campaign_check_check_images(k);
}

static void campaign_check_check_subject(struct checking *k)
{
	size_t chars = 0;
	for (size_t i = 0; i < k->c.subject.n; i++)
		chars += ((unsigned char)k->c.subject.p[i] & 0xc0) != 0x80;
	if (str_empty(str_trim(k->c.subject)) && !str_absent(k->from.id))
		return; /* each thread has its own */
	if (str_empty(str_trim(k->c.subject)))
		found(k, "empty_subject", CHECK_ERROR, UNWRITTEN_SUBJECT_SAID);
	else if (chars > SUBJECT_SHOWN)
		found(k, "long_subject", CHECK_INFO,
		      "The subject has %zu characters: most mail programs show fewer than %u.", chars, SUBJECT_SHOWN);
}

/* The message as the first of the audience gets it: what a spam filter is shown. */
static err campaign_check_sample_message(struct checking *k, const struct message *m, str *raw)
{
	struct campaign_person p;
	struct field_errors errors;
	struct dkim_signer *DKIM_SIGNER_AUTO signer = NULL;
	struct buf BUF_AUTO b = {};
	field_errors_init(&errors, k->a);
	TRY(campaign_person(k->db, k->a, &k->c, STR_NULL, NULL, &errors, &p));
	struct message_to to = { .id = make_id(k->a), .values = p.values, .date_us = clock_now() };
	buf_init(&b, MESSAGE_MAX);
	TRY(message_splice(m, &to, &b));
	if (k->has_sender && k->sender.dkim) {
		str domain = str_from(k->sender.from_email, str_rfind_byte(k->sender.from_email, '@') + 1);
		TRY(dkim_signer_load(k->app->keys, k->db, k->a, domain, &signer));
		TRY(dkim_sign_buf(signer, &b, STR(""), to.date_us));
	}
	*raw = arena_dup(k->a, buf_str(&b));
	return OK;
}

static err campaign_check_check_network(struct checking *k, str raw)
{
	struct preflight_mail mail = {
		.id = k->c.id,
		.campaign_id = k->c.id,
		.sequence_id = STR_NULL,
		.subject = k->c.subject,
		.content = k->c.content,
		.text_content = str_absent(k->c.text_content) ? STR("") : k->c.text_content,
		.html = !str_eq(k->c.content_format, STR("text")),
		.sender = k->has_sender ? &k->sender : NULL,
		.raw = raw,
		.recipients = k->recipients,
	};
	return preflight_look(k->app, k->db, k->a, &mail, k->out);
}

/* ---- How long it will take, and who is in twice */

static int64_t campaign_check_least(int64_t a, struct opt_i64 b)
{
	return b.has && (a < 0 || b.v < a) ? b.v : a;
}

static double campaign_check_longer(double a, double b)
{
	return a > b ? a : b;
}

static double campaign_check_seconds_for(const struct sender *s, int64_t n)
{
	double most = 0;
	int64_t day = campaign_check_least(campaign_check_least(-1, s->per_day),
					   s->warmup_target.has ? s->warmup_limit : (struct opt_i64){});
	if (s->per_second.has && s->per_second.v > 0)
		most = (double)n / (double)s->per_second.v;
	if (s->per_hour.has && s->per_hour.v > 0 && n + s->used_hour > s->per_hour.v)
		most = campaign_check_longer(most, 3600.0 * (double)(n + s->used_hour - s->per_hour.v) /
							   (double)s->per_hour.v);
	if (day > 0 && n + s->used_day > day)
		most = campaign_check_longer(most, 86400.0 * (double)(n + s->used_day - day) / (double)day);
	return most;
}

static err campaign_check_check_forecast(struct checking *k)
{
	struct q_campaign_audience_count_row count;
	const struct sender *s = &k->sender;
	if (!k->has_sender || str_eq(s->kind, STR("capture")))
		return OK;
	struct q_campaign_audience_count_in in = { .audience = k->c.audience };
	err e = q_campaign_audience_count(k->db, k->a, &in, &count);
	if (e.code == ERR_AGAIN || e.code == ERR_LIMIT)
		return OK;
	TRY(e);
	double time = campaign_check_seconds_for(s, count.count);
	const char *unit = time >= 2 * 86400 ? "days" : time >= 2 * 3600 ? "hours" : "minutes";
	double shown = time / (time >= 2 * 86400 ? 86400 : time >= 2 * 3600 ? 3600 : 60);
	if (time < 600)
		return OK;
	struct check *c =
		found(k, "forecast", time >= 86400 ? CHECK_WARNING : CHECK_INFO,
		      "%lld recipients: within the limits of \"%.*s\"%s the last mail leaves in about %.0f %s.",
		      (long long)count.count, STR_FMT(s->name), s->warmup_target.has ? " (it is warming up)" : "",
		      shown, unit);
	check_name(c, s->name)->count = SOME_I64(count.count);
	c->seconds = SOME_I64((int64_t)time);
	return OK;
}

static err campaign_check_check_duplicates(struct checking *k)
{
	struct q_campaign_duplicates_row r;
	struct q_campaign_duplicates_in in = { .audience = k->c.audience };
	TRY(audience_part(k->db, k->a, k->c.audience, &in.who));
	err e = q_campaign_duplicates(k->db, k->a, &in, &r);
	if (e.code == ERR_AGAIN || e.code == ERR_LIMIT)
		return OK;
	TRY(e);
	if (r.n == 0)
		return OK;
	struct check *c = found(
		k, "duplicates", CHECK_WARNING,
		"%lld %s in the audience already, with the address written otherwise: they get one mail, with what the "
		"oldest contact says of them. Merge them.",
		(long long)r.n, r.n == 1 ? "contact is of somebody who is" : "contacts are of people who are");
	campaign_check_tell_contacts(k, c, r.n, &r.ids, &r.emails);
	return OK;
}

/* True when the message can be put together at all. */
static err campaign_check_check_templates(struct checking *k, bool *fine, str *raw)
{
	struct field_errors errors;
	static const struct sender nobody = { .from_email = STR_INIT("sender@example.com") };
	field_errors_init(&errors, k->a);
	struct message *MESSAGE_AUTO m = NULL;
	err e = campaign_compile(k->app, k->db, k->a, &k->c, k->has_sender ? &k->sender : &nobody, k->c.tracking,
				 &errors, &m);
	*fine = !err_is(e);
	if (*fine)
		err_ignore(campaign_check_sample_message(k, m, raw)); /* without it the spam filter is not asked */
	if (e.code != ERR_INVALID)
		return e;
	for (size_t i = 0; i < errors.n; i++)
		check_name(found(k, "template_error", CHECK_ERROR, "%.*s: %.*s", STR_FMT(errors.v[i].field),
				 STR_FMT(errors.v[i].message)),
			   errors.v[i].field);
	return OK;
}

static err campaign_check_check(struct checking *k, str id)
{
	bool somebody, fine;
	str raw = STR_NULL;
	k->out->n = 0;
	TRY(campaign_get(k->db, k->a, id, &k->c));
	err e = campaign_sender(k->db, k->a, &k->c, &k->sender);
	k->has_sender = !err_is(e);
	if (err_is(e) && e.code != ERR_NOT_FOUND)
		return e;
	campaign_check_check_sender(k);
	TRY(campaign_check_check_audience(k, &somebody));
	TRY(campaign_inherit_subject(k->db, k->a, &k->c, &k->from));
	TRY(campaign_check_check_threads(k));
	TRY(campaign_check_check_zones(k));
	campaign_check_check_subject(k);
	if (unwritten_content(k->c.content, k->c.content_format)) {
		found(k, "empty_content", CHECK_ERROR, UNWRITTEN_CONTENT_SAID);
		return OK;
	}
	TRY(campaign_check_check_templates(k, &fine, &raw));
	TRY(campaign_check_check_html(k));
	/* What is kept here reaches nobody: it may be sent whatever its links are. */
	if (!k->offline && (!k->only_errors || !k->has_sender || !str_eq(k->sender.kind, STR("capture"))))
		TRY(campaign_check_check_network(k, raw));
	if (!fine || !somebody || k->only_errors)
		return OK;
	TRY(campaign_check_check_fields(k));
	TRY(campaign_check_check_duplicates(k));
	return campaign_check_check_forecast(k);
}

err campaign_check(const struct app *app, tenant_db db, struct arena *a, str id, struct checks *out)
{
	struct checking k = { .app = app, .db = db, .a = a, .out = out };
	return campaign_check_check(&k, id);
}

err campaign_refusals(const struct app *app, tenant_db db, struct arena *a, str id, bool anyway,
		      struct field_errors *errors)
{
	struct checks *out = arena_new(a, struct checks);
	struct checking k = { .app = app, .db = db, .a = a, .out = out, .only_errors = true };
	TRY(campaign_check_check(&k, id));
	checks_refuse(out, anyway, errors);
	return field_errors_err(errors);
}

err campaign_gate(const struct app *app, tenant_db db, struct arena *a, str id, str *why)
{
	struct checks *out = arena_new(a, struct checks);
	struct checking k = { .app = app, .db = db, .a = a, .out = out, .only_errors = true, .offline = true };
	*why = STR_NULL;
	TRY(campaign_check_check(&k, id));
	for (size_t i = 0; i < out->n && str_absent(*why); i++)
		if (out->v[i].level == CHECK_ERROR && strcmp(out->v[i].code, "sender_paused") != 0 &&
		    !(k.c.send_anyway && check_is_judgement(out->v[i].code)))
			*why = out->v[i].message;
	return OK;
}
