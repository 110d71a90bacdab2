/* The feeder's thread: what to send next. It claims ranges and due retries within the senders' quotas, loads their
 * recipients, has their message compiled, and hands them to the loop. Beside that: it extends leases, stops what was
 * paused, reports that this worker lives, and adopts what dead workers of this machine left. */
#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "core/audience/suppression.h"
#include "core/sender/dkim.h"
#include "core/sender/sender.h"
#include "db/gen/sys_db_q.h"
#include "db/gen/sys_send_q.h"
#include "os/clock.h"
#include "send/engine.h"
#include "send/ladder.h"
#include "send/lane_int.h"
#include "wire/addr.h"
#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#define SKIPS_MAX 64u
#define SKIP_ID_MAX 128u	   /* a sequence's source has two ids */
#define TURNS_MAX 200u		   /* claims a round: leases must be extended in time, whatever happens */
#define HAND_BYTES_MAX (12u << 20) /* loaded; one range more may be in the making */
#define LANE_ROWS_MAX 4000u	   /* loaded for one sender at once: others get their share of the memory */

struct skips { /* what was looked at in this round and gave nothing */
	char text[SKIPS_MAX][SKIP_ID_MAX];
	str v[SKIPS_MAX];
	size_t n;
};

static void feeder_skip(struct skips *s, str id)
{
	if (s->n == SKIPS_MAX)
		return;
	size_t n = size_min(id.n, SKIP_ID_MAX);
	memcpy(s->text[s->n], id.p, n);
	s->v[s->n] = str_of(s->text[s->n], n);
	s->n++;
}

void batch_free(struct batch *b)
{
	if (!b)
		return;
	composed_release(b->message);
	for (size_t i = 0; i < b->n_others; i++)
		composed_release(b->others[i]);
	dkim_signer_free(b->handover.signer);
	arena_deinit(&b->arena);
	free(b);
}

static int64_t feeder_limit_of(struct opt_i64 v)
{
	return v.has ? v.v : -1;
}

/* What this sender may be given now: messages and connections. Zero: nothing. */
static void feeder_measure(struct claim *c)
{
	const struct q_send_sender_row *s = &c->sender;
	int64_t want = SEND_BATCH_ROWS;
	if (s->per_second.has && s->per_second.v > 0)
		want = s->free_us > 2 * US_PER_S ? 0 : i64_min(want, i64_max(1, 2 * s->per_second.v));
	want = ladder_room(feeder_limit_of(s->per_hour), s->hour, want);
	want = ladder_room(feeder_limit_of(s->warmup_limit), s->day, want);
	c->grant = ladder_room(feeder_limit_of(s->per_day), s->day, want);
	int64_t share = (s->max_connections + i64_max(1, s->workers) - 1) / i64_max(1, s->workers);
	int64_t links = i64_min(i64_min(share, s->max_connections - s->elsewhere), c->e->app->config->send_connections);
	c->links = links > 0 ? (unsigned)links : 0;
	if (str_eq(s->kind, STR("capture")))
		c->links = 1;
}

/* A lease seems to have run out. After the database's clock jumped ahead all do, and their owners are alive: they have time to
 * extend them. Asked anew, for the jump may be a moment old. */
static err feeder_owner_gone(system_db db, struct arena *a)
{
	struct q_db_now_row row;
	int64_t asked = clock_mono();
	TRY(q_db_now(db, a, &row));
	int64_t took = clock_mono() - asked;
	if (took < CLOCK_APART)
		clock_follow(row.now + took / 2);
	if (!takeover_allowed(clock_lease(), clock_jumped(), LEASE_SECONDS * US_PER_S))
		return err_make(ERR_NOT_FOUND, "the clock jumped: its owner may be alive");
	return OK;
}

/* Retries whose owner let the lease run out may be on the wire unheard: in doubt, and not for this claim. */
static err feeder_lost_retries(struct claim *c, system_db db, struct arena *a)
{
	str *lost = arena_array(a, str, c->retries.n);
	size_t n = 0, kept = 0;
	for (size_t i = 0; i < c->retries.n; i++)
		if (c->retries.v[i].taken_over)
			lost[n++] = c->retries.v[i].recipient_id;
		else
			c->retries.v[kept++] = c->retries.v[i];
	c->retries.n = kept;
	if (n == 0)
		return OK;
	TRY(feeder_owner_gone(db, a));
	return settle_lost(db, a, &c->e->policy, lost, n);
}

/* The same for a range: what its owner had announced. */
static err feeder_lost_range(struct claim *c, system_db db, struct arena *a)
{
	if (!c->range.taken_over)
		return OK;
	TRY(feeder_owner_gone(db, a));
	struct q_send_lost_rows_in in = { .first_id = c->range.first_id,
					  .last_id = lost_last(c->range.before_to, c->range.last_id),
					  .user_id = c->source.user_id,
					  .source_id = c->source.id,
					  .step_id = c->range.step_id,
					  .zone = c->range.zone,
					  .n = lost_most(c->range.before_to, c->range.before) };
	struct q_send_lost_rows_rows rows;
	TRY(q_send_lost_rows(db, a, &in, &rows));
	str *ids = arena_array(a, str, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		ids[i] = rows.v[i].id;
	return rows.n > 0 ? settle_lost(db, a, &c->e->policy, ids, rows.n) : OK;
}

/* How much of a claim may be begun at once: what its lane will send soon and has not in hand. What is only captured goes
 * nowhere, and is never in doubt. */
static size_t feeder_announced(const struct claim *c)
{
	size_t window = REACH_FIRST, ahead = 0;
	if (str_eq(c->sender.kind, STR("capture")))
		return 0;
	pthread_mutex_lock(&c->e->hand_lock);
	for (const struct batch *b = c->e->hand; b; b = b->next_hand)
		if (str_eq(b->sender_id, c->source.sender_id)) {
			window = size_max(window, atomic_load(&b->window));
			ahead += str_eq(b->source_id, c->source.id) ? atomic_load(&b->remaining) : 0;
		}
	pthread_mutex_unlock(&c->e->hand_lock);
	return ahead < window ? size_min(window - ahead, (size_t)c->grant) : 0;
}

/* Retries first: they have waited. */
static err feeder_take_work(struct claim *c, system_db db, struct arena *a)
{
	str me = slots_name(c->e->slots);
	c->claimed_at = clock_lease();
	c->announced = feeder_announced(c);
	struct q_send_claim_retries_in retries = { .me = me,
						   .seconds = LEASE_SECONDS,
						   .source_id = c->source.id,
						   .held_below = c->source.held_below,
						   .announced = (int64_t)c->announced,
						   .n = i64_min(c->grant, 500) };
	TRY(q_send_claim_retries(db, a, &retries, &c->retries));
	if (c->retries.n > 0) {
		c->grant = (int64_t)c->retries.n;
		c->announced = c->retries.n > c->announced ? 0 : c->retries.n;
		return feeder_lost_retries(c, db, a);
	}
	struct q_send_claim_batch_in range = { .me = me,
					       .seconds = LEASE_SECONDS,
					       .connections = c->links,
					       .granted = c->grant,
					       .announced = (int64_t)c->announced,
					       .source_id = c->source.id,
					       .held_below = c->source.held_below };
	TRY(q_send_claim_batch(db, a, &range, &c->range));
	c->has_range = true;
	return feeder_lost_range(c, db, a);
}

/* One claim, in one transaction. ERR_NOT_FOUND: there is nothing (more) to claim; ERR_AGAIN: not from this source, try
 * another. */
static err feeder_claim(struct claim *c, struct arena *a, struct skips *sources, struct skips *senders)
{
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(system_begin(app_system(c->e->app), &tx));
	struct q_send_pick_source_in pick = { .skip = { sources->v, sources->n },
					      .skip_senders = { senders->v, senders->n } };
	TRY(q_send_pick_source(tx.db, a, &pick, &c->source));
	TRY(q_send_sender(tx.db, a,
			  &(struct q_send_sender_in){ .me = slots_name(c->e->slots), .id = c->source.sender_id },
			  &c->sender));
	feeder_measure(c);
	if (c->grant <= 0 || c->links == 0) {
		feeder_skip(senders, c->source.sender_id);
		return err_make(ERR_AGAIN, "the sender has no room");
	}
	err e = feeder_take_work(c, tx.db, a);
	if (e.code == ERR_NOT_FOUND) {
		feeder_skip(sources, c->source.id);
		return err_make(ERR_AGAIN, "others were faster");
	}
	TRY(e);
	bool shut;
	TRY(windows_put_off(c, tx.db, a, &shut));
	if (shut) {
		TRY(system_commit(&tx));
		return err_make(ERR_AGAIN, "the sending window is shut there");
	}
	struct q_send_grant_in grant = { .n = (double)c->grant,
					 .sender_id = c->sender.id,
					 .user_id = c->sender.user_id };
	TRY(q_send_grant(tx.db, a, &grant, &c->granted));
	TRY(q_send_touch_source(tx.db, a, &(struct q_send_touch_source_in){ .id = c->source.id }, NULL));
	TRY(system_commit(&tx));
	fault_point("send.after_claim");
	return OK;
}

/* --- from a claim to a batch --- */

/* Who left is barred too, under every spelling: their own status says more than that. */
static const char *feeder_skip_reason(str status, bool suppressed, bool unwanted)
{
	if (str_eq(status, STR("UNSUBSCRIBED")))
		return "unsubscribed";
	if (suppressed)
		return "suppressed";
	if (unwanted)
		return "the person does not want this topic";
	return str_eq(status, STR("ACTIVE")) ? NULL : "the contact is not active";
}

void row_fill(struct arena *a, struct row *r, const struct q_send_load_range_row *in)
{
	struct addr addr;
	r->id = in->id;
	r->tracking_id = in->tracking_id;
	r->email = in->email;
	r->skip = feeder_skip_reason(in->status, in->suppressed, in->unwanted);
	r->untracked = in->untracked;
	r->values = (struct tpl_values){
		.email = in->email, .first_name = in->first_name, .last_name = in->last_name, .variables = in->variables
	};
	if (err_is(addr_parse(a, in->email, &addr))) {
		r->skip = r->skip ? r->skip : "the address is not valid";
		r->domain = STR("");
		return;
	}
	r->domain = addr.domain;
	r->values.email = addr_wire(a, &addr);
}

/* Retries of recipients that are done already (cancelled, say) go. */
static err feeder_drop_stale(struct claim *c, struct batch *b)
{
	str *ids = arena_array(&b->arena, str, c->retries.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < c->retries.n; i++) {
		bool found = false;
		for (size_t k = 0; k < b->n && !found; k++)
			found = str_eq(b->rows[k].id, c->retries.v[i].recipient_id);
		if (!found)
			ids[n++] = c->retries.v[i].recipient_id;
	}
	if (n == 0)
		return OK;
	return q_send_retry_drop(app_system(c->e->app), &b->arena, &(struct q_send_retry_drop_in){ .ids = { ids, n } },
				 NULL);
}

static err feeder_load_campaign(struct claim *c, struct batch *b)
{
	struct q_send_load_range_rows rows;
	system_db db = app_system(c->e->app);
	bool shared =
		!str_eq(c->source.id, c->source.campaign_id); /* by several senders, each with a source of its own */
	if (c->has_range) {
		struct q_send_load_range_in in = { .user_id = c->source.user_id,
						   .first_id = c->range.first_id,
						   .last_id = c->range.last_id,
						   .campaign_id = c->source.campaign_id,
						   .sender_id = shared ? c->source.sender_id : STR_NULL,
						   .zone = c->range.zone,
						   .n = c->grant,
						   .hash_keys = suppression_keys(&b->arena, c->e->app->keys) };
		TRY(q_send_load_range(db, &b->arena, &in, &rows));
	} else {
		str *ids = arena_array(&b->arena, str, c->retries.n);
		for (size_t i = 0; i < c->retries.n; i++)
			ids[i] = c->retries.v[i].recipient_id;
		struct q_send_load_ids_in in = { .user_id = c->source.user_id,
						 .ids = { ids, c->retries.n },
						 .campaign_id = c->source.campaign_id,
						 .hash_keys = suppression_keys(&b->arena, c->e->app->keys) };
		struct q_send_load_ids_rows found;
		TRY(q_send_load_ids(db, &b->arena, &in, &found));
		static_assert(sizeof(*found.v) == sizeof(*rows.v), "the two loads give the same columns");
		rows.v = arena_array(&b->arena, struct q_send_load_range_row, found.n + 1);
		memcpy(rows.v, found.v, found.n * sizeof(*found.v));
		rows.n = found.n;
	}
	b->rows = arena_array(&b->arena, struct row, rows.n + 1);
	b->n = rows.n;
	str *reply_to = arena_array(&b->arena, str, rows.n + 1), *zones = arena_array(&b->arena, str, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		row_fill(&b->arena, &b->rows[i], &rows.v[i]);
		reply_to[i] = rows.v[i].reply_to_id;
		zones[i] = rows.v[i].zone;
	}
	windows_wait(c, b, zones);
	TRY(threads_load(c, b, reply_to));
	/* News that comes a week late is none; a sequence goes on where it was (steps.c). */
	for (size_t i = 0; i < rows.n; i++)
		if (rows.v[i].capped > 0 && !b->rows[i].skip)
			b->rows[i].skip = "the frequency cap is reached";
	return OK;
}

/* A follow-up leaves out who had no mail, if so chosen. A subject that names people is kept with the mail: a follow-up
 * has it, whatever they are called by then. */
static err feeder_remember_subjects(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct row *r = &b->rows[i];
		struct message_to to;
		if (composed_only_threads(b->message) && str_absent(r->in_reply_to) && !r->skip)
			r->skip = "they have had no mail to follow up on";
		if (r->skip || !str_absent(r->subject) || !composed_personal(b->message))
			continue;
		row_address(r, &to);
		TRY(composed_subject(b->message, &b->arena, &to, &r->own_subject));
	}
	return OK;
}

/* The campaign's message, and the one for those who are not tracked. */
static err feeder_compose_rows(struct claim *c, struct batch *b, struct arena *a, str *why)
{
	struct compose_sender from = { .from_email = c->sender.from_email,
				       .from_name = c->sender.from_name,
				       .reply_to = c->sender.reply_to,
				       .reply_tags = c->sender.reply_tags,
				       .leave_to = c->sender.leave_to };
	if (b->n == 0)
		return OK;
	TRY(compose_campaign(c->e->cache, a, c->source.campaign_id, &from, true, &b->message, why));
	b->others = arena_array(&b->arena, struct composed *, 1);
	for (size_t i = 0; i < b->n; i++) {
		if (!b->rows[i].untracked)
			continue;
		if (b->n_others == 0)
			TRY(compose_campaign(c->e->cache, a, c->source.campaign_id, &from, false,
					     &b->others[b->n_others++], why));
		b->rows[i].message = b->others[0];
	}
	return feeder_remember_subjects(b);
}

/* The rows and their message. */
static err feeder_load_rows(struct claim *c, struct batch *b, struct arena *a, str *why)
{
	if (str_absent(c->source.campaign_id)) {
		TRY(steps_load(c, b, a, why));
	} else {
		TRY(feeder_load_campaign(c, b));
		TRY(feeder_compose_rows(c, b, a, why));
	}
	b->whole = c->has_range && ((int64_t)b->n < c->grant || c->grant >= c->range.size ||
				    (b->n > 0 && str_eq(b->rows[b->n - 1].id, c->range.last_id)));
	b->again = arena_array(&b->arena, size_t, b->n + 1);
	for (size_t i = 0; i < c->retries.n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (str_eq(b->rows[k].id, c->retries.v[i].recipient_id)) {
				b->rows[k].attempts = (uint32_t)c->retries.v[i].attempts;
				b->rows[k].first_tried = c->retries.v[i].first_tried_at;
			}
	return feeder_drop_stale(c, b);
}

static err feeder_fill_handover(struct claim *c, struct batch *b)
{
	const struct q_send_sender_row *s = &c->sender;
	struct handover *h = &b->handover;
	*h = (struct handover){ .capture = str_eq(s->kind, STR("capture")),
				.gmail = str_eq(s->kind, STR("gmail")),
				.max_links = c->links,
				.version = s->updated_at };
	h->params = (struct smtp_params){
		.host = arena_dup(&b->arena, s->host),
		.port = (uint16_t)(s->port.has ? s->port.v : 25),
		.security = smtp_security_of(s->security),
		.tls_any_certificate = !s->tls_verify,
		.public_only = c->e->app->config->mail_hosts_public,
		.auth = smtp_auth_of(s->auth),
		.username = arena_dup(&b->arena, s->username),
		.timeouts = { .at_most = c->e->app->config->smtp_timeout },
	};
	if (str_absent(s->secret_sealed))
		return OK;
	return sender_secret(&b->arena, c->e->app->keys, s->id, s->secret_sealed, &h->params.secret);
}

/* The keys are read for each batch: a rotation counts at once, and reading them is little beside sending. */
static err feeder_load_signer(struct claim *c, struct batch *b)
{
	str from;
	if (!c->sender.dkim || b->handover.capture)
		return OK;
	TRY(compose_envelope_from(&b->arena, c->sender.from_email, &from));
	tenant_db db = tenant_of(c->e->app->db, &b->arena, b->user_id);
	return dkim_signer_load(c->e->app->keys, db, &b->arena, str_from(from, str_rfind_byte(from, '@') + 1),
				&b->handover.signer);
}

static void feeder_set_pace(struct claim *c, struct batch *b)
{
	if (!c->sender.per_second.has || c->sender.per_second.v <= 0)
		return;
	b->pace_step = US_PER_S / c->sender.per_second.v;
	b->pace_start = clock_mono() + c->sender.free_us;
}

/* The campaign or sequence cannot be sent as it is: it waits for a person. */
static void feeder_stop_source(struct claim *c, struct arena *a, str why)
{
	err e;
	if (str_absent(c->source.campaign_id)) {
		log_warn("send.sequence_paused", "sequence %.*s cannot be sent as it is: %.*s",
			 STR_FMT(c->source.sequence_id), STR_FMT(why));
		struct q_send_pause_sequence_in in = { .id = c->source.sequence_id };
		e = q_send_pause_sequence(app_system(c->e->app), a, &in, NULL);
	} else {
		log_warn("send.campaign_paused", "campaign %.*s cannot be sent as it is",
			 STR_FMT(c->source.campaign_id));
		struct q_send_pause_campaign_in in = { .id = c->source.campaign_id, .reason = why };
		e = q_send_pause_campaign(app_system(c->e->app), a, &in, NULL);
	}
	if (err_is(e))
		log_error("send.source_paused", "and could not be paused: %s", e.why);
}

static err feeder_prepare(struct claim *c, struct batch *b, struct arena *a)
{
	str why = STR("it is gone");
	err e = feeder_load_rows(c, b, a, &why);
	if (!err_is(e)) {
		e = feeder_fill_handover(c, b);
		err keys = err_is(e) ? OK : feeder_load_signer(c, b);
		if (err_is(keys) && keys.code != ERR_INVALID)
			return keys; /* the database's, too */
		e = err_is(e) ? e : keys;
		why = str_z(err_is(e) ? e.why : "");
	} else if (e.code != ERR_INVALID && e.code != ERR_LIMIT && e.code != ERR_NOT_FOUND) {
		return e; /* the database's, not the message's */
	}
	if (err_is(e))
		feeder_stop_source(c, a, why);
	return e;
}

static void feeder_hand_over(struct engine *e, struct batch *b)
{
	pthread_mutex_lock(&e->hand_lock);
	b->next_hand = e->hand;
	e->hand = b;
	e->hand_rows += b->n;
	b->accountant = e->next_accountant++ % ACCOUNTANTS;
	b->bytes = b->arena.used;
	e->hand_bytes += b->bytes;
	*e->arrived_tail = b;
	e->arrived_tail = &b->next;
	bool post = !e->arrival_posted;
	e->arrival_posted = true;
	pthread_mutex_unlock(&e->hand_lock);
	if (post)
		loop_post(e->loop, &e->arrival);
}

/* What to hand back of a claim that was not loaded: the range from its beginning, or each retry. */
static void feeder_name_rows(struct claim *c, struct batch *b)
{
	b->n = c->has_range ? 1 : c->retries.n;
	b->rows = arena_array(&b->arena, struct row, b->n + 1);
	if (c->has_range)
		b->rows[0].id = arena_dup(&b->arena, c->range.first_id);
	for (size_t i = 0; !c->has_range && i < b->n; i++)
		b->rows[i].id = arena_dup(&b->arena, c->retries.v[i].recipient_id);
}

static void feeder_make_batch(struct claim *c, struct arena *a)
{
	struct batch *b = calloc(1, sizeof(*b));
	if (!b)
		abort();
	b->id = c->has_range ? arena_dup(&b->arena, c->range.id) : STR_NULL;
	b->source_id = arena_dup(&b->arena, c->source.id);
	b->user_id = arena_dup(&b->arena, c->source.user_id);
	b->sender_id = arena_dup(&b->arena, c->sender.id);
	b->granted = c->grant;
	b->granted_at = c->granted.minute;
	atomic_store(&b->lease_end, c->claimed_at + LEASE_SECONDS * US_PER_S - LEASE_MARGIN);
	feeder_set_pace(c, b);
	err e = feeder_prepare(c, b, a);
	if (err_is(e)) {
		/* What could not be loaded is handed back as it was. */
		log_warn("send.prepare", "a range of source %.*s is handed back: %s", STR_FMT(b->source_id), e.why);
		if (b->n == 0)
			feeder_name_rows(c, b);
		b->whole = false;
		b->wait_seconds = 5;
		atomic_store(&b->halt, true);
	}
	size_t announced = b->handover.capture ? b->n : size_min(c->announced, b->n);
	atomic_store(&b->announced, announced);
	atomic_store(&b->wanted, announced);
	atomic_store(&b->remaining, b->n);
	feeder_hand_over(c->e, b);
}

/* --- beside the claims --- */

/* Ids of the recipients of retries in hand. */
static void feeder_list_retries(struct engine *e, struct arena *a, str **out, size_t *n)
{
	size_t cap = 0;
	*n = 0;
	pthread_mutex_lock(&e->hand_lock);
	for (struct batch *b = e->hand; b; b = b->next_hand)
		cap += str_absent(b->id) ? b->n : 0;
	*out = arena_array(a, str, cap + 1);
	for (struct batch *b = e->hand; b; b = b->next_hand)
		for (size_t i = 0; str_absent(b->id) && i < b->n; i++)
			(*out)[(*n)++] = arena_dup(a, b->rows[i].id);
	pthread_mutex_unlock(&e->hand_lock);
}

static size_t feeder_list_hand(struct engine *e, struct arena *a, str **sources, str **ranges, size_t *n_ranges)
{
	size_t n = 0;
	pthread_mutex_lock(&e->hand_lock);
	for (struct batch *b = e->hand; b; b = b->next_hand)
		n++;
	*sources = arena_array(a, str, n + 1);
	*ranges = arena_array(a, str, n + 1);
	n = *n_ranges = 0;
	for (struct batch *b = e->hand; b; b = b->next_hand) {
		(*sources)[n++] = arena_dup(a, b->source_id);
		if (!str_absent(b->id))
			(*ranges)[(*n_ranges)++] = arena_dup(a, b->id);
	}
	pthread_mutex_unlock(&e->hand_lock);
	return n;
}

static bool feeder_has(const str *v, size_t n, str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i], id))
			return true;
	return false;
}

/* Pauses and cancellations reach what is in hand. */
static void feeder_watch_states(struct engine *e)
{
	struct arena ARENA_AUTO a = {};
	str *sources, *ranges;
	size_t n_ranges, n = feeder_list_hand(e, &a, &sources, &ranges, &n_ranges);
	struct q_send_states_rows rows;
	if (n == 0 ||
	    err_is(q_send_states(app_system(e->app), &a, &(struct q_send_states_in){ .ids = { sources, n } }, &rows)))
		return;
	str *go = arena_array(&a, str, rows.n + 1);
	size_t goes = 0;
	for (size_t i = 0; i < rows.n; i++)
		if (rows.v[i].go)
			go[goes++] = rows.v[i].id;
	pthread_mutex_lock(&e->hand_lock);
	for (struct batch *b = e->hand; b; b = b->next_hand)
		if (feeder_has(sources, n, b->source_id) && !feeder_has(go, goes, b->source_id))
			atomic_store(&b->halt, true);
	pthread_mutex_unlock(&e->hand_lock);
}

static void feeder_extend_leases(struct engine *e)
{
	struct arena ARENA_AUTO a = {};
	str *sources, *ranges;
	size_t n;
	feeder_list_hand(e, &a, &sources, &ranges, &n);
	if (n == 0)
		return;
	int64_t asked = clock_lease();
	struct q_send_extend_in in = { .seconds = LEASE_SECONDS, .ids = { ranges, n }, .me = slots_name(e->slots) };
	struct q_send_extend_rows rows;
	if (err_is(q_send_extend(app_system(e->app), &a, &in, &rows)))
		return; /* the lease ends by itself, and the loop knows when */
	str *ours = arena_array(&a, str, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		ours[i] = rows.v[i].id;
	pthread_mutex_lock(&e->hand_lock);
	for (struct batch *b = e->hand; b; b = b->next_hand) {
		if (str_absent(b->id) || !feeder_has(ranges, n, b->id))
			continue;
		if (feeder_has(ours, rows.n, b->id))
			atomic_store(&b->lease_end, asked + LEASE_SECONDS * US_PER_S - LEASE_MARGIN);
		else
			atomic_store(&b->halt, true);
	}
	pthread_mutex_unlock(&e->hand_lock);
}

static void feeder_extend_retries(struct engine *e)
{
	struct arena ARENA_AUTO a = {};
	str *ids;
	size_t n;
	feeder_list_retries(e, &a, &ids, &n);
	if (n == 0)
		return;
	int64_t asked = clock_lease();
	struct q_send_extend_retries_in in = { .seconds = LEASE_SECONDS,
					       .me = slots_name(e->slots),
					       .ids = { ids, n } };
	struct q_send_extend_retries_rows rows;
	if (err_is(q_send_extend_retries(app_system(e->app), &a, &in, &rows)))
		return;
	/* One that is neither done nor ours any more is somebody else's: nothing more of its claim is begun. */
	pthread_mutex_lock(&e->hand_lock);
	for (struct batch *b = e->hand; b; b = b->next_hand) {
		bool listed = str_absent(b->id) && b->n > 0 && feeder_has(ids, n, b->rows[b->n - 1].id);
		for (size_t i = 0; listed && i < rows.n; i++)
			if (!rows.v[i].ours)
				for (size_t k = 0; k < b->n; k++)
					if (str_eq(b->rows[k].id, rows.v[i].recipient_id))
						atomic_store(&b->halt, true);
		if (listed)
			atomic_store(&b->lease_end, asked + LEASE_SECONDS * US_PER_S - LEASE_MARGIN);
	}
	pthread_mutex_unlock(&e->hand_lock);
}

static void feeder_beat(struct engine *e)
{
	struct arena ARENA_AUTO a = {};
	char host[256] = "?";
	gethostname(host, sizeof(host) - 1);
	struct q_send_beat_in in = { .id = slots_name(e->slots),
				     .role = STR("send"),
				     .host = str_z(host),
				     .pid = getpid(),
				     .version = STR(LOUMASS_VERSION) };
	if (err_is(q_send_beat(app_system(e->app), &a, &in, NULL)))
		return; /* while the database is away nobody looks */
}

/* Before the first claim, and while there are claims: else nobody would know how long nobody was there. */
static bool feeder_present(struct engine *e)
{
	struct arena ARENA_AUTO a = {};
	return !err_is(q_send_present(app_system(e->app), &a, NULL));
}

static void feeder_adopt(struct engine *e)
{
	struct slots *left;
	while (!err_is(slots_adopt(e->slots_dir, &left))) {
		err why = accountant_recover(e, left);
		slots_close(left);
		if (err_is(why)) {
			log_warn("send.adopt", "a dead worker's slots wait: %s", why.why);
			return;
		}
	}
}

/* Senders that have enough in hand are passed by: first those of their sources that they are busy with, so that another
 * (a sequence's three mails) still gets its turn, then the sender. */
static void feeder_skip_full(struct engine *e, struct skips *sources, struct skips *senders)
{
	pthread_mutex_lock(&e->hand_lock);
	for (struct batch *b = e->hand; b; b = b->next_hand) {
		size_t rows = 0;
		for (struct batch *o = e->hand; o; o = o->next_hand)
			if (str_eq(o->sender_id, b->sender_id))
				rows += atomic_load(&o->remaining);
		bool paced = b->pace_step > 0;
		bool full = rows >= LANE_ROWS_MAX + 2 * SEND_BATCH_ROWS || (paced && rows > 0);
		if (full && !feeder_has(senders->v, senders->n, b->sender_id))
			feeder_skip(senders, b->sender_id);
		else if (rows >= LANE_ROWS_MAX && !feeder_has(sources->v, sources->n, b->source_id))
			feeder_skip(sources, b->source_id);
	}
	pthread_mutex_unlock(&e->hand_lock);
}

/* Claims as long as there is something and room for it. */
static void feeder_feed_lanes(struct engine *e)
{
	struct skips sources = {}, senders = {};
	feeder_skip_full(e, &sources, &senders);
	for (unsigned turn = 0; turn < TURNS_MAX && !atomic_load(&e->draining); turn++) {
		pthread_mutex_lock(&e->hand_lock);
		bool room = e->hand_rows + SEND_BATCH_ROWS <= SEND_INFLIGHT_MAX && e->hand_bytes < HAND_BYTES_MAX;
		pthread_mutex_unlock(&e->hand_lock);
		if (!room)
			return;
		struct arena ARENA_AUTO a = {};
		struct claim c = { .e = e };
		err why = feeder_claim(&c, &a, &sources, &senders);
		if (why.code == ERR_AGAIN && sources.n < SKIPS_MAX && senders.n < SKIPS_MAX)
			continue;
		if (err_is(why)) {
			if (why.code != ERR_NOT_FOUND && why.code != ERR_AGAIN && why.code != ERR_UNAVAILABLE)
				log_warn("send.claim", "%s (%s)", why.why, err_name(why.code));
			return;
		}
		feeder_make_batch(&c, &a);
		feeder_skip_full(e, &sources, &senders);
	}
}

static void feeder_wait_a_little(struct engine *e, int64_t us)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	int64_t ns = until.tv_nsec + us * 1000;
	until.tv_sec += ns / 1000000000;
	until.tv_nsec = ns % 1000000000;
	pthread_mutex_lock(&e->hand_lock);
	if (!atomic_load(&e->stopping))
		pthread_cond_timedwait(&e->feeder_wake, &e->hand_lock, &until);
	pthread_mutex_unlock(&e->hand_lock);
}

void *feeder_run(void *engine)
{
	struct engine *e = engine;
	int64_t extended = 0, watched = 0, adopted = 0, seen = clock_mono() - LEASE_SECONDS * US_PER_S;
	while (!atomic_load(&e->stopping)) {
		int64_t now = clock_mono();
		if (now - extended > LEASE_EXTEND) {
			feeder_extend_leases(e);
			feeder_extend_retries(e);
			feeder_beat(e);
			extended = now;
		}
		if (now - watched > US_PER_S / 2) {
			feeder_watch_states(e);
			watched = now;
		}
		if (now - adopted > 2 * US_PER_S) {
			feeder_adopt(e);
			adopted = now;
		}
		if (now - seen > LEASE_EXTEND && feeder_present(e))
			seen = now;
		if (now - seen < LEASE_SECONDS * US_PER_S)
			feeder_feed_lanes(e);
		feeder_wait_a_little(e, 200 * US_PER_MS);
	}
	return NULL;
}
