#include "core/sequence/enrollment.h"
#include "core/audience/segment.h"
#include "db/gen/enrollment_q.h"
#include "db/gen/sys_enrollment_q.h"
#include "wire/cuid.h"
#include "wire/json_write.h"
#include "wire/token.h"

/* Ids made by one statement: 'c' and the time before, a count, chance behind. */
static str enrollment_id_prefix(struct arena *a, int64_t now)
{
	char *out = arena_alloc(a, 10);
	out[0] = 'c';
	num_base36((uint64_t)(now / 1000), 8, out + 1);
	return str_of(out, 9);
}

static str enrollment_id_tail(struct arena *a)
{
	uint64_t chance;
	char *out = arena_alloc(a, 11);
	token_random_bytes(&chance, sizeof(chance));
	num_base36(chance, 10, out);
	return str_of(out, 10);
}

err enrollment_enroll(tenant_db db, struct arena *a, const struct enroll_in *in, struct enrolled *out)
{
	struct q_enrollment_sequence_row q;
	struct q_enrollment_add_row done;
	TRY(q_enrollment_sequence(db, a, &(struct q_enrollment_sequence_in){ .id = in->sequence_id }, &q));
	if (str_eq(q.status, STR("DRAFT")))
		return err_make(ERR_CONFLICT, "the sequence is a DRAFT: activate it first");
	struct q_enrollment_add_in add = { .sequence_id = in->sequence_id,
					   .audience = in->audience,
					   .prefix = enrollment_id_prefix(a, in->now),
					   .tail = enrollment_id_tail(a),
					   .hash_keys = in->hash_keys,
					   .now = in->now,
					   .source = in->source };
	TRY(audience_part(db, a, in->audience, &add.who));
	TRY(q_enrollment_add(db, a, &add, &done));
	*out = (struct enrolled){ .enrolled = done.enrolled, .already = done.already, .excluded = done.excluded };
	return OK;
}

/* ---- One enrolment */

static err enrollment_trace(tenant_db db, struct arena *a, const struct q_enrollment_lock_row *e, const char *kind,
			    int64_t now)
{
	char *id = arena_alloc(a, CUID_LEN + 1);
	cuid_make(now, id);
	return q_enrollment_trace_add(db, a,
				      &(struct q_enrollment_trace_add_in){ .id = str_of(id, CUID_LEN),
									   .enrollment_id = e->id,
									   .sequence_id = e->sequence_id,
									   .run = e->run,
									   .step_id = e->current_step,
									   .at = now,
									   .kind = str_z(kind) },
				      NULL);
}

static err enrollment_refuse(struct arena *a, const struct q_enrollment_lock_row *e, const char *wish)
{
	return err_make(ERR_CONFLICT,
			arena_printf(a, "the enrolment is %.*s and cannot be %s", STR_FMT(e->status), wish).p);
}

static err enrollment_count_paused(tenant_db db, struct arena *a, str sequence_id, int64_t n)
{
	struct q_enrollment_count_paused_in in = { .n = n, .sequence_id = sequence_id };
	return q_enrollment_count_paused(db, a, &in, NULL);
}

err enrollment_pause(tenant_db db, struct arena *a, str id, int64_t now)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_enrollment_lock_row e;
	TRY(tenant_begin(db, &tx));
	TRY(q_enrollment_lock(tx.db, a, &(struct q_enrollment_lock_in){ .id = id }, &e));
	if (!str_eq(e.status, STR("ACTIVE")))
		return enrollment_refuse(a, &e, "paused");
	TRY(q_enrollment_set_paused(tx.db, a, &(struct q_enrollment_set_paused_in){ .id = id, .now = now }, NULL));
	TRY(enrollment_trace(tx.db, a, &e, "paused", now));
	TRY(enrollment_count_paused(tx.db, a, e.sequence_id, 1));
	return tenant_commit(&tx);
}

err enrollment_resume(tenant_db db, struct arena *a, str id, int64_t now)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_enrollment_lock_row e;
	TRY(tenant_begin(db, &tx));
	TRY(q_enrollment_lock(tx.db, a, &(struct q_enrollment_lock_in){ .id = id }, &e));
	if (!str_eq(e.status, STR("PAUSED")))
		return enrollment_refuse(a, &e, "resumed");
	struct q_enrollment_set_active_in in = { .id = id, .recipient_id = e.waiting_recipient_id, .now = now };
	TRY(q_enrollment_set_active(tx.db, a, &in, NULL));
	TRY(enrollment_trace(tx.db, a, &e, "resumed", now));
	TRY(enrollment_count_paused(tx.db, a, e.sequence_id, -1));
	return tenant_commit(&tx);
}

err enrollment_stop(tenant_db db, struct arena *a, str id, int64_t now)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_enrollment_lock_row e;
	struct q_enrollment_exit_ids_row done;
	TRY(tenant_begin(db, &tx));
	TRY(q_enrollment_lock(tx.db, a, &(struct q_enrollment_lock_in){ .id = id }, &e));
	if (!str_eq(e.status, STR("ACTIVE")) && !str_eq(e.status, STR("PAUSED")))
		return enrollment_refuse(a, &e, "stopped");
	struct q_enrollment_exit_ids_in in = { .ids = { &id, 1 }, .reason = STR("ended"), .now = now };
	TRY(q_enrollment_exit_ids(tx.db, a, &in, &done));
	return tenant_commit(&tx);
}

/* ---- All of a sequence */

err enrollment_move_all(tenant_db db, struct arena *a, str sequence_id, int64_t version, int64_t now, int64_t *moved)
{
	struct q_enrollment_move_row row;
	struct q_enrollment_move_in in = { .sequence_id = sequence_id,
					   .version = version,
					   .now = now,
					   .prefix = enrollment_id_prefix(a, now),
					   .tail = enrollment_id_tail(a) };
	TRY(q_enrollment_move(db, a, &in, &row));
	*moved = row.moved;
	return OK;
}

err enrollment_end_all(tenant_db db, struct arena *a, str sequence_id, str reason, int64_t now, int64_t *ended)
{
	struct q_enrollment_exit_sequence_row row;
	struct q_enrollment_exit_sequence_in in = { .sequence_id = sequence_id, .reason = reason, .now = now };
	TRY(q_enrollment_exit_sequence(db, a, &in, &row));
	*ended = row.n;
	return OK;
}

err enrollment_overdue(tenant_db db, struct arena *a, str sequence_id, int64_t now, int64_t *out)
{
	struct q_enrollment_overdue_count_row row;
	struct q_enrollment_overdue_count_in in = { .sequence_id = sequence_id, .now = now };
	TRY(q_enrollment_overdue_count(db, a, &in, &row));
	*out = row.n;
	return OK;
}

static err enrollment_skip_overdue(tenant_db db, struct arena *a, str sequence_id, int64_t now, int64_t *released)
{
	struct q_enrollment_overdue_ids_rows rows;
	struct q_enrollment_exit_ids_row done;
	TRY(q_enrollment_overdue_ids(
		db, a, &(struct q_enrollment_overdue_ids_in){ .sequence_id = sequence_id, .now = now }, &rows));
	str *ids = arena_array(a, str, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		ids[i] = rows.v[i].id;
	struct q_enrollment_exit_ids_in in = { .ids = { ids, rows.n }, .reason = STR("ended"), .now = now };
	TRY(q_enrollment_exit_ids(db, a, &in, &done));
	*released = done.n;
	return OK;
}

err enrollment_release(tenant_db db, struct arena *a, str sequence_id, bool send, int64_t now, int64_t *released)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	int64_t affected = 0, n = 0;
	struct q_enrollment_go_on_in go = { .id = sequence_id, .now = now, .resumed = send };
	TRY(tenant_begin(db, &tx));
	if (send)
		TRY(enrollment_overdue(tx.db, a, sequence_id, now, &n));
	else
		TRY(enrollment_skip_overdue(tx.db, a, sequence_id, now, &n));
	TRY(q_enrollment_go_on(tx.db, a, &go, &affected));
	if (affected == 0)
		return err_make(ERR_NOT_FOUND, "no such sequence");
	TRY(tenant_commit(&tx));
	*released = n;
	return OK;
}

/* ---- Events of a tenant's own systems */

static str enrollment_audience_of_one(struct arena *a, str contact_id)
{
	struct buf BUF_AUTO out;
	struct json_writer j;
	buf_init(&out, 1024);
	json_writer_init(&j, &out);
	json_begin_obj(&j);
	json_key(&j, "contactIds");
	json_begin_arr(&j);
	json_put_str(&j, contact_id);
	json_end_arr(&j);
	json_end_obj(&j);
	return arena_dup(a, buf_str(&out));
}

err enrollment_event(tenant_db db, struct arena *a, const struct enrollment_event_in *in,
		     struct enrollment_event_done *out)
{
	struct q_enrollment_event_sequences_rows rows;
	struct enrollment_event_done done = {};
	TRY(q_enrollment_event_wake(db, a,
				    &(struct q_enrollment_event_wake_in){
					    .contact_id = in->contact_id, .event = in->event, .now = in->now },
				    &done.woken));
	TRY(q_enrollment_event_sequences(
		db, a, &(struct q_enrollment_event_sequences_in){ .contact_id = in->contact_id, .event = in->event },
		&rows));
	done.sequences = arena_array(a, str, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		struct enrolled e;
		struct enroll_in enroll = { .sequence_id = rows.v[i].id,
					    .audience = enrollment_audience_of_one(a, in->contact_id),
					    .source = STR("on_event"),
					    .hash_keys = in->hash_keys,
					    .now = in->now };
		TRY(enrollment_enroll(db, a, &enroll, &e));
		if (e.enrolled > 0)
			done.sequences[done.n++] = rows.v[i].id;
	}
	*out = done;
	return OK;
}

/* ---- For the accounting of messages */

static const str exit_reasons[] = {
	[ENROLLMENT_REPLIED] = STR_INIT("replied"),
	[ENROLLMENT_UNSUBSCRIBED] = STR_INIT("unsubscribed"),
	[ENROLLMENT_BOUNCED] = STR_INIT("bounced"),
	[ENROLLMENT_COMPLAINED] = STR_INIT("complained"),
};

static str enrollment_why_of(struct arena *a, str recipient_id)
{
	struct buf BUF_AUTO out;
	struct json_writer j;
	buf_init(&out, 1024);
	json_writer_init(&j, &out);
	json_begin_obj(&j);
	json_kv_str(&j, "recipientId", recipient_id);
	json_end_obj(&j);
	return arena_dup(a, buf_str(&out));
}

/* Those that end for the same reason by the same message, in one statement; mostly that is one person's. */
static err enrollment_exit_some(system_db db, struct arena *a, const struct q_enrollment_exits_of_row *v, size_t n)
{
	struct q_enrollment_exit_many_row done;
	str *ids = arena_array(a, str, n);
	for (size_t i = 0; i < n; i++)
		ids[i] = v[i].id;
	struct q_enrollment_exit_many_in in = { .ids = { ids, n }, .reason = v->reason, .at = v->at };
	if (!str_empty(v->recipient_id))
		in.why = enrollment_why_of(a, v->recipient_id);
	return q_enrollment_exit_many(db, a, &in, &done);
}

err enrollment_exit_contacts(system_db db, struct arena *a, const struct enrollment_exit *v, size_t n)
{
	if (n == 0)
		return OK;
	str *s = arena_array(a, str, 3 * n);
	int64_t *at = arena_array(a, int64_t, n);
	for (size_t i = 0; i < n; i++) {
		s[i] = v[i].contact_id;
		s[n + i] = exit_reasons[v[i].reason];
		s[2 * n + i] = v[i].recipient_id;
		at[i] = v[i].at;
	}
	struct q_enrollment_exits_of_in in = {
		.contact_ids = { s, n }, .reasons = { s + n, n }, .recipient_ids = { s + 2 * n, n }, .at = { at, n }
	};
	struct q_enrollment_exits_of_rows rows;
	TRY(q_enrollment_exits_of(db, a, &in, &rows));
	for (size_t from = 0, to; from < rows.n; from = to) {
		const struct q_enrollment_exits_of_row *r = &rows.v[from];
		for (to = from + 1; to < rows.n && str_eq(rows.v[to].reason, r->reason) && rows.v[to].at == r->at &&
				    str_eq(rows.v[to].recipient_id, r->recipient_id);)
			to++;
		TRY(enrollment_exit_some(db, a, r, to - from));
	}
	return OK;
}

err enrollment_wake(system_db db, struct arena *a, const str *enrollments, size_t n, int64_t now)
{
	if (n == 0)
		return OK;
	return q_enrollment_wake_ids(db, a, &(struct q_enrollment_wake_ids_in){ .ids = { enrollments, n }, .now = now },
				     NULL);
}

err enrollment_wake_by_recipients(system_db db, struct arena *a, const str *recipients, size_t n, int64_t now)
{
	struct q_enrollment_wake_recipients_rows rows;
	if (n == 0)
		return OK;
	TRY(q_enrollment_wake_recipients(db, a, &(struct q_enrollment_wake_recipients_in){ .ids = { recipients, n } },
					 &rows));
	str *ids = arena_array(a, str, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		ids[i] = rows.v[i].id;
	return enrollment_wake(db, a, ids, rows.n, now);
}

str enrollment_webhook_secret(struct arena *a, const struct keyring *keys, str user_id)
{
	unsigned char key[KEY_BYTES], secret[32];
	char hex[64];
	keyring_subkey(keys, "webhook", 0, key);
	token_mac(key, user_id, secret, sizeof(secret));
	token_hex(secret, sizeof(secret), hex);
	token_wipe(key, sizeof(key));
	token_wipe(secret, sizeof(secret));
	return arena_printf(a, "whsec_%.64s", hex);
}
