#include "core/content/content_check.h"
#include "base/limits.h"
#include "wire/links.h"

#define SHOWN 80u

static const struct fault_text {
	enum link_fault fault;
	const char *code;
	enum check_level level;
	const char *what; /* behind "it " */
	const char *todo;
} fault_texts[] = {
	{ LINK_NO_URL, "link_not_url", CHECK_ERROR, "is no address that a browser can follow",
	  "Write a whole address, https://…" },
	{ LINK_RELATIVE, "relative_link", CHECK_ERROR, "leads nowhere, because a mail is not part of a web site",
	  "Write a whole address, https://…" },
	{ LINK_SCRIPT, "script_link", CHECK_ERROR, "runs a script: mail programs block it", "Link to a page." },
	{ LINK_WRAPPED, "unsubscribe_link", CHECK_ERROR,
	  "has something before {{unsubscribeUrl}}, which is a whole address already",
	  "Write href=\"{{unsubscribeUrl}}\"." },
	{ LINK_EMPTY, "empty_link", CHECK_WARNING, "leads nowhere", "Give it an address, or take it out." },
	{ LINK_NO_ANCHOR, "no_anchor", CHECK_WARNING, "jumps to a place that the mail does not have",
	  "Give that place the id." },
	{ LINK_BLOCKED, "blocked_link", CHECK_WARNING, "has a scheme that mail programs do not follow",
	  "Link to a page." },
	{ LINK_UNUSUAL, "unusual_link", CHECK_WARNING, "has a scheme that not every device can open",
	  "Make sure that your readers have the app." },
};

static str content_check_shown(str s)
{
	return str_upto(s, str_utf8_floor(s, s.n < SHOWN ? s.n : SHOWN));
}

void content_check_links(struct checks *out, struct arena *a, str html, str mail)
{
	struct link_finding *v = arena_array(a, struct link_finding, LINKS_MAX);
	size_t n = links_judge(a, html, v, LINKS_MAX);
	for (size_t k = 0; k < sizeof(fault_texts) / sizeof(*fault_texts); k++) {
		const struct fault_text *t = &fault_texts[k];
		const struct link_finding *first = NULL;
		int64_t count = 0;
		for (size_t i = 0; i < n; i++) {
			if (v[i].fault != t->fault)
				continue;
			first = count++ ? first : &v[i];
		}
		if (!first)
			continue;
		str href = content_check_shown(first->href);
		str why = t->fault == LINK_NO_URL ? arena_printf(a, " (%s)", first->why) : STR("");
		str more = count > 1 ? arena_printf(a, ", and %lld more", (long long)count - 1) : STR("");
		struct check *c = check_add(out, a, t->code, t->level,
					    "%.*s%.*s%.*sThe link in line %u (\"%.*s\")%.*s: it %s%.*s. %s",
					    STR_FMT(str_empty(mail) ? STR("") : STR("In \"")), STR_FMT(mail),
					    STR_FMT(str_empty(mail) ? STR("") : STR("\": ")), first->line,
					    STR_FMT(href), STR_FMT(more), t->what, STR_FMT(why), t->todo);
		check_name(c, href)->count = SOME_I64(count);
		c->mail = mail;
	}
}
