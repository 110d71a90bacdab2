/* Calls of webhooks (core/hook/hook.h), a service of `work`. */
#pragma once
#include "core/ground/app.h"

extern const struct service hook_service;
