#include "core/sender/sender.h"
#include "base/limits.h"
#include "core/ground/revision.h"
#include "core/ground/text.h"
#include "core/sender/deliver.h"
#include "core/sender/google.h"
#include "core/sender/sender_token.h"
#include "core/sender/warmup.h"
#include "db/gen/sender_q.h"
#include "db/gen/sys_sender_q.h"
#include "wire/addr.h"
#include "wire/message.h"
#include "wire/refusal.h"
#include "wire/report.h"
#include "wire/url.h"

#define PER_SECOND_MAX 10000
#define PER_DAY_MAX 100000000
#define CONNECTIONS_MAX 200

str sender_seal_context(struct arena *a, str id)
{
	return arena_printf(a, "sender:%.*s", STR_FMT(id));
}

err sender_secret(struct arena *a, const struct keyring *kr, str sender_id, str sealed, str *out)
{
	if (str_absent(sealed)) {
		*out = STR_NULL;
		return OK;
	}
	if (err_is(token_open(a, kr, sender_seal_context(a, sender_id), sealed, out, NULL)))
		return err_make(ERR_INVALID,
				"the sender's password was sealed with a key that this installation no longer has: "
				"enter it again");
	return OK;
}

/* q_sender_one_row and q_sender_all_row have the same members. */
#define FROM_ROW(r)                                                                                                    \
	{                                                                                                              \
		.id = (r)->id, .kind = (r)->kind, .name = (r)->name, .from_email = (r)->from_email,                    \
		.from_name = (r)->from_name, .reply_to = (r)->reply_to, .host = (r)->host, .port = (r)->port,          \
		.security = (r)->security, .tls_verify = (r)->tls_verify, .auth = (r)->auth,                           \
		.username = (r)->username, .secret_sealed = (r)->secret_sealed, .per_second = (r)->per_second,         \
		.per_hour = (r)->per_hour, .per_day = (r)->per_day, .max_connections = (r)->max_connections,           \
		.status = (r)->status, .pause_reason = (r)->pause_reason, .paused_until = (r)->paused_until,           \
		.verified_at = (r)->verified_at, .is_default = (r)->is_default, .used_hour = (r)->used_hour,           \
		.used_day = (r)->used_day, .created_at = (r)->created_at, .updated_at = (r)->updated_at,               \
		.dkim = (r)->dkim, .warmup_start = (r)->warmup_start, .warmup_target = (r)->warmup_target,             \
		.warmup_limit = (r)->warmup_limit, .warmup_started_at = (r)->warmup_started_at,                        \
		.warmup_note = (r)->warmup_note, .reply_tags = (r)->reply_tags, .has_mailbox = (r)->has_mailbox,       \
		.leave_to = (r)->leave_to, .locale = (r)->locale, .token_url = (r)->token_url,                         \
		.client_id = (r)->client_id, .scope = (r)->scope, .client_secret_sealed = (r)->client_secret_sealed,   \
		.refresh_token_sealed = (r)->refresh_token_sealed, .token_expires_at = (r)->token_expires_at,          \
		.token_error = (r)->token_error, .refusals = (r)->refusals, .revision = (r)->revision,                 \
		.revised_fields = (r)->revised_fields                                                                  \
	}

err sender_get(tenant_db db, struct arena *a, str id, struct sender *out)
{
	struct q_sender_one_row r;
	err e = q_sender_one(db, a, &(struct q_sender_one_in){ .id = id }, &r);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, "there is no such sender");
	TRY(e);
	*out = (struct sender)FROM_ROW(&r);
	return OK;
}

err sender_list(tenant_db db, struct arena *a, struct sender **out, size_t *n)
{
	struct q_sender_all_rows rows;
	TRY(q_sender_all(db, a, &rows));
	struct sender *v = arena_array(a, struct sender, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		v[i] = (struct sender)FROM_ROW(&rows.v[i]);
	*out = v;
	*n = rows.n;
	return OK;
}

err sender_default(tenant_db db, struct arena *a, struct sender *out)
{
	struct sender *v;
	size_t n;
	TRY(sender_list(db, a, &v, &n));
	if (n == 0)
		return err_make(ERR_NOT_FOUND, "there is no sender yet: add one first");
	*out = v[0];
	return OK;
}

/* "; there are: Capture, relay": some of them. */
static str sender_named(struct arena *a, const struct sender *v, size_t n)
{
	struct buf BUF_AUTO b = {};
	buf_init(&b, 4096);
	for (size_t i = 0; i < n && i < 8; i++) {
		buf_add(&b, i ? STR(", ") : STR("; there are: "));
		buf_add(&b, v[i].name);
	}
	return arena_printf(a, "%.*s%s", STR_FMT(buf_str(&b)), n > 8 ? ", …" : "");
}

err sender_find(tenant_db db, struct arena *a, str word, struct sender *out)
{
	struct sender *v;
	size_t n, found = 0;
	TRY(sender_list(db, a, &v, &n));
	/* The surest meaning first; of one kind of meaning, one sender only. */
	for (int how = 0; how < 3 && found == 0; how++) {
		for (size_t i = 0; i < n; i++) {
			str is = how == 0 ? v[i].id : how == 1 ? v[i].name : v[i].kind;
			if (!str_eq_nocase(is, word))
				continue;
			*out = v[i];
			found++;
		}
	}
	if (found == 0)
		return err_make(ERR_NOT_FOUND, arena_printf(a, "there is no sender \"%.*s\" (by id, name or kind)%s",
							    STR_FMT(word), sender_named(a, v, n).p)
						       .p);
	if (found > 1)
		return err_make(
			ERR_CONFLICT,
			arena_printf(a, "several senders are called \"%.*s\": say which by its id", STR_FMT(word)).p);
	return OK;
}

/* ---- What a person sets */

static void sender_set_str(str *to, const struct json_opt_str *in)
{
	if (in->given)
		*to = some_text(in->v);
}

static void sender_set_i64(struct opt_i64 *to, const struct json_patch_i64 *in)
{
	if (in->given)
		*to = in->v;
}

static void sender_check_address(struct arena *a, struct field_errors *errors, const char *field, str *s)
{
	struct addr addr;
	if (str_absent(*s))
		return;
	err e = addr_parse(a, *s, &addr);
	if (err_is(e))
		field_error_addf(errors, field, "%s", e.why);
	else
		*s = addr.normal;
}

static void sender_check_line(struct field_errors *errors, const char *field, str s, size_t max)
{
	if (s.n > max)
		field_error_addf(errors, field, "must be at most %zu bytes", max);
	else if (!one_line(s) || !str_utf8_valid(s))
		field_error_addf(errors, field, "must be one line of text");
}

static void sender_check_range(struct field_errors *errors, const char *field, struct opt_i64 v, int64_t max)
{
	if (v.has && (v.v < 1 || v.v > max))
		field_error_addf(errors, field, "must be between 1 and %lld, or null for no limit", (long long)max);
}

static bool sender_is_one(str s, const char *values)
{
	return json_choice_has(values, s);
}

static void sender_check_host(struct arena *a, struct field_errors *errors, str *host)
{
	str normal, ascii;
	if (str_absent(*host)) {
		field_error_addf(errors, "host", "is required: the name or address of the mail server");
		return;
	}
	bool address = str_find_byte(*host, ':') != STR_NPOS;
	bool digits = true, label = true;
	for (size_t i = 0; i < host->n; i++) {
		char c = host->p[i];
		digits = digits && (ascii_digit(c) || c == '.');
		label = label && (ascii_alpha(c) || ascii_digit(c) || c == '-');
		address = address &&
			  (ascii_digit(c) || c == ':' || c == '.' || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f'));
	}
	if (host->n > ADDR_DOMAIN_MAX)
		field_error_addf(errors, "host", "must be at most %u bytes", ADDR_DOMAIN_MAX);
	else if (!address && !digits && !label && err_is(addr_domain(a, *host, &normal, &ascii)))
		field_error_addf(
			errors, "host",
			"is neither a host name nor an address; write smtp.example.com, without a scheme or a port");
}

/* The secrets are sealed already: what is here of them is only that they are there. */
static void sender_check_token(struct field_errors *errors, const struct sender *s)
{
	struct url url;
	if (!str_eq(s->auth, STR("xoauth2")))
		field_error_addf(errors, "tokenUrl", "is for auth xoauth2: other log-ins need no token");
	err e = url_parse(s->token_url, &url);
	if (err_is(e))
		field_error_addf(errors, "tokenUrl", "%s", e.why);
	if (str_absent(s->client_id))
		field_error_addf(errors, "clientId", "is required: the id of the client that asks for tokens");
	if (str_absent(s->client_secret_sealed) && str_absent(s->refresh_token_sealed))
		field_error_addf(errors, "clientSecret", "is required, unless there is a refresh token");
	sender_check_line(errors, "clientId", s->client_id, 500);
	sender_check_line(errors, "scope", s->scope, 1000);
}

static void sender_check_smtp(struct arena *a, struct field_errors *errors, struct sender *s, bool has_secret)
{
	if (!str_absent(s->token_url))
		sender_check_token(errors, s);
	sender_check_host(a, errors, &s->host);
	if (!s->port.has)
		s->port = SOME_I64(str_eq(s->security, STR("tls")) ? 465 : str_eq(s->security, STR("none")) ? 25 : 587);
	if (s->port.v < 1 || s->port.v > 65535)
		field_error_addf(errors, "port", "must be between 1 and 65535");
	sender_check_line(errors, "username", s->username, 320);
	if (str_eq(s->auth, STR("none")))
		return;
	if (str_absent(s->username))
		field_error_addf(errors, "username", "is required to log in; without a log-in set auth to none");
	if (!has_secret && str_absent(s->token_url))
		field_error_addf(errors, "secret",
				 "is required to log in, and again for another server: the password, or for xoauth2 "
				 "the access token (or a tokenUrl, "
				 "where such tokens are fetched)");
	if (str_eq(s->security, STR("none")) && !str_eq(s->host, STR("localhost")) &&
	    !str_starts(s->host, STR("127.")) && !str_eq(s->host, STR("::1")))
		field_error_addf(errors, "security",
				 "must be starttls or tls: a password is not sent in clear over a network");
}

static void sender_check_tags(struct field_errors *errors, const struct sender *s)
{
	const str both[2] = { s->from_email, s->reply_to };
	for (size_t i = 0; s->reply_tags && i < 2; i++)
		if (!str_empty(both[i]) && !message_can_tag(both[i]))
			field_error_addf(errors, "replyTags",
					 "needs an address with a plain name of at most %u bytes before its @, so that "
					 "+ and an id fit behind it: %.*s has none",
					 MESSAGE_TAGGED_LOCAL_MAX, STR_FMT(both[i]));
}

static void sender_check_sender(struct arena *a, struct field_errors *errors, struct sender *s, bool has_secret)
{
	if (str_absent(s->name))
		s->name = str_absent(s->host) ? s->kind : s->host;
	sender_check_line(errors, "name", s->name, CAMPAIGN_NAME_MAX);
	if (str_absent(s->from_email))
		field_error_addf(errors, "fromEmail", "is required: the address that mail comes from");
	sender_check_address(a, errors, "fromEmail", &s->from_email);
	sender_check_address(a, errors, "replyTo", &s->reply_to);
	sender_check_line(errors, "fromName", s->from_name, CONTACT_NAME_MAX);
	sender_check_range(errors, "perSecond", s->per_second, PER_SECOND_MAX);
	sender_check_range(errors, "perHour", s->per_hour, PER_DAY_MAX);
	sender_check_range(errors, "perDay", s->per_day, PER_DAY_MAX);
	sender_check_range(errors, "warmupStart", s->warmup_start, PER_DAY_MAX);
	sender_check_range(errors, "warmupTarget", s->warmup_target, PER_DAY_MAX);
	if (s->dkim && !str_eq(s->kind, STR("smtp")))
		field_error_addf(errors, "dkim", "is for senders of kind smtp: nobody else's mail is signed here");
	sender_check_tags(errors, s);
	if (s->max_connections < 1 || s->max_connections > CONNECTIONS_MAX)
		field_error_addf(errors, "maxConnections", "must be between 1 and %d", CONNECTIONS_MAX);
	if (!sender_is_one(s->security, "none|starttls|tls"))
		field_error_addf(errors, "security", "must be none, starttls or tls");
	if (!sender_is_one(s->auth, "none|plain|login|xoauth2"))
		field_error_addf(errors, "auth", "must be none, plain, login or xoauth2");
	if (str_eq(s->kind, STR("smtp")))
		sender_check_smtp(a, errors, s, has_secret);
}

/* A target begins the ramp, null ends it; a new start begins it anew. */
static void sender_merge_warmup(struct sender *s, const struct sender_patch *in)
{
	bool begins = (in->warmup_target.given && in->warmup_target.v.has && !s->warmup_target.has) ||
		      (in->warmup_start.given && in->warmup_start.v.has &&
		       !(s->warmup_start.has && s->warmup_start.v == in->warmup_start.v.v));
	sender_set_i64(&s->warmup_start, &in->warmup_start);
	sender_set_i64(&s->warmup_target, &in->warmup_target);
	if (!s->warmup_target.has) {
		s->warmup_start = s->warmup_limit = s->warmup_started_at = (struct opt_i64){};
		s->warmup_note = STR_NULL;
	} else if (begins) {
		if (!s->warmup_start.has)
			s->warmup_start = SOME_I64(WARMUP_START);
		s->warmup_limit = SOME_I64(i64_min(s->warmup_start.v, s->warmup_target.v));
		s->warmup_started_at = SOME_I64(clock_now());
		s->warmup_note = STR("The first day.");
	}
}

/* The settings as they will be: what is given over what was. */
static void sender_merge(struct sender *s, const struct sender_patch *in)
{
	sender_set_str(&s->name, &in->name);
	sender_set_str(&s->from_email, &in->from_email);
	sender_set_str(&s->from_name, &in->from_name);
	sender_set_str(&s->reply_to, &in->reply_to);
	sender_set_str(&s->host, &in->host);
	sender_set_str(&s->username, &in->username);
	if (in->security.given && !str_absent(in->security.v))
		s->security = in->security.v;
	if (in->auth.given && !str_absent(in->auth.v))
		s->auth = in->auth.v;
	sender_set_i64(&s->port, &in->port);
	sender_set_i64(&s->per_second, &in->per_second);
	sender_set_i64(&s->per_hour, &in->per_hour);
	sender_set_i64(&s->per_day, &in->per_day);
	if (in->max_connections.given)
		s->max_connections = in->max_connections.v.has ? in->max_connections.v.v : 10;
	if (in->tls_verify.has)
		s->tls_verify = in->tls_verify.v;
	if (in->is_default.has)
		s->is_default = in->is_default.v;
	if (in->dkim.has)
		s->dkim = in->dkim.v;
	if (in->reply_tags.has)
		s->reply_tags = in->reply_tags.v;
	sender_merge_warmup(s, in);
}

static str sender_sealed(struct arena *a, const struct keyring *kr, str id, const struct json_opt_str *in, str was)
{
	if (!in->given)
		return was;
	if (str_empty(in->v))
		return STR_NULL;
	return token_seal(a, kr, sender_seal_context(a, id), in->v);
}

/* Without an address to ask there is nothing to ask with; and what was meant for one address goes to no other. */
static void sender_merge_token(struct arena *a, const struct keyring *kr, struct sender *s,
			       const struct sender_patch *in)
{
	str was = s->token_url;
	sender_set_str(&s->token_url, &in->token_url);
	if (!str_eq(was, s->token_url))
		s->client_secret_sealed = s->refresh_token_sealed = STR_NULL;
	sender_set_str(&s->client_id, &in->client_id);
	sender_set_str(&s->scope, &in->scope);
	s->client_secret_sealed = sender_sealed(a, kr, s->id, &in->client_secret, s->client_secret_sealed);
	s->refresh_token_sealed = sender_sealed(a, kr, s->id, &in->refresh_token, s->refresh_token_sealed);
	if (str_absent(s->token_url))
		s->client_id = s->scope = s->client_secret_sealed = s->refresh_token_sealed = STR_NULL;
}

static bool sender_will_have_secret(const struct sender_patch *in, str was)
{
	return in->secret.given ? !str_empty(in->secret.v) : !str_absent(was);
}

static void sender_check_one_secret(struct field_errors *errors, const char *field, const struct json_opt_str *in)
{
	if (in->given && in->v.n > 4096)
		field_error_addf(errors, field, "must be at most 4096 bytes");
	if (in->given && !one_line(in->v))
		field_error_addf(errors, field, "must not contain line breaks or other control characters");
}

static void sender_check_secret(struct field_errors *errors, const struct sender_patch *in)
{
	sender_check_one_secret(errors, "secret", &in->secret);
	sender_check_one_secret(errors, "clientSecret", &in->client_secret);
	sender_check_one_secret(errors, "refreshToken", &in->refresh_token);
}

err sender_create(tenant_db db, struct arena *a, const struct keyring *kr, const struct sender_patch *in,
		  struct field_errors *errors, struct sender *out)
{
	int64_t now = clock_now();
	struct sender s = { .id = make_id(a),
			    .kind = in->kind.v,
			    .security = STR("starttls"),
			    .tls_verify = true,
			    .auth = STR("none"),
			    .max_connections = 10,
			    .status = STR("UNVERIFIED") };
	if (str_absent(s.kind) || !sender_is_one(s.kind, "smtp|capture"))
		field_error_addf(errors, "kind", "must be smtp or capture");
	sender_merge(&s, in);
	sender_merge_token(a, kr, &s, in);
	if (str_absent(in->auth.v) && !str_absent(s.username))
		s.auth = str_absent(s.token_url) ? STR("plain") : STR("xoauth2");
	sender_check_secret(errors, in);
	sender_check_sender(a, errors, &s, sender_will_have_secret(in, STR_NULL));
	TRY(field_errors_err(errors));
	if (str_eq(s.kind, STR("capture"))) {
		s.status = STR("ACTIVE");
		s.host = s.username = STR_NULL;
		s.token_url = s.client_id = s.scope = s.client_secret_sealed = s.refresh_token_sealed = STR_NULL;
		s.port = (struct opt_i64){};
	}
	s.secret_sealed = str_eq(s.kind, STR("capture")) ? STR_NULL : sender_sealed(a, kr, s.id, &in->secret, STR_NULL);

	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_sender_lock_all_rows all;
	TRY(tenant_begin(db, &tx));
	TRY(q_sender_lock_all(tx.db, a, &all));
	if (all.n >= SENDERS_MAX)
		return err_make(ERR_LIMIT, "there are 200 senders already: delete one first");
	s.is_default = s.is_default || all.n == 0;
	struct q_sender_insert_in row = {
		.id = s.id,
		.kind = s.kind,
		.name = s.name,
		.from_email = s.from_email,
		.from_name = s.from_name,
		.reply_to = s.reply_to,
		.host = s.host,
		.port = s.port,
		.security = s.security,
		.tls_verify = s.tls_verify,
		.auth = s.auth,
		.username = s.username,
		.secret_sealed = s.secret_sealed,
		.per_second = s.per_second,
		.per_hour = s.per_hour,
		.per_day = s.per_day,
		.max_connections = s.max_connections,
		.status = s.status,
		.is_default = s.is_default,
		.dkim = s.dkim,
		.warmup_start = s.warmup_start,
		.warmup_target = s.warmup_target,
		.warmup_limit = s.warmup_limit,
		.warmup_started_at = s.warmup_started_at,
		.warmup_note = s.warmup_note,
		.reply_tags = s.reply_tags,
		.token_url = s.token_url,
		.client_id = s.client_id,
		.scope = s.scope,
		.client_secret_sealed = s.client_secret_sealed,
		.refresh_token_sealed = s.refresh_token_sealed,
		.now = now,
	};
	TRY(q_sender_insert(tx.db, a, &row, NULL));
	if (s.is_default)
		TRY(q_sender_only_default(tx.db, a, &(struct q_sender_only_default_in){ .now = now, .id = s.id },
					  NULL));
	else if (!in->is_default.has && !str_eq(s.kind, STR("capture")))
		TRY(q_sender_first_real(tx.db, a, &(struct q_sender_first_real_in){ .id = s.id }, NULL));
	TRY(sender_get(tx.db, a, s.id, out));
	return tenant_commit(&tx);
}

/* Tokens are asked for in another way: what was fetched is not what would be. */
static bool sender_token_changed(const struct sender *was, const struct sender *now, const struct sender_patch *in)
{
	return in->client_secret.given || in->refresh_token.given || !str_eq(was->token_url, now->token_url) ||
	       !str_eq(was->client_id, now->client_id) || !str_eq(was->scope, now->scope);
}

/* Another server or log-in: what the last test showed no longer holds. */
static bool sender_server_changed(const struct sender *was, const struct sender *now, const struct sender_patch *in)
{
	return in->secret.given || sender_token_changed(was, now, in) || !str_eq(was->host, now->host) ||
	       was->port.v != now->port.v || !str_eq(was->security, now->security) ||
	       was->tls_verify != now->tls_verify || !str_eq(was->auth, now->auth) ||
	       !str_eq(was->username, now->username);
}

err sender_update(tenant_db db, struct arena *a, const struct keyring *kr, str id, const struct sender_patch *in,
		  struct field_errors *errors, struct sender *out)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_sender_lock_all_rows all;
	struct sender was;
	int64_t now = clock_now();
	TRY(tenant_begin(db, &tx));
	TRY(q_sender_lock_all(tx.db, a, &all));
	TRY(sender_get(tx.db, a, id, &was));
	TRY(revision_check(a, in->version, was.revision, was.revised_fields, errors));
	if (in->kind.given && !str_eq(in->kind.v, was.kind))
		return err_make(ERR_CONFLICT, "the kind of a sender cannot be changed: add another sender");
	struct sender s = was;
	sender_merge(&s, in);
	sender_merge_token(a, kr, &s, in);
	if (!str_eq_nocase(was.host, s.host)) /* a password that was meant for one server goes to no other */
		s.secret_sealed = STR_NULL;
	sender_check_secret(errors, in);
	sender_check_sender(a, errors, &s, sender_will_have_secret(in, s.secret_sealed));
	TRY(field_errors_err(errors));
	s.is_default = s.is_default || all.n == 1;
	if (was.is_default && !s.is_default)
		return err_make(ERR_CONFLICT, "one sender is the default: make another one the default instead");
	if (str_eq(s.kind, STR("smtp")) && sender_server_changed(&was, &s, in)) {
		s.verified_at = (struct opt_i64){};
		if (str_eq(s.status, STR("ACTIVE")))
			s.status = STR("UNVERIFIED");
	}
	struct q_sender_set_in row = {
		.name = s.name,
		.from_email = s.from_email,
		.from_name = s.from_name,
		.reply_to = s.reply_to,
		.host = s.host,
		.port = s.port,
		.security = s.security,
		.tls_verify = s.tls_verify,
		.auth = s.auth,
		.username = s.username,
		.secret_sealed = sender_sealed(a, kr, id, &in->secret, s.secret_sealed),
		.per_second = s.per_second,
		.per_hour = s.per_hour,
		.per_day = s.per_day,
		.max_connections = s.max_connections,
		.status = s.status,
		.verified_at = s.verified_at,
		.is_default = s.is_default,
		.dkim = s.dkim,
		.warmup_start = s.warmup_start,
		.warmup_target = s.warmup_target,
		.warmup_limit = s.warmup_limit,
		.warmup_started_at = s.warmup_started_at,
		.warmup_note = s.warmup_note,
		.reply_tags = s.reply_tags,
		.token_url = s.token_url,
		.client_id = s.client_id,
		.scope = s.scope,
		.client_secret_sealed = s.client_secret_sealed,
		.refresh_token_sealed = s.refresh_token_sealed,
		.keep_token = !sender_token_changed(&was, &s, in),
		.now = now,
		.id = id,
	};
	TRY(q_sender_set(tx.db, a, &row, NULL));
	if (s.is_default)
		TRY(q_sender_only_default(tx.db, a, &(struct q_sender_only_default_in){ .now = now, .id = id }, NULL));
	TRY(sender_get(tx.db, a, id, out));
	return tenant_commit(&tx);
}

err sender_delete(tenant_db db, struct arena *a, str id)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_sender_lock_all_rows all;
	struct q_sender_in_use_row use;
	int64_t gone = 0;
	TRY(tenant_begin(db, &tx));
	TRY(q_sender_lock_all(tx.db, a, &all));
	TRY(q_sender_in_use(tx.db, a, &(struct q_sender_in_use_in){ .id = id }, &use));
	if (use.n > 0)
		return err_make(ERR_CONFLICT,
				arena_printf(a, "the %.*s \"%.*s\" uses this sender: choose another there first",
					     STR_FMT(use.kind), STR_FMT(use.name))
					.p);
	TRY(q_sender_drop(tx.db, a, &(struct q_sender_drop_in){ .id = id }, &gone));
	if (!gone)
		return err_make(ERR_NOT_FOUND, "there is no such sender");
	TRY(q_sender_next_default(tx.db, a, NULL));
	return tenant_commit(&tx);
}

static err sender_set_state(tenant_db db, struct arena *a, str id, str status, str reason, struct sender *out)
{
	struct q_sender_set_state_in in = { .status = status, .reason = reason, .now = clock_now(), .id = id };
	int64_t n = 0;
	TRY(q_sender_set_state(db, a, &in, &n));
	return n ? sender_get(db, a, id, out) : err_make(ERR_NOT_FOUND, "there is no such sender");
}

err sender_pause(tenant_db db, struct arena *a, str id, struct sender *out)
{
	return sender_set_state(db, a, id, STR("PAUSED"), STR("paused by hand"), out);
}

err sender_resume(tenant_db db, struct arena *a, str id, struct sender *out)
{
	return sender_set_state(db, a, id, STR("ACTIVE"), STR_NULL, out);
}

err sender_first(system_db db, struct arena *a, str user_id, str from_email, str from_name)
{
	str name = some_text(from_name);
	if (!str_absent(name) && (!one_line(name) || name.n > CONTACT_NAME_MAX))
		name = STR_NULL;
	struct q_sender_first_in row = { .id = make_id(a),
					 .user_id = user_id,
					 .name = STR("Capture"),
					 .from_email = from_email,
					 .from_name = name,
					 .now = clock_now() };
	return q_sender_first(db, a, &row, NULL);
}

err deliver_smtp_of(const struct app *app, struct arena *a, const struct sender *s, struct deliver_smtp *out)
{
	*out = (struct deliver_smtp){ .host = s->host,
				      .port = s->port.v,
				      .security = s->security,
				      .auth = s->auth,
				      .tls_verify = s->tls_verify,
				      .public_only = app->config->mail_hosts_public,
				      .username = s->username };
	if (str_eq(s->auth, STR("xoauth2")) && !str_absent(s->token_url))
		return sender_token(app, a, s->id, &out->secret);
	return sender_secret(a, app->keys, s->id, s->secret_sealed, &out->secret);
}

static err sender_test_smtp(const struct app *app, struct arena *a, const struct sender *s, struct sender_test *out)
{
	struct deliver_smtp server;
	if (!app->deliver)
		return err_make(ERR_UNAVAILABLE, "this process cannot reach mail servers");
	err e = deliver_smtp_of(app, a, s, &server);
	if (err_is(e) && !str_absent(s->token_url)) { /* no token */
		*out = (struct sender_test){ .n = 1, .steps = { { .step = "auth", .reply = str_z(e.why) } } };
		return OK;
	}
	TRY(e);
	e = app->deliver->probe(a, &server, s->from_email, out);
	if (!str_empty(server.secret))
		token_wipe((char *)(uintptr_t)server.secret.p, server.secret.n);
	return e;
}

err sender_test_result(const struct sender_test *t, const char *why)
{
	if (t->ok)
		return OK;
	bool reached = t->n && !str_eq(str_z(t->steps[t->n - 1].step), STR("connect"));
	return err_make(reached ? ERR_CONFLICT : ERR_UNAVAILABLE, why);
}

err sender_test(const struct app *app, tenant_db db, struct arena *a, str id, struct sender_test *out)
{
	struct sender s;
	TRY(sender_get(db, a, id, &s));
	if (str_eq(s.kind, STR("smtp")))
		TRY(sender_test_smtp(app, a, &s, out));
	else if (str_eq(s.kind, STR("gmail")))
		google_test(app, a, id, out);
	else
		*out = (struct sender_test){ .ok = true,
					     .n = 1,
					     .steps = {
						     { .step = "connect",
						       .ok = true,
						       .reply = STR("nothing to connect to: mail is kept here") } } };
	if (out->ok && !str_eq(s.kind, STR("capture")))
		TRY(q_sender_verified(db, a, &(struct q_sender_verified_in){ .now = clock_now(), .id = id }, NULL));
	return OK;
}

void sender_write(struct json_writer *w, const struct sender *s)
{
	json_begin_obj(w);
	json_kv_str(w, "id", s->id);
	json_kv_str(w, "kind", s->kind);
	json_kv_str(w, "name", s->name);
	json_kv_str(w, "fromEmail", s->from_email);
	json_kv_str(w, "fromName", s->from_name);
	json_kv_str(w, "replyTo", s->reply_to);
	json_kv_str(w, "host", s->host);
	json_kv_opt_i64(w, "port", s->port);
	json_kv_str(w, "security", s->security);
	json_kv_bool(w, "tlsVerify", s->tls_verify);
	json_kv_str(w, "auth", s->auth);
	json_kv_str(w, "username", s->username);
	json_kv_bool(w, "hasSecret", !str_absent(s->secret_sealed));
	json_kv_str(w, "tokenUrl", s->token_url);
	json_kv_str(w, "clientId", s->client_id);
	json_kv_str(w, "scope", s->scope);
	json_kv_bool(w, "hasClientSecret", !str_absent(s->client_secret_sealed));
	json_kv_bool(w, "hasRefreshToken", !str_absent(s->refresh_token_sealed));
	json_kv_opt_time(w, "tokenExpiresAt", s->token_expires_at);
	json_kv_str(w, "tokenError", s->token_error);
	json_kv_opt_i64(w, "perSecond", s->per_second);
	json_kv_opt_i64(w, "perHour", s->per_hour);
	json_kv_opt_i64(w, "perDay", s->per_day);
	json_kv_i64(w, "maxConnections", s->max_connections);
	json_kv_str(w, "status", s->status);
	json_kv_str(w, "pauseReason", s->pause_reason);
	str reply;
	enum refusal_cause cause = refusal_of_reason(s->pause_reason, &reply);
	json_kv_str(w, "pauseCause", cause ? str_z(refusal_of(cause).name) : report_cause_of(reply));
	json_kv_str(w, "pauseReply", reply);
	json_kv_opt_time(w, "pausedUntil", s->paused_until);
	json_kv_raw(w, "refusals", str_empty(s->refusals) ? STR("[]") : s->refusals);
	json_kv_opt_time(w, "verifiedAt", s->verified_at);
	json_kv_bool(w, "isDefault", s->is_default);
	json_kv_bool(w, "dkim", s->dkim);
	json_kv_bool(w, "replyTags", s->reply_tags);
	json_kv_bool(w, "hasMailbox", s->has_mailbox);
	json_kv_opt_i64(w, "warmupStart", s->warmup_start);
	json_kv_opt_i64(w, "warmupTarget", s->warmup_target);
	json_kv_opt_i64(w, "warmupLimit", s->warmup_limit);
	json_kv_opt_time(w, "warmupStartedAt", s->warmup_started_at);
	json_kv_str(w, "warmupNote", s->warmup_note);
	json_key(w, "usage");
	json_begin_obj(w);
	json_kv_i64(w, "hour", s->used_hour);
	json_kv_i64(w, "day", s->used_day);
	json_end_obj(w);
	json_kv_time(w, "createdAt", s->created_at);
	json_kv_time(w, "updatedAt", s->updated_at);
	json_kv_i64(w, "version", s->revision);
	json_end_obj(w);
}
