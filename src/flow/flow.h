/* The sequence engine, a service of `work`: moves enrolments on when they are due (docs/sequences.md). */
#pragma once
#include "core/ground/app.h"

extern const struct service flow_service;
