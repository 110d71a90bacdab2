/* A campaign's sending window, for the feeder: a range whose zone's window is shut is put off whole, with the others of
 * its zone; of retries each waits by itself. Nothing is loaded for what may not go. */
#include "os/clock.h"
#include "send/engine.h"

static int64_t windows_opens(const struct claim *c, str zone, int64_t now)
{
	return delivery_open(&c->delivery, zone, c->source.account_zone, now);
}

err windows_put_off(struct claim *c, system_db db, struct arena *a, bool *shut)
{
	int64_t now = clock_now();
	delivery_read_text(a, c->source.delivery, c->source.holidays, &c->delivery);
	*shut = false;
	if (!c->has_range || !c->delivery.window.given)
		return OK;
	int64_t until = windows_opens(c, c->range.zone, now);
	if (until <= now)
		return OK;
	struct q_send_shut_in in = {
		.until = until, .source_id = c->source.id, .zone = c->range.zone, .id = c->range.id
	};
	*shut = true;
	return q_send_shut(db, a, &in, NULL);
}

void windows_wait(const struct claim *c, struct batch *b, const str *zones)
{
	int64_t now = clock_now();
	if (c->has_range || !c->delivery.window.given)
		return;
	for (size_t i = 0; i < b->n; i++)
		b->rows[i].wait_us = windows_opens(c, zones[i], now) - now;
}
