#include "api/api_int.h"
#include "wire/url.h"
#include <stdio.h>
#include <stdlib.h>

#define SEGMENTS_MAX 12

struct node {
	str segment; /* of a parameter: its name */
	bool param;
	struct node *children, *next;
	const struct route *by_method[HTTP_OTHER];
};

struct router {
	struct arena arena;
	struct node root;
};

static struct node *router_child_of(struct router *r, struct node *at, str segment, bool make)
{
	bool param = segment.n > 1 && segment.p[0] == ':';
	str name = param ? str_from(segment, 1) : segment;
	for (struct node *c = at->children; c; c = c->next)
		if (c->param == param && str_eq(c->segment, name))
			return c;
	if (!make)
		return NULL;
	struct node *c = arena_new(&r->arena, struct node);
	c->segment = name;
	c->param = param;
	c->next = at->children;
	at->children = c;
	return c;
}

static const char *router_row_fault(const struct route *row)
{
	if (!row->path || strncmp(row->path, "/api/", 5) != 0)
		return "its path does not begin with /api/";
	if ((row->tenant != NULL) == (row->system != NULL))
		return "it needs exactly one handler";
	if (row->tenant && row->scope == SCOPE_PUBLIC)
		return "a tenant's handler cannot be public";
	if (row->system && row->scope != SCOPE_PUBLIC && row->scope != SCOPE_OPERATOR && row->scope != SCOPE_ACCOUNT)
		return "a system handler is public, the operator's or the account's";
	if (!row->summary)
		return "it has no summary";
	if (row->method >= HTTP_OTHER || row->method == HTTP_HEAD || row->method == HTTP_OPTIONS)
		return "its method is answered by dispatch";
	if ((row->shape == SHAPE_STREAM || row->shape == SHAPE_BYTES) && !row->type)
		return "it has no media type";
	if ((row->flags & ROUTE_REPORT) && (row->method != HTTP_GET || !row->tenant))
		return "a report is a tenant's GET";
	return NULL;
}

static err router_add(struct router *r, const struct route *row)
{
	static char why[200];
	const char *fault = router_row_fault(row);
	struct node *at = &r->root;
	str rest = str_z(row->path), segment;
	size_t n = 0;
	while (!fault && str_next(&rest, '/', &segment)) {
		if (segment.n) {
			at = router_child_of(r, at, segment, true);
			n++;
		}
	}
	if (!fault && (n > SEGMENTS_MAX || at->by_method[row->method]))
		fault = n > SEGMENTS_MAX ? "its path is too long" : "another row has the same path and method";
	if (fault) {
		snprintf(why, sizeof(why), "route %s %s: %s", http_method_name(row->method),
			 row->path ? row->path : "?", fault);
		return err_make(ERR_BUG, why);
	}
	at->by_method[row->method] = row;
	return OK;
}

err router_new(const struct route_set *sets, size_t n, struct router **out)
{
	struct router *r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < *sets[i].n; k++) {
			err e = router_add(r, &sets[i].rows[k]);
			if (err_is(e)) {
				router_free(r);
				return e;
			}
		}
	*out = r;
	return OK;
}

void router_free(struct router *r)
{
	if (!r)
		return;
	arena_deinit(&r->arena);
	free(r);
}

/* Literals win over parameters; tries the other way when a literal leads nowhere. */
static const struct node *router_walk(const struct node *at, const str *segments, size_t n, str *params,
				      size_t *n_params)
{
	if (n == 0) {
		for (int m = 0; m < HTTP_OTHER; m++)
			if (at->by_method[m])
				return at;
		return NULL;
	}
	for (int pass = 0; pass < 2; pass++)
		for (const struct node *c = at->children; c; c = c->next) {
			if (c->param != (pass == 1) || (!c->param && !str_eq(c->segment, segments[0])))
				continue;
			size_t keep = *n_params;
			if (c->param && *n_params < 8)
				params[(*n_params)++] = segments[0];
			const struct node *found = router_walk(c, segments + 1, n - 1, params, n_params);
			if (found)
				return found;
			*n_params = keep;
		}
	return NULL;
}

static str router_methods_of(const struct node *n, struct arena *a)
{
	str out = STR("OPTIONS");
	for (int m = 0; m < HTTP_OTHER; m++)
		if (n->by_method[m])
			out = arena_printf(a, "%.*s, %s%s", STR_FMT(out), http_method_name((enum http_method)m),
					   m == HTTP_GET ? ", HEAD" : "");
	return out;
}

err router_find(const struct router *r, struct arena *a, enum http_method m, str path, struct router_match *out,
		str *allow)
{
	str segments[SEGMENTS_MAX], segment;
	size_t n = 0;
	if (path.n && path.p[0] == '/')
		path = str_from(path, 1);
	while (str_next(&path, '/', &segment)) {
		if (n == SEGMENTS_MAX || segment.n == 0 || err_is(url_decode(a, segment, false, &segments[n])))
			return err_make(ERR_NOT_FOUND, "There is nothing at this address.");
		n++;
	}
	*out = (struct router_match){};
	const struct node *found = n ? router_walk(&r->root, segments, n, out->params, &out->n) : NULL;
	if (!found)
		return err_make(ERR_NOT_FOUND, "There is nothing at this address.");
	enum http_method as = m == HTTP_HEAD ? HTTP_GET : m;
	out->route = as < HTTP_OTHER ? found->by_method[as] : NULL;
	if (out->route)
		return OK;
	*allow = router_methods_of(found, a);
	return err_make(ERR_FORBIDDEN, "This address does not take this method.");
}
