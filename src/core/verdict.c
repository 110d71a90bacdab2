#include "core/verdict.h"
#include "core/verdict_rules.h"

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

static bool applies(enum verdict_of of, bool click)
{
	return of == VERDICT_OF_ANY || (of == VERDICT_OF_CLICK) == click;
}

static bool agent_matches(const struct verdict_agent_rule *r, str agent)
{
	str text = str_z(r->text);
	switch (r->where) {
	case VERDICT_EXACT: return str_eq_nocase(agent, text);
	case VERDICT_PREFIX: return str_starts_nocase(agent, text);
	case VERDICT_CONTAINS: break;
	}
	return str_find_nocase(agent, text) != STR_NPOS;
}

/* 17.0.0.0/8 is Apple's own network. */
static bool apple_egress(str ip)
{
	return str_starts(ip, STR("17.")) || str_starts_nocase(ip, STR("::ffff:17."));
}

struct verdict verdict_judge(const struct verdict_request *r)
{
	str agent = str_trim(r->user_agent);
	if (r->head)
		return (struct verdict){ VERDICT_MACHINE, VERDICT_HEAD };
	if (str_empty(agent))
		return (struct verdict){ VERDICT_UNKNOWN, VERDICT_NO_AGENT };
	if (!r->click && apple_egress(r->ip))
		return (struct verdict){ VERDICT_MACHINE, VERDICT_APPLE_PROXY };
	for (size_t i = 0; i < verdict_agent_rules_n; i++) {
		const struct verdict_agent_rule *rule = &verdict_agent_rules[i];
		if (applies(rule->of, r->click) && agent_matches(rule, agent))
			return rule->verdict;
	}
	return (struct verdict){ VERDICT_UNKNOWN, VERDICT_ODD_AGENT };
}

struct verdict verdict_retime(struct verdict v, bool click, int64_t delay)
{
	if (v.who == VERDICT_MACHINE || delay < -VERDICT_CLOCK_SLACK)
		return v;
	for (size_t i = 0; i < verdict_time_rules_n; i++) {
		const struct verdict_time_rule *rule = &verdict_time_rules[i];
		if (!applies(rule->of, click) || (rule->reason != VERDICT_REASON_COUNT && rule->reason != v.reason))
			continue;
		return delay < rule->within ? (struct verdict){ VERDICT_MACHINE, VERDICT_TOO_FAST } : v;
	}
	return v;
}
