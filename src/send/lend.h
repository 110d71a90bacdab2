/* The network, lent to core: test connections and single messages, for request handlers. Both block. */
#pragma once
#include "core/sender/deliver.h"

extern const struct deliver send_lend;
