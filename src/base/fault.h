/* Named points where the tests break the program on purpose. LOUMASS_FAULT="send.after_dot=kill@3,track.sync=fail@1+":
 * action kill (SIGKILL to ourselves), fail (the point returns true and the caller takes its failure path), or sleep:MS;
 * @N the Nth passage (default 1), @N+ from the Nth on. Unset, a point costs one predicted branch. Thread-safe. */
#pragma once
#include <stdbool.h>

extern bool fault_armed;
void fault_setup(const char *spec); /* NULL or "" disarms; an unreadable spec is fatal */
bool fault_hit(const char *name);
static inline bool fault_point(const char *name)
{
	return __builtin_expect(fault_armed, 0) && fault_hit(name);
}
