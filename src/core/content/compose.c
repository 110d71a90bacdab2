#include "core/content/compose.h"
#include "core/content/way_out.h"
#include "core/content/way_out_words.h"
#include "wire/addr.h"
#include "wire/html.h"
#include "wire/track_id.h"
#include <assert.h>

static str compose_either(str a, str b)
{
	return str_empty(a) ? b : a;
}

err compose_envelope_from(struct arena *a, str from_email, str *out)
{
	struct addr addr;
	TRY(addr_parse(a, from_email, &addr));
	*out = addr_wire(a, &addr);
	return OK;
}

static str compose_domain_of(str address)
{
	size_t at = str_rfind_byte(address, '@');
	return at == STR_NPOS ? STR("localhost") : str_from(address, at + 1);
}

/* ---- The footer. Who must be able to leave must see how: where the author gave no unsubscribe link, we add one, in
 * the HTML before </body>, in a text of its own at the end. (The List-Unsubscribe header is there in any case.) */

/* On a ground of its own that no style sheet of the design can take away (an inline !important wins; programs that drop
 * such declarations have the plain ones before them): contrast 7.5 : 1 on any design, light or dark. Centred by a table,
 * which Outlook understands, and as wide as most designs are. */
#define FOOTER_INK "color:#4b5563;color:#4b5563!important"
#define FOOTER_GROUND "background-color:#ffffff;background-color:#ffffff!important"
static const char footer_open[] =
	"<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" "
	"style=\"width:100%;clear:both\"><tr><td align=\"center\" style=\"padding:32px 16px 16px\">"
	"<table role=\"presentation\" width=\"600\" align=\"center\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" "
	"bgcolor=\"#ffffff\" style=\"width:100%;max-width:600px;margin:0 auto;" FOOTER_GROUND
	"\"><tr><td align=\"center\" bgcolor=\"#ffffff\" style=\"padding:12px 16px;border-top:1px solid #e5e7eb;"
	"font:12px/18px Arial,sans-serif;text-align:center;" FOOTER_GROUND ";" FOOTER_INK "\">";
static const char footer_link[] =
	"<a href=\"{{unsubscribeUrl}}\" style=\"text-decoration:underline;" FOOTER_GROUND ";" FOOTER_INK "\">";
static const char footer_close[] = "</td></tr></table></td></tr></table>";

/* Where it may go, the best first: before the last </body>, at the end, behind <body>. */
static void compose_footer_places(str html, size_t at[3])
{
	struct html_scan s;
	struct html_token t;
	at[0] = at[1] = html.n;
	at[2] = 0;
	html_scan_init(&s, html);
	while (html_next(&s, &t)) {
		if (t.conditional || !str_eq_nocase(t.name, STR("body")))
			continue;
		if (t.kind == HTML_CLOSE)
			at[0] = t.from;
		else if (t.kind == HTML_OPEN && at[2] == 0)
			at[2] = t.to;
	}
}

/* A branch, a comment or a hidden element that is still open there would hide it: then the next place is tried. */
static void compose_html_with_footer(struct arena *a, const struct way_out_words *w, str *html)
{
	str first = STR_NULL;
	size_t at[3];
	if (way_out_in_html(*html))
		return;
	compose_footer_places(*html, at);
	for (size_t i = 0; i < 3; i++) {
		str out = arena_printf(a, "%.*s%s%.*s%s%.*s</a>%.*s%s%.*s", STR_FMT(str_upto(*html, at[i])),
				       footer_open, STR_FMT(w->before), footer_link, STR_FMT(w->link),
				       STR_FMT(w->after), footer_close, STR_FMT(str_from(*html, at[i])));
		first = i == 0 ? out : first;
		if (way_out_in_html(out)) {
			*html = out;
			return;
		}
	}
	*html = first; /* nowhere: the template has an error, which its author is told */
}

static void compose_text_with_footer(struct arena *a, const struct way_out_words *w, str *text)
{
	if (!str_absent(*text) && !way_out_in_text(*text))
		*text = arena_printf(a, "%.*s\n\n-- \n%.*s {{unsubscribeUrl}}\n", STR_FMT(*text), STR_FMT(w->text));
}

err compose_message(struct arena *a, const struct compose_in *in, const struct link_keys *keys, struct tpl_error *error,
		    struct message **out)
{
	*error = (struct tpl_error){};
	str from, leave, reply = compose_either(in->reply_to, in->sender.reply_to);
	TRY(compose_envelope_from(a, in->sender.from_email, &from));
	if (!str_empty(reply))
		TRY(compose_envelope_from(a, reply, &reply));
	if (str_empty(in->sender.leave_to) || err_is(compose_envelope_from(a, in->sender.leave_to, &leave)))
		leave = STR_NULL;
	bool plain = str_eq(in->content_format, STR("text"));
	struct message_spec spec = {
		.from_email = from,
		.from_name = compose_either(in->from_name, in->sender.from_name),
		.reply_to = str_empty(reply) ? STR_NULL : reply,
		/* An address that a campaign names itself need not know about tags. */
		.reply_tag = in->sender.reply_tags && str_empty(in->reply_to),
		.subject = in->subject,
		.html = plain ? STR_NULL : in->content,
		.text = plain			      ? in->content
			: str_empty(in->text_content) ? STR_NULL
						      : in->text_content,
		.preheader = plain || str_empty(in->preheader) ? STR_NULL : in->preheader,
		.tracking = in->tracking,
		.leave_to = leave,
		.base_url = in->base_url,
		.keys = keys,
		.list_id = arena_printf(a, "%.*s.%.*s", STR_FMT(in->id), STR_FMT(compose_domain_of(from))),
		.feedback_id = arena_printf(a, "%.*s:%.*s:loumass", STR_FMT(in->id), STR_FMT(in->user_id)),
		.attachments = in->attachments,
		.attachments_n = in->attachments_n,
	};
	if (!in->no_footer) {
		const struct way_out_words *w = way_out_words_of(in->locale, spec.html);
		if (!str_absent(spec.html))
			compose_html_with_footer(a, w, &spec.html);
		compose_text_with_footer(a, w, &spec.text);
	}
	return message_compile(&spec, error, out);
}

void compose_link_keys(const struct keyring *kr, struct link_keys *out)
{
	static_assert(LINK_KEY_LEN == KEY_BYTES, "one key size");
	out->n = kr->n < LINK_KEYS_MAX ? kr->n : LINK_KEYS_MAX;
	for (size_t i = 0; i < out->n; i++) {
		keyring_subkey(kr, "click", i, out->key[i]);
		keyring_subkey(kr, "link", i, out->old[i]);
	}
}

str compose_trial_id(const struct keyring *kr, struct arena *a, str user_id)
{
	struct track_keys keys;
	char *id = arena_alloc(a, TRACK_TRIAL_MAX + 1);
	track_keys_init(&keys, kr);
	return str_of(id, track_trial_make(&keys, user_id, id));
}
