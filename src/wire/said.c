/* See said.h. Lines are classed one by one; an announcing line ("On … wrote:", "From: … Sent: …", "-----Original
 * Message-----") makes everything below it quoted, unless what follows bears quote marks: then those lines are. */
#include "wire/said.h"
#include "base/num.h"
#include "wire/fold.h"
#include "wire/said_int.h"

enum part { PART_NEW, PART_QUOTED, PART_SIGNATURE };
/* Lines of their own that said_from_html writes around what a mail program set as the signature. */
enum said_mark { MARK_NONE, MARK_BEGIN, MARK_END };
#define SIGNATURE_BEGIN "\xee\x80\x81" /* U+E001, U+E002: private use, in no one's mail */
#define SIGNATURE_END "\xee\x80\x82"

struct line {
	str raw;    /* as it stands */
	str folded; /* trimmed, without quote marks and Markdown stars around labels */
	enum part part;
	bool blank, marked; /* marked: begins with '>' */
	enum said_mark mark;
};

struct lines {
	struct arena *a;
	struct line *v;
	size_t n;
};

#define LINE_READ 600u /* bytes of a line that are looked at */

static void said_read_lines(struct lines *l, str text)
{
	size_t most = 1;
	for (size_t i = 0; i < text.n; i++)
		most += text.p[i] == '\n';
	l->v = arena_array(l->a, struct line, most);
	str rest = text, raw;
	while (str_next(&rest, '\n', &raw) && l->n < most) {
		struct line *k = &l->v[l->n++];
		if (raw.n && raw.p[raw.n - 1] == '\r')
			raw.n--;
		str t = str_trim(raw);
		*k = (struct line){ .raw = raw,
				    .blank = str_empty(t),
				    .marked = t.n && (t.p[0] == '>' || (t.p[0] == '|' && t.n > 1 && t.p[1] == ' ')) };
		k->mark = str_eq(t, STR(SIGNATURE_BEGIN)) ? MARK_BEGIN
			  : str_eq(t, STR(SIGNATURE_END)) ? MARK_END
							  : MARK_NONE;
		k->folded = k->mark ? STR("") : fold_text(l->a, t, LINE_READ, FOLD_JOIN);
		if (str_empty(k->folded))
			k->blank = true;
	}
}

static size_t said_next_full(const struct lines *l, size_t i)
{
	while (i < l->n && l->v[i].blank)
		i++;
	return i;
}

/* ---- Header blocks: From: … Sent: … To: … Subject: … */

/* Which of the labels a line begins with; -1: none. "*From:* x", "From : x", "From：x" too. */
static int said_label_of(str f)
{
	while (f.n && (f.p[0] == '*' || f.p[0] == '_' || f.p[0] == '>' || f.p[0] == ' ' || f.p[0] == '|'))
		f = str_from(f, 1);
	size_t colon = str_find_byte(f, ':');
	size_t wide = str_find(f, STR("："));
	colon = size_min(colon, wide);
	if (colon == STR_NPOS || colon > 40 || colon == 0)
		return -1;
	str label = str_trim(str_upto(f, colon));
	while (label.n && (label.p[label.n - 1] == '*' || label.p[label.n - 1] == '_' || label.p[label.n - 1] == ' '))
		label.n--;
	for (int kind = 0; kind < SAID_LABELS; kind++)
		for (const char *const *w = said_labels[kind]; *w; w++)
			if (str_eq(label, str_z(*w)))
				return kind;
	return -1;
}

/* "Label: value" in a language we do not know. */
static bool said_label_like(str f)
{
	size_t colon = str_find_byte(f, ':');
	return colon != STR_NPOS && colon > 0 && colon < 40 && colon + 1 < f.n && f.p[colon + 1] == ' ' &&
	       str_find_byte(str_upto(f, colon), '.') == STR_NPOS;
}

/* A header block at line i: who and at least two of when, to whom and what about, with at most a folded line between.
 */
static bool said_header_block(const struct lines *l, size_t i)
{
	unsigned seen = 0, gap = 0, kinds = 0;
	int first = said_label_of(l->v[i].folded);
	if (first < 0 || l->v[i].blank)
		return false;
	for (size_t k = i; k < l->n && k < i + 14 && gap <= 2; k++) {
		if (l->v[k].blank) {
			gap++;
			continue;
		}
		int label = said_label_of(l->v[k].folded);
		if (label < 0) {
			gap++;
			continue;
		}
		gap = 0;
		if (!(seen & 1u << label))
			kinds++;
		seen |= 1u << label;
	}
	bool who = seen & 1u << SAID_FROM;
	bool when_or_what = seen & (1u << SAID_DATE | 1u << SAID_SUBJECT);
	return who && when_or_what && kinds >= 3;
}

/* From: and Sent: alone, in the first language that has both: Outlook without To: and Subject:. */
static bool said_short_block(const struct lines *l, size_t i)
{
	size_t k = said_next_full(l, i + 1);
	return k < l->n && k <= i + 2 && said_label_of(l->v[i].folded) == SAID_FROM &&
	       said_label_of(l->v[k].folded) == SAID_DATE &&
	       (str_find_byte(l->v[i].folded, '@') != STR_NPOS || fold_find(l->v[k].folded, "20", NULL) != STR_NPOS);
}

/* ---- Dividing lines */

static bool said_is_rule(str f, char c, size_t least)
{
	size_t n = 0;
	for (size_t i = 0; i < f.n; i++) {
		if (f.p[i] == c)
			n++;
		else if (f.p[i] != ' ')
			return false;
	}
	return n >= least;
}

static str said_without_rule(str f)
{
	while (f.n && strchr("-_=*#~ >", f.p[0]))
		f = str_from(f, 1);
	while (f.n && strchr("-_=*#~ :", f.p[f.n - 1]))
		f.n--;
	return f;
}

/* "-----Original Message-----" */
static bool said_names_original(str f)
{
	str core = said_without_rule(f);
	bool ruled = f.n > core.n + 1 && strchr("-_=*#~", f.p[0]);
	for (const char *const *w = said_dividers; *w && ruled && core.n; w++) {
		str word = str_z(*w);
		if (str_eq(core, word) || (str_starts(core, word) && core.n < word.n + 40))
			return true;
	}
	return false;
}

static bool said_divider(const struct lines *l, size_t i)
{
	str f = l->v[i].folded, core = said_without_rule(f);
	if (f.n > 200)
		return false;
	bool ruled = f.n > core.n + 1 && strchr("-_=*#~", f.p[0]);
	if (said_names_original(f))
		return true;
	/* At the very top, it is the message itself that announces where an answer goes. */
	if (fold_has(f, said_reply_above) && said_next_full(l, 0) < i)
		return true;
	size_t k = said_next_full(l, i + 1);
	if (k >= l->n)
		return false;
	if (said_is_rule(f, '_', 20) || said_is_rule(f, '-', 20) || said_is_rule(f, '=', 20)) {
		/* A rule, and below it two lines that look like a header in whatever language. */
		size_t m = said_next_full(l, k + 1);
		if (said_label_of(l->v[k].folded) == SAID_FROM || said_names_original(l->v[k].folded))
			return true;
		return said_is_rule(f, '_', 20) && m < l->n && said_label_like(l->v[k].folded) &&
		       said_label_like(l->v[m].folded);
	}
	return ruled && core.n && core.n < 60 && f.n >= core.n + 8 && said_label_of(l->v[k].folded) >= 0;
}

/* ---- Attributions: "On Monday, Anna wrote:" */

#define WRAP_MAX 5u /* lines that an attribution may be wrapped to */

static bool said_ends_in_verb(str f)
{
	for (const char *const *v = said_verbs; *v; v++)
		if (str_ends(f, str_z(*v)))
			return true;
	return false;
}

static bool said_has_digit(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ascii_digit(s.p[i]))
			return true;
	return false;
}

static bool said_has_year(str s)
{
	for (size_t i = 0; i + 4 <= s.n; i++)
		if ((s.p[i] == '2' && s.p[i + 1] == '0') && ascii_digit(s.p[i + 2]) && ascii_digit(s.p[i + 3]) &&
		    (i == 0 || !ascii_digit(s.p[i - 1])))
			return true;
	return false;
}

static bool said_has_time(str s)
{
	for (size_t i = 1; i + 2 < s.n; i++)
		if ((s.p[i] == ':' || s.p[i] == '.' || s.p[i] == 'h') && ascii_digit(s.p[i - 1]) &&
		    ascii_digit(s.p[i + 1]) && ascii_digit(s.p[i + 2]))
			return true;
	return false;
}

/* Ends with a colon, or with a verb and dashes ("wrote ----"). */
static bool said_announces(str f, str *core)
{
	str t = f;
	bool dashed = false;
	while (t.n && strchr(" -*_", t.p[t.n - 1])) {
		dashed = dashed || t.p[t.n - 1] == '-';
		t.n--;
	}
	bool colon = t.n && t.p[t.n - 1] == ':';
	if (str_ends(t, STR("："))) {
		colon = true;
		t.n -= 2;
	}
	if (colon)
		t.n--;
	*core = t;
	return colon || (dashed && t.n > 0);
}

static bool said_starts_attribution(str f)
{
	while (f.n && strchr("-* _", f.p[0]))
		f = str_from(f, 1);
	return fold_begins(f, said_starters) && (said_has_digit(f) || f.n < 12);
}

/* How surely the text of some joined lines is an attribution: 0 not, 1 when quote marks follow, 2 by itself. */
static int said_attribution(str f, size_t lines, bool starts)
{
	str core;
	if (f.n < 4 || f.n > 420)
		return 0;
	bool address = str_find_byte(f, '@') != STR_NPOS, year = said_has_year(f), time = said_has_time(f);
	bool date = year || (time && said_has_digit(f));
	bool verb = fold_has(f, said_verbs) != NULL;
	if (!said_announces(f, &core)) {
		/* "2026-11-23 10:14 GMT+01:00 Kim <kim@example.org>", or a name and address with the colon left out. */
		if (lines == 1 && address && date && str_ends(f, STR(">")) && ascii_digit(f.p[0]))
			return 1;
		if (verb && address && date && fold_begins(f, said_starters) && f.n < 200 && lines == 1)
			return said_has_year(f) && said_ends_in_verb(f) ? 2 : 1;
		return 0;
	}
	if (verb && (date || address))
		return lines == 1 || starts || address ? 2 : 1;
	if (verb && (lines == 1 || starts))
		return f.n < 160 ? 1 : 0;
	if (address && date)
		return year && time ? 2 : 1;
	if (date && starts && lines == 1 && f.n < 120)
		return 1;
	return 0;
}

/* "On Mon, Nov 23, 2026 at 9:00, Kim<kim@example.org> wrote:   Hello", as Yahoo's app for phones sets it. */
static bool said_runs_on(str f)
{
	for (const char *const *v = said_verbs; *v; v++) {
		size_t end, at = fold_find(f, *v, &end);
		if (at == STR_NPOS || at > 300 || end + 2 >= f.n || f.p[end] != ':')
			continue;
		str before = str_upto(f, at);
		return str_find_byte(before, '@') != STR_NPOS && said_has_digit(before) &&
		       (said_has_year(before) || said_has_time(before)) && str_find_byte(before, '>') != STR_NPOS;
	}
	return false;
}

static str said_joined(struct lines *l, size_t i, size_t n)
{
	size_t bytes = 0;
	for (size_t k = 0; k < n; k++)
		bytes += l->v[i + k].folded.n + 1;
	char *p = arena_alloc(l->a, bytes + 1);
	size_t at = 0;
	for (size_t k = 0; k < n; k++) {
		str f = l->v[i + k].folded;
		while (k > 0 && f.n && f.p[0] == '>') /* a wrapped attribution within a quote */
			f = str_trim(str_from(f, 1));
		memcpy(p + at, f.p, f.n);
		at += f.n;
		p[at++] = ' ';
	}
	return str_trim(str_of(p, at));
}

/* Lines of an attribution that begins at i; 0: none does. */
static size_t said_attribution_at(struct lines *l, size_t i, int *sure)
{
	if (l->v[i].blank || l->v[i].marked)
		return 0;
	bool starts = said_starts_attribution(l->v[i].folded);
	if (starts && said_runs_on(l->v[i].folded)) {
		*sure = 2;
		return 1;
	}
	for (size_t n = 1; n <= WRAP_MAX && i + n <= l->n; n++) {
		if (l->v[i + n - 1].blank || (n > 1 && l->v[i + n - 1].marked))
			break;
		/* Most lines announce nothing: looked at only where one could end. */
		str last = l->v[i + n - 1].folded, core;
		if (!said_announces(last, &core) && n > 1)
			continue;
		str f = said_joined(l, i, n);
		int got = said_attribution(f, n, starts);
		if (got == 0)
			continue;
		/* A later line that is one by itself, unless this one plainly begins it. */
		if (n > 1 && !starts) {
			bool later = false;
			for (size_t k = 1; k < n && !later; k++)
				later = said_starts_attribution(l->v[i + k].folded) ||
					said_attribution(said_joined(l, i + k, n - k), n - k, false) == 2;
			if (later || str_find_byte(l->v[i].folded, '@') == STR_NPOS)
				return 0;
		}
		*sure = got;
		return n;
	}
	return 0;
}

/* ---- Classing */

static void said_mark(struct lines *l, size_t from, size_t to, enum part part)
{
	for (size_t i = from; i < to && i < l->n; i++)
		l->v[i].part = part;
}

static void said_class_lines(struct lines *l)
{
	size_t i = 0;
	bool marks = false; /* quote marks were seen below the last attribution */
	while (i < l->n) {
		struct line *k = &l->v[i];
		int sure = 0;
		size_t n;
		if (k->blank) {
			i++;
		} else if (k->marked) {
			k->part = PART_QUOTED;
			marks = true;
			i++;
		} else if (said_divider(l, i) || said_header_block(l, i) || said_short_block(l, i)) {
			said_mark(l, i, l->n, PART_QUOTED);
			return;
		} else if ((n = said_attribution_at(l, i, &sure)) > 0) {
			size_t next = said_next_full(l, i + n);
			bool marked = next < l->n && l->v[next].marked;
			if (!marked && sure < 2) {
				i++;
				continue;
			}
			said_mark(l, i, i + n, PART_QUOTED);
			if (!marked) {
				said_mark(l, i, l->n, PART_QUOTED);
				return;
			}
			i += n;
		} else {
			i++;
		}
	}
	(void)marks;
}

/* "-- " and what is below it, up to the quote. */
static void said_class_signature(struct lines *l)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i].part != PART_NEW || !(str_eq(l->v[i].raw, STR("-- ")) || str_eq(l->v[i].raw, STR("--"))))
			continue;
		while (i < l->n && l->v[i].part == PART_NEW)
			l->v[i++].part = PART_SIGNATURE;
	}
}

/* What a mail program says is the signature; where nothing else is new, the person wrote into it. */
static void said_class_marked(struct lines *l)
{
	bool inside = false, said = false;
	for (size_t i = 0; i < l->n; i++) {
		inside = l->v[i].mark == MARK_BEGIN || (inside && l->v[i].mark != MARK_END);
		said = said || (!inside && l->v[i].part == PART_NEW && !l->v[i].blank);
	}
	for (size_t i = 0; i < l->n && said; i++) {
		inside = l->v[i].mark == MARK_BEGIN || (inside && l->v[i].mark != MARK_END);
		if (inside && l->v[i].part == PART_NEW)
			l->v[i].part = PART_SIGNATURE;
	}
}

/* "Sent from my phone": the last new line above the quote or the end. */
static void said_class_sent_from(struct lines *l)
{
	for (size_t i = 0; i < l->n; i++) {
		str f = l->v[i].folded;
		if (l->v[i].part != PART_NEW || l->v[i].blank || f.n > 110)
			continue;
		str core = said_without_rule(f);
		if (!fold_begins(core, said_sent_from) && !fold_has(core, said_sent_from_inside))
			continue;
		size_t k = i + 1, below = 0;
		for (; k < l->n && l->v[k].part == PART_NEW; k++)
			below += !l->v[k].blank && !fold_begins(said_without_rule(l->v[k].folded), said_sent_from);
		if (below == 0)
			said_mark(l, i, k, PART_SIGNATURE);
	}
}

static bool said_quote_follows(const struct lines *l, size_t i)
{
	for (; i < l->n; i++)
		if (!l->v[i].blank)
			return l->v[i].part == PART_QUOTED;
	return true;
}

/* The lines of one part, blank ones between them kept, none twice in a row. */
static str said_gather(struct lines *l, enum part part)
{
	size_t bytes = 0;
	for (size_t i = 0; i < l->n; i++)
		bytes += l->v[i].part == part ? l->v[i].raw.n + 1 : 0;
	char *p = arena_alloc(l->a, bytes + 1);
	size_t n = 0, blanks = 1;
	for (size_t i = 0; i < l->n; i++) {
		const struct line *k = &l->v[i];
		if (k->part != part)
			continue;
		if (k->blank && (blanks || said_quote_follows(l, i)) && part == PART_NEW) {
			if (!blanks && n)
				p[n++] = '\n';
			blanks = 1;
			continue;
		}
		blanks = k->blank;
		if (!k->blank) {
			memcpy(p + n, k->raw.p, k->raw.n);
			n += k->raw.n;
		}
		p[n++] = '\n';
	}
	while (n && ascii_space(p[n - 1]))
		n--;
	return str_trim(str_of(p, n));
}

struct said said_split(struct arena *a, str text)
{
	struct lines l = { .a = a };
	said_read_lines(&l, text);
	said_class_lines(&l);
	said_class_marked(&l);
	said_class_signature(&l);
	said_class_sent_from(&l);
	return (struct said){ .said = said_gather(&l, PART_NEW),
			      .quoted = said_gather(&l, PART_QUOTED),
			      .signature = said_gather(&l, PART_SIGNATURE) };
}

/* ---- HTML */

static const struct container {
	const char *tag;	  /* NULL: any */
	const char *attr, *value; /* contained in the attribute's value, in any case */
} containers[] = {
	{ "div", "id", "appendonsend" },			    /* Outlook on the web and mobile */
	{ "div", "id", "divrplyfwdmsg" },			    /* Outlook on the web */
	{ "div", "id", "mail-editor-reference-message-container" }, /* the new Outlook */
	{ "hr", "id", "stopspelling" },				    /* Hotmail */
	{ "div", "id", "yahoo_quoted" },
	{ "div", "class", "yahoo_quoted" },
	{ "div", "class", "outlookmessageheader" }, /* Outlook 2003 */
	{ "div", "id", "olk_src_body_section" },    /* Outlook for Mac */
	{ "span", "id", "olk_src_body_section" },
	{ "div", "class", "protonmail_quote" },
	{ "div", "class", "zmail_extra" },
	{ "div", "name", "quote" },		    /* GMX, WEB.DE */
	{ NULL, "data-marker", "__quoted_text__" }, /* Zimbra */
	{ "div", "id", "reply-intro" },		    /* Roundcube */
	{ "div", "class", "ms-outlook-mobile-reference-message" },
	{ "div", "id", "ms-outlook-mobile-body-separator-line" },
	{ "div", "id", "composer_signature_quote" },
	{ "div", "class", "aol_quote" },
	{ "div", "class", "tutanota_quote" },
	{ "div", "class", "x_gmail_quote_never" },
};
/* Rules above the original: Outlook 2007 and later, Windows Mail. */
static const char *const rule_styles[] = { "border-top:solid #b5c4df",	  "border-top:solid #e1e1e1",
					   "border-top: solid #e1e1e1",	  "border-top-color: #b5c4df",
					   "border-top-color:#b5c4df",	  "border-top-color: rgb(229, 229, 229)",
					   "border-top-color:rgb(229",	  "border-top: 1px solid rgb(229",
					   "border-top:solid windowtext", "border-top:solid #aaaaaa" };

static bool said_attr_has(str src, const struct html_token *t, const char *name, const char *value)
{
	struct html_attr at;
	return html_attr_find(src, t, str_z(name), &at) && str_find_nocase(at.value, str_z(value)) != STR_NPOS;
}

static bool said_sets_apart(str src, const struct html_token *t)
{
	for (size_t i = 0; i < sizeof(containers) / sizeof(*containers); i++) {
		const struct container *c = &containers[i];
		if ((!c->tag || str_eq_nocase(t->name, str_z(c->tag))) && said_attr_has(src, t, c->attr, c->value))
			return true;
	}
	for (size_t i = 0; i < sizeof(rule_styles) / sizeof(*rule_styles); i++)
		if (said_attr_has(src, t, "style", rule_styles[i]))
			return true;
	return false;
}

/* Elements that mail programs put a signature in. Apple's (AppleMailSignature) is none: people's words stand in it. */
static bool said_is_signature(str src, const struct html_token *t)
{
	static const char *const names[][2] = { { "class", "gmail_signature" },
						{ "class", "moz-signature" },
						{ "class", "protonmail_signature" },
						{ "id", "ms-outlook-mobile-signature" },
						{ "data-signature-widget", "container" } };
	struct html_attr id;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (said_attr_has(src, t, names[i][0], names[i][1]))
			return true;
	return html_attr_find(src, t, STR("id"), &id) &&
	       (str_eq_nocase(id.value, STR("signature")) || str_eq_nocase(id.value, STR("x_signature")));
}

struct said_html {
	str html;
	struct buf marked;
	size_t from;  /* what is copied already */
	str name;     /* of the signature's element; absent: not in one */
	size_t depth; /* of elements of that name in it */
};

static void said_insert(struct said_html *h, size_t at, str what)
{
	buf_add(&h->marked, str_slice(h->html, h->from, at));
	buf_add(&h->marked, what);
	h->from = at;
}

static void said_follow_signature(struct said_html *h, const struct html_token *t)
{
	if (str_absent(h->name)) {
		if (t->kind != HTML_OPEN || !said_is_signature(h->html, t))
			return;
		said_insert(h, t->from, STR("<p>" SIGNATURE_BEGIN "</p>"));
		h->name = t->name;
		h->depth = 1;
	} else if (str_eq_nocase(t->name, h->name)) {
		h->depth += t->kind == HTML_OPEN ? 1 : (size_t)-1;
		if (h->depth > 0)
			return;
		said_insert(h, t->to, STR("<p>" SIGNATURE_END "</p>"));
		h->name = STR_NULL;
	}
}

str said_from_html(struct arena *a, str html, size_t max)
{
	struct buf BUF_AUTO text;
	struct html_scan s;
	struct html_token t;
	struct said_html h = { .html = html };
	bool done = false;
	/* Each mark costs its element at least as many bytes, so this is enough: what does not fit would be left out. */
	buf_init(&h.marked, html.n * 3 + 200);
	buf_init(&text, max);
	html_scan_init(&s, html);
	while (!done && html_next(&s, &t)) {
		if ((t.kind != HTML_OPEN && t.kind != HTML_CLOSE) || t.conditional)
			continue;
		done = t.kind == HTML_OPEN && said_sets_apart(html, &t);
		if (done) /* As Outlook writes it in a plain text message. */
			said_insert(&h, t.from, STR("<p>" SIGNATURE_END "</p><p>-----Original Message-----</p>"));
		else
			said_follow_signature(&h, &t);
	}
	buf_add(&h.marked, str_from(html, h.from));
	html_to_text(buf_str(&h.marked), &text);
	buf_deinit(&h.marked);
	return arena_dup(a, buf_str(&text));
}
