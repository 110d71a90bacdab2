/* A list of programs by what they call themselves (User-Agent), compiled into one automaton (Aho and Corasick's) that
 * finds all of its patterns in one pass. Pure: the text of a list in, a rule out.
 *
 * A list is lines of three fields with tabs between: kind, name, pattern. The first line whose pattern is found decides.
 * Patterns ignore ASCII case; `=` before one compares case, `!` looks inside a device's description, too, `^` and `$`
 * bind it to the agent's beginning and end, `|` at its ends to those of a word, `*` inside skips any text once. `\` before
 * any of these means the byte itself; `\t` a tab. Lines that begin with `#` are comments, with `@` for the tool that merges
 * lists (web/scripts/agents.ts); `@version` names the list.
 *
 * Kinds: the reasons of core/report/verdict.h (`browser`, `bot`, `scanner`, …), and three that help: a part in brackets that
 * contains a `device` word describes a device, whose model may have any name, so patterns are not looked for there,
 * unless it also contains a `reveal` word; what a `skip` pattern covers is no hit for shorter ones. */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#define AGENT_LIST_MAX (4u << 20) /* bytes of a list's text; the packages' make 60 kB */
#define AGENT_RULES_MAX 20000u
#define AGENT_NAME_MAX 60u

struct agent_list;
struct agent_rule {
	str kind, name; /* live as long as the list */
};
/* The kinds that may decide; index: what agent_list_find gives. ERR_INVALID with the line's number and what is wrong. */
err agent_list_parse(struct arena *a, str text, const str *kinds, size_t kinds_n, struct agent_list **out);
void agent_list_free(struct agent_list *l);
str agent_list_version(const struct agent_list *l);
size_t agent_list_rules(const struct agent_list *l);
/* -1: nothing in it fits. name: as the list says, may be empty. */
int agent_list_find(const struct agent_list *l, str agent, str *name);
