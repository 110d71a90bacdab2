#include "core/sender/dkim.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/time.h"
#include "core/ground/text.h"
#include "db/gen/domain_q.h"
#include "db/gen/sys_domain_q.h"
#include "wire/addr.h"
#include "wire/token.h"

#define ROTATE_AFTER (180 * US_PER_DAY)
#define RETIRE_AFTER (7 * US_PER_DAY) /* mail waits in queues for five days at most, as a rule */
#define LOOK_EVERY US_PER_DAY
#define LOOK_WAITING (10 * US_PER_MIN)
#define LOOK_NEW US_PER_MIN

static str dkim_seal_context(struct arena *a, str id)
{
	return arena_printf(a, "dkim:%.*s", STR_FMT(id));
}

err dkim_list(tenant_db db, struct arena *a, str domain, struct dkim_key **out, size_t *n)
{
	struct q_dkim_all_rows rows;
	TRY(q_dkim_all(db, a, &(struct q_dkim_all_in){ .domain = domain }, &rows));
	struct dkim_key *v = arena_array(a, struct dkim_key, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_dkim_all_row *r = &rows.v[i];
		v[i] = (struct dkim_key){ .id = r->id,
					  .domain = r->domain,
					  .selector = r->selector,
					  .algorithm = r->algorithm,
					  .public_ = r->public_key,
					  .state = r->state,
					  .error = r->error,
					  .created_at = r->created_at,
					  .checked_at = r->checked_at,
					  .activated_at = r->activated_at,
					  .rotate_at = r->rotate_at };
	}
	*out = v;
	*n = rows.n;
	return OK;
}

/* Selectors are ours alone: the time of making and some chance, so that two accounts with one domain do not meet. */
static err dkim_add_key(const struct app *app, tenant_db db, struct arena *a, str domain, enum dkim_algorithm alg,
			str stem)
{
	str private_, public_;
	TRY(dkim_key_make(alg, a, &private_, &public_));
	str id = make_id(a);
	struct q_dkim_insert_in row = {
		.id = id,
		.domain = domain,
		.selector = arena_printf(a, "%.*s%c", STR_FMT(stem), alg == DKIM_RSA ? 'r' : 'e'),
		.algorithm = str_z(dkim_algorithm_name(alg)),
		.private_sealed = token_seal(a, app->keys, dkim_seal_context(a, id), private_),
		.public_key = public_,
		.now = clock_now(),
	};
	token_wipe((char *)(uintptr_t)private_.p, private_.n);
	return q_dkim_insert(db, a, &row, NULL);
}

err dkim_make(const struct app *app, tenant_db db, struct arena *a, str domain)
{
	struct tenant_tx TENANT_TX_AUTO tx = {};
	struct q_dkim_count_row count;
	struct dkim_key *keys;
	size_t n;
	str normal, ascii, id = make_id(a);
	TRY(addr_domain(a, domain, &normal, &ascii));
	TRY(tenant_begin(db, &tx));
	TRY(q_dkim_lock(tx.db, a, &(struct q_dkim_lock_in){ .domain = ascii }, NULL));
	TRY(q_dkim_count(tx.db, a, &count));
	if (count.n >= 4 * DKIM_DOMAINS_MAX)
		return err_make(ERR_CONFLICT,
				"there are too many DKIM keys: delete those of domains that are not used");
	TRY(dkim_list(tx.db, a, ascii, &keys, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(keys[i].state, STR("waiting")))
			return err_make(ERR_CONFLICT, "new keys wait for their records already: set these first");
	str stem = arena_printf(a, "lm%.*s", STR_FMT(str_slice(id, 1, 9)));
	unsigned char chance[2];
	token_random_bytes(chance, sizeof(chance));
	stem = arena_printf(a, "%.*s%02x%02x", STR_FMT(stem), chance[0], chance[1]);
	TRY(dkim_add_key(app, tx.db, a, ascii, DKIM_RSA, stem));
	TRY(dkim_add_key(app, tx.db, a, ascii, DKIM_ED25519, stem));
	return tenant_commit(&tx);
}

err dkim_delete(tenant_db db, struct arena *a, str domain)
{
	int64_t gone = 0;
	TRY(q_dkim_drop_domain(db, a, &(struct q_dkim_drop_domain_in){ .domain = domain }, &gone));
	return gone ? OK : err_make(ERR_NOT_FOUND, "there are no DKIM keys of this domain");
}

str dkim_record_name(struct arena *a, const struct dkim_key *k)
{
	return arena_printf(a, "%.*s._domainkey.%.*s", STR_FMT(k->selector), STR_FMT(k->domain));
}

str dkim_record_value(struct arena *a, const struct dkim_key *k)
{
	enum dkim_algorithm alg = DKIM_RSA;
	dkim_algorithm_parse(k->algorithm, &alg);
	return dkim_record(a, alg, k->public_);
}

/* ---- Looking at records */

static str dkim_wrong_with(struct arena *a, const struct dkim_key *k, const struct dns_question *q, bool *there)
{
	enum dkim_algorithm alg = DKIM_RSA;
	dkim_algorithm_parse(k->algorithm, &alg);
	*there = false;
	if (err_is(q->outcome))
		return arena_printf(a, "DNS could not be asked: %s", q->outcome.why);
	size_t texts = 0;
	for (size_t i = 0; i < q->n; i++) {
		if (q->v[i].type != DNS_TXT)
			continue;
		texts++;
		*there = *there || dkim_record_holds(q->v[i].data, alg, k->public_);
	}
	if (*there)
		return STR_NULL;
	return texts ? STR("another record stands there: its key (p=) is not this one") : STR("there is no record yet");
}

static err dkim_one_seen(tenant_db db, struct arena *a, const struct dkim_key *k, const struct dns_question *q)
{
	bool there;
	int64_t now = clock_now();
	str error = dkim_wrong_with(a, k, q, &there);
	if (there && str_eq(k->state, STR("waiting"))) {
		struct q_dkim_activate_in in = { .domain = k->domain,
						 .algorithm = k->algorithm,
						 .id = k->id,
						 .now = now,
						 .rotate_at = now + ROTATE_AFTER,
						 .old_until = now + RETIRE_AFTER };
		return q_dkim_activate(db, a, &in, NULL);
	}
	return q_dkim_seen(db, a, &(struct q_dkim_seen_in){ .error = error, .now = now, .id = k->id }, NULL);
}

err dkim_seen(tenant_db db, struct arena *a, const struct dkim_key *k, const struct dns_question *q, size_t n)
{
	for (size_t i = 0; i < n; i++)
		TRY(dkim_one_seen(db, a, &k[i], &q[i]));
	return OK;
}

err dkim_check(const struct app *app, tenant_db db, struct arena *a, str domain)
{
	struct dkim_key *keys;
	size_t n;
	TRY(dkim_list(db, a, domain, &keys, &n));
	if (n == 0)
		return OK;
	if (!app->ask_dns)
		return err_make(ERR_UNAVAILABLE, "this process cannot ask DNS");
	struct dns_question *q = arena_array(a, struct dns_question, n);
	for (size_t i = 0; i < n; i++)
		q[i] = (struct dns_question){ .name = dkim_record_name(a, &keys[i]), .type = DNS_TXT };
	TRY(app->ask_dns(a, app->config->dns, q, n));
	return dkim_seen(db, a, keys, q, n);
}

err dkim_upkeep(const struct app *app, struct arena *a)
{
	int64_t now = clock_now();
	struct q_domain_dkim_due_rows due;
	struct q_domain_dkim_rotate_due_rows old;
	system_db db = app_system(app);
	struct q_domain_dkim_due_in in = { .now = now,
					   .before = now - LOOK_EVERY,
					   .waiting_before = now - LOOK_WAITING,
					   .new_before = now - LOOK_NEW };
	TRY(q_domain_dkim_due(db, a, &in, &due));
	for (size_t i = 0; i < due.n; i++) {
		struct arena ARENA_AUTO piece = {};
		err e = dkim_check(app, tenant_of(app->db, &piece, due.v[i].user_id), &piece, due.v[i].domain);
		if (err_is(e))
			log_info("dkim.check", "%s", e.why);
	}
	TRY(q_domain_dkim_end(db, a, &(struct q_domain_dkim_end_in){ .now = now }, NULL));
	TRY(q_domain_dkim_rotate_due(db, a, &(struct q_domain_dkim_rotate_due_in){ .now = now }, &old));
	for (size_t i = 0; i < old.n; i++) {
		struct arena ARENA_AUTO piece = {};
		err e = dkim_make(app, tenant_of(app->db, &piece, old.v[i].user_id), &piece, old.v[i].domain);
		if (err_is(e) && e.code != ERR_CONFLICT)
			log_warn("dkim.rotate", "%s", e.why);
	}
	return OK;
}

/* ---- Signing */

err dkim_signer_load(const struct keyring *kr, tenant_db db, struct arena *a, str from_domain, struct dkim_signer **out)
{
	str names[8], rest = from_domain;
	size_t n = 0;
	struct q_dkim_signing_rows rows;
	/* A signature of a domain above is aligned, too (RFC 7489 section 3.1.1); none of a top-level domain. */
	while (n < 8 && str_find_byte(rest, '.') != STR_NPOS) {
		names[n++] = rest;
		rest = str_from(rest, str_find_byte(rest, '.') + 1);
	}
	TRY(q_dkim_signing(db, a, &(struct q_dkim_signing_in){ .domains = { names, n } }, &rows));
	struct dkim_signer *DKIM_SIGNER_AUTO s = dkim_signer_new();
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_dkim_signing_row *r = &rows.v[i];
		enum dkim_algorithm alg;
		str private_;
		if (!str_eq(r->domain, rows.v[0].domain) || !dkim_algorithm_parse(r->algorithm, &alg) ||
		    dkim_signer_keys(s) == DKIM_KEYS_MAX)
			continue;
		if (err_is(token_open(a, kr, dkim_seal_context(a, r->id), r->private_sealed, &private_, NULL)))
			return err_make(ERR_INVALID,
					"a DKIM key was sealed with a secret that this installation no longer "
					"has: delete the domain's keys and make new ones");
		err e = dkim_signer_add(s, alg, r->domain, r->selector, private_);
		token_wipe((char *)(uintptr_t)private_.p, private_.n);
		TRY(e);
	}
	*out = s;
	s = NULL;
	return OK;
}
