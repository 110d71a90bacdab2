/* Reading the mailboxes that answers come to, in `work`. A mailbox is leased by one worker at a time, which reads what
 * is new, remembers how far it came, and waits in IDLE where the server offers it, else looks again every
 * inbound_poll. What is read is judged by wire/report and applied by core/inbound; nothing in a mailbox is changed.
 * The service also pauses campaigns that bounce too much and wakes conversations that were put to rest. */
#pragma once
#include "core/ground/app.h"

extern const struct service inbound_service;
