/* What is looked at by itself, in any `work`: tracking domains daily. */
#pragma once
#include "core/app.h"

extern const struct service domain_service;
