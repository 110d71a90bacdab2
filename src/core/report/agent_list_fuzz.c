/* A list of programs, a zero byte, and what is looked for in it: any text is a list or is refused with its line, and what is found
 * is one of the kinds. */
#include "core/report/agent_list.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const str kinds[] = { STR_INIT("browser"), STR_INIT("bot"), STR_INIT("scanner") };
	struct arena ARENA_AUTO a = {};
	struct agent_list *l;
	str all = str_of((const char *)data, size);
	size_t zero = str_find_byte(all, 0);
	str text = str_upto(all, size < zero ? size : zero), agent = zero == STR_NPOS ? all : str_from(all, zero + 1);
	err e = agent_list_parse(&a, text, kinds, 3, &l);
	if (err_is(e)) {
		if (!e.why)
			abort();
		return 0;
	}
	str name;
	int kind = agent_list_find(l, agent, &name);
	if (kind < -1 || kind > 2 || agent_list_rules(l) > AGENT_RULES_MAX)
		abort();
	(void)agent_list_version(l);
	agent_list_free(l);
	return 0;
}
