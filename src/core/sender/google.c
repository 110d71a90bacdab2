#include "core/sender/google.h"
#include "base/log.h"
#include "base/time.h"
#include "core/ground/text.h"
#include "core/sender/google_int.h"
#include "db/gen/google_q.h"
#include "db/gen/sys_account_q.h"
#include "db/gen/sys_google_q.h"
#include "wire/url.h"
#include <pthread.h>
#include <stdlib.h>

#define ENDPOINTS_FOR US_PER_HOUR
#define CLIENT_TEXT_MAX 500u

static const str id_key = STR_INIT("google.client_id");
static const str secret_key = STR_INIT("google.client_secret");

/* ---- Sealing */

str google_seal(const struct app *app, struct arena *a, str context, str plain)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 64u << 10);
	base64url_encode(&b, token_seal(a, app->keys, context, plain));
	return arena_dup(a, buf_str(&b));
}

err google_open(const struct app *app, struct arena *a, str context, str sealed, str *plain)
{
	str raw;
	if (str_absent(sealed) || err_is(base64url_decode(a, sealed, &raw)) ||
	    err_is(token_open(a, app->keys, context, raw, plain, NULL)))
		return err_make(ERR_INVALID, "it was sealed with a key that this installation no longer has");
	return OK;
}

str google_token_context(struct arena *a, str sender_id)
{
	return arena_printf(a, "gmail:%.*s", STR_FMT(sender_id));
}

static str google_own_context(struct arena *a, str user_id)
{
	return arena_printf(a, "google-client:%.*s", STR_FMT(user_id));
}

/* ---- Requests */

str google_redirect_uri(const struct app *app, struct arena *a)
{
	return arena_printf(a, "%s" GOOGLE_RETURN_PATH, app->config->url);
}

static err google_request(const struct app *app, struct arena *a, str url, str form, int *status, str *body)
{
	if (!app->deliver)
		return err_make(ERR_UNAVAILABLE, "this process cannot reach Google");
	return app->deliver->http(a, &(struct deliver_http){ .url = url, .form = form }, status, body);
}

err google_get(const struct app *app, struct arena *a, str url, str *body)
{
	int status;
	TRY(google_request(app, a, url, STR_NULL, &status, body));
	return status == 200 ? OK : err_make(ERR_UNAVAILABLE, arena_printf(a, "Google answered with %d", status).p);
}

err google_post(const struct app *app, struct arena *a, str url, str form, struct oauth_tokens *out)
{
	int status;
	str body;
	TRY(google_request(app, a, url, form, &status, &body));
	return oauth_tokens_read(a, status, body, out);
}

static struct {
	pthread_mutex_t lock;
	char *issuer, *text; /* malloc'ed */
	int64_t until;
} known = { .lock = PTHREAD_MUTEX_INITIALIZER };

static str google_recall(struct arena *a, const char *issuer)
{
	str text = STR_NULL;
	pthread_mutex_lock(&known.lock);
	if (known.text && clock_mono() < known.until && strcmp(known.issuer, issuer) == 0)
		text = arena_dup(a, str_z(known.text));
	pthread_mutex_unlock(&known.lock);
	return text;
}

static void google_remember(const char *issuer, const char *text)
{
	pthread_mutex_lock(&known.lock);
	free(known.issuer);
	free(known.text);
	known.issuer = strdup(issuer);
	known.text = strdup(text);
	if (!known.issuer || !known.text)
		abort();
	known.until = clock_mono() + ENDPOINTS_FOR;
	pthread_mutex_unlock(&known.lock);
}

err google_endpoints(const struct app *app, struct arena *a, struct oauth_endpoints *out)
{
	const char *issuer = app->config->google_issuer;
	str text = google_recall(a, issuer);
	if (!str_absent(text))
		return oauth_discovery_read(a, text, str_z(issuer), out);
	TRY(google_get(app, a, arena_printf(a, "%s/.well-known/openid-configuration", issuer), &text));
	TRY(oauth_discovery_read(a, text, str_z(issuer), out));
	google_remember(issuer, arena_z(a, text));
	return OK;
}

/* ---- Clients */

static err google_setting(const struct app *app, struct arena *a, str key, str *out)
{
	struct q_setting_get_row row;
	err e = q_setting_get(app_system(app), a, &(struct q_setting_get_in){ .key = key }, &row);
	*out = err_is(e) || str_empty(row.value) ? STR_NULL : row.value;
	return e.code == ERR_NOT_FOUND ? OK : e;
}

static err google_operators(const struct app *app, struct arena *a, struct oauth_client *out)
{
	str sealed;
	if (app->config->google_client_id[0]) {
		*out = (struct oauth_client){ str_z(app->config->google_client_id),
					      str_z(app->config->google_client_secret) };
		return OK;
	}
	struct oauth_client c;
	TRY(google_setting(app, a, id_key, &c.id));
	TRY(google_setting(app, a, secret_key, &sealed));
	if (str_absent(c.id) || str_absent(sealed))
		return err_make(ERR_NOT_FOUND, "Google is not set up on this installation");
	TRY(google_open(app, a, secret_key, sealed, &c.secret));
	*out = c;
	return OK;
}

err google_client(const struct app *app, struct arena *a, str user_id, struct oauth_client *out, bool *own)
{
	struct q_google_own_client_row row;
	*own = false;
	if (str_empty(user_id))
		return google_operators(app, a, out);
	err e = q_google_own_client(app_system(app), a, &(struct q_google_own_client_in){ .user_id = user_id }, &row);
	if (e.code == ERR_NOT_FOUND)
		return google_operators(app, a, out);
	TRY(e);
	*own = true;
	out->id = row.client_id;
	return google_open(app, a, google_own_context(a, user_id), row.secret_sealed, &out->secret);
}

bool google_ready(const struct app *app, struct arena *a)
{
	struct oauth_client c;
	return !err_is(google_operators(app, a, &c));
}

err google_operator_client(const struct app *app, struct arena *a, struct google_client_view *out)
{
	*out = (struct google_client_view){ .source = "none", .redirect_uri = google_redirect_uri(app, a) };
	if (app->config->google_client_id[0]) {
		out->client_id = str_z(app->config->google_client_id);
		out->source = "configuration";
		return OK;
	}
	TRY(google_setting(app, a, id_key, &out->client_id));
	if (!str_absent(out->client_id))
		out->source = "settings";
	return OK;
}

static err google_check_client(const struct google_client_body *in, struct field_errors *errors)
{
	if (in->client_id.n > CLIENT_TEXT_MAX || !one_line(in->client_id) || str_empty(str_trim(in->client_id)))
		field_error_addf(errors, "clientId", "must be the client's id as Google shows it");
	if (in->client_secret.n > CLIENT_TEXT_MAX || !one_line(in->client_secret) ||
	    str_empty(str_trim(in->client_secret)))
		field_error_addf(errors, "clientSecret", "must be the client's secret as Google shows it");
	return field_errors_err(errors);
}

static err google_put(const struct app *app, struct arena *a, str key, str value)
{
	return q_setting_put(app_system(app), a, &(struct q_setting_put_in){ .key = key, .value = value }, NULL);
}

err google_operator_client_set(const struct app *app, struct arena *a, const struct google_client_body *in,
			       struct field_errors *errors)
{
	if (app->config->google_client_id[0])
		return err_make(ERR_CONFLICT, "the client is set by the configuration (google_client_id)");
	TRY(google_check_client(in, errors));
	TRY(google_put(app, a, secret_key, google_seal(app, a, secret_key, str_trim(in->client_secret))));
	return google_put(app, a, id_key, str_trim(in->client_id));
}

err google_operator_client_drop(const struct app *app, struct arena *a)
{
	if (app->config->google_client_id[0])
		return err_make(ERR_CONFLICT, "the client is set by the configuration (google_client_id)");
	TRY(google_put(app, a, id_key, STR("")));
	return google_put(app, a, secret_key, STR(""));
}

err google_own_client(const struct app *app, tenant_db db, struct arena *a, struct google_client_view *out)
{
	struct q_google_client_row row;
	err e = q_google_client(db, a, &row);
	if (e.code == ERR_NOT_FOUND)
		return google_operator_client(app, a, out);
	TRY(e);
	*out = (struct google_client_view){ .client_id = row.client_id,
					    .source = "own",
					    .redirect_uri = google_redirect_uri(app, a) };
	return OK;
}

err google_own_client_set(const struct app *app, tenant_db db, struct arena *a, const struct google_client_body *in,
			  struct field_errors *errors)
{
	TRY(google_check_client(in, errors));
	str context = google_own_context(a, tenant_id(db));
	struct q_google_client_put_in row = { .client_id = str_trim(in->client_id),
					      .secret_sealed =
						      google_seal(app, a, context, str_trim(in->client_secret)),
					      .now = clock_now() };
	return q_google_client_put(db, a, &row, NULL);
}

err google_own_client_drop(tenant_db db, struct arena *a)
{
	return q_google_client_drop(db, a, NULL);
}

void google_client_write(struct json_writer *w, const struct google_client_view *v)
{
	json_begin_obj(w);
	json_kv_str(w, "clientId", v->client_id);
	json_kv_str(w, "source", str_z(v->source));
	json_kv_str(w, "redirectUri", v->redirect_uri);
	json_end_obj(w);
}
