#include "core/account/account.h"
#include "base/log.h"
#include "base/time.h"
#include "core/account/account_request.h"
#include "core/account/device.h"
#include "core/account/password.h"
#include "core/account/session.h"
#include "core/account/throttle.h"
#include "core/ground/text.h"
#include "core/ground/zones.h"
#include "core/sender/sender.h"
#include "db/gen/account_q.h"
#include "db/gen/sys_account_q.h"
#include "db/gen/sys_account_request_q.h"
#include "db/gen/sys_google_q.h"
#include "os/clock.h"
#include "os/public_addr.h"
#include "wire/addr.h"
#include "wire/cuid.h"
#include "wire/token.h"

void account_write(struct json_writer *w, const struct account *u)
{
	json_begin_obj(w);
	json_kv_str(w, "id", u->id);
	json_kv_str(w, "email", u->email);
	json_kv_str(w, "name", u->name);
	json_kv_str(w, "image", u->image);
	json_kv_str(w, "timezone", u->timezone);
	json_kv_str(w, "locale", u->locale);
	json_kv_raw(w, "holidays", str_starts(u->holidays, STR("[")) ? u->holidays : STR("[]"));
	json_kv_bool(w, "isOperator", u->is_operator);
	json_kv_time(w, "createdAt", u->created_at);
	json_end_obj(w);
}

static str account_lower(struct arena *a, str s)
{
	str out = arena_dup(a, s);
	for (size_t i = 0; i < out.n; i++)
		((char *)(uintptr_t)out.p)[i] = ascii_lower(out.p[i]);
	return out;
}

err account_create(system_db db, struct arena *a, const struct account_new *in, struct field_errors *errors, str *id)
{
	struct addr addr = {};
	err e = addr_parse(a, in->email, &addr);
	if (err_is(e))
		field_error_add(errors, STR("email"), str_z(e.why));
	if (in->name.n > ACCOUNT_NAME_MAX)
		field_error_addf(errors, "name", "must be at most %u bytes long", ACCOUNT_NAME_MAX);
	password_check(in->password, account_lower(a, addr.normal), "password", errors);
	TRY(field_errors_err(errors));
	struct account_new row = *in;
	row.email = account_lower(a, addr.normal);
	str hash = password_make(a, in->password);
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(system_begin(db, &tx));
	TRY(account_insert(tx.db, a, &row, hash, id));
	struct q_account_requests_end_in end = { .email = row.email, .kind = STR("register") };
	TRY(q_account_requests_end(tx.db, a, &end, NULL));
	return system_commit(&tx);
}

err account_insert(system_db db, struct arena *a, const struct account_new *in, str password_hash, str *id)
{
	int64_t now = clock_now();
	struct q_user_insert_in user = { .id = make_id(a),
					 .email = in->email,
					 .name = str_trim(in->name).n ? str_trim(in->name) : STR_NULL,
					 .locale = in->locale,
					 .is_operator = in->is_operator,
					 .now = now };
	struct q_user_insert_row row;
	err e = q_user_insert(db, a, &user, &row);
	if (e.code == ERR_CONFLICT)
		return err_make(ERR_CONFLICT, "there is an account with this address already");
	TRY(e);
	struct q_credential_put_in cred = { .user_id = user.id, .password_hash = password_hash, .now = now };
	TRY(q_credential_put(db, a, &cred, NULL));
	TRY(sender_first(db, a, user.id, user.email, user.name));
	*id = user.id;
	return OK;
}

err account_none(system_db db, struct arena *a, bool *none)
{
	struct q_user_any_row users;
	TRY(q_user_any(db, a, &users));
	*none = !users.any;
	return OK;
}

static err account_find_user(system_db db, struct arena *a, str email, struct q_user_by_email_row *row)
{
	struct addr addr;
	if (err_is(addr_parse(a, email, &addr)))
		return err_make(ERR_NOT_FOUND, "there is no account with this address");
	struct q_user_by_email_in in = { .email = addr.normal }; /* as other programs may have written it */
	err e = q_user_by_email(db, a, &in, row);
	if (e.code == ERR_NOT_FOUND) {
		in.email = account_lower(a, addr.normal);
		e = q_user_by_email(db, a, &in, row);
	}
	return e.code == ERR_NOT_FOUND ? err_make(ERR_NOT_FOUND, "there is no account with this address") : e;
}

err account_find(system_db db, struct arena *a, str email, str *user_id)
{
	struct q_user_by_email_row row;
	TRY(account_find_user(db, a, email, &row));
	*user_id = row.id;
	return OK;
}

static err account_rehash(system_db db, struct arena *a, str user_id, str password)
{
	struct q_credential_put_in in = { .user_id = user_id,
					  .password_hash = password_make(a, password),
					  .now = clock_now() };
	return q_credential_put(db, a, &in, NULL);
}

/* Who is known by his device is counted by it alone. */
#define GUESSERS 3
static size_t account_guesser(const struct app *app, struct arena *a, const struct account_try *t, str user_id,
			      struct throttle out[GUESSERS])
{
	str device;
	char net[CLIENT_NET_MAX];
	if (device_knows(a, app->keys, t->device, user_id, &device)) {
		out[0] = throttle_of(app, a, 5, "device", device);
		return 1;
	}
	str email = account_lower(a, str_trim(str_upto(t->email, ADDR_MAX)));
	client_net(arena_z(a, t->client), net);
	out[0] = throttle_of(app, a, 5, "pair", arena_printf(a, "%.*s:%s", STR_FMT(email), net));
	out[1] = throttle_of(app, a, 50, "email", email);
	out[2] = throttle_of(app, a, 100, "client", str_z(net));
	return GUESSERS;
}

err account_check(const struct app *app, struct arena *a, const struct account_try *t, str *user_id, int64_t *failed,
		  int64_t *retry_after)
{
	system_db db = app_system(app);
	struct throttle keys[GUESSERS];
	struct q_user_by_email_row row = {};
	err e = account_find_user(db, a, t->email, &row);
	if (err_is(e) && e.code != ERR_NOT_FOUND)
		return e;
	bool there = !err_is(e);
	size_t n = account_guesser(app, a, t, there ? row.id : STR_NULL, keys);
	TRY(throttle_ask(app, a, keys, n, retry_after));
	bool right = password_matches(there ? row.password_hash : STR_NULL, t->password) && there;
	if (!right) {
		TRY(throttle_count(app, a, keys, n));
		return err_make(ERR_AUTH, "the address or the password is wrong");
	}
	TRY(throttle_clear(app, a, &keys[0], failed));
	if (password_needs_rehash(row.password_hash))
		TRY(account_rehash(db, a, row.id, t->password));
	*user_id = row.id;
	return OK;
}

/* ---- One's own account */
err account_get(tenant_db db, struct arena *a, struct account *out)
{
	struct q_me_get_row row;
	TRY(q_me_get(db, a, &row));
	*out = (struct account){ row.id,     row.email,	      row.name,	      row.image,   row.timezone,
				 row.locale, row.is_operator, row.created_at, row.holidays };
	return OK;
}

static void account_check_short(const struct json_opt_str *s, const char *field, size_t most,
				struct field_errors *errors)
{
	if (s->given && s->v.n > most)
		field_error_addf(errors, field, "must be at most %zu bytes long", most);
	for (size_t i = 0; s->given && i < s->v.n; i++)
		if ((unsigned char)s->v.p[i] < 0x20) {
			field_error_addf(errors, field, "must not hold control characters");
			return;
		}
}

err account_update(tenant_db db, struct arena *a, const struct account_patch *in, struct field_errors *errors,
		   struct account *out)
{
	account_check_short(&in->name, "name", ACCOUNT_NAME_MAX, errors);
	account_check_short(&in->timezone, "timezone", 64, errors);
	account_check_short(&in->locale, "locale", 35, errors);
	str holidays = zones_holidays_json(a, in->holidays.v, in->holidays.n, errors);
	if (in->timezone.given && !str_empty(in->timezone.v) && !zones_find(in->timezone.v))
		field_error_addf(errors, "timezone", "%.*s", STR_FMT(zones_refusal(a, in->timezone.v)));
	TRY(field_errors_err(errors));
	struct q_me_update_in q = {
		.set_name = in->name.given,
		.name = in->name.v,
		.set_timezone = in->timezone.given,
		.timezone = in->timezone.v,
		.set_locale = in->locale.given,
		.locale = in->locale.v,
		.set_holidays = in->holidays.given,
		.holidays = holidays,
		.now = clock_now(),
	};
	TRY(q_me_update(db, a, &q, NULL));
	return account_get(db, a, out);
}

/* Whoever holds a session may guess the password no faster than a stranger. */
err account_prove(const struct app *app, tenant_db db, struct arena *a, const struct account_proof *p)
{
	struct throttle keys[] = {
		throttle_of(app, a, 5, "current",
			    arena_printf(a, "%.*s:%.*s", STR_FMT(tenant_id(db)), STR_FMT(p->session))),
		throttle_of(app, a, 20, "current-any", tenant_id(db)),
	};
	struct q_credential_of_row row = {};
	int64_t failed;
	TRY(throttle_ask(app, a, keys, 2, p->retry_after));
	err e = q_credential_of(app_system(app), a, &(struct q_credential_of_in){ .user_id = tenant_id(db) }, &row);
	if (err_is(e) && e.code != ERR_NOT_FOUND)
		return e;
	if (password_matches(row.password_hash, p->password))
		return throttle_clear(app, a, &keys[0], &failed);
	TRY(throttle_count(app, a, keys, 2));
	return err_make(ERR_FORBIDDEN, "the password is wrong");
}

err account_password(const struct app *app, tenant_db db, struct arena *a, const struct account_proof *proof, str next,
		     struct field_errors *errors)
{
	struct account me;
	TRY(account_get(db, a, &me));
	password_check(next, me.email, "next", errors);
	TRY(field_errors_err(errors));
	TRY(account_prove(app, db, a, proof));
	struct q_credential_put_in put = { .user_id = me.id,
					   .password_hash = password_make(a, next),
					   .now = clock_now() };
	struct q_sessions_end_others_in end = { .user_id = me.id, .keep = proof->session };
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(system_begin(app_system(app), &tx));
	TRY(q_credential_put(tx.db, a, &put, NULL));
	TRY(q_sessions_end_others(tx.db, a, &end, NULL));
	TRY(account_notice(app, tx.db, a, me.id, me.email, "password"));
	return system_commit(&tx);
}

err account_password_reset(system_db db, struct arena *a, str user_id, str next, struct field_errors *errors)
{
	password_check(next, STR(""), "password", errors);
	TRY(field_errors_err(errors));
	TRY(account_rehash(db, a, user_id, next));
	struct q_session_end_all_in end = { .user_id = user_id };
	return q_session_end_all(db, a, &end, NULL);
}

void account_removed_write(struct json_writer *w, const struct account_removed *r)
{
	const struct {
		const char *name;
		int64_t n;
	} all[] = {
		{ "contacts", r->contacts },	     { "campaigns", r->campaigns },   { "sequences", r->sequences },
		{ "enrollments", r->enrollments },   { "recipients", r->recipients }, { "events", r->events },
		{ "suppressions", r->suppressions }, { "senders", r->senders },	      { "captures", r->captures },
		{ "imports", r->imports },	     { "sessions", r->sessions },     { "apiKeys", r->api_keys },
	};
	json_begin_obj(w);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		json_kv_i64(w, all[i].name, all[i].n);
	json_end_obj(w);
}

err account_remove(tenant_db db, struct arena *a, struct account_removed *out)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	TRY(tenant_begin(db, &tx));
	struct q_me_removal_row n;
	TRY(q_me_removal(tx.db, a, &n));
	int64_t users = 0;
	TRY(q_me_delete(tx.db, a, &users));
	if (users != 1)
		return err_make(ERR_NOT_FOUND, "there is no such account any more");
	TRY(tenant_commit(&tx));
	*out = (struct account_removed){ n.contacts,   n.campaigns, n.sequences,    n.enrollments,
					 n.recipients, n.events,    n.suppressions, n.senders,
					 n.captures,   n.imports,   n.sessions,	    n.api_keys };
	return OK;
}

err account_remove_checked(const struct app *app, tenant_db db, struct arena *a, const struct account_proof *proof,
			   struct account_removed *out)
{
	TRY(account_prove(app, db, a, proof));
	return account_remove(db, a, out);
}

struct export
{
	struct buf line;
	err (*write)(void *arg, str line);
	void *arg;
};

static err account_export_row(void *arg, const struct q_me_export_row *row)
{
	struct export *x = arg;
	buf_reset(&x->line);
	struct json_writer w;
	json_writer_init(&w, &x->line);
	json_begin_obj(&w);
	json_kv_str(&w, "model", row->model);
	json_kv_raw(&w, "row", row->row);
	json_end_obj(&w);
	buf_add_byte(&x->line, '\n');
	TRY(buf_err(&x->line));
	return x->write(x->arg, buf_str(&x->line));
}

err account_export(tenant_db db, struct arena *a, err (*write)(void *arg, str line), void *arg)
{
	struct export x = { .write = write, .arg = arg };
	buf_init(&x.line, 2 * MESSAGE_MAX);
	err e = q_me_export(db, a, account_export_row, &x);
	buf_deinit(&x.line);
	return e;
}

err account_sweep(system_db db, struct arena *a, int64_t now)
{
	struct q_account_sweep_in in = { .now = now,
					 .sessions_since = now - SESSION_MAX_DAYS * US_PER_DAY,
					 .throttles_before = now - US_PER_DAY,
					 .keys_before = now - US_PER_DAY };
	struct q_account_sweep_row row;
	TRY(q_account_sweep(db, a, &in, &row));
	if (row.sessions + row.throttles + row.keys)
		log_debug("account.sweep", "%lld sessions, %lld throttles, %lld idempotency keys",
			  (long long)row.sessions, (long long)row.throttles, (long long)row.keys);
	return OK;
}
