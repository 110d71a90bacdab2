#include "core/system/system_mail.h"
#include "base/log.h"
#include "core/content/compose.h"
#include "core/content/mail_out.h"
#include "core/ground/hold.h"
#include "core/ground/text.h"
#include "core/system/system_mail_words.h"
#include "db/gen/sys_account_q.h"
#include "db/gen/sys_account_request_q.h"
#include "wire/addr.h"
#include "wire/message.h"
#include "wire/url.h"

#define SENDER_KEY STR("system_sender")

/* ---- The sender */

err system_sender_get(const struct app *app, struct arena *a, str *id, str *user_id)
{
	struct q_system_sender_row row;
	err e = q_system_sender(app_system(app), a, &row);
	*id = *user_id = STR_NULL;
	if (e.code == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	*id = row.id;
	*user_id = row.user_id;
	return OK;
}

err system_sender_set(const struct app *app, tenant_db db, struct arena *a, str sender_id)
{
	struct sender s;
	if (str_empty(sender_id))
		return q_setting_drop(app_system(app), a, &(struct q_setting_drop_in){ .key = SENDER_KEY }, NULL);
	TRY(sender_get(db, a, sender_id, &s));
	struct q_setting_put_in in = { .key = SENDER_KEY, .value = s.id };
	return q_setting_put(app_system(app), a, &in, NULL);
}

/* false: mail is captured. */
static err system_mail_sender(const struct app *app, struct arena *a, tenant_db *db, struct sender *out, bool *real)
{
	str id, user;
	struct hold h;
	*real = false;
	TRY(hold_get(app_system(app), a, &h));
	TRY(system_sender_get(app, a, &id, &user));
	if (h.since || str_absent(id)) /* a restored copy sends nothing of this kind either */
		return OK;
	*db = tenant_of(app->db, a, user);
	TRY(sender_get(*db, a, id, out));
	*real = !str_eq(out->kind, STR("capture"));
	return OK;
}

/* ---- The message */

static str system_mail_html(struct arena *a, const char *text, str link, const char *button)
{
	struct buf BUF_AUTO b = {};
	buf_init(&b, 16u << 10);
	buf_addf(&b, "<!doctype html><html><body style=\"margin:0;padding:32px "
		     "16px;background:#f4f5f7;font-family:system-ui,-apple-system,'Segoe "
		     "UI',sans-serif;font-size:16px;line-height:1.5;color:#1f2430\"><div "
		     "style=\"max-width:520px;margin:0 auto;padding:32px;background:#ffffff;"
		     "border-radius:8px\">");
	for (str rest = str_z(text); rest.n;) {
		size_t at = str_find(rest, STR("\n\n"));
		buf_addf(&b, "<p style=\"margin:0 0 16px\">%.*s</p>",
			 STR_FMT(at == STR_NPOS ? rest : str_upto(rest, at)));
		rest = at == STR_NPOS ? STR_NULL : str_from(rest, at + 2);
	}
	if (!str_absent(link))
		buf_addf(&b,
			 "<p style=\"margin:24px 0\"><a href=\"%.*s\" style=\"display:inline-block;padding:12px "
			 "20px;background:#2f5bd7;color:#ffffff;"
			 "text-decoration:none;border-radius:6px\">%s</a></p><p "
			 "style=\"margin:0;font-size:13px;color:#5b6270;word-break:break-all\">%.*s</p>",
			 STR_FMT(link), button, STR_FMT(link));
	buf_add_lit(&b, "</div></body></html>");
	return arena_dup(a, buf_str(&b));
}

static str system_mail_no_reply(const struct app *app, struct arena *a)
{
	struct url u = {};
	err_ignore(url_parse(str_z(app->config->url), &u)); /* checked when the configuration was read */
	struct addr addr;
	str from = arena_printf(a, "no-reply@%.*s", STR_FMT(u.host));
	return err_is(addr_parse(a, from, &addr)) ? STR("no-reply@localhost.localdomain") : from;
}

struct system_mail_made {
	str subject, text;
	struct buf *raw;
};

static err system_mail_make(const struct app *app, struct arena *a, const struct system_mail *m,
			    const struct sender *from, struct system_mail_made *out)
{
	const struct system_mail_words *words = system_mail_words_of(str_z(m->kind));
	if (!words)
		return err_make(ERR_BUG, "there is no such mail");
	bool german = str_starts_nocase(m->lang, STR("de"));
	const char *text = words->in[german].text, *button = words->in[german].button;
	str link = button ? m->link : STR_NULL;
	struct tpl_error error = {};
	struct message_preview preview;
	struct message *MESSAGE_AUTO message = NULL;
	struct message_spec spec = {
		.from_name = from ? from->from_name : STR("LOUMASS"),
		.from_email = system_mail_no_reply(app, a),
		.subject = str_z(words->in[german].subject),
		.text = str_absent(link) ? str_z(text) : arena_printf(a, "%s\n\n%.*s\n", text, STR_FMT(link)),
		.html = system_mail_html(a, text, link, button),
		.no_unsubscribe = true,
		.base_url = str_z(app->config->url),
	};
	if (from)
		TRY(compose_envelope_from(a, from->from_email, &spec.from_email));
	TRY(message_compile(&spec, &error, &message));
	struct addr addr;
	TRY(addr_parse(a, m->to, &addr));
	struct message_to to = { .id = make_id(a),
				 .address = addr_wire(a, &addr),
				 .values = { .email = m->to, .first_name = m->fields[0], .last_name = m->fields[1] },
				 .date_us = clock_now() };
	TRY(message_splice(message, &to, out->raw));
	TRY(message_preview(message, &to, a, &preview));
	out->subject = preview.subject;
	out->text = preview.text;
	return OK;
}

/* What became of it, for operators. The text is kept of captured mail alone, sealed: its link opens an account. */
static err system_mail_note(const struct app *app, struct arena *a, const struct system_mail *m, str subject, err e,
			    str text)
{
	struct q_system_mail_insert_in row = { .id = make_id(a),
					       .kind = str_z(m->kind),
					       .to = m->to,
					       .subject = subject,
					       .status = str_absent(text) ? err_is(e) ? STR("FAILED") : STR("SENT")
									  : STR("CAPTURED"),
					       .error = err_is(e) ? str_z(e.why) : STR_NULL,
					       .now = clock_now() };
	if (!str_absent(text))
		row.text_sealed = token_seal(a, app->keys, row.id, text);
	return q_system_mail_insert(app_system(app), a, &row, NULL);
}

err system_mail_send(const struct app *app, struct arena *a, const struct system_mail *m)
{
	struct buf BUF_AUTO raw = {};
	struct system_mail_made made = { .raw = &raw };
	struct sender from;
	tenant_db db = {};
	bool real;
	buf_init(&raw, 256u << 10);
	TRY(system_mail_sender(app, a, &db, &from, &real));
	TRY(system_mail_make(app, a, m, real ? &from : NULL, &made));
	if (!real)
		return system_mail_note(app, a, m, made.subject, OK, made.text);
	struct addr addr;
	TRY(addr_parse(a, m->to, &addr));
	err e = mail_out(app, db, a, &from, addr_wire(a, &addr), &raw);
	err noted = system_mail_note(app, a, m, made.subject, e, STR_NULL);
	if (err_is(noted))
		log_warn("system.mail", "what became of a mail is not noted: %s", noted.why);
	return e;
}

/* ---- For operators */

err system_mail_list(const struct app *app, struct arena *a, struct system_mail_row **rows, size_t *n)
{
	struct q_system_mail_list_rows got;
	TRY(q_system_mail_list(app_system(app), a, &got));
	*rows = arena_array(a, struct system_mail_row, got.n + 1);
	*n = got.n;
	for (size_t i = 0; i < got.n; i++) {
		const struct q_system_mail_list_row *r = &got.v[i];
		struct system_mail_row *to = &(*rows)[i];
		*to = (struct system_mail_row){ r->id,	   r->kind,  r->to,    r->subject,
						r->status, r->error, STR_NULL, r->created_at };
		bool stale;
		if (!str_absent(r->text_sealed) &&
		    err_is(token_open(a, app->keys, r->id, r->text_sealed, &to->text, &stale)))
			to->text = STR_NULL;
	}
	return OK;
}

void system_mail_write(struct json_writer *w, const struct system_mail_row *r)
{
	json_begin_obj(w);
	json_kv_str(w, "id", r->id);
	json_kv_str(w, "kind", r->kind);
	json_kv_str(w, "to", r->to);
	json_kv_str(w, "subject", r->subject);
	json_kv_str(w, "status", r->status);
	json_kv_str(w, "error", r->error);
	json_kv_str(w, "text", r->text);
	json_kv_time(w, "createdAt", r->created_at);
	json_end_obj(w);
}
