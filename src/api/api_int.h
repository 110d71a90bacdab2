/* The API's insides, for api/ only. */
#pragma once
#include "api/api.h"
#include "base/limits.h"
#include <pthread.h>

/* router.c: paths to rows. */
struct router;
struct router_match {
	const struct route *route;
	str params[8]; /* in the order of the path, percent-decoded */
	size_t n;
};
err router_new(const struct route_set *sets, size_t n, struct router **out); /* ERR_BUG: a row is wrong */
void router_free(struct router *r);
/* ERR_NOT_FOUND: no such path. ERR_FORBIDDEN: not this method; *allow lists those there are. */
err router_find(const struct router *r, struct arena *a, enum http_method m, str path, struct router_match *out,
		str *allow);

/* problem.c */
int problem_status(enum err_code code);
const char *problem_title(int status);
/* Answers with a problem document. retry_after 0: the status's usual. */
void problem_reply(struct http_request *r, int status, str detail, const struct field_errors *errors,
		   int64_t retry_after);

/* auth.c */
enum identity_kind { IDENTITY_NONE, IDENTITY_SESSION, IDENTITY_KEY };
struct identity {
	enum identity_kind kind;
	char user_id[40], id[40]; /* the session's or key's */
	uint32_t scopes;	  /* bits of enum api_scope */
	bool is_operator;
};
struct auth;
struct auth *auth_new(const struct app *app);
void auth_free(struct auth *a);
/* ERR_AUTH: nobody, or not any more. */
err auth_identify(struct auth *a, struct http_request *r, struct identity *out);
void auth_forget(struct auth *a, str user_id);
/* May this browser's page make this unsafe request? */
bool auth_origin_ok(const struct app *app, const struct http_request *r);
bool auth_may(const struct identity *who, enum api_scope scope);
/* Token buckets by name: ERR_LIMIT with *retry_after when it is empty. */
err auth_rate(struct auth *a, str name, double per_second, double burst, int64_t *retry_after);
#define SESSION_COOKIE "loumass_session"
enum auth_cookie { COOKIE_SESSION, COOKIE_DEVICE, COOKIE_GOOGLE };
const char *auth_cookie_name(const struct app *app, enum auth_cookie which);
str auth_cookie_value(const struct app *app, const struct http_request *r, enum auth_cookie which);
void auth_cookie_set(const struct app *app, struct http_request *r, enum auth_cookie which,
		     str value); /* empty: one that ends it */
/* A session begins: its cookie, and the one by which the device is known from now on. */
void auth_known(const struct app *app, struct http_request *r, str user_id); /* the second alone */
err auth_welcome(const struct app *app, struct http_request *r, str user_id);

/* query.c */
struct api_query_value {
	const struct api_param *param;
	str text;
	int64_t i64;
};
err query_read(struct api_call *call);

/* idempotency.c: around a handler. */
enum idempotency { IDEMPOTENCY_RUN, IDEMPOTENCY_ANSWERED };
struct idempotency_slot {
	bool active;
	str key;
};
err idempotency_begin(struct api_call *call, tenant_db db, struct idempotency_slot *slot, enum idempotency *what);
void idempotency_end(struct api_call *call, tenant_db db, struct idempotency_slot *slot, err outcome, str body);

/* waits.c: who waits for other servers, on whose behalf. */
struct wait_place {
	uint64_t who; /* a hash of it; 0: nobody */
	unsigned n;
};
struct waits {
	pthread_mutex_t lock;
	struct wait_place v[HTTP_APART_MAX];
};
void waits_leave(struct api_call *call); /* what api_wait has taken */

struct api {
	const struct app *app;
	struct waits waits;
	struct router *router;
	struct auth *auth;
};
