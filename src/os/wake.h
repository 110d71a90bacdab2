/* An eventfd by which one thread wakes another that polls for it. Interrupted calls are made again; neither can fail
 * otherwise. Thread-safe. */
#pragma once
#include <stdbool.h>

int wake_new(void);	 /* close-on-exec, not blocking; -1 and errno: no descriptor is left */
void wake_ring(int fd);	 /* what was rung and not cleared stays rung */
bool wake_clear(int fd); /* true: it had been rung */
