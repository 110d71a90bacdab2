#include "core/content/compose.h"
#include "core/content/way_out.h"
#include "wire/addr.h"
#include "wire/html.h"
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

/* On a ground of its own, so that it can be read on any design (contrast 7.5 : 1), as wide as most designs are. */
static const str footer_html = STR_INIT(
	"<div style=\"max-width:600px;margin:32px auto 16px;padding:12px 16px;background-color:#ffffff;"
	"border-top:1px solid #e5e7eb;font:12px/18px Arial,sans-serif;color:#4b5563;text-align:center\">"
	"You can <a href=\"{{unsubscribeUrl}}\" style=\"color:#4b5563\">unsubscribe</a> from these mails at any "
	"time.</div>\n");
static const str footer_text = STR_INIT("\n\n-- \nUnsubscribe: {{unsubscribeUrl}}\n");

static err compose_html_with_footer(struct arena *a, str *html)
{
	if (way_out_in_html(*html))
		return OK;
	size_t at = html->n;
	for (size_t i = html->n; i-- > 0;) {
		if (html->p[i] == '<' && str_starts_nocase(str_from(*html, i), STR("</body"))) {
			at = i;
			break;
		}
	}
	*html = arena_printf(a, "%.*s%.*s%.*s", STR_FMT(str_upto(*html, at)), STR_FMT(footer_html),
			     STR_FMT(str_from(*html, at)));
	return OK;
}

static void compose_text_with_footer(struct arena *a, str *text)
{
	if (!str_absent(*text) && !way_out_in_text(*text))
		*text = arena_printf(a, "%.*s%.*s", STR_FMT(*text), STR_FMT(footer_text));
}

err compose_message(struct arena *a, const struct compose_in *in, const struct link_keys *keys, struct tpl_error *error,
		    struct message **out)
{
	*error = (struct tpl_error){};
	str from, reply = compose_either(in->reply_to, in->sender.reply_to);
	TRY(compose_envelope_from(a, in->sender.from_email, &from));
	if (!str_empty(reply))
		TRY(compose_envelope_from(a, reply, &reply));
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
		.base_url = in->base_url,
		.keys = keys,
		.list_id = arena_printf(a, "%.*s.%.*s", STR_FMT(in->id), STR_FMT(compose_domain_of(from))),
		.feedback_id = arena_printf(a, "%.*s:%.*s:loumass", STR_FMT(in->id), STR_FMT(in->user_id)),
		.attachments = in->attachments,
		.attachments_n = in->attachments_n,
	};
	if (!in->no_footer) {
		if (!str_absent(spec.html))
			TRY(compose_html_with_footer(a, &spec.html));
		compose_text_with_footer(a, &spec.text);
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
