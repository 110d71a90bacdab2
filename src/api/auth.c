/* Who asks: a session's cookie or an API key. What was found is remembered for REMEMBER, so that a busy client costs
 * one look-up in a while; whoever ends a session or key in this process forgets it at once, others notice within
 * REMEMBER. */
#include "api/api_int.h"
#include "base/time.h"
#include "core/account/api_key.h"
#include "core/account/device.h"
#include "core/account/google_login.h"
#include "core/account/session.h"
#include "os/clock.h"
#include "wire/json_read.h"
#include "wire/token.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define REMEMBER (3 * US_PER_S)
#define SLOTS 4096u
#define BUCKETS 8192u
#define BUCKET_WAYS 8u /* the places a name may have: the one that was asked for longest ago makes room */

struct slot {
	char hash[TOKEN_HASH_LEN];
	int64_t until;
	struct identity who;
};
struct bucket {
	uint64_t name;
	double tokens;
	int64_t at;
};
struct auth {
	const struct app *app;
	pthread_mutex_t lock;
	struct slot slots[SLOTS];
	struct bucket buckets[BUCKETS / BUCKET_WAYS][BUCKET_WAYS];
	unsigned char key[KEY_BYTES]; /* so that nobody can aim at a bucket */
};

static const char *const scope_names[SCOPE_COUNT] = {
	[SCOPE_PUBLIC] = "public",
	[SCOPE_READ] = "read",
	[SCOPE_CONTACTS_WRITE] = "contacts:write",
	[SCOPE_CAMPAIGNS_WRITE] = "campaigns:write",
	[SCOPE_SENDERS_WRITE] = "senders:write",
	[SCOPE_SEND] = "send",
	[SCOPE_SEQUENCES_WRITE] = "sequences:write",
	[SCOPE_WEBHOOKS_WRITE] = "webhooks:write",
	[SCOPE_ACCOUNT] = "account",
	[SCOPE_OPERATOR] = "operator",
};

const char *api_scope_name(enum api_scope s)
{
	return scope_names[s];
}

struct auth *auth_new(const struct app *app)
{
	struct auth *a = calloc(1, sizeof(*a));
	if (!a)
		abort();
	a->app = app;
	pthread_mutex_init(&a->lock, NULL);
	token_random_bytes(a->key, sizeof(a->key));
	return a;
}

void auth_free(struct auth *a)
{
	if (!a)
		return;
	pthread_mutex_destroy(&a->lock);
	free(a);
}

static struct slot *auth_slot_of(struct auth *a, const char hash[TOKEN_HASH_LEN])
{
	return &a->slots[str_hash(str_of(hash, 16)) % SLOTS];
}

static bool auth_recall(struct auth *a, const char *hash, struct identity *out)
{
	pthread_mutex_lock(&a->lock);
	struct slot *s = auth_slot_of(a, hash);
	bool hit = s->until > clock_coarse() && memcmp(s->hash, hash, TOKEN_HASH_LEN) == 0;
	if (hit)
		*out = s->who;
	pthread_mutex_unlock(&a->lock);
	return hit;
}

static void auth_remember(struct auth *a, const char *hash, const struct identity *who)
{
	pthread_mutex_lock(&a->lock);
	struct slot *s = auth_slot_of(a, hash);
	memcpy(s->hash, hash, TOKEN_HASH_LEN);
	s->who = *who;
	s->until = clock_coarse() + REMEMBER;
	pthread_mutex_unlock(&a->lock);
}

void auth_forget(struct auth *a, str user_id)
{
	pthread_mutex_lock(&a->lock);
	for (size_t i = 0; i < SLOTS; i++)
		if (a->slots[i].until && str_eq(str_z(a->slots[i].who.user_id), user_id))
			a->slots[i].until = 0;
	pthread_mutex_unlock(&a->lock);
}

static uint32_t auth_scopes_of(struct arena *arena, str text)
{
	const struct json *all;
	uint32_t bits = 0;
	if (err_is(json_parse(arena, text, &all)))
		return 0;
	for (JSON_EACH(item, all))
		for (int s = SCOPE_READ; s < SCOPE_ACCOUNT; s++)
			if (str_eq(json_str(item), str_z(scope_names[s])))
				bits |= 1u << s;
	return bits;
}

static void auth_keep(char out[40], str id)
{
	snprintf(out, 40, "%.*s", STR_FMT(id));
}

static err auth_look_up(struct auth *a, struct arena *arena, enum identity_kind kind, str token, struct identity *out)
{
	system_db db = app_system(a->app);
	*out = (struct identity){ .kind = kind };
	if (kind == IDENTITY_KEY) {
		struct api_key key;
		TRY(api_key_find(db, arena, token, &key));
		auth_keep(out->user_id, key.user_id);
		auth_keep(out->id, key.id);
		out->scopes = auth_scopes_of(arena, key.scopes);
		return OK;
	}
	struct session s;
	TRY(session_find(db, arena, token, &s));
	auth_keep(out->user_id, s.user_id);
	auth_keep(out->id, s.id);
	out->is_operator = s.is_operator;
	out->scopes = ~0u;
	return OK;
}

err auth_identify(struct auth *a, struct http_request *r, struct identity *out)
{
	enum identity_kind kind = IDENTITY_SESSION;
	str token = http_header(r, "Authorization");
	if (!str_absent(token)) {
		if (!str_starts_nocase(token, STR("Bearer ")))
			return err_make(ERR_AUTH, "Authorization must be `Bearer` and an API key");
		token = str_trim(str_from(token, 7));
		kind = IDENTITY_KEY;
	} else {
		token = auth_cookie_value(a->app, r, COOKIE_SESSION);
	}
	if (token.n == 0 || token.n > 200)
		return err_make(ERR_AUTH, "sign in, or give an API key");
	char hash[TOKEN_HASH_LEN + 1];
	token_hash(token, hash);
	if (auth_recall(a, hash, out) && out->kind == kind)
		return OK;
	TRY(auth_look_up(a, http_arena(r), kind, token, out));
	auth_remember(a, hash, out);
	return OK;
}

bool auth_may(const struct identity *who, enum api_scope scope)
{
	if (scope == SCOPE_OPERATOR)
		return who->kind == IDENTITY_SESSION && who->is_operator;
	if (scope == SCOPE_ACCOUNT)
		return who->kind == IDENTITY_SESSION;
	if (who->kind == IDENTITY_SESSION)
		return true;
	/* A key that may write something may read. */
	return scope == SCOPE_READ ? who->scopes != 0 : (who->scopes & 1u << scope) != 0;
}

bool auth_origin_ok(const struct app *app, const struct http_request *r)
{
	str origin = http_header(r, "Origin");
	if (str_absent(origin)) {
		/* No browser leaves it out of a request from another site; older ones and programs do otherwise. */
		str site = http_header(r, "Sec-Fetch-Site");
		return str_absent(site) || str_eq(site, STR("same-origin")) || str_eq(site, STR("none"));
	}
	if (str_eq_nocase(origin, str_z(app->config->url)))
		return true;
	size_t at = str_find(origin, STR("://"));
	return at != STR_NPOS && str_eq_nocase(str_from(origin, at + 3), http_header(r, "Host"));
}

static struct bucket *auth_bucket_of(struct auth *a, uint64_t name, double burst, int64_t now)
{
	struct bucket *set = a->buckets[name % (BUCKETS / BUCKET_WAYS)], *oldest = set;
	for (struct bucket *b = set; b < set + BUCKET_WAYS; b++) {
		if (b->name == name)
			return b;
		if (b->at < oldest->at)
			oldest = b;
	}
	*oldest = (struct bucket){ .name = name, .tokens = burst, .at = now };
	return oldest;
}

err auth_rate(struct auth *a, str name, double per_second, double burst, int64_t *retry_after)
{
	uint64_t id;
	unsigned char mac[16];
	token_mac(a->key, name, mac, sizeof(mac));
	memcpy(&id, mac, sizeof(id));
	int64_t now = clock_coarse();
	pthread_mutex_lock(&a->lock);
	struct bucket *b = auth_bucket_of(a, id, burst, now);
	b->tokens += (double)(now - b->at) / US_PER_S * per_second;
	b->tokens = b->tokens > burst ? burst : b->tokens;
	b->at = now;
	bool granted = b->tokens >= 1;
	b->tokens -= granted;
	double missing = 1 - b->tokens;
	pthread_mutex_unlock(&a->lock);
	if (granted)
		return OK;
	*retry_after = (int64_t)(missing / per_second) + 1;
	return err_make(ERR_LIMIT, "too many requests; wait a little");
}

/* Behind https by a name that no other host and no plain connection can set (RFC 6265bis, the __Host- prefix). */
const char *auth_cookie_name(const struct app *app, enum auth_cookie which)
{
	static const char *const names[][2] = {
		[COOKIE_SESSION] = { SESSION_COOKIE, "__Host-" SESSION_COOKIE },
		[COOKIE_DEVICE] = { "loumass_device", "__Host-loumass_device" },
		[COOKIE_GOOGLE] = { GOOGLE_COOKIE, "__Host-" GOOGLE_COOKIE },
	};
	return names[which][app->config->url_is_https];
}

str auth_cookie_value(const struct app *app, const struct http_request *r, enum auth_cookie which)
{
	return http_cookie(r, auth_cookie_name(app, which));
}

void auth_cookie_set(const struct app *app, struct http_request *r, enum auth_cookie which, str value)
{
	static const int seconds[] = { [COOKIE_SESSION] = SESSION_MAX_DAYS * 86400,
				       [COOKIE_DEVICE] = DEVICE_DAYS * 86400,
				       [COOKIE_GOOGLE] = GOOGLE_COOKIE_SECONDS };
	http_answer_header(r, "Set-Cookie",
			   arena_printf(http_arena(r), "%s=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s",
					auth_cookie_name(app, which), STR_FMT(value),
					str_empty(value) ? 0 : seconds[which],
					app->config->url_is_https ? "; Secure" : ""));
}

void auth_known(const struct app *app, struct http_request *r, str user_id)
{
	str device = auth_cookie_value(app, r, COOKIE_DEVICE);
	auth_cookie_set(app, r, COOKIE_DEVICE, device_add(http_arena(r), app->keys, device, user_id));
}

err auth_welcome(const struct app *app, struct http_request *r, str user_id)
{
	str token;
	TRY(session_begin(app, http_arena(r), user_id, http_header(r, "User-Agent"), http_client(r), &token));
	auth_cookie_set(app, r, COOKIE_SESSION, token);
	auth_known(app, r, user_id);
	return OK;
}
