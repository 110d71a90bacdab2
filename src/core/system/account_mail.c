/* The mails of what was asked of accounts, one after the other. Here it is found out whether an address has an account:
 * the mail tells its reader, nobody else. At most MAILS_MOST of a kind an hour to one address. What cannot be sent is
 * tried again, with a link of its own, for a while. */
#include "base/log.h"
#include "base/time.h"
#include "core/account/account_request.h"
#include "core/system/system_mail.h"
#include "db/gen/sys_account_request_q.h"
#include "os/clock.h"
#include "wire/token.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define TURN (100 * US_PER_MS)
#define LOOK_EVERY (500 * US_PER_MS)
#define SWEEP_EVERY US_PER_HOUR
#define TRIES 6 /* 1, 2, 4 … minutes apart: about an hour */
#define MAILS_MOST 5
#define TOKEN_BYTES 32

struct account_mail {
	const struct app *app;
	struct arena *a;
	const struct q_account_request_next_row *r;
	str tokens[2];
};

/* The links of this try; valid from here on. */
static err account_mail_tokens(struct account_mail *m, int64_t life, bool both)
{
	char hashes[2][TOKEN_HASH_LEN + 1];
	for (int i = 0; i < 2; i++) {
		m->tokens[i] = token_random(m->a, STR(""), TOKEN_BYTES);
		token_hash(m->tokens[i], hashes[i]);
	}
	struct q_account_request_token_in in = { .token_hash = str_z(hashes[0]),
						 .old_token_hash = both ? str_z(hashes[1]) : STR_NULL,
						 .expires_at = clock_now() + life,
						 .id = m->r->id };
	return q_account_request_token(app_system(m->app), m->a, &in, NULL);
}

/* In the part of the address that no server sees, no proxy logs, and no Referer names. */
static str account_mail_link(struct account_mail *m, const char *page, str token)
{
	return str_absent(token) ? arena_printf(m->a, "%s/%s", m->app->config->url, page)
				 : arena_printf(m->a, "%s/%s#token=%.*s", m->app->config->url, page, STR_FMT(token));
}

static err account_mail_send(struct account_mail *m, const char *kind, str to, str lang, str link)
{
	struct system_mail mail = { .kind = kind, .to = to, .lang = lang, .link = link };
	return system_mail_send(m->app, m->a, &mail);
}

static err account_mail_user(struct account_mail *m, str email, struct q_user_language_row *row, bool *there)
{
	str id;
	err e = account_find(app_system(m->app), m->a, email, &id);
	*there = !err_is(e);
	if (e.code == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	return q_user_language(app_system(m->app), m->a, &(struct q_user_language_in){ .id = id }, row);
}

static err account_mail_register(struct account_mail *m)
{
	struct q_user_language_row user = {};
	bool there;
	TRY(account_mail_user(m, m->r->email, &user, &there));
	if (there)
		return account_mail_send(m, "exists", m->r->email, user.locale,
					 account_mail_link(m, "signin", STR_NULL));
	TRY(account_mail_tokens(m, REGISTER_HOURS * US_PER_HOUR, false));
	return account_mail_send(m, "verify", m->r->email, m->r->locale, account_mail_link(m, "verify", m->tokens[0]));
}

static err account_mail_forgot(struct account_mail *m)
{
	struct q_user_language_row user = {};
	bool there;
	TRY(account_mail_user(m, m->r->email, &user, &there));
	if (!there)
		return OK;
	TRY(account_mail_tokens(m, FORGOT_MINUTES * US_PER_MIN, false));
	return account_mail_send(m, "reset", user.email, user.locale, account_mail_link(m, "reset", m->tokens[0]));
}

static err account_mail_address(struct account_mail *m)
{
	struct q_user_language_row user = {}, other;
	bool taken;
	TRY(q_user_language(app_system(m->app), m->a, &(struct q_user_language_in){ .id = m->r->account_id }, &user));
	TRY(account_mail_user(m, m->r->email, &other, &taken));
	TRY(account_mail_tokens(m, ADDRESS_HOURS * US_PER_HOUR, true));
	struct system_mail mail = { .kind = taken ? "exists" : "address-new",
				    .to = m->r->email,
				    .lang = user.locale,
				    .fields = { user.email, m->r->email },
				    .link = taken ? account_mail_link(m, "signin", STR_NULL)
						  : account_mail_link(m, "confirm-address", m->tokens[0]) };
	TRY(system_mail_send(m->app, m->a, &mail));
	mail.kind = "address-old";
	mail.to = user.email;
	mail.link = account_mail_link(m, "confirm-address", m->tokens[1]);
	return system_mail_send(m->app, m->a, &mail);
}

static err account_mail_notice(struct account_mail *m)
{
	struct q_user_language_row user = {};
	TRY(q_user_language(app_system(m->app), m->a, &(struct q_user_language_in){ .id = m->r->account_id }, &user));
	bool password = str_eq(m->r->notice, STR("password"));
	return account_mail_send(m, password ? "notice-password" : "notice-address", m->r->email, user.locale,
				 account_mail_link(m, "forgot", STR_NULL));
}

static err account_mail_make(struct account_mail *m)
{
	static const struct {
		const char *kind;
		err (*make)(struct account_mail *m);
	} kinds[] = { { "register", account_mail_register },
		      { "forgot", account_mail_forgot },
		      { "address", account_mail_address },
		      { "notice", account_mail_notice } };
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (str_eq(m->r->kind, str_z(kinds[i].kind)))
			return kinds[i].make(m);
	return err_make(ERR_INVALID, "nobody knows this kind of request");
}

static err account_mail_next(const struct app *app)
{
	struct arena ARENA_AUTO a = {};
	struct q_account_request_next_row r;
	system_db db = app_system(app);
	TRY(q_account_request_next(db, &a, &r));
	struct account_mail m = { .app = app, .a = &a, .r = &r };
	struct q_account_request_done_in done = { .status = STR("MAILED"), .id = r.id };
	if (r.mailed >= MAILS_MOST) {
		done.status = STR("DROPPED");
		return q_account_request_done(db, &a, &done, NULL);
	}
	err e = account_mail_make(&m);
	if (!err_is(e) || e.code == ERR_UNCERTAIN)
		return q_account_request_done(db, &a, &done, NULL);
	log_warn("account.mail", "the mail of request %.*s waits: %s", STR_FMT(r.id), e.why);
	if (r.attempts >= TRIES || e.code == ERR_INVALID || e.code == ERR_NOT_FOUND) {
		done.status = STR("FAILED");
		done.reason = str_z(e.why);
		return q_account_request_done(db, &a, &done, NULL);
	}
	struct q_account_request_later_in later = {
		.id = r.id, .reason = str_z(e.why), .seconds = (double)(60 << (r.attempts < TRIES ? r.attempts : TRIES))
	};
	return q_account_request_later(db, &a, &later, NULL);
}

/* ---- The service */

struct account_mailer {
	const struct app *app;
	pthread_t thread;
	_Atomic bool stopping;
};

static void account_mail_tell(err e)
{
	if (err_is(e) && e.code != ERR_UNAVAILABLE && e.code != ERR_NOT_FOUND)
		log_warn("account.mail", "%s", e.why);
}

static void *account_mail_run(void *arg)
{
	struct account_mailer *m = arg;
	int64_t next = 0, sweep = 0;
	while (!atomic_load(&m->stopping)) {
		if (clock_mono() >= next) {
			err e = account_mail_next(m->app);
			account_mail_tell(e);
			next = err_is(e) ? clock_mono() + LOOK_EVERY : 0;
		}
		if (clock_mono() >= sweep) {
			struct arena ARENA_AUTO a = {};
			account_mail_tell(q_account_requests_sweep(app_system(m->app), &a, NULL));
			account_mail_tell(q_system_mail_sweep(app_system(m->app), &a, NULL));
			sweep = clock_mono() + SWEEP_EVERY;
		}
		if (next)
			clock_sleep(TURN);
	}
	return NULL;
}

static err account_mail_start(const struct app *app, void **state)
{
	struct account_mailer *m = calloc(1, sizeof(*m));
	if (!m)
		abort();
	m->app = app;
	if (pthread_create(&m->thread, NULL, account_mail_run, m) != 0) {
		free(m);
		return err_make(ERR_IO, "no thread for the mails of accounts");
	}
	pthread_setname_np(m->thread, "account-mail");
	*state = m;
	return OK;
}

static void account_mail_stop(void *state)
{
	struct account_mailer *m = state;
	atomic_store(&m->stopping, true);
	pthread_join(m->thread, NULL);
	free(m);
}

const struct service account_mail_service = { .name = "account-mail",
					      .start = account_mail_start,
					      .stop = account_mail_stop };
