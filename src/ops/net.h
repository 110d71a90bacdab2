/* The web, lent to core: http/fetch behind core/ground/net.h. */
#pragma once
#include "core/ground/net.h"

extern const struct net net_lend;
