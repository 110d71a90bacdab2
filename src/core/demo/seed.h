/* Something to look at: the contract's small fixture, and a demo account with a history. Both do nothing when they are
 * there already, and are whole or not there at all. Nothing is sent anywhere: the demo's sender captures. */
#pragma once
#include "core/ground/app.h"

#define SEED_TEST_EMAIL "test@example.com"
#define SEED_DEMO_PASSWORD "loumass-demo"

struct seed_done {
	str email;
	str password; /* absent: the account was there */
	bool made;    /* false: all was there already */
	int64_t contacts, campaigns, events;
};
/* test@example.com "Test User" with "Welcome Series" (an email step and a delay of a day) and contact1@example.com. */
err seed_small(const struct app *app, struct arena *a, struct seed_done *out);
/* demo@loumass.local: contacts in several countries and scripts, campaigns sent over the last weeks with all that came
 * of them, a running sequence, a draft, a scheduled campaign, captured mail. */
err seed_demo(const struct app *app, struct arena *a, struct seed_done *out);
