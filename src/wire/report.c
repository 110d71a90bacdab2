#include "wire/report.h"
#include "base/time.h"
#include "wire/cuid.h"
#include "wire/html.h"
#include "wire/report_int.h"

static const char *const kinds[REPORT_KINDS] = {
	[REPORT_REPLY] = "reply",
	[REPORT_AUTO_REPLY] = "auto_reply",
	[REPORT_BOUNCE] = "bounce",
	[REPORT_DELAY] = "delay",
	[REPORT_DELIVERED] = "delivered",
	[REPORT_COMPLAINT] = "complaint",
	[REPORT_UNSUBSCRIBE] = "unsubscribe",
	[REPORT_OTHER] = "other",
};
static const char *const bounces[BOUNCE_KINDS] = { NULL, "hard", "soft", "block" };
static const char *const hows[] = {
	[REPORT_BY_HEADER] = "header",	       [REPORT_BY_ORIGINAL] = "original_id",
	[REPORT_BY_RECIPIENT] = "recipient",   [REPORT_BY_IN_REPLY_TO] = "in_reply_to",
	[REPORT_BY_REFERENCES] = "references",
};

const char *report_kind_name(enum report_kind k)
{
	return kinds[k];
}

const char *bounce_kind_name(enum bounce_kind k)
{
	return bounces[k];
}

enum bounce_kind bounce_of(const struct refusal *r)
{
	if (r->cause == REFUSAL_TOO_LARGE)
		return BOUNCE_SOFT;
	switch (r->who) {
	case REFUSES_ADDRESS: return r->for_now ? BOUNCE_SOFT : BOUNCE_HARD;
	case REFUSES_MAILBOX:
	case REFUSES_UNCLEAR: return BOUNCE_SOFT;
	case REFUSES_MESSAGE:
	case REFUSES_US: return BOUNCE_BLOCK;
	}
	return BOUNCE_SOFT;
}

enum bounce_kind bounce_judge(str code, str words)
{
	struct arena ARENA_AUTO a = {};
	struct refusal r = refusal_judge(&a, &(struct refusal_in){ .code = code, .words = words });
	return bounce_of(&r);
}

str report_cause_of(str words)
{
	struct arena ARENA_AUTO a = {};
	struct refusal_in in = { .reply = report_find_reply(words), .code = report_find_code(words), .words = words };
	if (str_empty(str_trim(words)))
		return STR_NULL;
	struct refusal r = refusal_judge(&a, &in);
	return r.cause == REFUSAL_NONE || r.cause == REFUSAL_NOT_UNDERSTOOD ? STR_NULL : str_z(r.name);
}

const char *report_how_name(enum report_how h)
{
	return hows[h];
}

/* ---- Date: RFC 5322 section 3.3, as people's programs write it */

static bool report_two_digits(str s, size_t *at, int *out)
{
	int v = 0;
	size_t n = 0;
	while (*at < s.n && ascii_digit(s.p[*at]) && n < 4) {
		v = v * 10 + (s.p[(*at)++] - '0');
		n++;
	}
	*out = v;
	return n > 0;
}

static void report_skip(str s, size_t *at)
{
	while (*at < s.n && (ascii_space(s.p[*at]) || s.p[*at] == ',' || s.p[*at] == ':'))
		++*at;
}

static bool report_month_at(str s, size_t *at, int *out)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	for (int i = 0; i < 12; i++)
		if (str_starts_nocase(str_from(s, *at), str_of(names + (size_t)i * 3, 3))) {
			*out = i + 1;
			*at += 3;
			return true;
		}
	return false;
}

static bool report_parse_date(str s, int64_t *us)
{
	struct civil c = {};
	size_t at = 0;
	int zone = 0;
	while (at < s.n && !ascii_digit(s.p[at]))
		at++;
	if (!report_two_digits(s, &at, &c.day))
		return false;
	report_skip(s, &at);
	if (!report_month_at(s, &at, &c.month))
		return false;
	report_skip(s, &at);
	if (!report_two_digits(s, &at, &c.year))
		return false;
	report_skip(s, &at);
	if (!report_two_digits(s, &at, &c.hour))
		return false;
	report_skip(s, &at);
	if (!report_two_digits(s, &at, &c.minute))
		return false;
	if (at < s.n && s.p[at] == ':') {
		at++;
		if (!report_two_digits(s, &at, &c.second))
			return false;
	}
	report_skip(s, &at);
	if (at < s.n && (s.p[at] == '+' || s.p[at] == '-')) {
		int sign = s.p[at] == '-' ? -1 : 1;
		at++;
		if (report_two_digits(s, &at, &zone))
			zone = sign * (zone / 100 * 60 + zone % 100);
	}
	if (c.year < 1970 || c.year > 9000 || c.day < 1 || c.day > 31 || c.hour > 23 || c.minute > 59 ||
	    c.second > 60 || zone < -1440 || zone > 1440)
		return false;
	if (c.second == 60)
		c.second = 59;
	*us = time_from_civil(c) - zone * US_PER_MIN;
	return true;
}

/* ---- Addresses that carry an id: name+<id>@…, bounce-<id>@…, <id>@… */

static bool report_id_char(char c)
{
	return ascii_digit(c) || (c >= 'a' && c <= 'z');
}

static void report_id_in_address(struct report *r, str list)
{
	size_t at = 0;
	for (int n = 0; n < 20; n++) {
		str address = report_find_address(list, at, &at);
		if (str_absent(address))
			return;
		str local = str_upto(address, str_rfind_byte(address, '@'));
		for (size_t i = 0; i + CUID_LEN <= local.n; i++) {
			size_t k = 0;
			while (i + k < local.n && report_id_char(local.p[i + k]))
				k++;
			bool whole = i == 0 || !report_id_char(local.p[i - 1]);
			if (whole && k == CUID_LEN && cuid_valid(str_slice(local, i, i + k)))
				report_ref(r, REPORT_BY_RECIPIENT, str_slice(local, i, i + k));
		}
	}
}

static void report_read_addresses(struct report_work *w)
{
	static const char *const names[] = {
		"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc"
	};
	for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++)
		for (size_t i = 0; i < w->mail.headers_n; i++)
			if (str_eq_nocase(w->mail.headers[i].name, str_z(names[n])))
				report_id_in_address(w->r, w->mail.headers[i].value);
}

/* ---- Texts */

static str report_html_as_text(struct arena *a, str html)
{
	return said_from_html(a, html, REPORT_TEXT_MAX);
}

static bool report_is_original(str type)
{
	return str_eq(type, STR("message/rfc822")) || str_eq(type, STR("text/rfc822-headers")) ||
	       str_eq(type, STR("message/rfc822-headers")) || str_eq(type, STR("message/global")) ||
	       str_eq(type, STR("message/global-headers")) || str_eq(type, STR("text/rfc822-header"));
}

static void report_read_parts(struct report_work *w)
{
	str html = STR_NULL;
	struct buf BUF_AUTO texts;
	buf_init(&texts, 2 * REPORT_TEXT_MAX);
	for (size_t i = 0; i < w->mail.n; i++) {
		const struct mime_part *p = &w->mail.v[i];
		if (report_is_original(p->type) && str_absent(w->original))
			w->original = p->data;
		else if (str_eq(p->type, STR("text/plain")) && str_absent(w->body) && !p->is_attachment)
			w->body = p->data;
		else if (str_eq(p->type, STR("text/html")) && str_absent(html) && !p->is_attachment)
			html = p->data;
		if (str_eq(p->type, STR("text/plain")) && texts.n + p->data.n < REPORT_TEXT_MAX) {
			buf_add(&texts, p->data);
			buf_add_lit(&texts, "\n\n");
		}
	}
	if (str_empty(str_trim(w->body)) && !str_absent(html))
		w->body = report_html_as_text(w->a, html);
	w->texts = str_empty(str_trim(buf_str(&texts))) ? w->body : arena_dup(w->a, buf_str(&texts));
	if (str_absent(w->body))
		w->body = STR("");
	w->r->text = str_upto(w->body, str_utf8_floor(w->body, size_min(w->body.n, REPORT_TEXT_MAX)));
	struct said said = said_split(w->a, w->r->text);
	w->r->said = said.said;
	w->r->quoted = said.quoted;
	w->r->signature = said.signature;
}

static str report_display_name(struct arena *a, str from)
{
	str name = str_trim(str_upto(from, size_min(from.n, str_find_byte(from, '<'))));
	if (name.n == from.n)
		return STR_NULL;
	while (name.n && (name.p[0] == '"' || name.p[0] == '\''))
		name = str_from(name, 1);
	while (name.n && (name.p[name.n - 1] == '"' || name.p[name.n - 1] == '\''))
		name = str_upto(name, name.n - 1);
	return str_empty(name) ? STR_NULL : report_short(a, name, 200);
}

static void report_read_headers(struct report_work *w)
{
	struct report *r = w->r;
	str from = mime_parts_header(&w->mail, "From"), to = mime_parts_header(&w->mail, "To");
	r->from = report_address(w->a, from);
	if (str_absent(r->from)) /* "MAILER-DAEMON" alone is no address, and says enough */
		r->from = report_short(w->a, str_absent(from) ? STR("") : from, 254);
	r->from_name = report_display_name(w->a, from);
	r->to = report_address(w->a, to);
	str subject = mime_parts_header(&w->mail, "Subject");
	r->subject = report_short(w->a, str_absent(subject) ? STR("") : subject, 998);
	r->message_id = mime_parts_header(&w->mail, "Message-ID");
	r->in_reply_to = mime_parts_header(&w->mail, "In-Reply-To");
	r->references = mime_parts_header(&w->mail, "References");
	int64_t us;
	if (report_parse_date(mime_parts_header(&w->mail, "Date"), &us))
		r->date = SOME_I64(us);
}

err report_read(struct arena *a, str raw, struct report *out)
{
	struct report r = { .kind = REPORT_REPLY, .rule = "nothing else" };
	struct report_work w = { .a = a, .r = &r };
	TRY(mime_parts_read(a, raw, &w.mail));
	report_read_headers(&w);
	report_read_parts(&w);
	report_sender(&w);
	if (!str_absent(mime_parts_header(&w.mail, "X-Loumass-Id"))) { /* a copy of what we sent: no answer to it */
		r.kind = REPORT_OTHER;
		r.rule = "ours";
		r.why = STR("It is a copy of a message that was sent from here.");
		r.why_code = "ours";
		*out = r;
		return OK;
	}
	bool machine = report_feedback(&w) || report_notification(&w) || report_status(&w) || report_receipt(&w) ||
		       report_plain_bounce(&w);
	/* An answer's references; a bounce has them when its original is lost. */
	report_read_addresses(&w);
	report_ids(&r, REPORT_BY_IN_REPLY_TO, r.in_reply_to, false);
	report_ids(&r, REPORT_BY_REFERENCES, r.references, true);
	if (r.kind == REPORT_OTHER) /* nothing follows, so it is about nothing */
		r.refs_n = 0;
	if (!machine && !report_leaves_by_program(&w) && !report_auto(&w) && !report_leaves(&w)) {
		r.why_code = r.leave == LEAVE_DOUBTFUL ? "person_leave" : "person";
		r.why = r.leave == LEAVE_DOUBTFUL
				? STR("Nothing says that a program wrote it; it may ask to be taken off.")
				: STR("Nothing says that a program wrote it.");
	}
	*out = r;
	return OK;
}
