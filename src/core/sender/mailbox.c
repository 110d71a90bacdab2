#include "core/sender/mailbox.h"
#include "base/limits.h"
#include "core/ground/app.h"
#include "core/ground/text.h"
#include "core/sender/sender_token.h"
#include "db/gen/mailbox_q.h"
#include "wire/addr.h"
#include <math.h>

static str mailbox_seal_context(struct arena *a, str sender_id)
{
	return arena_printf(a, "mailbox:%.*s", STR_FMT(sender_id));
}

err mailbox_secret(const struct app *app, struct arena *a, str sender_id, str auth, str sealed, str *out)
{
	if (str_absent(sealed) && str_eq(auth, STR("xoauth2")))
		return sender_token(app, a, sender_id, out);
	if (str_absent(sealed)) {
		*out = STR_NULL;
		return OK;
	}
	if (err_is(token_open(a, app->keys, mailbox_seal_context(a, sender_id), sealed, out, NULL)))
		return err_make(ERR_INVALID, "the mailbox's password was sealed with a key that this installation no "
					     "longer has: enter it again");
	return OK;
}

err mailbox_get(tenant_db db, struct arena *a, str sender_id, struct mailbox *out)
{
	struct q_mailbox_one_row r;
	err e = q_mailbox_one(db, a, &(struct q_mailbox_one_in){ .sender_id = sender_id }, &r);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, "this sender has no mailbox");
	TRY(e);
	*out = (struct mailbox){ .id = r.id,
				 .sender_id = sender_id,
				 .kind = r.kind,
				 .host = r.host,
				 .port = r.port,
				 .security = r.security,
				 .tls_verify = r.tls_verify,
				 .auth = r.auth,
				 .username = r.username,
				 .secret_sealed = r.secret_sealed,
				 .folder = r.folder,
				 .enabled = r.enabled,
				 .error = r.error,
				 .checked_at = r.checked_at,
				 .last_message_at = r.last_message_at,
				 .created_at = r.created_at,
				 .updated_at = r.updated_at };
	return OK;
}

/* ---- Setting it */

static void mailbox_take(str *to, const struct json_opt_str *in)
{
	if (in->given)
		*to = some_text(in->v);
}

static void mailbox_take_word(str *to, const struct json_opt_str *in)
{
	if (in->given && !str_empty(in->v))
		*to = in->v;
}

static void mailbox_check_line(struct field_errors *errors, const char *field, str s, size_t max)
{
	if (s.n > max)
		field_error_addf(errors, field, "must be at most %zu bytes", max);
	else if (!one_line(s) || !str_utf8_valid(s))
		field_error_addf(errors, field, "must be one line of text");
}

static bool mailbox_is_loopback(str host)
{
	return str_eq(host, STR("localhost")) || str_starts(host, STR("127.")) || str_eq(host, STR("::1"));
}

static void mailbox_check_imap(struct field_errors *errors, struct mailbox *m, bool has_secret)
{
	if (str_absent(m->host))
		field_error_addf(errors, "host", "is required: the name or address of the IMAP server");
	else if (m->host.n > ADDR_DOMAIN_MAX || str_find_byte(m->host, '/') != STR_NPOS ||
		 str_find_byte(m->host, ' ') != STR_NPOS || !one_line(m->host))
		field_error_addf(errors, "host", "is no host: write imap.example.com, without a scheme or a port");
	if (!json_choice_has("none|starttls|tls", m->security))
		field_error_addf(errors, "security", "must be none, starttls or tls");
	if (!json_choice_has("plain|xoauth2", m->auth))
		field_error_addf(errors, "auth", "must be plain or xoauth2");
	if (!m->port.has)
		m->port = SOME_I64(str_eq(m->security, STR("tls")) ? 993 : 143);
	if (m->port.v < 1 || m->port.v > 65535)
		field_error_addf(errors, "port", "must be between 1 and 65535");
	if (str_absent(m->username))
		field_error_addf(errors, "username", "is required to log in");
	if (!has_secret)
		field_error_addf(errors, "secret",
				 "is required: the password, or the access token for xoauth2 (which may be left out "
				 "where the sender's tokens are fetched)");
	if (str_eq(m->security, STR("none")) && !mailbox_is_loopback(m->host))
		field_error_addf(errors, "security",
				 "must be starttls or tls: a password is not sent in clear over a network");
	mailbox_check_line(errors, "username", m->username, 320);
}

/* A new one has the sender's server by another name, and its log-in: mostly right, and editable. */
static void mailbox_defaults(struct arena *a, const struct sender *s, struct mailbox *m)
{
	*m = (struct mailbox){ .sender_id = s->id,
			       .kind = str_eq(s->kind, STR("gmail")) ? STR("gmail") : STR("imap"),
			       .security = STR("tls"),
			       .tls_verify = true,
			       .auth = STR("plain"),
			       .folder = STR("INBOX"),
			       .enabled = true,
			       .username = s->username };
	m->id = make_id(a);
}

err mailbox_set(tenant_db db, struct arena *a, const struct keyring *kr, str sender_id, const struct mailbox_patch *in,
		struct field_errors *errors, struct mailbox *out)
{
	struct sender s;
	struct mailbox m;
	TRY(sender_get(db, a, sender_id, &s));
	if (str_eq(s.kind, STR("capture")))
		return err_make(ERR_CONFLICT, "a capture sender sends nothing, so nothing is answered to it");
	err e = mailbox_get(db, a, sender_id, &m);
	if (e.code == ERR_NOT_FOUND)
		mailbox_defaults(a, &s, &m);
	else
		TRY(e);
	str was = m.host;
	mailbox_take(&m.host, &in->host);
	if (!str_eq_nocase(was, m.host)) /* a password that was meant for one server goes to no other */
		m.secret_sealed = STR_NULL;
	mailbox_take(&m.username, &in->username);
	mailbox_take_word(&m.security, &in->security);
	mailbox_take_word(&m.auth, &in->auth);
	mailbox_take_word(&m.folder, &in->folder);
	if (in->port.given)
		m.port = in->port.v;
	if (in->tls_verify.has)
		m.tls_verify = in->tls_verify.v;
	if (in->enabled.has)
		m.enabled = in->enabled.v;
	bool has_secret = in->secret.given ? !str_empty(in->secret.v) : !str_absent(m.secret_sealed);
	bool fetched = str_eq(m.auth, STR("xoauth2")) && str_eq(s.auth, STR("xoauth2")) && !str_absent(s.token_url);
	if (str_eq(m.kind, STR("imap")))
		mailbox_check_imap(errors, &m, has_secret || fetched);
	mailbox_check_line(errors, "folder", m.folder, 200);
	if (in->secret.given && (in->secret.v.n > 4096 || !one_line(in->secret.v)))
		field_error_addf(errors, "secret", "must be one line of at most 4096 bytes");
	TRY(field_errors_err(errors));
	if (in->secret.given)
		m.secret_sealed = str_empty(in->secret.v)
					  ? STR_NULL
					  : token_seal(a, kr, mailbox_seal_context(a, sender_id), in->secret.v);
	struct q_mailbox_put_in row = { .id = m.id,
					.sender_id = sender_id,
					.kind = m.kind,
					.host = m.host,
					.port = m.port,
					.security = m.security,
					.tls_verify = m.tls_verify,
					.auth = m.auth,
					.username = m.username,
					.secret_sealed = m.secret_sealed,
					.folder = m.folder,
					.enabled = m.enabled,
					.now = clock_now() };
	TRY(q_mailbox_put(db, a, &row, NULL));
	return mailbox_get(db, a, sender_id, out);
}

err mailbox_delete(tenant_db db, struct arena *a, str sender_id)
{
	int64_t gone = 0;
	TRY(q_mailbox_drop(db, a, &(struct q_mailbox_drop_in){ .sender_id = sender_id }, &gone));
	return gone ? OK : err_make(ERR_NOT_FOUND, "this sender has no mailbox");
}

static struct deliver_mailbox mailbox_box(const struct app *app, const struct mailbox *m)
{
	return (struct deliver_mailbox){ .host = m->host,
					 .port = m->port.v,
					 .security = m->security,
					 .auth = m->auth,
					 .tls_verify = m->tls_verify,
					 .public_only = app->config->mail_hosts_public,
					 .username = m->username,
					 .folder = m->folder };
}

err mailbox_find_sent(const struct app *app, tenant_db db, struct arena *a, str sender_id, const str *message_ids,
		      size_t n, bool *found)
{
	struct mailbox m;
	err e = mailbox_get(db, a, sender_id, &m);
	if (e.code == ERR_NOT_FOUND || (!err_is(e) && !str_eq(m.kind, STR("imap"))))
		return err_make(ERR_CONFLICT, "the sender has no IMAP mailbox that could be asked: add one, or decide");
	TRY(e);
	if (!app->deliver)
		return err_make(ERR_UNAVAILABLE, "this process cannot reach mail servers");
	struct deliver_mailbox box = mailbox_box(app, &m);
	TRY(mailbox_secret(app, a, sender_id, m.auth, m.secret_sealed, &box.secret));
	e = app->deliver->sent(a, &box, message_ids, n, found);
	if (!str_absent(box.secret))
		token_wipe((void *)(uintptr_t)box.secret.p, box.secret.n);
	if (!err_is(e))
		return OK;
	bool missing = e.code == ERR_NOT_FOUND || e.code == ERR_AUTH;
	return err_make(missing ? ERR_CONFLICT : ERR_UNAVAILABLE, e.why);
}

err mailbox_test(const struct app *app, tenant_db db, struct arena *a, str sender_id, struct sender_test *out)
{
	struct mailbox m;
	TRY(mailbox_get(db, a, sender_id, &m));
	if (str_eq(m.kind, STR("gmail")))
		return err_make(ERR_CONFLICT, "a Gmail mailbox has no log-in of its own: test the sender");
	if (!app->deliver)
		return err_make(ERR_UNAVAILABLE, "this process cannot reach mail servers");
	struct deliver_mailbox box = mailbox_box(app, &m);
	err e = mailbox_secret(app, a, sender_id, m.auth, m.secret_sealed, &box.secret);
	if (err_is(e) && str_absent(m.secret_sealed)) { /* no token */
		*out = (struct sender_test){ .n = 1, .steps = { { .step = "auth", .reply = str_z(e.why) } } };
		return OK;
	}
	TRY(e);
	e = app->deliver->mailbox(a, &box, out);
	if (!str_absent(box.secret))
		token_wipe((void *)(uintptr_t)box.secret.p, box.secret.n);
	return e;
}

void mailbox_write(struct json_writer *w, const struct mailbox *m)
{
	json_begin_obj(w);
	json_kv_str(w, "senderId", m->sender_id);
	json_kv_str(w, "kind", m->kind);
	json_kv_str(w, "host", m->host);
	json_kv_opt_i64(w, "port", m->port);
	json_kv_str(w, "security", m->security);
	json_kv_bool(w, "tlsVerify", m->tls_verify);
	json_kv_str(w, "auth", m->auth);
	json_kv_str(w, "username", m->username);
	json_kv_bool(w, "hasSecret", !str_absent(m->secret_sealed));
	json_kv_str(w, "folder", m->folder);
	json_kv_bool(w, "enabled", m->enabled);
	json_kv_str(w, "error", m->error);
	json_kv_opt_time(w, "checkedAt", m->checked_at);
	json_kv_opt_time(w, "lastMessageAt", m->last_message_at);
	json_kv_time(w, "createdAt", m->created_at);
	json_kv_time(w, "updatedAt", m->updated_at);
	json_end_obj(w);
}

/* ---- Rules */

err inbound_settings_get(tenant_db db, struct arena *a, struct inbound_settings *out)
{
	struct q_inbound_settings_get_row r;
	err e = q_inbound_settings_get(db, a, &r);
	if (e.code == ERR_NOT_FOUND) {
		*out = (struct inbound_settings){ .bounce_rate = SOME_F64(0.08),
						  .complaint_rate = SOME_F64(0.003),
						  .guard_after = 50,
						  .soft_bounces = 3,
						  .soft_bounce_days = 30 };
		return OK;
	}
	TRY(e);
	*out = (struct inbound_settings){ .bounce_rate = r.bounce_rate,
					  .complaint_rate = r.complaint_rate,
					  .guard_after = r.guard_after,
					  .soft_bounces = r.soft_bounces,
					  .soft_bounce_days = r.soft_bounce_days };
	return OK;
}

static void mailbox_take_rate(const struct json *in, const char *name, struct field_errors *errors, struct opt_f64 *to)
{
	const struct json *v = json_get(in, name);
	if (!v)
		return;
	if (json_is(v, JSON_NULL)) {
		*to = (struct opt_f64){};
		return;
	}
	double d = json_f64(v);
	if (!json_is(v, JSON_NUM) || !isfinite(d) || d <= 0 || d > 1)
		field_error_addf(errors, name,
				 "must be a share above 0 and at most 1 (0.08 is 8 %%), or null for never");
	else
		*to = SOME_F64(d);
}

static void mailbox_take_count(const struct json *in, const char *name, int64_t max, struct field_errors *errors,
			       int64_t *to)
{
	const struct json *v = json_get(in, name);
	int64_t n;
	if (!v)
		return;
	if (!json_i64(v, &n) || n < 1 || n > max)
		field_error_addf(errors, name, "must be between 1 and %lld", (long long)max);
	else
		*to = n;
}

err inbound_settings_set(tenant_db db, struct arena *a, const struct json *in, struct field_errors *errors,
			 struct inbound_settings *out)
{
	struct inbound_settings s;
	TRY(inbound_settings_get(db, a, &s));
	mailbox_take_rate(in, "bounceRate", errors, &s.bounce_rate);
	mailbox_take_rate(in, "complaintRate", errors, &s.complaint_rate);
	mailbox_take_count(in, "guardAfter", 1000000, errors, &s.guard_after);
	mailbox_take_count(in, "softBounces", 100, errors, &s.soft_bounces);
	mailbox_take_count(in, "softBounceDays", 365, errors, &s.soft_bounce_days);
	TRY(field_errors_err(errors));
	struct q_inbound_settings_set_in row = { .bounce_rate = s.bounce_rate,
						 .complaint_rate = s.complaint_rate,
						 .guard_after = s.guard_after,
						 .soft_bounces = s.soft_bounces,
						 .soft_bounce_days = s.soft_bounce_days,
						 .now = clock_now() };
	TRY(q_inbound_settings_set(db, a, &row, NULL));
	*out = s;
	return OK;
}

void inbound_settings_write(struct json_writer *w, const struct inbound_settings *s)
{
	json_begin_obj(w);
	json_kv_opt_f64(w, "bounceRate", s->bounce_rate);
	json_kv_opt_f64(w, "complaintRate", s->complaint_rate);
	json_kv_i64(w, "guardAfter", s->guard_after);
	json_kv_i64(w, "softBounces", s->soft_bounces);
	json_kv_i64(w, "softBounceDays", s->soft_bounce_days);
	json_end_obj(w);
}
