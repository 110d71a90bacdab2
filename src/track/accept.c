/* The request path of opens and clicks: verify, put into the journal, answer when it is durable. Runs on the server's
 * event threads: no table, no lock but the journal's, no block. */
#include "base/log.h"
#include "base/time.h"
#include "core/inbound/event_track.h"
#include "core/inbound/link_source.h"
#include "core/report/agents.h"
#include "os/clock.h"
#include "track/track_int.h"
#include "wire/url.h"
#include "wire/web_url.h"

#define OPEN_PREFIX STR("/t/o/")
#define CLICK_PREFIX STR("/t/c/")

struct track_counts track_counts;

/* --- into the journal */

static void accept_unavailable(const struct track *t, struct http_request *r)
{
	atomic_fetch_add_explicit(&track_counts.refused, 1, memory_order_relaxed);
	http_reply_canned(r, t->unavailable);
}

static void accept_log_refusal(err e)
{
	static _Atomic int64_t logged;
	int64_t now = clock_mono(), last = atomic_load(&logged);
	if (now - last > INT64_C(10000000) && atomic_compare_exchange_strong(&logged, &last, now))
		log_error("track.refused", "an event cannot be accepted: %s", e.why);
}

void track_ip_hash(const struct track *t, str ip, char out[IP_HASH_LEN + 1])
{
	unsigned char h[IP_HASH_LEN / 2], key[KEY_BYTES];
	int64_t day = clock_now() / US_PER_DAY;
	/* Another key each day: what is hashed alike was one address on one day, and tells nothing beyond. */
	token_mac(t->ip_key, str_of((const char *)&day, sizeof(day)), key, sizeof(key));
	token_mac(key, ip, h, sizeof(h));
	token_hex(h, sizeof(h), out);
	out[IP_HASH_LEN] = 0;
}

static void accept_on_durable(void *arg, err e)
{
	struct track_accept *a = arg;
	struct http_request *r = a->r;
	if (err_is(e)) {
		accept_unavailable(a->t, r);
	} else {
		atomic_fetch_add_explicit(&track_counts.accepted, 1, memory_order_relaxed);
		a->answer(a);
	}
	http_resume(r);
}

/* The record of an event that comes now; its length. */
static size_t accept_encode(struct track_accept *a, char record[TRACK_RECORD_MAX])
{
	char id[CUID_LEN + 1], ip[IP_HASH_LEN + 1];
	struct http_request *r = a->r;
	a->event.at = clock_now();
	cuid_make(a->event.at, id);
	track_ip_hash(a->t, http_client(r), ip);
	a->event.id = str_of(id, CUID_LEN);
	a->event.ip_hash = str_of(ip, IP_HASH_LEN);
	a->event.user_agent = http_header(r, "User-Agent");
	return track_record_encode(&a->event, record);
}

void track_accept_now(struct track_accept *a)
{
	char record[TRACK_RECORD_MAX];
	size_t n = accept_encode(a, record);
	err e = journal_append_sync(a->t->journal, track_record_kind(&a->event), str_of(record, n));
	if (err_is(e)) {
		accept_log_refusal(e);
		accept_unavailable(a->t, a->r);
		return;
	}
	atomic_fetch_add_explicit(&track_counts.accepted, 1, memory_order_relaxed);
	a->answer(a);
}

void track_accept(struct track_accept *a)
{
	struct http_request *r = a->r;
	char record[TRACK_RECORD_MAX];
	size_t n = accept_encode(a, record);
	http_defer(r);
	err e = journal_append(a->t->journal, track_record_kind(&a->event), str_of(record, n), accept_on_durable, a);
	if (!err_is(e))
		return; /* the request belongs to the journal's thread now */
	accept_log_refusal(e);
	accept_unavailable(a->t, r);
	http_resume(r);
}

bool track_who(const struct track *t, struct http_request *r, str tracking_id, bool foreign, struct tracked *out)
{
	char *id = arena_alloc(http_arena(r), CUID_LEN + 1);
	if (track_id_verify(&t->ids, tracking_id, id)) {
		out->recipient_id = str_of(id, CUID_LEN);
		return true;
	}
	out->tracking_id = tracking_id;
	return foreign && track_id_foreign(tracking_id);
}

/* The world has few browsers at a time: what a thread judged it remembers, since the rules are many. */
static struct verdict accept_judge_open(str agent, enum verdict_net net)
{
	enum { SLOTS = 64, AGENT_MAX = 200 };
	static _Thread_local struct {
		size_t n;
		unsigned list;
		struct verdict verdict;
		char agent[AGENT_MAX];
	} known[SLOTS];
	struct verdict_request r = { .user_agent = agent, .net = net };
	if (agent.n == 0 || agent.n > AGENT_MAX || net != VERDICT_NET_NONE)
		return verdict_judge(&r);
	size_t slot = str_hash(agent) % SLOTS;
	unsigned list = agents_generation();
	if (known[slot].list != list || known[slot].n != agent.n || memcmp(known[slot].agent, agent.p, agent.n) != 0) {
		known[slot].verdict = verdict_judge(&r);
		known[slot].n = agent.n;
		known[slot].list = list;
		memcpy(known[slot].agent, agent.p, agent.n);
	}
	return known[slot].verdict;
}

void track_judge(struct http_request *r, struct tracked *e)
{
	str agent = http_header(r, "User-Agent");
	bool click = e->kind == TRACKED_CLICK;
	e->net = verdict_net_of(http_client(r));
	bool head = http_method(r) == HTTP_HEAD;
	if (click && e->link == 0)
		e->verdict = (struct verdict){ VERDICT_MACHINE, VERDICT_HIDDEN_LINK };
	else if (!click && !head)
		e->verdict = accept_judge_open(agent, e->net);
	else
		e->verdict = verdict_judge(
			&(struct verdict_request){ .click = click, .head = head, .user_agent = agent, .net = e->net });
}

static bool accept_reads_only(struct http_request *r, struct track *t)
{
	if (http_method(r) == HTTP_GET || http_method(r) == HTTP_HEAD)
		return true;
	http_reply_canned(r, t->wrong_method);
	return false;
}

/* --- opens */

static void accept_answer_gif(struct track_accept *a)
{
	http_reply_canned(a->r, a->t->gif);
}

static void accept_open_run(struct http_request *r, void *arg)
{
	struct track *t = arg;
	str id = str_from(http_path(r), OPEN_PREFIX.n);
	struct track_accept *a = arena_new(http_arena(r), struct track_accept);
	*a = (struct track_accept){ .t = t, .r = r, .answer = accept_answer_gif };
	a->event.kind = TRACKED_OPEN;
	if (str_ends(id, STR(".gif")))
		id.n -= 4;
	if (!track_who(t, r, id, true, &a->event)) {
		http_reply_canned(r, t->not_found);
		return;
	}
	track_judge(r, &a->event);
	track_accept(a);
}

void track_pick_open(void *ctx, struct http_request *r, struct http_handler *out)
{
	if (accept_reads_only(r, ctx))
		*out = (struct http_handler){ .kind = HTTP_INLINE, .run = accept_open_run, .arg = ctx };
	track_host_guard(r, ctx, out);
}

static void accept_quick_durable(void *arg, err e)
{
	struct http_quick *q = arg;
	const struct track *t = http_quick_ctx(q);
	atomic_fetch_add_explicit(err_is(e) ? &track_counts.refused : &track_counts.accepted, 1, memory_order_relaxed);
	http_quick_reply(q, err_is(e) ? t->unavailable : t->gif);
}

/* The same for plain requests with ids of ours, which is nearly all; the rest takes the long way. */
bool track_quick_open(void *ctx, struct http_quick *q)
{
	const struct track *t = ctx;
	char id[CUID_LEN + 1], recipient[CUID_LEN + 1], ip[IP_HASH_LEN + 1], record[TRACK_RECORD_MAX];
	char user_id[HOST_USER_MAX];
	str tracking_id = str_from(http_quick_path(q), OPEN_PREFIX.n);
	if (!str_ends(tracking_id, STR(".gif")))
		return false;
	tracking_id.n -= 4;
	if (!track_id_verify(&t->ids, tracking_id, recipient) || hosts_tenant(t->hosts, http_quick_host(q), user_id))
		return false;
	enum verdict_net net = verdict_net_of(http_quick_client(q));
	struct tracked e = { .kind = TRACKED_OPEN,
			     .id = str_of(id, CUID_LEN),
			     .recipient_id = str_of(recipient, CUID_LEN),
			     .at = clock_now(),
			     .verdict = accept_judge_open(http_quick_agent(q), net),
			     .net = net,
			     .ip_hash = str_of(ip, IP_HASH_LEN),
			     .user_agent = http_quick_agent(q) };
	cuid_make(e.at, id);
	track_ip_hash(t, http_quick_client(q), ip);
	size_t n = track_record_encode(&e, record);
	return !err_is(journal_append(t->journal, track_record_kind(&e), str_of(record, n), accept_quick_durable, q));
}

/* --- clicks */

static bool accept_find_target(struct http_request *r, str *target)
{
	struct url_query q = { .rest = http_query(r) };
	bool more = true;
	str name, value;
	while (!err_is(url_query_next(&q, http_arena(r), &more, &name, &value)) && more) {
		if (str_eq(name, STR("u"))) {
			*target = value;
			return true;
		}
	}
	return false;
}

struct click {
	str id, target; /* the tracking id */
	struct link_ref ref;
};

/* Only what we signed, only to the web. */
static bool accept_find_link(const struct track *t, struct http_request *r, struct click *c, struct track_accept *a)
{
	str path = str_from(http_path(r), CLICK_PREFIX.n);
	if (!str_next(&path, '/', &c->id) || str_absent(path) || !accept_find_target(r, &c->target))
		return false;
	if (err_is(link_verify(&t->links, c->id, path, c->target, &c->ref)) ||
	    err_is(web_url(http_arena(r), c->target, &a->location)))
		return false;
	a->event.link = (int64_t)c->ref.n;
	a->event.link_id = path;
	/* What became of the fields in a link is the person's own: the drain puts the author's words there. */
	a->event.url = c->ref.form == LINK_FIELDS ? STR("") : a->location;
	return track_who(t, r, c->id, true, &a->event);
}

/* Mail from before signatures named the recipient: the mail itself must hold the target. On a worker, before click_run;
 * leaves what it found there, or answers. Link 0 is ours. */
static void accept_old_gate(struct http_request *r, void *arg)
{
	struct track *t = arg;
	struct track_accept a = {};
	struct click c = {};
	str *held = arena_new(http_arena(r), str);
	hosts_gate(r, t);
	if (http_answered(r))
		return;
	err e = accept_find_link(t, r, &c, &a) ? OK : err_make(ERR_NOT_FOUND, "");
	if (!err_is(e) && c.ref.n > 0)
		e = link_held(app_system(t->app), http_arena(r), a.event.recipient_id, a.event.tracking_id, c.target,
			      held);
	if (err_is(e))
		http_reply_canned(r, e.code == ERR_NOT_FOUND ? t->not_found : t->unavailable);
	else
		http_set_data(r, held);
}

static void accept_answer_redirect(struct track_accept *a)
{
	http_answer_header(a->r, "Location", a->location);
	http_answer_header(a->r, "Cache-Control", STR("no-store"));
	http_answer_header(a->r, "Referrer-Policy", STR("no-referrer"));
	http_answer_header(a->r, "X-Robots-Tag", STR("noindex"));
	http_reply(a->r, 302, NULL, STR(""));
}

static void accept_click_run(struct http_request *r, void *arg)
{
	struct track *t = arg;
	struct track_accept *a = arena_new(http_arena(r), struct track_accept);
	struct click c = {};
	const str *held = http_data(r);
	*a = (struct track_accept){ .t = t, .r = r, .answer = accept_answer_redirect };
	a->event.kind = TRACKED_CLICK;
	if (!accept_find_link(t, r, &c, a) || (c.ref.form == LINK_OLD && !held)) {
		http_reply_canned(r, t->not_found);
		return;
	}
	if (c.ref.form == LINK_OLD)
		a->event.url = *held;
	if (c.ref.form == LINK_OLD && c.ref.n == 0)
		a->location = arena_printf(http_arena(r), "%s/", t->app->config->url);
	track_judge(r, &a->event);
	track_accept(a);
}

static bool accept_is_old(struct http_request *r)
{
	str path = str_from(http_path(r), CLICK_PREFIX.n), id;
	size_t n = 0;
	if (!str_next(&path, '/', &id) || str_absent(path))
		return false;
	while (n < path.n && ascii_digit(path.p[n]))
		n++;
	return n < path.n && path.p[n] == LINK_OLD;
}

void track_pick_click(void *ctx, struct http_request *r, struct http_handler *out)
{
	if (accept_reads_only(r, ctx))
		*out = (struct http_handler){ .kind = HTTP_INLINE, .run = accept_click_run, .arg = ctx };
	track_host_guard(r, ctx, out);
	if (out->run && accept_is_old(r))
		out->gate = accept_old_gate;
}
