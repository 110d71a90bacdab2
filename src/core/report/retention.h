/* Events no longer than their tenant wants: by dropping whole months where nobody wants one, else row by row, in small
 * transactions. Counters stay. For the keeper, hourly; safe from many nodes at once. */
#pragma once
#include "base/arena.h"
#include "db/tenant.h"

err retention_sweep(system_db db, struct arena *a);
