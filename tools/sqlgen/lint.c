/* The plan lint: looks at the generic plan of each tenant query, as the owner and so without row-level security, and
 * reports every scan of a tenant's relation that the tenant's parameter does not reach.
 *
 * A relation is a tenant's when it has a "userId" column, or is "User". A scan is covered when a condition that is not
 * below an OR says <alias>."userId" = the tenant ("id" for "User"), or when one says <alias>.x = <other>.y, both x and
 * y named "id" or ending in "Id", and <other> is covered. A CTE or sub-query scan counts as covered when it reads a
 * tenant's relation itself, which is then looked at where it stands. */
#include "base/num.h"
#include "sqlgen.h"
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#define SCANS_MAX 200u
#define PAIRS_MAX 1000u

struct scan {
	str alias, relation; /* relation absent: a CTE or a sub-query */
	bool covered;
};
struct operand {
	str alias, column; /* alias absent: the parameter in column */
};
struct pair {
	struct operand a, b;
};
struct plan {
	const cJSON *root;
	const str *tenants; /* relations */
	size_t n_tenants;
	struct scan scans[SCANS_MAX];
	size_t n_scans;
	struct pair pairs[PAIRS_MAX];
	size_t n_pairs;
};

static const char *text_of(const cJSON *node, const char *key)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(node, key));
}

static bool is_tenants(const struct plan *p, str relation)
{
	for (size_t i = 0; i < p->n_tenants; i++) {
		if (str_eq(p->tenants[i], relation))
			return true;
	}
	return false;
}

/* --------------------------------------------------------------------------------------------------------
 * conditions */

static bool name_char(char c)
{
	return ascii_alpha(c) || ascii_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* One name at *at, quoted or not; moves behind it. */
static str name_at(str s, size_t *at)
{
	size_t from = *at;
	if (from < s.n && s.p[from] == '"') {
		size_t end = str_find_byte(str_from(s, from + 1), '"');
		if (end == STR_NPOS)
			return STR_NULL;
		*at = from + end + 2;
		return str_slice(s, from + 1, from + 1 + end);
	}
	while (*at < s.n && name_char(s.p[*at]))
		(*at)++;
	return *at > from ? str_slice(s, from, *at) : STR_NULL;
}

/* alias.column or $n, perhaps in parentheses for a cast. */
static bool operand_at(str s, size_t at, struct operand *out)
{
	while (at < s.n && s.p[at] == '(')
		at++;
	*out = (struct operand){};
	if (at < s.n && s.p[at] == '$') {
		size_t end = at + 1;
		while (end < s.n && ascii_digit(s.p[end]))
			end++;
		out->column = str_slice(s, at, end);
		return true;
	}
	str first = name_at(s, &at);
	if (str_absent(first) || at >= s.n || s.p[at] != '.')
		return false;
	at++;
	out->alias = first;
	out->column = name_at(s, &at);
	return !str_absent(out->column);
}

/* Where the operand that ends before `end` begins. */
static size_t operand_start(str s, size_t end)
{
	size_t at = end, depth = 0;
	bool quoted = false;
	while (at > 0) {
		char c = s.p[at - 1];
		if (c == '"')
			quoted = !quoted;
		else if (!quoted && c == ')')
			depth++;
		else if (!quoted && c == '(' && depth-- == 0)
			break;
		else if (!quoted && c == ' ' && depth == 0)
			break;
		at--;
	}
	return at;
}

/* The parentheses around `at`: [from, to). False at the outermost. */
static bool group_around(str s, size_t at, size_t *from, size_t *to)
{
	size_t depth = 0, i = at;
	for (;; i--) {
		if (i == 0)
			return false;
		char c = s.p[i - 1];
		if (c == ')')
			depth++;
		else if (c == '(' && depth-- == 0)
			break;
	}
	*from = i;
	depth = 0;
	for (i = at; i < s.n; i++) {
		if (s.p[i] == '(')
			depth++;
		else if (s.p[i] == ')' && depth-- == 0)
			break;
	}
	*to = i;
	return true;
}

static bool has_or(str s, size_t from, size_t to)
{
	size_t depth = 0;
	for (size_t i = from; i < to; i++) {
		if (s.p[i] == '(')
			depth++;
		else if (s.p[i] == ')')
			depth--;
		else if (depth == 0 && str_starts(str_slice(s, i, to), STR(" OR ")))
			return true;
	}
	return false;
}

static bool below_or_or_not(str s, size_t at)
{
	size_t from, to, where = at;
	while (group_around(s, where, &from, &to)) {
		if (has_or(s, from, to) || str_starts(str_from(s, from), STR("NOT ")))
			return true;
		where = from - 1;
	}
	return has_or(s, 0, s.n);
}

static void collect_pairs(struct plan *p, const char *condition)
{
	str s = str_z(condition);
	for (size_t at = 0; at + 3 < s.n && p->n_pairs < PAIRS_MAX; at++) {
		struct pair *pair = &p->pairs[p->n_pairs];
		if (!str_starts(str_from(s, at), STR(" = ")))
			continue;
		if (operand_at(s, operand_start(s, at), &pair->a) && operand_at(s, at + 3, &pair->b) &&
		    !below_or_or_not(s, at))
			p->n_pairs++;
	}
}

/* --------------------------------------------------------------------------------------------------------------
 * plans */

static bool reads_tenants(const struct plan *p, const cJSON *node)
{
	const char *relation = text_of(node, "Relation Name");
	if (relation && is_tenants(p, str_z(relation)))
		return true;
	const cJSON *child;
	cJSON_ArrayForEach(child, cJSON_GetObjectItemCaseSensitive(node, "Plans"))
	{
		if (reads_tenants(p, child))
			return true;
	}
	return false;
}

static const cJSON *find_cte(const cJSON *node, str name)
{
	const char *sub = text_of(node, "Subplan Name");
	if (sub && str_starts(str_z(sub), STR("CTE ")) && str_eq(str_from(str_z(sub), 4), name))
		return node;
	const cJSON *child;
	cJSON_ArrayForEach(child, cJSON_GetObjectItemCaseSensitive(node, "Plans"))
	{
		const cJSON *found = find_cte(child, name);
		if (found)
			return found;
	}
	return NULL;
}

static void add_scan(struct plan *p, const cJSON *node)
{
	const char *type = text_of(node, "Node Type"), *alias = text_of(node, "Alias");
	const char *relation = text_of(node, "Relation Name"), *cte = text_of(node, "CTE Name");
	if (!type || !alias || p->n_scans == SCANS_MAX || strcmp(type, "ModifyTable") == 0)
		return;
	struct scan s = { .alias = str_z(alias), .relation = str_z(relation) };
	if (cte) {
		const cJSON *source = find_cte(p->root, str_z(cte));
		s.covered = source && reads_tenants(p, source);
	} else if (strcmp(type, "Subquery Scan") == 0) {
		s.covered = reads_tenants(p, node);
	}
	p->scans[p->n_scans++] = s;
}

static void walk(struct plan *p, const cJSON *node)
{
	const cJSON *item;
	add_scan(p, node);
	cJSON_ArrayForEach(item, node)
	{
		bool condition = item->string && (str_ends(str_z(item->string), STR("Cond")) ||
						  str_ends(str_z(item->string), STR("Filter")));
		if (condition && cJSON_IsString(item))
			collect_pairs(p, item->valuestring);
	}
	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(node, "Plans"))
	{
		walk(p, item);
	}
}

static bool id_column(str c)
{
	return str_eq(c, STR("id")) || str_ends(c, STR("Id"));
}

/* A partition's alias is its parent's with _<number> behind, which is what conditions above it say. */
static bool same_alias(str alias, str said)
{
	if (str_eq(alias, said))
		return true;
	if (!str_starts(alias, said) || alias.n < said.n + 2 || alias.p[said.n] != '_')
		return false;
	uint64_t n;
	return num_parse_u64(str_from(alias, said.n + 1), &n);
}

static bool covered(const struct plan *p, str alias)
{
	for (size_t i = 0; i < p->n_scans; i++) {
		if (p->scans[i].covered && same_alias(p->scans[i].alias, alias))
			return true;
	}
	return false;
}

static bool covers(const struct plan *p, const struct scan *s, const struct operand *mine, const struct operand *other)
{
	char parameter[16];
	snprintf(parameter, sizeof(parameter), "$%u", LINT_TENANT);
	if (str_absent(mine->alias) || !same_alias(s->alias, mine->alias))
		return false;
	const char *key = str_eq(s->relation, STR("User")) ? "id" : "userId";
	if (str_absent(other->alias))
		return str_eq(other->column, str_z(parameter)) && str_eq(mine->column, str_z(key));
	return id_column(mine->column) && id_column(other->column) && covered(p, other->alias);
}

static void spread(struct plan *p)
{
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t i = 0; i < p->n_scans; i++) {
			struct scan *s = &p->scans[i];
			for (size_t k = 0; k < p->n_pairs && !s->covered; k++) {
				const struct pair *e = &p->pairs[k];
				s->covered = covers(p, s, &e->a, &e->b) || covers(p, s, &e->b, &e->a);
				changed |= s->covered;
			}
		}
	}
}

static void judge(const struct file *f, const struct query *q, struct plan *p)
{
	spread(p);
	for (size_t i = 0; i < p->n_scans; i++) {
		const struct scan *s = &p->scans[i];
		if (!s->covered && !str_absent(s->relation) && is_tenants(p, s->relation))
			complain(f, q, "\"%.*s\" (%.*s) is read without the tenant", STR_FMT(s->relation),
				 STR_FMT(s->alias));
	}
}

static char *explain(PGconn *pg, struct arena *a, const struct file *f, const struct query *q)
{
	Oid oids[LINT_TENANT];
	for (unsigned i = 0; i < LINT_TENANT; i++)
		oids[i] = i < q->n_params && !q->params[i].tenant ? q->params[i].type->oid : 25;
	PGresult *r = PQprepare(pg, "lint", arena_z(a, q->lint_sql), LINT_TENANT, oids);
	bool well = PQresultStatus(r) == PGRES_COMMAND_OK;
	if (!well)
		complain(f, q, "%s", PQresultErrorMessage(r));
	PQclear(r);
	if (!well)
		return NULL;
	struct buf BUF_AUTO sql;
	buf_init(&sql, 4096);
	buf_add_lit(&sql, "explain (verbose, costs off, format json) execute lint(");
	for (unsigned i = 0; i < LINT_TENANT; i++)
		buf_addf(&sql, "%snull", i ? "," : "");
	buf_add_mem(&sql, ")", 2);
	r = PQexec(pg, sql.p);
	char *out = NULL;
	if (PQresultStatus(r) == PGRES_TUPLES_OK)
		out = strdup(PQgetvalue(r, 0, 0));
	else
		complain(f, q, "%s", PQresultErrorMessage(r));
	PQclear(r);
	PQclear(PQexec(pg, "deallocate lint"));
	return out;
}

static void lint_query(PGconn *pg, struct arena *a, const struct file *f, const struct query *q, const str *tenants,
		       size_t n_tenants)
{
	char *text = explain(pg, a, f, q);
	cJSON *json = text ? cJSON_Parse(text) : NULL;
	const cJSON *root = cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(json, 0), "Plan");
	free(text);
	if (root) {
		struct plan *p = arena_new(a, struct plan);
		p->root = root;
		p->tenants = tenants;
		p->n_tenants = n_tenants;
		walk(p, root);
		judge(f, q, p);
	}
	cJSON_Delete(json);
}

static size_t tenant_relations(PGconn *pg, struct arena *a, const str **out)
{
	PGresult *r = PQexec(
		pg, "select c.relname from pg_class c where c.relkind in ('r', 'p') and (c.relname = 'User' or exists "
		    "(select from pg_attribute t where t.attrelid = c.oid and t.attname = 'userId')) "
		    "and c.relnamespace = 'public'::regnamespace");
	size_t n = (size_t)PQntuples(r);
	str *v = arena_array(a, str, n + 1);
	for (size_t i = 0; i < n; i++)
		v[i] = arena_dup(a, str_z(PQgetvalue(r, (int)i, 0)));
	PQclear(r);
	*out = v;
	return n;
}

void lint_file(PGconn *pg, struct arena *a, struct file *f)
{
	const str *tenants;
	unsigned before = complaints;
	describe_file(pg, a, f);
	if (!f->tenant || complaints != before)
		return;
	size_t n = tenant_relations(pg, a, &tenants);
	PQclear(PQexec(pg, "begin; set local plan_cache_mode = force_generic_plan"));
	for (unsigned i = 0; i < f->n; i++) {
		const struct query *q = &f->v[i];
		if (q->kind == KIND_DDL)
			PQclear(PQexec(pg, arena_z(a, q->sql)));
		else if (q->kind != KIND_COPY && str_empty(q->lint_ok)) {
			PQclear(PQexec(pg, "savepoint q"));
			lint_query(pg, a, f, q, tenants, n);
			PQclear(PQexec(pg, "rollback to q"));
		}
	}
	PQclear(PQexec(pg, "rollback"));
}
