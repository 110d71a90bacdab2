#include "core/report/verdict.h"
#include "core/report/agents.h"
#include "core/report/verdict_rules.h"

static const str who_names[] = { STR_INIT("human"), STR_INIT("machine"), STR_INIT("unknown") };
static const str reason_names[VERDICT_REASON_COUNT] = {
	[VERDICT_BROWSER] = STR_INIT("browser"),
	[VERDICT_GMAIL_PROXY] = STR_INIT("gmail_proxy"),
	[VERDICT_YAHOO_PROXY] = STR_INIT("yahoo_proxy"),
	[VERDICT_APPLE_PROXY] = STR_INIT("apple_proxy"),
	[VERDICT_SCANNER] = STR_INIT("scanner"),
	[VERDICT_BOT] = STR_INIT("bot"),
	[VERDICT_HEAD] = STR_INIT("head"),
	[VERDICT_TOO_FAST] = STR_INIT("too_fast"),
	[VERDICT_ALL_LINKS] = STR_INIT("all_links"),
	[VERDICT_NO_AGENT] = STR_INIT("no_agent"),
	[VERDICT_ODD_AGENT] = STR_INIT("odd_agent"),
	[VERDICT_SCANNER_NET] = STR_INIT("scanner_net"),
	[VERDICT_HIDDEN_LINK] = STR_INIT("hidden_link"),
	[VERDICT_SAME_CLIENT] = STR_INIT("same_client"),
	[VERDICT_GOOGLE_PREFETCH] = STR_INIT("google_prefetch"),
	[VERDICT_IMAGE_PROXY] = STR_INIT("image_proxy"),
	[VERDICT_PREFETCH] = STR_INIT("prefetch"),
	[VERDICT_PREVIEW] = STR_INIT("preview"),
	[VERDICT_LIBRARY] = STR_INIT("library"),
};

str verdict_who_name(enum verdict_who w)
{
	return who_names[w];
}

str verdict_reason_name(enum verdict_reason r)
{
	return r < VERDICT_REASON_COUNT ? reason_names[r] : STR("");
}

bool verdict_who_parse(str s, enum verdict_who *out)
{
	for (unsigned i = 0; i < sizeof(who_names) / sizeof(who_names[0]); i++) {
		if (str_eq(s, who_names[i])) {
			*out = (enum verdict_who)i;
			return true;
		}
	}
	return false;
}

bool verdict_reason_parse(str s, enum verdict_reason *out)
{
	for (unsigned i = 0; i < VERDICT_REASON_COUNT; i++) {
		if (str_eq(s, reason_names[i])) {
			*out = (enum verdict_reason)i;
			return true;
		}
	}
	return false;
}

static bool verdict_applies(enum verdict_of of, bool click)
{
	return of == VERDICT_OF_ANY || (of == VERDICT_OF_CLICK) == click;
}

struct verdict verdict_judge(const struct verdict_request *r)
{
	str agent = str_trim(r->user_agent);
	if (r->head)
		return (struct verdict){ VERDICT_MACHINE, VERDICT_HEAD };
	if (verdict_net_scans(r->net))
		return (struct verdict){ VERDICT_MACHINE, VERDICT_SCANNER_NET };
	if (str_empty(agent))
		return (struct verdict){ VERDICT_UNKNOWN, VERDICT_NO_AGENT };
	if (!r->click && r->net == VERDICT_NET_APPLE)
		return (struct verdict){ VERDICT_MACHINE, VERDICT_APPLE_PROXY };
	/* Apple's proxy says exactly this, and loads every image of every mail in advance; it follows no links. */
	if (str_eq_nocase(agent, STR("Mozilla/5.0")))
		return r->click ? (struct verdict){ VERDICT_UNKNOWN, VERDICT_ODD_AGENT }
				: (struct verdict){ VERDICT_MACHINE, VERDICT_APPLE_PROXY };
	return agents_judge(agent, NULL);
}

struct verdict verdict_retime(struct verdict v, bool click, int64_t delay)
{
	if (v.who == VERDICT_MACHINE || delay < -VERDICT_CLOCK_SLACK)
		return v;
	for (size_t i = 0; i < verdict_time_rules_n; i++) {
		const struct verdict_time_rule *rule = &verdict_time_rules[i];
		if (!verdict_applies(rule->of, click) ||
		    (rule->reason != VERDICT_REASON_COUNT && rule->reason != v.reason))
			continue;
		return delay < rule->within ? (struct verdict){ VERDICT_MACHINE, VERDICT_TOO_FAST } : v;
	}
	return v;
}

/* --- a whole message */

static void verdict_judge_fan(struct verdict_event *v, size_t n, size_t from)
{
	int64_t links[VERDICT_FAN_LINKS];
	size_t kinds = 0, to = from;
	for (; to < n && v[to].at - v[from].at <= VERDICT_FAN_WINDOW; to++) {
		bool known = !v[to].click;
		for (size_t i = 0; i < kinds && !known; i++)
			known = links[i] == v[to].link;
		if (!known && kinds < VERDICT_FAN_LINKS)
			links[kinds++] = v[to].link;
	}
	for (size_t i = from; kinds == VERDICT_FAN_LINKS && i < to; i++)
		if (v[i].click && v[i].verdict.who != VERDICT_MACHINE)
			v[i].verdict = (struct verdict){ VERDICT_MACHINE, VERDICT_ALL_LINKS };
}

static bool verdict_near(const struct verdict_event *a, const struct verdict_event *b, int64_t window)
{
	int64_t apart = a->at - b->at;
	return (apart < 0 ? -apart : apart) <= window;
}

/* What gave itself away by what it did makes its other requests of that moment a machine's, too. Image proxies fetch
 * for many: they say nothing of each other. */
static bool verdict_gave_away(const struct verdict_event *e)
{
	return e->click && e->verdict.who == VERDICT_MACHINE &&
	       (e->verdict.reason == VERDICT_ALL_LINKS || e->verdict.reason == VERDICT_HIDDEN_LINK ||
		e->verdict.reason == VERDICT_SCANNER_NET || e->verdict.reason == VERDICT_HEAD);
}

static void verdict_judge_company(struct verdict_event *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (v[i].verdict.who == VERDICT_MACHINE)
			continue;
		for (size_t k = 0; k < n && v[i].verdict.who != VERDICT_MACHINE; k++) {
			if (v[k].click && v[k].link == 0 && v[i].click &&
			    verdict_near(&v[i], &v[k], VERDICT_HIDDEN_WINDOW))
				v[i].verdict = (struct verdict){ VERDICT_MACHINE, VERDICT_HIDDEN_LINK };
			else if (verdict_gave_away(&v[k]) && verdict_near(&v[i], &v[k], VERDICT_SAME_WINDOW) &&
				 str_eq(v[i].agent, v[k].agent) && v[i].net == v[k].net)
				v[i].verdict = (struct verdict){ VERDICT_MACHINE, VERDICT_SAME_CLIENT };
		}
	}
}

void verdict_message(struct verdict_event *v, size_t n, int64_t sent_at)
{
	for (size_t i = 0; i < n; i++) {
		v[i].verdict = verdict_judge(&(struct verdict_request){
			.click = v[i].click, .head = v[i].head, .user_agent = v[i].agent, .net = v[i].net });
		if (v[i].click && v[i].link == 0)
			v[i].verdict = (struct verdict){ VERDICT_MACHINE, VERDICT_HIDDEN_LINK };
		else if (sent_at)
			v[i].verdict = verdict_retime(v[i].verdict, v[i].click, v[i].at - sent_at);
	}
	for (size_t i = 0; i < n; i++)
		if (v[i].click)
			verdict_judge_fan(v, n, i);
	verdict_judge_company(v, n);
}
