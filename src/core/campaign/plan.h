/* The beginning and the end of a campaign: who gets it, in which ranges, and when nothing is left. Any worker may call
 * these at any time; advisory locks and SKIP LOCKED see to it that each campaign is taken by one. A plan is written in
 * parts, each a transaction that also says how far it is (table CampaignPlan): killed in the middle, the next one goes on
 * there. Its first mails leave while the rest is planned; it is SENT only when nothing is left of either. */
#pragma once
#include "base/arena.h"
#include "db/tenant.h"
#include "wire/token.h"

struct app;
struct plan_context {
	const struct app *app;
	system_db db;
	const struct keyring *keys;
};

/* SCHEDULED campaigns whose time has come. */
err plan_start_due(const struct plan_context *p, struct arena *a);
/* Plans a part of one campaign that is SENDING and not planned yet, the one that had a turn longest ago. ERR_NOT_FOUND: there is
 * none. */
err plan_next(const struct plan_context *p, struct arena *a);
/* Some thousand PENDING recipients of one cancelled campaign become FAILED; behind the last it ends. ERR_NOT_FOUND: there is none. */
err plan_cancel_next(const struct plan_context *p, struct arena *a);
/* Campaigns with nothing left to do become SENT. */
err plan_finish(const struct plan_context *p, struct arena *a);
