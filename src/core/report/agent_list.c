#include "core/report/agent_list.h"
#include <stdlib.h>

#define STATES_MAX 65000u /* uint16_t numbers them */
#define HITS_MAX 96u	  /* kept of one agent: people's have a dozen */
#define GROUPS 8u	  /* parts in brackets told apart */
#define PATTERN_MAX 200u

enum { HELP_DEVICE = -1, HELP_REVEAL = -2, HELP_SKIP = -3 };

struct rule {
	int kind; /* an index, or a HELP_ */
	str name, text, rest;
	bool start, end, word_start, word_end, exact, anywhere;
	uint32_t next; /* of the same state; 0: none, else one more than the index */
};

struct agent_list {
	struct arena arena;
	str version;
	struct rule *rules;
	size_t n;
	uint8_t class[256]; /* of a byte, case folded; 0: in no pattern */
	size_t classes, states;
	uint16_t *next;	 /* state × class */
	uint16_t *fail;	 /* while building; then: the next shorter state with rules */
	uint32_t *first; /* rule of a state */
};

/* ---- Reading */

struct agent_list_reader {
	struct arena *a;
	struct agent_list *l;
	const str *kinds;
	size_t kinds_n, line, cap;
};

static err agent_list_bad(struct agent_list_reader *r, const char *what)
{
	return err_make(ERR_INVALID, arena_printf(r->a, "line %zu: %s", r->line, what).p);
}

static bool agent_list_kind(const struct agent_list_reader *r, str word, int *out)
{
	static const str help[] = { STR_INIT("device"), STR_INIT("reveal"), STR_INIT("skip") };
	for (size_t i = 0; i < r->kinds_n; i++)
		if (str_eq(word, r->kinds[i])) {
			*out = (int)i;
			return true;
		}
	for (int i = 0; i < 3; i++)
		if (str_eq(word, help[i])) {
			*out = -1 - i;
			return true;
		}
	return false;
}

/* Marks at the pattern's ends. */
static str agent_list_marks(str p, struct rule *out)
{
	for (bool more = true; more && p.n;) {
		more = true;
		switch (p.p[0]) {
		case '!': out->anywhere = true; break;
		case '=': out->exact = true; break;
		case '^': out->start = true; break;
		case '|': out->word_start = true; break;
		default: more = false;
		}
		if (more)
			p = str_from(p, 1);
	}
	while (p.n && (p.n < 2 || p.p[p.n - 2] != '\\') && (p.p[p.n - 1] == '$' || p.p[p.n - 1] == '|')) {
		*(p.p[p.n - 1] == '$' ? &out->end : &out->word_end) = true;
		p.n--;
	}
	return p;
}

static err agent_list_pattern(struct agent_list_reader *r, str p, struct rule *out)
{
	char text[PATTERN_MAX + 1];
	size_t n = 0, gap = 0;
	p = agent_list_marks(p, out);
	for (size_t i = 0; i < p.n; i++) {
		char c = p.p[i];
		if (n == PATTERN_MAX)
			return agent_list_bad(r, "the pattern is too long");
		if (c == '*' && !gap && n > 0) {
			gap = n;
			continue;
		}
		if (c == '\\' && i + 1 < p.n) {
			c = p.p[++i];
			c = c == 't' ? '\t' : c;
		}
		text[n++] = c;
	}
	if (n < 2 || (gap && gap == n))
		return agent_list_bad(r, "a pattern has two characters at least, and some on both sides of its *");
	str all = arena_dup(&r->l->arena, str_of(text, n));
	out->text = gap ? str_upto(all, gap) : all;
	out->rest = gap ? str_from(all, gap) : STR_NULL;
	return OK;
}

static err agent_list_line(struct agent_list_reader *r, str line)
{
	struct agent_list *l = r->l;
	str kind, name;
	if (str_starts(line, STR("@version")))
		l->version = arena_dup(&l->arena, str_upto(str_trim(str_from(line, 8)), 200));
	if (str_empty(str_trim(line)) || line.p[0] == '#' || line.p[0] == '@')
		return OK;
	if (l->n == r->cap)
		return agent_list_bad(r, "there are too many patterns");
	struct rule *rule = &l->rules[l->n];
	*rule = (struct rule){};
	if (!str_next(&line, '\t', &kind) || !str_next(&line, '\t', &name) || str_empty(line))
		return agent_list_bad(r, "must be kind, name and pattern with tabs between");
	if (!agent_list_kind(r, kind, &rule->kind))
		return agent_list_bad(r, "there is no such kind");
	if (name.n > AGENT_NAME_MAX || !str_utf8_valid(name))
		return agent_list_bad(r, "the name must be UTF-8 of at most 60 bytes");
	rule->name = arena_dup(&l->arena, name);
	TRY(agent_list_pattern(r, line, rule));
	l->n++;
	return OK;
}

/* ---- The automaton */

static void agent_list_classes(struct agent_list *l)
{
	l->classes = 1;
	for (size_t i = 0; i < l->n; i++)
		for (size_t k = 0; k < l->rules[i].text.n; k++) {
			unsigned char c = (unsigned char)ascii_lower(l->rules[i].text.p[k]);
			if (!l->class[c])
				l->class[c] = (uint8_t)l->classes++;
		}
	for (int c = 'A'; c <= 'Z'; c++)
		l->class[c] = l->class[c + 32];
}

static bool agent_list_add(struct agent_list *l, size_t index)
{
	struct rule *rule = &l->rules[index];
	size_t s = 0;
	for (size_t k = 0; k < rule->text.n; k++) {
		uint16_t *to = &l->next[s * l->classes + l->class[(unsigned char)rule->text.p[k]]];
		if (*to == 0) {
			if (l->states == STATES_MAX)
				return false;
			*to = (uint16_t)l->states++;
		}
		s = *to;
	}
	/* In the order of the list. */
	uint32_t *at = &l->first[s];
	while (*at)
		at = &l->rules[*at - 1].next;
	*at = (uint32_t)index + 1;
	return true;
}

/* Breadth first: where a state has no way on, the way of its longest proper end that is a state. */
static void agent_list_links(struct agent_list *l)
{
	uint16_t *queue = arena_array(&l->arena, uint16_t, l->states + 1);
	size_t head = 0, tail = 0;
	for (size_t c = 0; c < l->classes; c++)
		if (l->next[c])
			queue[tail++] = l->next[c];
	while (head < tail) {
		size_t s = queue[head++];
		for (size_t c = 0; c < l->classes; c++) {
			uint16_t *to = &l->next[s * l->classes + c];
			uint16_t other = l->next[l->fail[s] * l->classes + c];
			if (*to == 0) {
				*to = other;
				continue;
			}
			l->fail[*to] = other;
			queue[tail++] = *to;
		}
	}
	for (size_t i = 0; i < tail; i++) { /* shorter states come first in the queue */
		size_t f = l->fail[queue[i]];
		if (f && !l->first[f])
			l->fail[queue[i]] = l->fail[f];
	}
}

static err agent_list_build(struct agent_list_reader *r)
{
	struct agent_list *l = r->l;
	size_t most = 1;
	agent_list_classes(l);
	for (size_t i = 0; i < l->n; i++)
		most += l->rules[i].text.n;
	most = most > STATES_MAX ? STATES_MAX : most;
	l->states = 1;
	l->next = arena_array(&l->arena, uint16_t, most * l->classes);
	l->fail = arena_array(&l->arena, uint16_t, most);
	l->first = arena_array(&l->arena, uint32_t, most);
	for (size_t i = 0; i < l->n; i++)
		if (!agent_list_add(l, i))
			return err_make(ERR_INVALID, "the list's patterns are too many and too long together");
	agent_list_links(l);
	return OK;
}

err agent_list_parse(struct arena *a, str text, const str *kinds, size_t kinds_n, struct agent_list **out)
{
	struct agent_list *l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	struct agent_list_reader r = { .a = a, .l = l, .kinds = kinds, .kinds_n = kinds_n };
	err e = text.n > AGENT_LIST_MAX ? err_make(ERR_LIMIT, "the list is longer than 4 MB") : OK;
	for (size_t i = 0; i < text.n; i++)
		r.cap += text.p[i] == '\n';
	r.cap = r.cap + 1 > AGENT_RULES_MAX ? AGENT_RULES_MAX : r.cap + 1;
	l->rules = arena_array(&l->arena, struct rule, r.cap);
	for (str line; !err_is(e) && str_next(&text, '\n', &line);) {
		r.line++;
		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		e = agent_list_line(&r, line);
	}
	if (!err_is(e))
		e = agent_list_build(&r);
	if (err_is(e)) {
		agent_list_free(l);
		return e;
	}
	*out = l;
	return OK;
}

void agent_list_free(struct agent_list *l)
{
	if (!l)
		return;
	arena_deinit(&l->arena);
	free(l);
}

str agent_list_version(const struct agent_list *l)
{
	return l->version;
}

size_t agent_list_rules(const struct agent_list *l)
{
	return l->n;
}

/* ---- Looking */

struct agent_scan {
	const struct agent_list *l;
	str agent;
	size_t group, group_at;	 /* the part in brackets it is in; 0: in none */
	unsigned device, reveal; /* bits of groups */
	size_t before;		 /* where the last device word outside ended */
	struct agent_hit {
		uint32_t rule;
		uint16_t from, to, group;
	} hits[HITS_MAX];
	size_t n;
};

static bool agent_word(char c)
{
	return ascii_alpha(c) || ascii_digit(c);
}

static bool agent_fits(const struct agent_scan *s, const struct rule *r, size_t from, size_t to)
{
	str a = s->agent;
	if ((r->start && from) || (r->end && to != a.n && str_absent(r->rest)))
		return false;
	if ((r->word_start && from && agent_word(a.p[from - 1])) || (r->word_end && to < a.n && agent_word(a.p[to])))
		return false;
	if (r->exact && memcmp(a.p + from, r->text.p, r->text.n) != 0)
		return false;
	if (str_absent(r->rest))
		return true;
	str after = str_from(a, to);
	if (r->end)
		return after.n >= r->rest.n && str_eq_nocase(str_from(after, after.n - r->rest.n), r->rest);
	return str_find_nocase(after, r->rest) != STR_NPOS;
}

static void agent_hit(struct agent_scan *s, uint32_t index, size_t to)
{
	const struct rule *r = &s->l->rules[index];
	size_t from = to - r->text.n;
	if (!agent_fits(s, r, from, to))
		return;
	size_t group = s->group && from >= s->group_at ? s->group : 0;
	if (r->kind == HELP_DEVICE || r->kind == HELP_REVEAL) {
		*(r->kind == HELP_DEVICE ? &s->device : &s->reveal) |= group ? 1u << group : 0;
		s->before = group ? s->before : to;
		return;
	}
	if (s->n < HITS_MAX)
		s->hits[s->n++] =
			(struct agent_hit){ index, (uint16_t)from, (uint16_t)to, (uint16_t)(r->anywhere ? 0 : group) };
}

static void agent_scan(struct agent_scan *s)
{
	const struct agent_list *l = s->l;
	size_t state = 0, groups = 0;
	int depth = 0;
	for (size_t i = 0; i < s->agent.n; i++) {
		char c = s->agent.p[i];
		if (c == '(' && depth++ == 0) {
			s->group = groups + 1 < GROUPS ? ++groups : groups;
			s->group_at = i;
			/* "Instagram 89.0 Android (24/7.0; …; model; …)" */
			if (s->before && i - s->before <= 1)
				s->device |= 1u << s->group;
		}
		state = l->next[state * l->classes + l->class[(unsigned char)c]];
		for (size_t t = state; t; t = l->fail[t])
			for (uint32_t k = l->first[t]; k; k = l->rules[k - 1].next)
				agent_hit(s, k - 1, i + 1);
		if (c == ')' && depth > 0 && --depth == 0)
			s->group = 0;
	}
}

static bool agent_skipped(const struct agent_scan *s, const struct agent_hit *h)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct agent_hit *k = &s->hits[i];
		if (s->l->rules[k->rule].kind == HELP_SKIP && k->from <= h->from && k->to >= h->to &&
		    k->to - k->from > h->to - h->from)
			return true;
	}
	return false;
}

int agent_list_find(const struct agent_list *l, str agent, str *name)
{
	struct agent_scan s = { .l = l, .agent = str_upto(agent, UINT16_MAX) };
	uint32_t best = UINT32_MAX;
	agent_scan(&s);
	unsigned masked = s.device & ~s.reveal;
	for (size_t i = 0; i < s.n; i++) {
		const struct agent_hit *h = &s.hits[i];
		if (h->rule < best && l->rules[h->rule].kind >= 0 && !(masked & (1u << h->group)) &&
		    !agent_skipped(&s, h))
			best = h->rule;
	}
	if (best == UINT32_MAX)
		return -1;
	*name = l->rules[best].name;
	return l->rules[best].kind;
}
