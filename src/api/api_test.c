/* The tables as a whole: every row is sound, the router finds it, the document describes it. */
#include "api/api_int.h"
#include <setjmp.h> /* cmocka */
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_router(void **state)
{
	(void)state;
	struct router *r;
	err e = router_new(api_route_sets, api_route_sets_n, &r);
	if (err_is(e))
		fail_msg("%s", e.why);
	struct arena ARENA_AUTO a = {};
	for (size_t i = 0; i < api_route_sets_n; i++)
		for (size_t k = 0; k < *api_route_sets[i].n; k++) {
			const struct route *row = &api_route_sets[i].rows[k];
			struct router_match m;
			str allow;
			e = router_find(r, &a, row->method, str_z(row->path), &m, &allow); /* ":id" stands for itself */
			assert_false(err_is(e));
			assert_ptr_equal(m.route, row);
		}
	struct router_match m;
	str allow = STR_NULL;
	assert_false(err_is(router_find(r, &a, HTTP_DELETE, STR("/api/sessions/a%20b"), &m, &allow)));
	assert_true(str_eq(m.params[0], STR("a b")));
	assert_false(err_is(router_find(r, &a, HTTP_HEAD, STR("/api/me"), &m, &allow)));
	assert_int_equal(router_find(r, &a, HTTP_PUT, STR("/api/me"), &m, &allow).code, ERR_FORBIDDEN);
	assert_true(str_eq(allow, STR("OPTIONS, GET, HEAD, PATCH, DELETE")));
	static const str none[] = { STR_INIT("/api"),
				    STR_INIT("/api/"),
				    STR_INIT("/api/me/"),
				    STR_INIT("/api//me"),
				    STR_INIT("/api/nothing"),
				    STR_INIT("/api/sessions/%zz"),
				    STR_INIT("/api/sessions/%00"),
				    STR_INIT("/api/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p") };
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_int_equal(router_find(r, &a, HTTP_GET, none[i], &m, &allow).code, ERR_NOT_FOUND);
	router_free(r);
}

static err no_tenant(struct api_call *call, tenant_db db)
{
	(void)call;
	(void)db;
	return OK;
}

static void test_bad_rows(void **state)
{
	(void)state;
	static const struct route rows[][2] = {
		{ { .path = "/x", .tenant = no_tenant, .scope = SCOPE_READ, .summary = "s" } },
		{ { .path = "/api/x", .scope = SCOPE_READ, .summary = "s" } },
		{ { .path = "/api/x", .tenant = no_tenant, .scope = SCOPE_PUBLIC, .summary = "s" } },
		{ { .path = "/api/x", .tenant = no_tenant, .scope = SCOPE_READ } },
	};
	const size_t one = 1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct route_set set = { rows[i], &one };
		struct router *r;
		assert_int_equal(router_new(&set, 1, &r).code, ERR_BUG);
	}
	static const struct route twice[2] = {
		{ .path = "/api/x/:a", .tenant = no_tenant, .scope = SCOPE_READ, .summary = "s" },
		{ .path = "/api/x/:a", .tenant = no_tenant, .scope = SCOPE_READ, .summary = "s" },
	};
	const size_t two = 2;
	struct route_set set = { twice, &two };
	struct router *r;
	assert_int_equal(router_new(&set, 1, &r).code, ERR_BUG);
}

/* Every reference leads somewhere, every operation has an id of its own and an answer. */
static void check_refs(const struct json *v, const struct json *schemas)
{
	if (json_is(v, JSON_OBJ)) {
		str ref = json_str(json_get(v, "$ref"));
		if (ref.n) {
			str name = str_from(ref, sizeof("#/components/schemas/") - 1);
			char z[128] = {};
			memcpy(z, name.p, size_min(name.n, sizeof(z) - 1));
			if (!json_get(schemas, z))
				fail_msg("nothing at %.*s", STR_FMT(ref));
		}
	}
	if (json_is(v, JSON_OBJ) || json_is(v, JSON_ARR))
		for (JSON_EACH(item, v))
			check_refs(item, schemas);
}

static void test_openapi(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	struct arena ARENA_AUTO a = {};
	buf_init(&b, 16 << 20);
	api_openapi(&b);
	const struct json *doc;
	err e = json_parse(&a, buf_str(&b), &doc);
	if (err_is(e))
		fail_msg("%s", e.why);
	assert_true(str_eq(json_str(json_get(doc, "openapi")), STR("3.1.0")));
	const struct json *paths = json_get(doc, "paths"), *schemas = json_get(json_get(doc, "components"), "schemas");
	assert_non_null(json_get(schemas, "Problem"));
	assert_non_null(json_get(schemas, "User"));
	check_refs(doc, schemas);
	size_t operations = 0, rows = 0;
	static str ids[1024];
	for (JSON_EACH(path, paths))
		for (JSON_EACH(op, path)) {
			str id = json_str(json_get(op, "operationId"));
			assert_true(id.n > 3);
			for (size_t i = 0; i < operations; i++)
				assert_false(str_eq(ids[i], id));
			ids[operations++] = id;
			assert_true(json_len(json_get(op, "responses")) == 2);
		}
	for (size_t i = 0; i < api_route_sets_n; i++)
		rows += *api_route_sets[i].n;
	assert_int_equal(operations, rows);
	/* What a row says arrives: a body with a bound, a path with a parameter. */
	const struct json *login = json_get(json_get(paths, "/api/auth/login"), "post");
	const struct json *body =
		json_get(json_get(json_get(json_get(login, "requestBody"), "content"), "application/json"), "schema");
	int64_t n = 0;
	assert_true(json_i64(json_get(json_get(json_get(body, "properties"), "email"), "maxLength"), &n) && n == 320);
	assert_int_equal(json_len(json_get(body, "required")), 2);
	assert_non_null(json_get(json_get(paths, "/api/sessions/{id}"), "delete"));
}

static void test_markdown(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	buf_init(&b, 16 << 20);
	api_markdown(&b);
	assert_true(str_find(buf_str(&b), STR("## POST /api/auth/login\n")) != STR_NPOS);
	assert_false(b.over);
}

static void test_problem(void **state)
{
	(void)state;
	assert_int_equal(problem_status(ERR_INVALID), 422);
	assert_int_equal(problem_status(ERR_NOT_FOUND), 404);
	assert_int_equal(problem_status(ERR_UNCERTAIN), 503);
	for (int c = ERR_INVALID; c <= ERR_BUG; c++)
		assert_true(problem_status((enum err_code)c) >= 400);
}

static void test_scopes(void **state)
{
	(void)state;
	struct identity session = { .kind = IDENTITY_SESSION },
			key = { .kind = IDENTITY_KEY, .scopes = 1u << SCOPE_SEND };
	struct identity none = { .kind = IDENTITY_KEY };
	assert_true(auth_may(&session, SCOPE_ACCOUNT) && auth_may(&session, SCOPE_SEND) &&
		    !auth_may(&session, SCOPE_OPERATOR));
	assert_true(auth_may(&key, SCOPE_SEND) && auth_may(&key, SCOPE_READ));
	assert_false(auth_may(&key, SCOPE_CONTACTS_WRITE) || auth_may(&key, SCOPE_ACCOUNT) ||
		     auth_may(&key, SCOPE_OPERATOR));
	assert_false(auth_may(&none, SCOPE_READ));
	session.is_operator = key.is_operator = true;
	assert_true(auth_may(&session, SCOPE_OPERATOR) && !auth_may(&key, SCOPE_OPERATOR));
}

static void test_cursor(void **state)
{
	(void)state;
	static const struct api_param params[] = { API_PAGE_PARAMS };
	static const struct route row = { .path = "/api/x", ROUTE_QUERY(params) };
	struct arena ARENA_AUTO a = {};
	const str parts[] = { STR_INIT("a,b\nc"), STR_INIT(""), STR_NULL };
	struct api_query_value value = { .param = &params[1], .text = api_cursor_make(&a, parts, 3) };
	struct api_call call = { .arena = &a, .route = &row, .values = &value, .n_values = 1 };
	field_errors_init(&call.errors, &a);
	str out[3];
	bool has = false;
	assert_int_equal(api_cursor_read(&call, out, 3, &has).code, ERR_OK);
	assert_true(has && str_eq(out[0], parts[0]) && !str_absent(out[1]) && str_absent(out[2]));
	assert_int_equal(api_cursor_read(&call, out, 2, &has).code, ERR_INVALID);
	for (size_t cut = 1; cut < value.text.n; cut++) {
		struct api_query_value shorter = { .param = &params[1], .text = str_upto(value.text, cut) };
		call.values = &shorter;
		assert_int_equal(api_cursor_read(&call, out, 3, &has).code, ERR_INVALID);
	}
	call.n_values = 0;
	assert_int_equal(api_cursor_read(&call, out, 3, &has).code, ERR_OK);
	assert_false(has);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_router),	 cmocka_unit_test(test_bad_rows), cmocka_unit_test(test_openapi),
		cmocka_unit_test(test_markdown), cmocka_unit_test(test_problem),  cmocka_unit_test(test_scopes),
		cmocka_unit_test(test_cursor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
