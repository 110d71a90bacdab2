/* What the columns of other programs are called, and what stands in them, in the languages their exports come in. */
#include "core/audience/import_int.h"
#include "core/ground/zones.h"
#include <stdlib.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* A row here is a field that a column can fill; a row more is all that a new one needs beside its place in a contact
 * (import_row.c). Words: what the column is called, "|" between; how they are written does not count (import_word). */
const struct import_target import_targets[] = {
	{ "email", ROLE_EMAIL, false,
	  "email|e-mail|email address|mail|mail address|email adresse|mailadresse|adresse email|adresse mail|adresse "
	  "de messagerie|"
	  "adresse électronique|courriel|adresse courriel|correo|correo electrónico|dirección de correo "
	  "electrónico|dirección de correo|"
	  "indirizzo email|indirizzo di posta elettronica|posta elettronica|emailadres|mailadres|adres email|adres "
	  "poczty elektronicznej|"
	  "poczta|endereço de email|endereço de correio eletrônico|correio eletrônico|correio eletrónico|электронная "
	  "почта|"
	  "адрес электронной почты|эл. почта|почта|email адрес|адрес "
	  "email|имейл|メール|メールアドレス|eメール|eメールアドレス|電子メール|電子メールアドレス|"
	  "電子メール アドレス|邮箱|电子邮件|电子邮箱|電郵|電子郵件|이메일|이메일 주소|email 1 value|primary "
	  "email|email 1|work email|user email|"
	  "subscriber email|customer email|contact email|epost|e-posta|e-postadress",
	  "the address" },
	{ "name", ROLE_NAME, false,
	  "name|full name|display name|contact name|customer name|subscriber name|vollständiger name|voller "
	  "name|anzeigename|nom complet|"
	  "nom et prénom|prénom et nom|nombre completo|nombre y apellidos|nome completo|nome e "
	  "cognome|nominativo|volledige naam|naam|"
	  "imię i nazwisko|nazwa wyświetlana|имя и фамилия|фамилия и имя|полное "
	  "имя|фио|氏名|名前|お名前|表示名|姓名|名称|이름|성명",
	  "a whole name: \"Ana Lee\" or \"Lee, Ana\"" },
	{ "firstName", ROLE_FIRST, false,
	  "first|first name|fname|given name|forename|christian name|vorname|rufname|prénom|nombre|primer "
	  "nombre|nombre de pila|nome|"
	  "primeiro nome|nome próprio|voornaam|imię|имя|名|ファーストネーム|名字",
	  "the first name" },
	{ "lastName", ROLE_LAST, false,
	  "last|last name|lname|surname|family name|nachname|familienname|zuname|nom|nom de "
	  "famille|apellido|apellidos|cognome|achternaam|"
	  "familienaam|nazwisko|sobrenome|apelido|último nome|фамилия|姓|苗字|ラストネーム|성",
	  "the last name" },
	{ "status", ROLE_STATUS, true,
	  "status|subscription status|email status|subscriber status|contact status|member status|marketing "
	  "status|email marketing status|state|"
	  "abonnement status|abostatus|anmeldestatus|statut|statut abonnement|état|estado|estado de suscripción|estado "
	  "de la suscripción|stato|"
	  "stato iscrizione|abonnementsstatus|inschrijfstatus|stan|status subskrypcji|situação|estado da "
	  "inscrição|status da inscrição|статус|"
	  "статус подписки|состояние|ステータス|状態|状态|購読状況|配信ステータス|email marketing consent|email "
	  "consent|consent status|email subscription status|"
	  "email marketing consent status",
	  "subscribed, unsubscribed, bounced, … and what other programs call it" },
	{ "optOut", ROLE_OPT_OUT, true, "", "yes, a date or a reason: they opted out" },
	{ "optIn", ROLE_OPT_IN, true, "", "no: they opted out" },
	{ "bounced", ROLE_BOUNCED, true, "", "yes, a date or a reason: mail to them bounced" },
	{ "complained", ROLE_COMPLAINED, true, "", "yes, a date or a reason: they complained of spam" },
	{ "tags", ROLE_TAGS, true,
	  "tags|tag|labels|label|groups|group "
	  "membership|categories|segments|lists|schlagwörter|schlagworte|kategorien|gruppen|listen|étiquettes|"
	  "catégories|groupes|listes|etiquetas|categorías|grupos|listas|etichette|categorie|gruppi|liste|categorieën|"
	  "groepen|lijsten|tagi|etykiety|"
	  "kategorie|grupy|listy|categorias|marcadores|теги|метки|категории|группы|списки|タグ|ラベル|カテゴリ|分類|"
	  "グループ|リスト|标签|태그",
	  "tags: a JSON array, or texts between , ; or |" },
	{ "variables", ROLE_VARIABLES, true, "variables|attributes|attribs|custom fields|properties|custom attributes",
	  "a JSON object of variables" },
	{ "timezone", ROLE_ZONE, false,
	  "timezone|time zone|tz|iana time zone|time zone name|time zone id|local time zone|user time zone|contact "
	  "time "
	  "zone|zeitzone|fuseau horaire|fuseau|zona horaria|huso horario|zona oraria|fuso orario|tijdzone|strefa "
	  "czasowa|fuso horário|zona horária|часовой пояс|временная "
	  "зона|タイムゾーン|時間帯|標準時間帯|时区|時區|시간대",
	  "their own clock: Europe/Berlin" },
	{ "timezoneSource", ROLE_ZONE_SOURCE, false, "", "where the time zone comes from, in our own export" },
	{ "createdAt", ROLE_CREATED_AT, false, "", "when a contact came, of those that are new: 2026-01-31T09:00:00Z" },
};
const size_t import_targets_n = sizeof(import_targets) / sizeof(*import_targets);

/* Variables that have one name, whatever the file calls them. */
const struct import_common import_common[] = {
	{ "phone", "phone|phone number|telephone|tel|mobile|mobile phone|mobile phone number|cell|cell "
		   "phone|sms|telefon|telefonnummer|handy|handynummer|"
		   "mobil|mobilnummer|téléphone|portable|téléphone "
		   "portable|teléfono|móvil|telefono|cellulare|telefoon|telefoonnummer|mobiel|telefone|"
		   "celular|telemóvel|телефон|мобильный телефон|номер "
		   "телефона|電話|電話番号|携帯電話|电话|手机|전화번호|phone 1 value" },
	{ "language",
	  "language|lang|locale|preferred language|sprache|langue|idioma|lingua|taal|język|язык|言語|语言|언어" },
	{ "country", "country|country code|cc|country region|land|pays|país|paese|kraj|страна|国|国家|국가" },
};
const size_t import_common_n = sizeof(import_common) / sizeof(*import_common);

/* Parts of a column's name that make it one of consent; with what its values then say. */
static const struct {
	enum import_role role;
	const char *words;
} consent[] = {
	{ ROLE_COMPLAINED, "complain|spam|abuse|beschwerde|plainte|queja|reclamo|klacht|skarga|жалоб|苦情" },
	{ ROLE_BOUNCED,
	  "bounce|cleantime|cleaned|undeliverable|unzustellbar|rebote|rimbalz|возврат|不達|エラーメール" },
	{ ROLE_OPT_OUT,
	  "unsub|optout|optedout|blocklist|blacklist|blockliste|donotemail|donotmail|donotcontact|nomail|"
	  "noemail|suppress|abgemeldet|abmeld|"
	  "abbestell|widerspr|werbesperre|mailsperre|desabonn|desinscri|opposition|debaja|bajade|"
	  "fechabaja|nodeseo|disiscri|disiscrizione|"
	  "cancellazione|uitgeschreven|uitschrijf|afgemeld|afmeld|wypis|rezygn|niewysylac|descadastr|"
	  "descadastro|naoenviar|отпис|неотправлять|"
	  "отказ|配信停止|購読解除|配信不要|登録解除|退会|退订|수신거부|"
	  /* Off, shut out, and "no" before what else would be a word of consent. */
	  "emaildisabled|emailsdisabled|mailingdisabled|deactivat|deaktiviert|excludedfrom|excludefrom|"
	  "emailblocked|isblocked|blockedfrom|gesperrt|sperrvermerk|sperrliste|robinson|donotsend|"
	  "notsubscri|nonsubscri|notoptedin|nichtangemeldet|"
	  "nonewsletter|nomarketing|nomailing|noconsent|keinnewsletter|keinenewsletter|keinewerbung|keinemail|"
	  "keineemail|keinmailing|pasdenewsletter|sansnewsletter|nonabonne|noninscrit|sinnewsletter|nosuscri|"
	  "noniscritt|geennewsletter|geennieuwsbrief|beznewslettera|semnewsletter|naoinscrit|неподпис" },
	{ ROLE_OPT_IN, "optin|optedin|subscrib|acceptsmarketing|acceptsemailmarketing|marketingconsent|emailconsent|"
		       "consent|emailmarketing|emailpermission|"
		       "marketingallowed|newsletter|gdpr|dsgvo|rgpd|einwilligung|zustimmung|angemeldet|abonniert|"
		       "consentement|abonne|inscrit|consentimiento|"
		       "suscrito|suscrip|consenso|iscritto|toestemming|ingeschreven|zgoda|zapisany|inscrito|согласие|"
		       "подпис|配信許可|購読|配信希望|同意|수신동의" },
};
/* And those that make it something else all the same: an address on the web, a title, a number of theirs. */
static const char not_consent[] = "url|link|campaign|title|token|notes|ip$|id$|source|medium|count$|name$|unsubreason";

/* Consent that was taken back, or never given. */
static const char taken_back[] =
	"withdr|revoke|declin|refus|objec|widerruf|ablehn|abgelehnt|verweiger|retrait|retire|revoca|"
	"rechaz|ritir|rifiut|ingetrokken|intrek|geweiger|wycof|odmow|retirad|recusa|отозв|отказ|撤回|"
	"拒否|철회";

/* What stands in such a column. The strictest first: "unsubscribed" holds "subscribed". */
static const struct {
	enum import_choice choice;
	const char *words;
} states[] = {
	{ CHOICE_COMPLAINED, "complained|complaint|complainer|spam|spam complaint|spam report|reported spam|marked as "
			     "spam|junk|abuse|abuse complaint|beschwerde|"
			     "plainte|queja|reclamo|klacht|skarga|жалоба|спам|迷惑メール" },
	{ CHOICE_LEFT, "unsubscribed|unsubscribe|unsub|opted out|opt "
		       "out|optout|opted-out|out|cancelled|canceled|removed|do not email|do not mail|do not contact|"
		       "blocklisted|blacklisted|blocked|suppressed|globally unsubscribed|user unsubscribed|admin "
		       "unsubscribed|revoked|withdrawn|declined|forgotten|"
		       "abgemeldet|abbestellt|widerrufen|gesperrt|désabonné|désabonnée|désinscrit|désinscrite|bloqué|"
		       "dado de baja|de baja|baja|no suscrito|"
		       "cancelado|cancelada|bloqueado|disiscritto|disiscritta|annullato|cancellato|bloccato|"
		       "uitgeschreven|afgemeld|geblokkeerd|wypisany|"
		       "wypisana|zrezygnował|zablokowany|descadastrado|descadastrada|cancelou a inscrição|inscrição "
		       "cancelada|отписан|отписался|отписалась|"
		       "отписался(-лась)|заблокирован|配信停止|購読解除|登録解除|解除|停止|退会|拒否|退订|已退订|"
		       "取消订阅|수신거부" },
	{ CHOICE_BOUNCED, "cleaned|bounced|bounce|hard bounce|hard bounced|hardbounce|hardbounced|invalid|invalid "
			  "email|undeliverable|undelivered|not deliverable|"
			  "unzustellbar|ungültig|rebotado|rebote|rejeté|invalide|non "
			  "valido|rimbalzato|ongeldig|odrzucony|nieprawidłowy|inválido|недоставлен|"
			  "недействителен|不達|エラー|無効" },
	{ CHOICE_INACTIVE, "inactive|nonsubscribed|non subscribed|not subscribed|never subscribed|unconfirmed|not "
			   "confirmed|pending|awaiting confirmation|"
			   "waiting|disabled|transactional|archived|soft bounced|soft "
			   "bounce|soft-bounced|paused|deactivated|inaktiv|unbestätigt|ausstehend|"
			   "inactif|inactive|en attente|non confirmé|inactivo|pendiente|sin confirmar|inattivo|in "
			   "attesa|non confermato|inactief|in afwachting|"
			   "niet bevestigd|nieaktywny|oczekujący|niepotwierdzony|inativo|pendente|não "
			   "confirmado|неактивен|неактивный|ожидает|не подтвержден|"
			   "未確認|保留|無効化|no marketing|non marketing contact" },
	{ CHOICE_ACTIVE, "active|subscribed|subscriber|enabled|confirmed|opted in|opt "
			 "in|optin|in|ok|valid|deliverable|marketing contact|member|granted|single opt in|"
			 "double opt "
			 "in|aktiv|angemeldet|abonniert|bestätigt|actif|active|abonné|abonnée|inscrit|inscrite|"
			 "confirmé|activo|activa|suscrito|"
			 "suscrita|confirmado|attivo|iscritto|iscritta|confermato|actief|ingeschreven|aangemeld|"
			 "bevestigd|aktywny|zapisany|subskrybent|"
			 "potwierdzony|ativo|ativa|inscrito|inscrita|активен|активный|подписан|подписана|подтвержден|"
			 "有効|購読中|配信中|登録済み|登録済|已订阅|구독" },
};
static const char yes_words[] = "yes|y|true|t|1|on|x|j|ja|wahr|oui|vrai|si|verdadero|vero|waar|sim|verdadeiro|tak|"
				"prawda|да|истина|はい|有|✓|✔|checked|是|예";
static const char no_words[] = "no|n|false|f|0|off|never|nein|falsch|nie|non|faux|falso|nee|onwaar|não|fałsz|нет|ложь|"
			       "いいえ|無|unchecked|否|아니오";
static const char blank_words[] = "none|null|nil|n/a|na|not set|unknown|keine angabe|inconnu|desconocido|sconosciuto";

/* --- words --- */

str import_word(struct arena *a, str s)
{
	uint8_t flat[512], *out = NULL;
	size_t n = sizeof(flat), len = 0;
	s = str_upto(s, str_utf8_floor(s, 300));
	char *p = arena_alloc(a, 4 * s.n + 1);
	if (!str_utf8_valid(s))
		return STR("");
	out = u8_normalize(UNINORM_NFKD, (const uint8_t *)s.p, s.n, flat, &n);
	if (!out)
		return STR("");
	for (size_t i = 0; i < n;) {
		ucs4_t c;
		int step = u8_mbtouc(&c, out + i, n - i);
		i += step > 0 ? (size_t)step : 1;
		c = uc_tolower(c);
		if (!uc_is_property_alphabetic(c) && !uc_is_property_decimal_digit(c) && c != 0x2713 && c != 0x2714)
			continue;
		if (uc_is_general_category(c, UC_NON_SPACING_MARK)) /* accents, and the dots of kana */
			continue;
		int put = u8_uctomb((uint8_t *)p + len, c, (ptrdiff_t)(4 * s.n + 1 - len));
		if (put <= 0)
			break;
		len += (size_t)put;
	}
	if (out != flat)
		free(out);
	return str_of(p, len);
}

bool import_word_is(struct arena *a, str word, const char *words)
{
	str rest = str_z(words), one;
	while (!str_empty(word) && str_next(&rest, '|', &one))
		if (str_eq(import_word(a, one), word))
			return true;
	return false;
}

/* A word of the list is part of it; "ip$" only at its end. */
static bool import_words_word_holds(struct arena *a, str word, const char *words)
{
	str rest = str_z(words), one;
	while (str_next(&rest, '|', &one)) {
		str w = import_word(a, one);
		if (str_ends(one, STR("$")) ? str_ends(word, w) : str_find(word, w) != STR_NPOS)
			return true;
	}
	return false;
}

enum import_role import_consent_role(struct arena *a, str word)
{
	bool shut_out = import_words_word_holds(a, word, "excludedfrom|excludefrom");
	if (str_empty(word) || (import_words_word_holds(a, word, not_consent) && !shut_out))
		return ROLE_NONE;
	for (size_t i = 0; i < sizeof(consent) / sizeof(*consent); i++)
		if (import_words_word_holds(a, word, consent[i].words))
			return consent[i].role == ROLE_OPT_IN && import_words_word_holds(a, word, taken_back)
				       ? ROLE_OPT_OUT
				       : consent[i].role;
	return ROLE_NONE;
}

const struct import_target *import_target_find(str name)
{
	for (size_t i = 0; i < import_targets_n; i++)
		if (str_eq(name, str_z(import_targets[i].name)))
			return &import_targets[i];
	return NULL;
}

/* --- values --- */

static enum import_choice import_words_state_of(struct arena *a, str word)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (import_word_is(a, word, states[i].words))
			return states[i].choice;
	return CHOICE_NONE;
}

/* 1: yes, or a number other than zero. 0: no, or zero. -1: neither. */
static int import_words_truth_of(struct arena *a, str value, str word)
{
	bool number = value.n > 0, zero = true;
	for (size_t i = 0; i < value.n; i++) {
		number &= ascii_digit(value.p[i]) || value.p[i] == '.';
		zero &= value.p[i] == '0' || value.p[i] == '.';
	}
	if (number)
		return !zero;
	if (import_word_is(a, word, yes_words))
		return 1;
	return import_word_is(a, word, no_words) || str_empty(word) ? 0 : -1;
}

bool import_value_known(struct arena *a, str value, enum import_choice *state)
{
	str word = import_word(a, value);
	*state = import_words_state_of(a, word);
	return *state != CHOICE_NONE || (!str_empty(word) && import_words_truth_of(a, value, word) >= 0);
}

bool import_choice_of(struct arena *a, enum import_role role, str value, enum import_choice *out)
{
	str word = import_word(a, value);
	enum import_choice state = import_words_state_of(a, word);
	*out = CHOICE_NONE;
	if (str_empty(word) || import_word_is(a, word, blank_words))
		return true;
	if (role == ROLE_STATUS || role == ROLE_OPT_IN) {
		int truth = state == CHOICE_NONE ? import_words_truth_of(a, value, word) : -1;
		*out = state != CHOICE_NONE ? state : truth == 0 ? CHOICE_LEFT : CHOICE_ACTIVE;
		/* Any text else in a column of consent is a date, or where it was given. */
		return role == ROLE_OPT_IN || state != CHOICE_NONE || truth >= 0;
	}
	enum import_choice yes = role == ROLE_BOUNCED	   ? CHOICE_BOUNCED
				 : role == ROLE_COMPLAINED ? CHOICE_COMPLAINED
							   : CHOICE_LEFT;
	if (state == CHOICE_ACTIVE || import_words_truth_of(a, value, word) == 0)
		return true;
	*out = state > yes ? state : yes;
	/* A soft bounce; and a list of the suppressed says why. */
	if (state == CHOICE_INACTIVE || state == CHOICE_BOUNCED)
		*out = state;
	return true;
}

str import_zone(struct arena *a, str value)
{
	str zone = zones_name(value);
	if (!str_absent(zone) || str_empty(value) || value.n > 80)
		return zone;
	/* HubSpot's "europe_slash_berlin", and "America/New York". */
	struct buf BUF_AUTO b;
	buf_init(&b, 100);
	for (size_t i = 0; i < value.n;) {
		bool slash = str_starts_nocase(str_from(value, i), STR("_slash_"));
		buf_add_byte(&b, slash ? '/' : value.p[i] == ' ' ? '_' : value.p[i]);
		i += slash ? 7 : 1;
	}
	return zones_name(arena_dup(a, buf_str(&b)));
}
