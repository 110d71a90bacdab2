/* HTML as mail needs it: a scanner (tokens of the HTML standard, section 13.2.5, without building a tree), escaping,
 * the text alternative, and the facts that checks and previews ask for. The scanner takes any bytes in linear time and
 * constant memory; nothing here recurses. Template tags ({{…}}, {%…%}) are opaque to it: quotes and angle brackets in
 * them do not count. Escaped HTML and header-safe text are types of their own, so that raw text cannot be put in their
 * place unnoticed. Pure; any thread. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"

struct html { /* escaped: fit for element content and quoted attribute values */
	str s;
};
struct header_text { /* valid UTF-8 without control characters: fit for a header's value before RFC 2047 */
	str s;
};

struct html html_of(struct arena *a, str text);		      /* escapes & < > " ' */
void html_escape(struct buf *out, str text);		      /* the same into a buffer */
struct header_text header_text_of(struct arena *a, str text); /* controls and bad UTF-8 become spaces, ends trimmed */

/* Scanner. Init, then html_next until false. Offsets point into the source given. */
enum html_kind {
	HTML_TEXT,    /* character data between tags; entities not decoded */
	HTML_RAW,     /* content of script, style, textarea, title, xmp, iframe, noembed, noframes, plaintext */
	HTML_OPEN,    /* <name attr…> */
	HTML_CLOSE,   /* </name> */
	HTML_COMMENT, /* comments, doctype, CDATA, <?…>; of <!--[if …]> only the opener: its content is scanned */
};
struct html_token {
	enum html_kind kind;
	size_t from, to;  /* the whole token in the source */
	str name;	  /* tag name as written; for HTML_RAW the element's name */
	size_t attrs;	  /* where the attributes begin (HTML_OPEN) */
	bool self_closed; /* <br/> */
	bool conditional; /* inside <!--[if …]> … <![endif]-->: only Outlook sees it */
};
struct html_scan {
	str src;
	size_t at;
	str raw;		/* name of the raw-text element that is open */
	size_t conditional_end; /* where the conditional comment that is open ends; 0: none is */
};
struct html_attr {
	str name;
	str value;	 /* as written, entities not decoded; empty for a bare name */
	size_t from, to; /* the value in the source, without its quotes */
	char quote;	 /* '"', '\'' or 0 */
	bool has_value;
};
void html_scan_init(struct html_scan *s, str src);
bool html_next(struct html_scan *s, struct html_token *out);
/* The next attribute of an open tag at *at (start with token.attrs). */
bool html_next_attr(str src, const struct html_token *tag, size_t *at, struct html_attr *out);
bool html_attr_find(str src, const struct html_token *tag, str name, struct html_attr *out); /* first of that name */
bool html_is_void(str name); /* br, img, … have no end tag */

/* {{…}} or {%…%} at `at` (quotes inside respected): its end, or 0 when none begins there or it is not closed. */
size_t html_template_tag(str src, size_t at);

void html_unescape(struct buf *out, str text); /* character references decoded (named, decimal, hexadecimal) */

/* Plain text for the text alternative: paragraphs, lists, headings, tables row by row, links as "text (url)", images
 * by their alt text; hidden elements (the preheader's) are left out. Template tags are kept, so the result of a
 * template is a template. Lines are as long as their paragraphs. */
void html_to_text(str html, struct buf *out);

struct html_facts {
	size_t bytes;
	size_t links;	      /* a/area with an http(s) or templated href */
	size_t images;	      /* img elements */
	size_t images_no_alt; /* of them, without alt */
	bool has_unsubscribe; /* {{unsubscribeUrl}} is used somewhere */
	bool has_text;	      /* there is text a person can read */
	bool has_script;      /* script elements or on… attributes: mail programs drop them */
	size_t bad_links;     /* href empty, "#", or of a scheme mail programs block */
	str first_bad_link;
	const str *hrefs; /* of the links, decoded, in order; at most LINKS_MAX */
};
err html_inspect(struct arena *a, str html, struct html_facts *out);
