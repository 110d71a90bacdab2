/* What is looked at by itself, in any `work`: tracking domains and DKIM records daily, the ramp of new senders. */
#pragma once
#include "core/ground/app.h"

extern const struct service domain_service;
