/* The beginning and the end of a campaign: who gets it, in which ranges, and when nothing is left. Any worker may call
 * these at any time; advisory locks and SKIP LOCKED see to it that each campaign is taken by one. A plan is one
 * transaction: killed in the middle it was never begun. */
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
/* Plans one campaign that is SENDING and has no plan. ERR_NOT_FOUND: there is none. */
err plan_next(const struct plan_context *p, struct arena *a);
/* Ends one cancelled campaign: its PENDING recipients become FAILED. ERR_NOT_FOUND: there is none. */
err plan_cancel_next(const struct plan_context *p, struct arena *a);
/* Campaigns with nothing left to do become SENT. */
err plan_finish(const struct plan_context *p, struct arena *a);
