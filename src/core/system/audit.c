#include "core/system/audit.h"
#include "base/buf.h"
#include "base/time.h"
#include "core/ground/text.h"
#include "db/gen/audit_q.h"
#include <endian.h>

#define HASH_LEN 64u

static void audit_put(struct buf *b, str s)
{
	uint64_t n = htole64(str_absent(s) ? UINT64_MAX : s.n);
	buf_add(b, str_of((const char *)&n, sizeof(n)));
	buf_add(b, s);
}

/* Every field with its length before it, so that nothing can move from one to the next. */
static void audit_hash_of(const struct keyring *kr, size_t key, str before, str tenant, const struct audit_entry *e,
			  char out[HASH_LEN])
{
	unsigned char k[KEY_BYTES], h[HASH_LEN / 2];
	uint64_t numbers[2] = { htole64((uint64_t)e->seq), htole64((uint64_t)(e->at / US_PER_MS)) };
	struct buf BUF_AUTO b = {};
	buf_init(&b, 64u << 10);
	audit_put(&b, before);
	audit_put(&b, tenant);
	audit_put(&b, str_of((const char *)numbers, sizeof(numbers)));
	audit_put(&b, e->actor);
	audit_put(&b, e->actor_id);
	audit_put(&b, e->action);
	audit_put(&b, e->target);
	audit_put(&b, e->detail);
	keyring_subkey(kr, "audit", key, k);
	token_mac(k, buf_str(&b), h, sizeof(h));
	token_wipe(k, sizeof(k));
	token_hex(h, sizeof(h), out);
}

err audit_append(tenant_db db, struct arena *a, const struct keyring *kr, const struct audit_entry *in)
{
	struct tenant_tx TENANT_TX_AUTO tx = {};
	struct q_audit_head_row head;
	struct audit_entry e = *in;
	char hash[HASH_LEN];
	TRY(tenant_begin(db, &tx));
	TRY(q_audit_head(tx.db, a, &head));
	e.seq = head.seq + 1;
	e.at = clock_now() / US_PER_MS * US_PER_MS;
	e.detail = str_upto(e.detail, str_utf8_floor(e.detail, AUDIT_DETAIL_MAX));
	audit_hash_of(kr, 0, head.hash, tenant_id(db), &e, hash);
	struct q_audit_add_in row = { .id = make_id(a),
				      .seq = e.seq,
				      .at = e.at,
				      .actor = e.actor,
				      .actor_id = e.actor_id,
				      .action = e.action,
				      .target = e.target,
				      .detail = e.detail,
				      .hash = str_of(hash, HASH_LEN) };
	TRY(q_audit_add(tx.db, a, &row, NULL));
	return tenant_commit(&tx);
}

err audit_list(tenant_db db, struct arena *a, str actor, struct opt_i64 before, int64_t limit, struct audit_page *out)
{
	struct q_audit_page_rows rows;
	TRY(q_audit_page(db, a, &(struct q_audit_page_in){ .before = before, .actor = actor, .limit = limit + 1 },
			 &rows));
	struct audit_page p = { .more = (int64_t)rows.n > limit };
	p.n = p.more ? (size_t)limit : rows.n;
	p.v = arena_array(a, struct audit_entry, p.n + 1);
	for (size_t i = 0; i < p.n; i++) {
		const struct q_audit_page_row *r = &rows.v[i];
		p.v[i] = (struct audit_entry){ .seq = r->seq,
					       .at = r->at,
					       .actor = r->actor,
					       .actor_id = r->actor_id,
					       .action = r->action,
					       .target = r->target,
					       .detail = r->detail,
					       .hash = r->hash,
					       .id = r->id,
					       .who = r->who };
	}
	*out = p;
	return OK;
}

struct verifying {
	const struct keyring *kr;
	str tenant;
	struct audit_proof proof;
	char before[HASH_LEN];
};

static void audit_broken(struct verifying *v, int64_t seq, const char *why)
{
	if (v->proof.broken_at == 0) {
		v->proof.broken_at = seq;
		v->proof.why = why;
	}
}

static err audit_verify_row(void *arg, const struct q_audit_all_row *r)
{
	struct verifying *v = arg;
	struct audit_entry e = { .seq = r->seq,
				 .at = r->at,
				 .actor = r->actor,
				 .actor_id = r->actor_id,
				 .action = r->action,
				 .target = r->target,
				 .detail = r->detail };
	char hash[HASH_LEN];
	bool fits = false;
	int64_t expected = ++v->proof.entries;
	if (r->seq != expected)
		audit_broken(v, expected, "an entry is missing");
	for (size_t i = 0; i < v->kr->n && !fits; i++) { /* the secret may have been changed since */
		audit_hash_of(v->kr, i, str_of(v->before, expected > 1 ? HASH_LEN : 0), v->tenant, &e, hash);
		fits = token_equal(str_of(hash, HASH_LEN), r->hash);
	}
	if (!fits)
		audit_broken(v, r->seq, "an entry was changed, or the one before it");
	if (r->hash.n == HASH_LEN)
		memcpy(v->before, r->hash.p, HASH_LEN);
	return OK;
}

err audit_verify(tenant_db db, struct arena *a, const struct keyring *kr, struct audit_proof *out)
{
	struct tenant_tx TENANT_TX_AUTO tx = {};
	struct verifying v = { .kr = kr, .tenant = tenant_id(db) };
	struct q_audit_head_row head;
	TRY(tenant_begin(db, &tx));
	TRY(q_audit_head(tx.db, a, &head)); /* locked: nobody adds meanwhile */
	TRY(q_audit_all(tx.db, a, audit_verify_row, &v));
	str last = str_of(v.before, v.proof.entries > 0 ? HASH_LEN : 0);
	if (head.seq != v.proof.entries)
		audit_broken(&v, v.proof.entries + 1, "the log ends before its head: entries are missing");
	else if (!token_equal(head.hash, last))
		audit_broken(&v, v.proof.entries, "the head names another last entry");
	v.proof.head = arena_dup(a, last);
	*out = v.proof;
	return tenant_commit(&tx);
}
