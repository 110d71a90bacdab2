#include "os/patience.h"
#include "base/log.h"
#include <stddef.h>

static _Thread_local struct patience patience_own;

void patience_set(struct patience p)
{
	patience_own = p;
}

struct patience patience_get(void)
{
	return patience_own;
}

bool patience_over(void)
{
	return patience_own.over && patience_own.over(patience_own.ctx);
}

err patience_wait(const char *whom)
{
	static _Thread_local const char *told;
	if (patience_own.none && patience_own.ask)
		return patience_own.ask(patience_own.ctx);
	if (!patience_own.none || told == whom)
		return OK;
	told = whom;
	log_error("patience.misplaced",
		  "a thread that serves others waits for %s: the route is not marked as one that waits", whom);
	return OK;
}
