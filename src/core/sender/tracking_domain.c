#include "core/sender/tracking_domain.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/time.h"
#include "core/ground/text.h"
#include "db/gen/sys_tracking_domain_q.h"
#include "db/gen/tracking_domain_q.h"
#include "wire/addr.h"
#include "wire/token.h"
#include "wire/url.h"

#define CHECK_EVERY US_PER_DAY
#define CHECK_NEW US_PER_HOUR	      /* while it is not verified */
#define CHECK_LEASE (10 * US_PER_MIN) /* a worker's time for a round of checks */
#define FAILURES_MAX 3		      /* other answers in a row before a domain is taken out of use */
#define CLAIM_HELD US_PER_DAY	      /* a name that was never proven is kept for its account so long */
#define LABEL_LEN 32u

static struct url tracking_domain_our_url(const struct config *c)
{
	struct url u = {};
	err_ignore(url_parse(str_z(c->url), &u)); /* checked when the configuration was read */
	return u;
}

str tracking_base(const struct config *c, struct arena *a, str domain)
{
	if (str_empty(domain))
		return str_z(c->url);
	struct url u = tracking_domain_our_url(c);
	if (u.port == (c->url_is_https ? 443 : 80))
		return arena_printf(a, "%s://%.*s", c->url_is_https ? "https" : "http", STR_FMT(domain));
	return arena_printf(a, "%s://%.*s:%u", c->url_is_https ? "https" : "http", STR_FMT(domain), u.port);
}

static bool tracking_domain_is_address(struct arena *a, str host)
{
	return !str_absent(dns_reverse_name(a, host));
}

static str tracking_domain_lower(struct arena *a, str s)
{
	str out = arena_dup(a, s);
	char *p = (char *)(uintptr_t)out.p;
	for (size_t i = 0; i < out.n; i++)
		p[i] = ascii_lower(p[i]);
	return out;
}

/* ---- Rows */

#define FROM_ROW(r)                                                                                                    \
	{                                                                                                              \
		.id = (r)->id, .domain = (r)->domain, .verified = (r)->verified, .dns_records = (r)->dns_records,      \
		.found = (r)->found, .error = (r)->error, .checked_at = (r)->checked_at,                               \
		.created_at = (r)->created_at, .updated_at = (r)->updated_at                                           \
	}

err tracking_domain_get(tenant_db db, struct arena *a, str id, struct tracking_domain *out)
{
	struct q_tracking_domain_one_row r;
	err e = q_tracking_domain_one(db, a, &(struct q_tracking_domain_one_in){ .id = id }, &r);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, "there is no such tracking domain");
	TRY(e);
	*out = (struct tracking_domain)FROM_ROW(&r);
	return OK;
}

err tracking_domain_list(tenant_db db, struct arena *a, struct tracking_domain **out, size_t *n)
{
	struct q_tracking_domain_all_rows rows;
	TRY(q_tracking_domain_all(db, a, &rows));
	struct tracking_domain *v = arena_array(a, struct tracking_domain, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		v[i] = (struct tracking_domain)FROM_ROW(&rows.v[i]);
	*out = v;
	*n = rows.n;
	return OK;
}

err tracking_domain_find(tenant_db db, struct arena *a, str word, struct tracking_domain *out)
{
	struct tracking_domain *v;
	size_t n;
	TRY(tracking_domain_list(db, a, &v, &n));
	for (size_t i = 0; i < n; i++) {
		if (str_eq(v[i].id, word) || str_eq_nocase(v[i].domain, word)) {
			*out = v[i];
			return OK;
		}
	}
	return err_make(ERR_NOT_FOUND, "there is no such tracking domain");
}

err tracking_domain_delete(tenant_db db, struct arena *a, str id)
{
	int64_t gone = 0;
	TRY(q_tracking_domain_drop(db, a, &(struct q_tracking_domain_drop_in){ .id = id }, &gone));
	return gone ? OK : err_make(ERR_NOT_FOUND, "there is no such tracking domain");
}

/* ---- The records to set */

struct addresses {
	str v[16]; /* more than that are not looked at */
	size_t n;
};

static void tracking_domain_write_record(struct json_writer *w, const char *type, str name, str value, bool alternative)
{
	json_begin_obj(w);
	json_kv_str(w, "type", str_z(type));
	json_kv_str(w, "name", name);
	json_kv_str(w, "value", value);
	json_kv_bool(w, "alternative", alternative);
	json_end_obj(w);
}

/* ---- Whose it is: a TXT record with a label of the account, which nobody else can make */

static str tracking_domain_proof_name(struct arena *a, str domain)
{
	return arena_printf(a, "_loumass.%.*s", STR_FMT(domain));
}

static str tracking_domain_proof_value(const struct app *app, struct arena *a, size_t key, str user_id)
{
	unsigned char subkey[KEY_BYTES], mac[LABEL_LEN / 2];
	char label[LABEL_LEN];
	keyring_subkey(app->keys, "tracking-domain", key, subkey);
	token_mac(subkey, user_id, mac, sizeof(mac));
	token_hex(mac, sizeof(mac), label);
	return arena_printf(a, "loumass=%.*s", (int)LABEL_LEN, label);
}

static bool tracking_domain_is_proof(const struct app *app, struct arena *a, const struct dns_question *q, str user_id)
{
	for (size_t i = 0; !err_is(q->outcome) && i < q->n; i++)
		for (size_t k = 0; q->v[i].type == DNS_TXT && k < app->keys->n; k++)
			if (str_eq(str_trim(q->v[i].data), tracking_domain_proof_value(app, a, k, user_id)))
				return true;
	return false;
}

/* A CNAME to us; or, where the name cannot have one (a domain's own), our addresses as far as they are known. */
static err tracking_domain_expected(const struct app *app, struct arena *a, str user_id, str domain,
				    const struct addresses *ours, str *out)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	str host = tracking_domain_our_url(app->config).host;
	bool literal = tracking_domain_is_address(a, host);
	buf_init(&b, 64u << 10);
	json_writer_init(&w, &b);
	json_begin_arr(&w);
	if (!literal)
		tracking_domain_write_record(&w, "CNAME", domain, tracking_domain_lower(a, host), false);
	for (size_t i = 0; i < ours->n; i++)
		tracking_domain_write_record(&w, str_find_byte(ours->v[i], ':') == STR_NPOS ? "A" : "AAAA", domain,
					     ours->v[i], !literal);
	tracking_domain_write_record(&w, "TXT", tracking_domain_proof_name(a, domain),
				     tracking_domain_proof_value(app, a, 0, user_id), false);
	json_end_arr(&w);
	TRY(buf_err(&b));
	*out = arena_dup(a, buf_str(&b));
	return OK;
}

static err tracking_domain_check_name(const struct app *app, struct arena *a, str in, str *out)
{
	str normal, ascii;
	TRY(addr_domain(a, str_trim(in), &normal, &ascii));
	if (tracking_domain_is_address(a, ascii))
		return err_make(ERR_INVALID, "is an address: a name of yours is wanted, such as click.example.com");
	if (str_eq_nocase(ascii, tracking_domain_our_url(app->config).host))
		return err_make(ERR_INVALID, "is this installation's own name: choose one of your own domain");
	*out = tracking_domain_lower(a, ascii);
	return OK;
}

/* From another account: by who proves now that the name is theirs. */
static err tracking_domain_take_over(const struct app *app, tenant_db db, struct arena *a,
				     const struct q_tracking_domain_all_rows *mine, str domain)
{
	for (size_t i = 0; i < mine->n; i++)
		if (str_eq(mine->v[i].domain, domain))
			return err_make(ERR_CONFLICT, "you have this domain already");
	struct dns_question q = { .name = tracking_domain_proof_name(a, domain), .type = DNS_TXT };
	if (app->ask_dns)
		TRY(app->ask_dns(a, app->config->dns, &q, 1));
	if (!app->ask_dns || !tracking_domain_is_proof(app, a, &q, tenant_id(db))) {
		str value = tracking_domain_proof_value(app, a, 0, tenant_id(db));
		return err_make(
			ERR_CONFLICT,
			arena_printf(a,
				     "another account here has this domain. If it is yours, set a TXT record %.*s with "
				     "the value %.*s, then add it again: it becomes yours.",
				     STR_FMT(q.name), STR_FMT(value))
				.p);
	}
	log_info("domain.taken", "a tracking domain went to the account that proved it");
	struct q_tracking_domain_take_in in = { .domain = domain, .user_id = tenant_id(db) };
	return q_tracking_domain_take(app_system(app), a, &in, NULL);
}

err tracking_domain_add(const struct app *app, tenant_db db, struct arena *a, str domain, struct tracking_domain *out)
{
	struct q_tracking_domain_all_rows all;
	struct q_tracking_domain_insert_in row = { .id = make_id(a), .now = clock_now() };
	struct addresses ours = {};
	str host = tracking_domain_our_url(app->config).host;
	TRY(tracking_domain_check_name(app, a, domain, &row.domain));
	if (tracking_domain_is_address(a, host))
		ours.v[ours.n++] = host;
	TRY(tracking_domain_expected(app, a, tenant_id(db), row.domain, &ours, &row.records));
	TRY(q_tracking_domain_all(db, a, &all));
	if (all.n >= TRACKING_DOMAINS_MAX)
		return err_make(ERR_CONFLICT, "there are 50 tracking domains already: delete one that is not used");
	row.next = row.now + CHECK_NEW;
	struct q_tracking_domain_forget_in old = { .domain = row.domain, .before = row.now - CLAIM_HELD };
	TRY(q_tracking_domain_forget(app_system(app), a, &old, NULL));
	err e = q_tracking_domain_insert(db, a, &row, NULL);
	if (e.code == ERR_CONFLICT) {
		TRY(tracking_domain_take_over(app, db, a, &all, row.domain));
		e = q_tracking_domain_insert(db, a, &row, NULL);
	}
	TRY(e);
	return tracking_domain_get(db, a, row.id, out);
}

/* ---- Checking */

enum points { POINTS_HERE, POINTS_ELSEWHERE, POINTS_UNKNOWN };

struct look {
	enum points points;
	bool proven;
	struct addresses ours, theirs;
	str cname; /* the first on the way; absent: none */
	str why;
};

static void tracking_domain_note(struct addresses *to, str address)
{
	for (size_t i = 0; i < to->n; i++)
		if (str_eq(to->v[i], address))
			return;
	if (to->n < sizeof(to->v) / sizeof(*to->v))
		to->v[to->n++] = address;
}

static bool tracking_domain_all_among(const struct addresses *few, const struct addresses *many)
{
	for (size_t i = 0; i < few->n; i++) {
		bool found = false;
		for (size_t k = 0; k < many->n && !found; k++)
			found = str_eq(few->v[i], many->v[k]);
		if (!found)
			return false;
	}
	return few->n > 0;
}

static void tracking_domain_gather(const struct dns_question *q, struct addresses *to)
{
	for (size_t i = 0; !err_is(q->outcome) && i < q->n; i++)
		if (q->v[i].type == q->type)
			tracking_domain_note(to, q->v[i].data);
}

/* A CNAME on the way that names us. */
static bool tracking_domain_passes_us(const struct dns_question *q, str host, str *first)
{
	bool us = false;
	for (size_t i = 0; !err_is(q->outcome) && i < q->n; i++) {
		if (q->v[i].type != DNS_CNAME)
			continue;
		if (str_absent(*first))
			*first = q->v[i].data;
		us = us || str_eq_nocase(q->v[i].data, host);
	}
	return us;
}

static str tracking_domain_other_answer(struct arena *a, const struct look *l, str domain, str host)
{
	if (str_absent(l->cname) && l->theirs.n == 0)
		return arena_printf(
			a, "There is no record for %.*s yet. Set the one below; it may take a while until it is seen.",
			STR_FMT(domain));
	return arena_printf(a, "%.*s points to %.*s, not to %.*s: change the record.", STR_FMT(domain),
			    STR_FMT(str_absent(l->cname) ? l->theirs.v[0] : l->cname), STR_FMT(host));
}

static err tracking_domain_look_up(const struct app *app, struct arena *a, str user_id, str domain, struct look *out)
{
	enum { CNAME, A, AAAA, PROOF, OUR_A, OUR_AAAA };
	str host = tracking_domain_our_url(app->config).host;
	bool literal = tracking_domain_is_address(a, host);
	struct dns_question q[] = {
		[CNAME] = { .name = domain, .type = DNS_CNAME },
		[A] = { .name = domain, .type = DNS_A },
		[AAAA] = { .name = domain, .type = DNS_AAAA },
		[PROOF] = { .name = tracking_domain_proof_name(a, domain), .type = DNS_TXT },
		[OUR_A] = { .name = host, .type = DNS_A },
		[OUR_AAAA] = { .name = host, .type = DNS_AAAA },
	};
	struct look l = { .points = POINTS_UNKNOWN };
	if (!app->ask_dns)
		return err_make(ERR_UNAVAILABLE, "this process cannot ask DNS");
	TRY(app->ask_dns(a, app->config->dns, q, literal ? 4 : 6));
	if (literal)
		tracking_domain_note(&l.ours, host);
	else
		tracking_domain_gather(&q[OUR_A], &l.ours), tracking_domain_gather(&q[OUR_AAAA], &l.ours);
	tracking_domain_gather(&q[A], &l.theirs);
	tracking_domain_gather(&q[AAAA], &l.theirs);
	bool cname = false;
	for (int i = CNAME; i <= AAAA; i++)
		cname = tracking_domain_passes_us(&q[i], host, &l.cname) || cname;
	l.proven = tracking_domain_is_proof(app, a, &q[PROOF], user_id);
	if (cname || tracking_domain_all_among(&l.theirs, &l.ours)) {
		l.points = POINTS_HERE;
	} else if (err_is(q[CNAME].outcome) || err_is(q[A].outcome) || err_is(q[AAAA].outcome)) {
		err e = err_is(q[CNAME].outcome) ? q[CNAME].outcome
			: err_is(q[A].outcome)	 ? q[A].outcome
						 : q[AAAA].outcome;
		l.why = arena_printf(a, "DNS could not be asked about %.*s: %s. It is tried again.", STR_FMT(domain),
				     e.why);
	} else {
		l.points = POINTS_ELSEWHERE;
		l.why = tracking_domain_other_answer(a, &l, domain, host);
	}
	*out = l;
	return OK;
}

static err tracking_domain_found_json(struct arena *a, const struct look *l, str *out)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	buf_init(&b, 64u << 10);
	json_writer_init(&w, &b);
	json_begin_arr(&w);
	if (!str_absent(l->cname)) {
		json_begin_obj(&w);
		json_kv_str(&w, "type", STR("CNAME"));
		json_kv_str(&w, "value", l->cname);
		json_end_obj(&w);
	}
	for (size_t i = 0; i < l->theirs.n; i++) {
		json_begin_obj(&w);
		json_kv_str(&w, "type", str_find_byte(l->theirs.v[i], ':') == STR_NPOS ? STR("A") : STR("AAAA"));
		json_kv_str(&w, "value", l->theirs.v[i]);
		json_end_obj(&w);
	}
	json_end_arr(&w);
	TRY(buf_err(&b));
	*out = arena_dup(a, buf_str(&b));
	return OK;
}

/* by_person: what is found counts at once; else a wrong answer may be a passing one. */
static err tracking_domain_check(const struct app *app, tenant_db db, struct arena *a, str id, int64_t failures,
				 bool by_person)
{
	struct tracking_domain d;
	struct look l;
	int64_t now = clock_now();
	TRY(tracking_domain_get(db, a, id, &d));
	TRY(tracking_domain_look_up(app, a, tenant_id(db), d.domain, &l));
	struct q_tracking_domain_set_in row = {
		.user_id = tenant_id(db), .id = id, .now = now, .error = l.why, .failures = failures
	};
	if (l.points == POINTS_HERE && !l.proven && !d.verified) {
		row.error = arena_printf(
			a, "%.*s points here. Set the TXT record as well: it proves that the domain is yours.",
			STR_FMT(d.domain));
	} else if (l.points == POINTS_HERE) { /* proven once, it stays for as long as it points here */
		row.verified = SOME_BOOL(true);
		row.failures = 0;
	} else if (l.points == POINTS_ELSEWHERE) {
		row.failures = failures + 1;
		if (by_person || row.failures >= FAILURES_MAX)
			row.verified = SOME_BOOL(false);
	}
	bool stays = row.verified.has ? row.verified.v : d.verified;
	row.next = now + (stays && l.points == POINTS_HERE		  ? CHECK_EVERY
			  : now - d.created_at > 3 * US_PER_DAY && !stays ? CHECK_EVERY
									  : CHECK_NEW);
	TRY(tracking_domain_expected(app, a, tenant_id(db), d.domain, &l.ours, &row.records));
	TRY(tracking_domain_found_json(a, &l, &row.found));
	return q_tracking_domain_set(app_system(app), a, &row, NULL);
}

err tracking_domain_verify(const struct app *app, tenant_db db, struct arena *a, str id, struct tracking_domain *out)
{
	TRY(tracking_domain_check(app, db, a, id, 0, true));
	return tracking_domain_get(db, a, id, out);
}

err tracking_domain_check_due(const struct app *app, struct arena *a, size_t *n)
{
	int64_t now = clock_now();
	struct q_tracking_domain_due_rows rows;
	struct q_tracking_domain_due_in in = { .now = now, .again = now + CHECK_LEASE };
	TRY(q_tracking_domain_due(app_system(app), a, &in, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct arena ARENA_AUTO piece = {};
		tenant_db db = tenant_of(app->db, &piece, rows.v[i].user_id);
		err e = tracking_domain_check(app, db, &piece, rows.v[i].id, rows.v[i].failures, false);
		if (err_is(e) && e.code != ERR_NOT_FOUND)
			log_info("domain.check", "tracking domain %.*s: %s", STR_FMT(rows.v[i].id), e.why);
	}
	*n = rows.n;
	return OK;
}

err tracking_domain_served(const struct config *c, system_db db, struct arena *a, str host)
{
	struct q_tracking_host_known_row known = {};
	if (str_empty(host))
		return err_make(ERR_NOT_FOUND, "no name is given");
	if (str_eq_nocase(host, tracking_domain_our_url(c).host))
		return OK;
	TRY(q_tracking_host_known(db, a,
				  &(struct q_tracking_host_known_in){
					  .domain = tracking_domain_lower(a, str_upto(host, ADDR_DOMAIN_MAX)) },
				  &known));
	return known.n ? OK : err_make(ERR_NOT_FOUND, "no verified tracking domain has this name");
}

void tracking_domain_write(struct json_writer *w, const struct tracking_domain *d)
{
	json_begin_obj(w);
	json_kv_str(w, "id", d->id);
	json_kv_str(w, "domain", d->domain);
	json_kv_bool(w, "verified", d->verified);
	json_kv_raw(w, "dnsRecords", d->dns_records);
	json_kv_raw(w, "found", d->found);
	json_kv_str(w, "error", d->error);
	json_kv_opt_time(w, "checkedAt", d->checked_at);
	json_kv_time(w, "createdAt", d->created_at);
	json_kv_time(w, "updatedAt", d->updated_at);
	json_end_obj(w);
}
