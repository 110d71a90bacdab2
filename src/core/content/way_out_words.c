#include "core/content/way_out_words.h"
#include "wire/html.h"

/* English is first: it is what the others fall back to. */
static const struct way_out_words all[] = {
	{ STR_INIT("en"), STR_INIT("You can "), STR_INIT("unsubscribe"), STR_INIT(" from these mails at any time."),
	  STR_INIT("Unsubscribe:") },
	{ STR_INIT("de"), STR_INIT("Sie können diese Mails jederzeit "), STR_INIT("abbestellen"), STR_INIT("."),
	  STR_INIT("Abbestellen:") },
	{ STR_INIT("es"), STR_INIT("Puede "), STR_INIT("darse de baja"),
	  STR_INIT(" de estos correos en cualquier momento."), STR_INIT("Darse de baja:") },
	{ STR_INIT("fr"), STR_INIT("Vous pouvez "), STR_INIT("vous désabonner"),
	  STR_INIT(" de ces e-mails à tout moment."), STR_INIT("Se désabonner :") },
	{ STR_INIT("it"), STR_INIT("Può "), STR_INIT("annullare l’iscrizione"),
	  STR_INIT(" a queste e-mail in qualsiasi momento."), STR_INIT("Annulla l’iscrizione:") },
	{ STR_INIT("nl"), STR_INIT("U kunt zich op elk moment "), STR_INIT("afmelden"), STR_INIT(" voor deze mails."),
	  STR_INIT("Afmelden:") },
	{ STR_INIT("pl"), STR_INIT("W każdej chwili można "), STR_INIT("zrezygnować"), STR_INIT(" z tych wiadomości."),
	  STR_INIT("Rezygnacja:") },
	{ STR_INIT("pt"), STR_INIT("Pode "), STR_INIT("cancelar a subscrição"),
	  STR_INIT(" destes e-mails a qualquer momento."), STR_INIT("Cancelar a subscrição:") },
};

/* "de-CH", "de_AT.UTF-8", "DE": German. */
static const struct way_out_words *way_out_words_in(str tag)
{
	size_t n = 0;
	tag = str_trim(tag);
	while (n < tag.n && ascii_alpha(tag.p[n]))
		n++;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (str_eq_nocase(str_upto(tag, n), all[i].lang))
			return &all[i];
	return NULL;
}

static str way_out_words_lang(str html)
{
	struct html_scan s;
	struct html_token t;
	struct html_attr lang;
	html_scan_init(&s, html);
	while (html_next(&s, &t))
		if (t.kind == HTML_OPEN)
			return str_eq_nocase(t.name, STR("html")) && html_attr_find(html, &t, STR("lang"), &lang)
				       ? lang.value
				       : STR_NULL;
	return STR_NULL;
}

const struct way_out_words *way_out_words_of(str locale, str html)
{
	const struct way_out_words *w = str_empty(locale) ? NULL : way_out_words_in(locale);
	if (!w && !str_empty(html))
		w = way_out_words_in(way_out_words_lang(html));
	return w ? w : &all[0];
}
