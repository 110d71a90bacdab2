/* Templates: {{firstName | default: "there"}}, {{variables.company}} (or {{company}}), filters, conditionals
 * ({% if a == "x" and b contains "y" %}…{% elsif c %}…{% else %}…{% endif %}, not, !=), {% raw %}…{% endraw %}.
 * Compiled once to a flat program, rendered per recipient. Values are escaped by where they stand: HTML text, quoted
 * or bare attribute, URL (percent-encoded; at the start of a URL only http, https, mailto and tel pass), style, header,
 * plain text. Refused, with line, column and what to do: unclosed or unknown tags, unknown filters, fields in scripts,
 * event handlers and tag names, more than TEMPLATE_NODES_MAX steps or TEMPLATE_DEPTH_MAX levels. Rendering never fails
 * but at the buffer's ceiling. A compiled template is immutable: any number of threads may render it. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"

enum tpl_context {
	TPL_PLAIN,     /* text/plain: as is */
	TPL_HTML,      /* the context of each field is found by scanning the HTML */
	TPL_HEADER,    /* one line: control characters become spaces */
	TPL_URL,       /* a whole URL, not HTML-escaped */
	TPL_ATTR,      /* in a quoted attribute; found by TPL_HTML, as are the following */
	TPL_ATTR_BARE, /* in an unquoted attribute */
	TPL_HREF,      /* at the start of a URL attribute: scheme checked */
	TPL_HREF_PART, /* further in: percent-encoded whole */
	TPL_STYLE,     /* style sheets and attributes: only harmless characters stay */
};

/* What a recipient brings. Absent is fine everywhere. */
struct tpl_values {
	str email, first_name, last_name;
	str display_name;    /* absent: first and last name, else the email */
	str variables;	     /* the text of a JSON object (Contact.variables), read only when the template asks */
	str unsubscribe_url; /* absolute */
};

struct tpl_error {
	unsigned line, column; /* from 1; 0: no place in the source */
	char message[240];     /* what is wrong and what to do */
};

struct tpl;
/* ERR_INVALID: *error says where and why (err.why is a general sentence). ERR_LIMIT: too large. */
err tpl_compile(str source, enum tpl_context context, struct tpl_error *error, struct tpl **out);
void tpl_free(struct tpl *t); /* takes NULL */
static inline void tpl_freep(struct tpl **t)
{
	tpl_free(*t);
}
#define TPL_AUTO __attribute__((cleanup(tpl_freep)))
void tpl_render(const struct tpl *t, const struct tpl_values *v, struct buf *out); /* check buf_err(out) */
bool tpl_is_static(const struct tpl *t);					   /* the same for everybody */

/* The value that {{name}} has for v ("firstName", "variables.company", "company"), in the arena; absent if none. */
str tpl_value(struct arena *a, str name, const struct tpl_values *v);
