#include "core/sender/domain_setup.h"
#include "base/limits.h"
#include "base/time.h"
#include "core/ground/text.h"
#include "db/gen/domain_q.h"
#include "wire/addr.h"
#include "wire/json_read.h"

#define LOOKED_AT_MAX 500u /* domains that were looked at, of one tenant */

static err domain_setup_no_domain(void)
{
	return err_make(ERR_NOT_FOUND, "no sender of yours has this domain: add a sender, or the domain");
}

static str domain_setup_lower(struct arena *a, str s)
{
	str out = arena_dup(a, s);
	char *p = (char *)(uintptr_t)out.p;
	for (size_t i = 0; i < out.n; i++)
		p[i] = ascii_lower(p[i]);
	return out;
}

static err domain_setup_ascii_of(struct arena *a, str domain, str *out)
{
	str normal, ascii;
	TRY(addr_domain(a, str_trim(domain), &normal, &ascii));
	*out = domain_setup_lower(a, ascii);
	return OK;
}

/* ---- Whose */

/* Senders keep their domain in its own script, all else has A-labels. */
static err domain_setup_rows_by_name(tenant_db db, struct arena *a, struct q_domain_all_rows *rows)
{
	TRY(q_domain_all(db, a, rows));
	for (size_t i = 0; i < rows->n; i++) {
		str ascii;
		if (!err_is(domain_setup_ascii_of(a, rows->v[i].domain, &ascii)))
			rows->v[i].domain = ascii;
	}
	return OK;
}

err domain_mine(tenant_db db, struct arena *a, str domain, str *ascii)
{
	struct q_domain_all_rows rows;
	if (err_is(domain_setup_ascii_of(a, domain, ascii)))
		return domain_setup_no_domain();
	TRY(domain_setup_rows_by_name(db, a, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (str_eq(rows.v[i].domain, *ascii))
			return OK;
	return domain_setup_no_domain();
}

static str domain_setup_worst_of(struct arena *a, str result)
{
	static const char *const order[] = { "wrong", "missing", "warning", "unknown", "ok" };
	const struct json *v;
	if (str_absent(result) || err_is(json_parse(a, result, &v)))
		return STR_NULL;
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
		for (JSON_EACH(item, json_get(v, "items")))
			if (str_eq(json_str(json_get(item, "state")), str_z(order[i])))
				return str_z(order[i]);
	return STR_NULL;
}

err domain_list(tenant_db db, struct arena *a, struct domain_line **out, size_t *n)
{
	struct q_domain_all_rows rows;
	TRY(domain_setup_rows_by_name(db, a, &rows));
	struct domain_line *v = arena_array(a, struct domain_line, rows.n + 1);
	size_t k = 0;
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_domain_all_row *r = &rows.v[i];
		size_t same = 0;
		while (same < k && !str_eq(v[same].domain, r->domain))
			same++;
		if (same < k) { /* written in its own script and in A-labels */
			v[same].senders += r->senders;
			v[same].signs = v[same].signs || r->signs;
			if (r->checked_at.has) {
				v[same].checked_at = r->checked_at;
				v[same].state = domain_setup_worst_of(a, r->result);
			}
			continue;
		}
		v[k++] = (struct domain_line){ .domain = r->domain,
					       .senders = r->senders,
					       .signs = r->signs,
					       .checked_at = r->checked_at,
					       .state = domain_setup_worst_of(a, r->result) };
	}
	*out = v;
	*n = k;
	return OK;
}

/* ---- Asking */

/* However they wrote its name: in its own script or in A-labels. */
static err domain_setup_senders_of(tenant_db db, struct arena *a, str domain, struct q_domain_senders_rows *out)
{
	struct q_domain_all_rows all;
	size_t n = 0;
	TRY(q_domain_all(db, a, &all));
	str *names = arena_array(a, str, all.n + 1);
	for (size_t i = 0; i < all.n; i++) {
		str ascii;
		if (!err_is(domain_setup_ascii_of(a, all.v[i].domain, &ascii)) && str_eq(ascii, domain))
			names[n++] = all.v[i].domain;
	}
	return q_domain_senders(db, a, &(struct q_domain_senders_in){ .domains = { names, n } }, out);
}

static err domain_setup_gather_senders(tenant_db db, struct arena *a, struct setup_facts *f)
{
	struct q_domain_senders_rows rows;
	TRY(domain_setup_senders_of(db, a, f->domain, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_domain_senders_row *r = &rows.v[i];
		f->signs = f->signs || r->dkim;
		if (!str_eq(r->kind, STR("smtp")) || f->n_senders == sizeof(f->senders) / sizeof(*f->senders))
			continue;
		bool known = false;
		for (size_t k = 0; k < f->n_senders && !known; k++)
			known = str_eq_nocase(f->senders[k].host, r->host);
		if (!known)
			f->senders[f->n_senders++].host = domain_setup_lower(a, r->host);
	}
	f->own_server = f->n_senders > 0;
	return OK;
}

#define QUESTIONS_MAX 160u
struct round {
	struct dns_question *to[QUESTIONS_MAX], q[QUESTIONS_MAX];
	size_t n;
};

static void domain_setup_ask(struct round *r, struct dns_question *to, str name, enum dns_type type)
{
	*to = (struct dns_question){ .name = name, .type = type };
	if (r->n == QUESTIONS_MAX) {
		to->outcome = err_make(ERR_LIMIT, "too many questions at once");
		return;
	}
	r->to[r->n] = to;
	r->q[r->n++] = *to;
}

static err domain_setup_round_run(const struct app *app, struct arena *a, struct round *r)
{
	TRY(app->ask_dns(a, app->config->dns, r->q, r->n));
	for (size_t i = 0; i < r->n; i++)
		*r->to[i] = r->q[i];
	r->n = 0;
	return OK;
}

static void domain_setup_ask_dmarc(struct arena *a, struct round *r, struct setup_facts *f)
{
	str rest = f->domain;
	while (f->n_dmarc < sizeof(f->dmarc) / sizeof(*f->dmarc) && str_find_byte(rest, '.') != STR_NPOS) {
		domain_setup_ask(r, &f->dmarc[f->n_dmarc++], arena_printf(a, "_dmarc.%.*s", STR_FMT(rest)), DNS_TXT);
		rest = str_from(rest, str_find_byte(rest, '.') + 1);
	}
}

static void domain_setup_take_address(struct setup_sender *s, const struct dns_question *q)
{
	for (size_t i = 0; !err_is(q->outcome) && i < q->n && str_absent(s->address); i++)
		if (q->v[i].type == q->type)
			s->address = q->v[i].data;
}

static err domain_setup_ask_all(const struct app *app, struct arena *a, struct setup_facts *f)
{
	struct round *r = arena_new(a, struct round);
	domain_setup_ask(r, &f->txt, f->domain, DNS_TXT);
	domain_setup_ask(r, &f->mx, f->domain, DNS_MX);
	domain_setup_ask(r, &f->a, f->domain, DNS_A);
	domain_setup_ask(r, &f->aaaa, f->domain, DNS_AAAA);
	domain_setup_ask_dmarc(a, r, f);
	for (size_t i = 0; i < f->n_keys; i++)
		domain_setup_ask(r, &f->key_txt[i], dkim_record_name(a, &f->keys[i]), DNS_TXT);
	for (size_t i = 0; i < f->n_senders; i++) {
		struct setup_sender *s = &f->senders[i];
		if (!str_absent(dns_reverse_name(a, s->host)))
			s->address = s->host;
		else
			domain_setup_ask(r, &s->addresses[0], s->host, DNS_A),
				domain_setup_ask(r, &s->addresses[1], s->host, DNS_AAAA);
	}
	TRY(domain_setup_round_run(app, a, r));
	for (size_t i = 0; i < f->n_senders; i++) {
		struct setup_sender *s = &f->senders[i];
		domain_setup_take_address(s, &s->addresses[0]);
		domain_setup_take_address(s, &s->addresses[1]);
		if (!str_absent(s->address))
			domain_setup_ask(r, &s->reverse, dns_reverse_name(a, s->address), DNS_PTR);
	}
	TRY(domain_setup_round_run(app, a, r));
	for (size_t i = 0; i < f->n_senders; i++) {
		struct setup_sender *s = &f->senders[i];
		bool v6 = str_find_byte(s->address, ':') != STR_NPOS;
		for (size_t k = 0; k < s->reverse.n; k++) {
			if (s->reverse.v[k].type == DNS_PTR) {
				domain_setup_ask(r, &s->forward, s->reverse.v[k].data, v6 ? DNS_AAAA : DNS_A);
				break;
			}
		}
	}
	return domain_setup_round_run(app, a, r);
}

static err domain_setup_store(tenant_db db, struct arena *a, const struct domain_setup *s, str *json);

/* The keys as they are after what was seen of them. Those that were made meanwhile were not asked about and are left to
 * the next look; those that are gone are gone. */
static err domain_setup_keys_again(tenant_db db, struct arena *a, struct setup_facts *f, struct domain_setup *s)
{
	struct dkim_key *now;
	size_t n, kept = 0;
	TRY(dkim_list(db, a, f->domain, &now, &n));
	struct dns_question *q = arena_array(a, struct dns_question, n + 1);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < f->n_keys; k++) {
			if (!str_eq(now[i].id, f->keys[k].id))
				continue;
			q[kept] = f->key_txt[k];
			now[kept++] = now[i];
			break;
		}
	}
	f->keys = s->keys = now;
	f->n_keys = s->n_keys = kept;
	f->key_txt = q;
	return OK;
}

err domain_setup_look(const struct app *app, tenant_db db, struct arena *a, str domain, struct domain_setup *out)
{
	struct setup_facts *f = arena_new(a, struct setup_facts);
	struct domain_setup s = { .checked_at = clock_now() };
	str json;
	TRY(domain_mine(db, a, domain, &f->domain));
	if (!app->ask_dns)
		return err_make(ERR_UNAVAILABLE, "this process cannot ask DNS");
	TRY(domain_setup_gather_senders(db, a, f));
	TRY(dkim_list(db, a, f->domain, &s.keys, &s.n_keys));
	f->keys = s.keys;
	f->n_keys = s.n_keys;
	f->key_txt = arena_array(a, struct dns_question, s.n_keys + 1);
	TRY(domain_setup_ask_all(app, a, f));
	TRY(dkim_seen(db, a, s.keys, f->key_txt, s.n_keys));
	TRY(domain_setup_keys_again(db, a, f, &s));
	s.domain = f->domain;
	s.signs = f->signs;
	setup_judge(a, f, &s);
	TRY(domain_setup_store(db, a, &s, &json));
	*out = s;
	return OK;
}

/* ---- As JSON */

static void domain_setup_write_key(struct json_writer *w, struct arena *a, const struct dkim_key *k)
{
	json_begin_obj(w);
	json_kv_str(w, "selector", k->selector);
	json_kv_str(w, "algorithm", k->algorithm);
	json_kv_str(w, "state", k->state);
	json_kv_str(w, "error", k->error);
	json_kv_str(w, "recordName", dkim_record_name(a, k));
	json_kv_str(w, "recordValue", dkim_record_value(a, k));
	json_kv_time(w, "createdAt", k->created_at);
	json_kv_opt_time(w, "activatedAt", k->activated_at);
	json_kv_opt_time(w, "rotateAt", k->rotate_at);
	json_end_obj(w);
}

static void domain_setup_write_item(struct json_writer *w, const struct setup_item *it)
{
	json_begin_obj(w);
	json_kv_str(w, "id", str_z(it->id));
	json_kv_str(w, "state", str_z(setup_state_name(it->state)));
	json_kv_str(w, "message", it->message);
	json_kv_str(w, "why", str_z(it->why));
	json_key(w, "records");
	json_begin_arr(w);
	for (size_t i = 0; i < it->n_records; i++) {
		json_begin_obj(w);
		json_kv_str(w, "type", it->records[i].type);
		json_kv_str(w, "name", it->records[i].name);
		json_kv_str(w, "value", it->records[i].value);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_key(w, "found");
	json_begin_arr(w);
	for (size_t i = 0; i < it->n_found; i++)
		json_put_str(w, it->found[i]);
	json_end_arr(w);
	json_end_obj(w);
}

static err domain_setup_store(tenant_db db, struct arena *a, const struct domain_setup *s, str *json)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	buf_init(&b, 256u << 10);
	json_writer_init(&w, &b);
	json_begin_obj(&w);
	json_kv_str(&w, "domain", s->domain);
	json_kv_bool(&w, "signs", s->signs);
	json_key(&w, "items");
	json_begin_arr(&w);
	for (size_t i = 0; i < SETUP_ITEMS; i++)
		domain_setup_write_item(&w, &s->v[i]);
	json_end_arr(&w);
	json_key(&w, "keys");
	json_begin_arr(&w);
	for (size_t i = 0; i < s->n_keys; i++)
		domain_setup_write_key(&w, a, &s->keys[i]);
	json_end_arr(&w);
	json_kv_time(&w, "checkedAt", s->checked_at);
	json_end_obj(&w);
	TRY(buf_err(&b));
	*json = arena_dup(a, buf_str(&b));
	struct q_domain_store_in in = { .domain = s->domain, .result = *json, .now = s->checked_at };
	return q_domain_store(db, a, &in, NULL);
}

err domain_setup_json(const struct app *app, tenant_db db, struct arena *a, str domain, int64_t max_age, str *out)
{
	struct q_domain_stored_row row;
	struct domain_setup s;
	str ascii;
	TRY(domain_mine(db, a, domain, &ascii));
	err e = q_domain_stored(db, a, &(struct q_domain_stored_in){ .domain = ascii }, &row);
	if (err_is(e) && e.code != ERR_NOT_FOUND)
		return e;
	if (err_is(e) || row.checked_at < clock_now() - max_age) {
		TRY(domain_setup_look(app, db, a, ascii, &s));
		TRY(q_domain_stored(db, a, &(struct q_domain_stored_in){ .domain = ascii }, &row));
	}
	*out = row.result;
	return OK;
}

err domain_add(const struct app *app, tenant_db db, struct arena *a, str domain, str *json)
{
	struct q_domain_all_rows rows;
	str ascii;
	TRY(domain_setup_ascii_of(a, domain, &ascii));
	if (!str_absent(dns_reverse_name(a, ascii)))
		return err_make(ERR_INVALID, "is an address, not a domain");
	TRY(q_domain_all(db, a, &rows));
	if (rows.n >= LOOKED_AT_MAX)
		return err_make(ERR_CONFLICT, "there are 500 domains already: delete those that are not used");
	struct q_domain_store_in in = { .domain = ascii, .result = STR("{\"items\": []}"), .now = 0 };
	err e = q_domain_stored(db, a, &(struct q_domain_stored_in){ .domain = ascii },
				&(struct q_domain_stored_row){});
	if (e.code == ERR_NOT_FOUND)
		e = q_domain_store(db, a, &in, NULL);
	TRY(e);
	return domain_setup_json(app, db, a, ascii, 0, json);
}

err domain_delete(tenant_db db, struct arena *a, str domain)
{
	struct q_domain_senders_rows senders;
	struct tenant_tx TENANT_TX_AUTO tx = {};
	str ascii;
	TRY(domain_mine(db, a, domain, &ascii));
	TRY(domain_setup_senders_of(db, a, ascii, &senders));
	if (senders.n > 0)
		return err_make(ERR_CONFLICT,
				arena_printf(a, "the sender \"%.*s\" has this domain", STR_FMT(senders.v[0].name)).p);
	TRY(tenant_begin(db, &tx));
	TRY(q_dkim_drop_domain(tx.db, a, &(struct q_dkim_drop_domain_in){ .domain = ascii }, NULL));
	TRY(q_domain_drop(tx.db, a, &(struct q_domain_drop_in){ .domain = ascii }, NULL));
	return tenant_commit(&tx);
}
