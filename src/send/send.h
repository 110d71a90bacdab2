/* What `work` runs: `send_service`, the engine that sends, and `plan_service`, which begins and ends campaigns. */
#pragma once
#include "core/ground/app.h"

extern const struct service send_service;
extern const struct service plan_service;
