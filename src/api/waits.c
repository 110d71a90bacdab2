/* Requests that wait for other servers (a mail server's greeting, DNS, Google) run beside the request workers, and few at
 * a time of one account: whoever tests a silent server twenty times at once is in nobody's way, and is told so. */
#include "api/api_int.h"

#define AGAIN_S 5

static struct wait_place *waits_enter(struct waits *w, uint64_t who, bool *full)
{
	struct wait_place *free_ = NULL, *mine = NULL;
	pthread_mutex_lock(&w->lock);
	for (size_t i = 0; i < HTTP_APART_MAX && !mine; i++)
		if (w->v[i].n == 0)
			free_ = &w->v[i];
		else if (w->v[i].who == who)
			mine = &w->v[i];
	*full = mine && mine->n >= WAITS_PER_TENANT;
	if (*full)
		mine = NULL;
	else if (!mine && free_)
		*(mine = free_) = (struct wait_place){ .who = who };
	if (mine)
		mine->n++;
	pthread_mutex_unlock(&w->lock);
	return mine;
}

void waits_leave(struct api_call *call)
{
	if (!call->place)
		return;
	pthread_mutex_lock(&call->api->waits.lock);
	call->place->n--;
	pthread_mutex_unlock(&call->api->waits.lock);
	call->place = NULL;
}

err api_wait(struct api_call *call, str who)
{
	bool full = false;
	if (call->place)
		return OK;
	call->place = waits_enter(&call->api->waits, str_hash(who), &full);
	if (call->place && http_apart(call->req))
		return OK;
	waits_leave(call);
	call->retry_after = AGAIN_S;
	if (full) {
		call->problem = 429;
		return err_make(ERR_LIMIT,
				"this account waits for as many other servers already: let one of these requests end");
	}
	return err_make(ERR_UNAVAILABLE, "too many requests wait for other servers; try again in a moment");
}
