#include "core/form/form.h"
#include "core/account/account.h"
#include "core/audience/contact.h"
#include "core/audience/suppression.h"
#include "core/ground/revision.h"
#include "core/ground/text.h"
#include "core/ground/zones.h"
#include "core/sender/sender.h"
#include "db/gen/choice_q.h"
#include "db/gen/contact_q.h"
#include "db/gen/form_q.h"
#include "db/gen/sys_form_q.h"
#include "wire/addr.h"
#include "wire/html.h"
#include "wire/template.h"
#include "wire/url.h"

#define FORM_MAC_BYTES 10u

/* --- the tenant's */

static void form_write_form(const struct app *app, struct json_writer *w, const struct q_form_all_row *f)
{
	struct buf BUF_AUTO b = {};
	const char *base = app->config->url;
	bool german = str_eq(f->language, STR("de"));
	json_begin_obj(w);
	json_kv_str(w, "id", f->id);
	json_kv_str(w, "name", f->name);
	json_kv_str(w, "title", f->title);
	json_kv_str(w, "intro", f->intro);
	json_kv_str(w, "consentText", f->consent_text);
	json_kv_str(w, "buttonText", f->button_text);
	json_kv_bool(w, "askName", f->ask_name);
	json_kv_raw(w, "tags", str_absent(f->tags) ? STR("[]") : f->tags);
	json_kv_raw(w, "topicIds", str_absent(f->topic_ids) ? STR("[]") : f->topic_ids);
	json_kv_bool(w, "captcha", f->captcha);
	json_kv_bool(w, "active", f->active);
	json_kv_str(w, "senderId", f->sender_id);
	json_kv_str(w, "confirmSubject", f->confirm_subject);
	json_kv_str(w, "confirmText", f->confirm_text);
	json_kv_str(w, "redirectUrl", f->redirect_url);
	json_kv_str(w, "language", f->language);
	json_kv_i64(w, "asked", f->asked);
	json_kv_i64(w, "confirmed", f->confirmed);
	buf_init(&b, 16u << 10);
	buf_addf(&b, "%s/f/%.*s", base, STR_FMT(f->id));
	json_kv_str(w, "url", buf_str(&b));
	buf_reset(&b);
	buf_addf(&b,
		 "<form method=\"post\" action=\"%s/f/%.*s\" "
		 "onsubmit=\"this.timezone.value=Intl.DateTimeFormat().resolvedOptions().timeZone\">\n  <input "
		 "type=\"hidden\" name=\"timezone\">\n  <label>%s <input type=\"email\" name=\"email\" "
		 "required></label>\n%s  <p style=\"position:absolute;left:-6000px\" aria-hidden=\"true\"><label>%s "
		 "<input name=\"website\" tabindex=\"-1\" autocomplete=\"off\"></label></p>\n  <button "
		 "type=\"submit\">",
		 base, STR_FMT(f->id), german ? "E-Mail" : "Email",
		 !f->ask_name ? ""
		 : german     ? "  <label>Vorname <input name=\"first_name\"></label>\n  <label>Nachname <input "
				"name=\"last_name\"></label>\n"
			      : "  <label>First name <input name=\"first_name\"></label>\n  <label>Last name <input "
				"name=\"last_name\"></label>\n",
		 german ? "Leer lassen" : "Leave empty");
	html_escape(&b, f->button_text);
	buf_add_lit(&b, "</button>\n</form>\n");
	json_kv_str(w, "snippet", buf_str(&b));
	json_kv_time(w, "createdAt", f->created_at);
	json_kv_time(w, "updatedAt", f->updated_at);
	json_kv_i64(w, "version", f->revision);
	json_end_obj(w);
}

static err form_lookup(tenant_db db, struct arena *a, str id, struct q_form_all_row *out)
{
	struct q_form_all_rows rows;
	TRY(q_form_all(db, a, &(struct q_form_all_in){ .id = id }, &rows));
	if (rows.n == 0)
		return err_make(ERR_NOT_FOUND, "there is no such form");
	*out = rows.v[0];
	return OK;
}

err form_write(const struct app *app, tenant_db db, struct arena *a, str id, struct json_writer *w, int64_t *version)
{
	struct q_form_all_row f;
	TRY(form_lookup(db, a, id, &f));
	form_write_form(app, w, &f);
	if (version)
		*version = f.revision;
	return OK;
}

err form_write_all(const struct app *app, tenant_db db, struct arena *a, struct json_writer *w)
{
	struct q_form_all_rows rows;
	TRY(q_form_all(db, a, &(struct q_form_all_in){ .id = STR_NULL }, &rows));
	for (size_t i = 0; i < rows.n; i++)
		form_write_form(app, w, &rows.v[i]);
	return OK;
}

static str form_either(const struct json_opt_str *in, str was)
{
	return in->given ? some_text(in->v) : was;
}

static str form_json_list(struct arena *a, const struct json_strs *in, str was)
{
	struct buf BUF_AUTO b = {};
	struct json_writer w;
	if (!in->given)
		return was;
	buf_init(&b, 64u << 10);
	json_writer_init(&w, &b);
	json_begin_arr(&w);
	for (size_t i = 0; i < in->n; i++)
		json_put_str(&w, in->v[i]);
	json_end_arr(&w);
	return arena_dup(a, buf_str(&b));
}

static void form_need(struct field_errors *errors, const char *field, str s, size_t max, bool line)
{
	if (str_empty(s))
		field_error_addf(errors, field, "is required");
	else if (s.n > max || (line && !one_line(s)))
		field_error_addf(errors, field, "must be %s of at most %zu bytes", line ? "one line" : "a text", max);
}

static void form_need_template(struct field_errors *errors, const char *field, str s, enum tpl_context mode)
{
	struct tpl_error error = {};
	struct tpl *t = NULL;
	if (!str_empty(s) && err_is(tpl_compile(s, mode, &error, &t)))
		field_error_addf(errors, field, "%s", error.message);
	tpl_free(t);
}

static err form_check(tenant_db db, struct arena *a, const struct q_form_set_in *f, const struct form_patch *in,
		      struct field_errors *errors)
{
	struct sender s;
	struct url url;
	form_need(errors, "name", f->name, 200, true);
	form_need(errors, "title", f->title, 200, true);
	form_need(errors, "consentText", f->consent_text, FORM_TEXT_MAX, false);
	form_need(errors, "buttonText", f->button_text, 100, true);
	form_need(errors, "confirmSubject", f->confirm_subject, 300, true);
	form_need(errors, "confirmText", f->confirm_text, FORM_TEXT_MAX, false);
	form_need_template(errors, "confirmSubject", f->confirm_subject, TPL_HEADER);
	form_need_template(errors, "confirmText", f->confirm_text, TPL_PLAIN);
	if (f->intro.n > FORM_TEXT_MAX)
		field_error_addf(errors, "intro", "must be at most %u bytes", FORM_TEXT_MAX);
	if (!str_absent(f->redirect_url) && err_is(url_parse(f->redirect_url, &url)))
		field_error_addf(errors, "redirectUrl", "must be an address that begins with https:// or http://");
	if (!str_absent(f->language) && !json_choice_has("en|de", f->language))
		field_error_addf(errors, "language", "must be en or de, or null for the browser's");
	if (in->tags.given)
		(void)contact_tags_json(a, in->tags.v, in->tags.n, "tags", errors);
	if (in->sender_id.given && !str_absent(f->sender_id)) {
		err e = sender_get(db, a, f->sender_id, &s);
		if (e.code == ERR_NOT_FOUND)
			field_error_addf(errors, "senderId", "there is no such sender");
		else
			TRY(e);
	}
	for (size_t i = 0; i < in->topic_ids.n; i++) {
		struct q_topic_one_row t;
		err e = q_topic_one(db, a, &(struct q_topic_one_in){ .id = in->topic_ids.v[i] }, &t);
		if (e.code == ERR_NOT_FOUND)
			field_error_addf(errors, "topicIds", "names a topic that is not there");
		else
			TRY(e);
	}
	return field_errors_err(errors);
}

static struct q_form_set_in form_merged(struct arena *a, const struct q_form_all_row *f, const struct form_patch *in)
{
	return (struct q_form_set_in){
		.id = f->id,
		.sender_id = form_either(&in->sender_id, f->sender_id),
		.name = form_either(&in->name, f->name),
		.title = form_either(&in->title, f->title),
		.intro = form_either(&in->intro, f->intro),
		.consent_text = form_either(&in->consent_text, f->consent_text),
		.button_text = form_either(&in->button_text, f->button_text),
		.ask_name = in->ask_name.has ? in->ask_name.v : f->ask_name,
		.tags = form_json_list(a, &in->tags, f->tags),
		.topic_ids = form_json_list(a, &in->topic_ids, f->topic_ids),
		.captcha = in->captcha.has ? in->captcha.v : f->captcha,
		.active = in->active.has ? in->active.v : f->active,
		.confirm_subject = form_either(&in->confirm_subject, f->confirm_subject),
		.confirm_text = form_either(&in->confirm_text, f->confirm_text),
		.redirect_url = form_either(&in->redirect_url, f->redirect_url),
		.language = form_either(&in->language, f->language),
	};
}

/* The words that are not given, in the form's language: the account's, when none is chosen. */
static err form_defaults(tenant_db db, struct arena *a, const struct form_patch *in, struct q_form_all_row *out)
{
	struct account me;
	TRY(account_get(db, a, &me));
	str language = in->language.given ? some_text(in->language.v) : STR_NULL;
	if (!in->language.given)
		language = str_starts_nocase(me.locale, STR("de")) ? STR("de") : STR("en");
	bool german = str_eq(language, STR("de"));
	out->language = language;
	out->title = out->button_text = german ? STR("Anmelden") : STR("Sign up");
	out->confirm_subject = german ? STR("Bitte bestätigen Sie Ihre Adresse") : STR("Please confirm your address");
	out->confirm_text =
		german ? STR("Jemand, hoffentlich Sie, hat sich mit dieser Adresse angemeldet. Wenn Sie es waren, "
			     "bestätigen Sie sie bitte mit diesem Link. Wenn nicht, tun Sie nichts.")
		       : STR("Somebody, hopefully you, signed up with this address. If it was you, please confirm it "
			     "by this link. If not, do nothing.");
	return OK;
}

err form_create(const struct app *app, tenant_db db, struct arena *a, const struct form_patch *in,
		struct field_errors *errors, struct json_writer *w)
{
	int64_t n = 0;
	struct q_form_all_row defaults = { .id = make_id(a), .active = true };
	TRY(form_defaults(db, a, in, &defaults));
	struct q_form_set_in f = form_merged(a, &defaults, in);
	TRY(form_check(db, a, &f, in, errors));
	struct q_form_insert_in row = { .id = f.id,
					.sender_id = f.sender_id,
					.name = f.name,
					.title = f.title,
					.intro = f.intro,
					.consent_text = f.consent_text,
					.button_text = f.button_text,
					.ask_name = f.ask_name,
					.tags = f.tags,
					.topic_ids = f.topic_ids,
					.captcha = f.captcha,
					.active = f.active,
					.confirm_subject = f.confirm_subject,
					.confirm_text = f.confirm_text,
					.redirect_url = f.redirect_url,
					.language = f.language };
	TRY(q_form_insert(db, a, &row, &n));
	if (n == 0)
		return err_make(ERR_CONFLICT, "there are 200 forms already");
	return form_write(app, db, a, row.id, w, NULL);
}

err form_update(const struct app *app, tenant_db db, struct arena *a, str id, const struct form_patch *in,
		struct field_errors *errors, struct json_writer *w, int64_t *version)
{
	struct q_form_all_row was;
	int64_t n = 0;
	TRY(form_lookup(db, a, id, &was));
	TRY(revision_check(a, in->version, was.revision, was.revised_fields, errors));
	struct q_form_set_in f = form_merged(a, &was, in);
	f.revision = SOME_I64(was.revision);
	TRY(form_check(db, a, &f, in, errors));
	TRY(q_form_set(db, a, &f, &n));
	if (n == 0) /* somebody wrote between: the parts that were merged are old */
		return err_make(ERR_STALE,
				"somebody else changed it at the same moment: nothing was written; try again");
	return form_write(app, db, a, id, w, version);
}

err form_delete(tenant_db db, struct arena *a, str id)
{
	int64_t n = 0;
	TRY(q_form_drop(db, a, &(struct q_form_drop_in){ .id = id }, &n));
	return n ? OK : err_make(ERR_NOT_FOUND, "there is no such form");
}

/* --- the person */

err form_find(const struct app *app, struct arena *a, str id, struct form_public *out)
{
	struct q_form_owner_row owner;
	struct q_form_all_row f;
	struct q_form_topics_rows topics;
	TRY(q_form_owner(app_system(app), a, &(struct q_form_owner_in){ .id = id }, &owner));
	tenant_db db = tenant_of(app->db, a, owner.user_id);
	TRY(form_lookup(db, a, id, &f));
	TRY(q_form_topics(db, a, &(struct q_form_topics_in){ .topic_ids = f.topic_ids }, &topics));
	struct form_public p = { .user_id = owner.user_id,
				 .id = f.id,
				 .title = f.title,
				 .intro = f.intro,
				 .consent_text = f.consent_text,
				 .button_text = f.button_text,
				 .redirect_url = f.redirect_url,
				 .tags = f.tags,
				 .topic_ids = f.topic_ids,
				 .sender = owner.name,
				 .language = f.language,
				 .ask_name = f.ask_name,
				 .captcha = f.captcha,
				 .active = f.active,
				 .topics = arena_array(a, struct form_topic, topics.n + 1),
				 .n = topics.n };
	for (size_t i = 0; i < topics.n; i++)
		p.topics[i] = (struct form_topic){ topics.v[i].id, topics.v[i].name, topics.v[i].description };
	*out = p;
	return OK;
}

static str form_person_name(struct arena *a, str s)
{
	s = header_text_of(a, s).s;
	return some_text(str_upto(s, str_utf8_floor(s, CONTACT_NAME_MAX)));
}

err form_ask(const struct app *app, struct arena *a, const struct form_public *f, const struct form_asked *in)
{
	struct addr addr;
	char ip[IP_HASH_LEN + 1];
	str chosen[FORM_TOPICS_MAX];
	size_t n = 0;
	TRY(addr_parse(a, str_trim(in->email), &addr));
	for (size_t i = 0; i < in->n; i++)
		for (size_t k = 0; k < f->n && n < FORM_TOPICS_MAX; k++)
			if (str_eq(in->topics[i], f->topics[k].id))
				chosen[n++] = f->topics[k].id;
	token_ip_hash(app->keys, in->ip, ip);
	struct json_strs topics = { .given = true, .v = chosen, .n = n };
	struct q_signup_put_in row = { .id = make_id(a),
				       .form_id = f->id,
				       .email = addr.normal,
				       .first_name = form_person_name(a, in->first_name),
				       .last_name = form_person_name(a, in->last_name),
				       .topic_ids = form_json_list(a, &topics, STR_NULL),
				       .consent_text = f->consent_text,
				       .timezone = zones_name(in->timezone),
				       .ip_hash = str_of(ip, IP_HASH_LEN) };
	return q_signup_put(tenant_of(app->db, a, f->user_id), a, &row, NULL);
}

static void form_mac_of(const struct keyring *kr, size_t key, str id, char out[2 * FORM_MAC_BYTES])
{
	unsigned char k[KEY_BYTES], mac[16];
	keyring_subkey(kr, "signup", key, k);
	token_mac(k, id, mac, sizeof(mac));
	token_wipe(k, sizeof(k));
	token_hex(mac, FORM_MAC_BYTES, out);
}

str form_token(struct arena *a, const struct keyring *kr, str signup_id)
{
	char mac[2 * FORM_MAC_BYTES];
	form_mac_of(kr, 0, signup_id, mac);
	return arena_printf(a, "%.*s%.*s", STR_FMT(signup_id), (int)sizeof(mac), mac);
}

bool form_token_read(const struct keyring *kr, str token, str *signup_id)
{
	if (token.n != CUID_LEN + 2 * FORM_MAC_BYTES || !cuid_valid(str_upto(token, CUID_LEN)))
		return false;
	*signup_id = str_upto(token, CUID_LEN);
	for (size_t i = 0; i < kr->n; i++) {
		char mac[2 * FORM_MAC_BYTES];
		form_mac_of(kr, i, *signup_id, mac);
		if (token_equal(str_of(mac, sizeof(mac)), str_from(token, CUID_LEN)))
			return true;
	}
	return false;
}

err form_confirm_look(const struct app *app, struct arena *a, str signup_id, str *sender, str *language)
{
	struct q_signup_owner_row owner;
	TRY(q_signup_owner(app_system(app), a, &(struct q_signup_owner_in){ .id = signup_id }, &owner));
	*sender = owner.name;
	*language = owner.language;
	return OK;
}

static err form_wanted_topics(struct arena *a, str json, struct str_array *out)
{
	const struct json *v;
	str *ids = arena_array(a, str, FORM_TOPICS_MAX);
	size_t n = 0;
	TRY(json_parse(a, str_absent(json) ? STR("[]") : json, &v));
	for (JSON_EACH(x, v))
		if (n < FORM_TOPICS_MAX)
			ids[n++] = json_str(x);
	*out = (struct str_array){ ids, n };
	return OK;
}

err form_confirm(const struct app *app, struct arena *a, str signup_id, str ip, str *redirect)
{
	struct q_signup_owner_row owner;
	struct q_signup_take_row s;
	struct q_signup_contact_row contact;
	struct q_form_all_row f;
	struct tenant_tx TENANT_TX_AUTO tx = {};
	struct str_array topics;
	char hash[IP_HASH_LEN + 1];
	TRY(q_signup_owner(app_system(app), a, &(struct q_signup_owner_in){ .id = signup_id }, &owner));
	TRY(tenant_begin(tenant_of(app->db, a, owner.user_id), &tx));
	TRY(q_signup_take(tx.db, a, &(struct q_signup_take_in){ .id = signup_id }, &s));
	TRY(form_lookup(tx.db, a, s.form_id, &f));
	TRY(q_contact_identity_lock(tx.db, a, &(struct q_contact_identity_lock_in){ .email = s.email }, NULL));
	TRY(q_signup_contact(tx.db, a,
			     &(struct q_signup_contact_in){ .id = make_id(a),
							    .email = s.email,
							    .first_name = s.first_name,
							    .last_name = s.last_name,
							    .timezone = s.timezone,
							    .tags = f.tags },
			     &contact));
	TRY(suppression_lift(tx.db, a, app->keys, s.email));
	TRY(form_wanted_topics(a, s.topic_ids, &topics));
	TRY(q_contact_topics_add(
		tx.db, a,
		&(struct q_contact_topics_add_in){ .contact_id = contact.id, .wanted = topics, .source = STR("form") },
		NULL));
	token_ip_hash(app->keys, ip, hash);
	struct q_consent_insert_in consent = { .id = make_id(a),
					       .contact_id = contact.id,
					       .form_id = s.form_id,
					       .text = s.consent_text,
					       .source = STR("form"),
					       .asked_at = s.created_at,
					       .confirmed_at = clock_now(),
					       .ip_hash = s.ip_hash,
					       .confirm_ip_hash = str_of(hash, IP_HASH_LEN) };
	TRY(q_consent_insert(tx.db, a, &consent, NULL));
	*redirect = f.redirect_url;
	return tenant_commit(&tx);
}
