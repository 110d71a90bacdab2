/* The web, lent to core: http/fetch behind core/net.h. */
#pragma once
#include "core/net.h"

extern const struct net net_lend;
