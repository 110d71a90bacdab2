#include "smtp/resolve.h"
#include "base/num.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 2
#define HOST_MAX 256

struct resolve {
	struct loop *loop;
	struct loop_work work; /* first posted when done */
	void (*on)(void *ctx, struct addrinfo *list, const char *why);
	void *ctx;
	char host[HOST_MAX];
	char port[8];
	struct addrinfo *list;
	const char *why;
	bool cancelled; /* under the lock */
	struct resolve *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static struct resolve *queue, **queue_end = &queue;
static pthread_t threads[THREADS];
static int running;
static bool stopping;

static void resolve_destroy(struct resolve *r)
{
	if (r->list)
		freeaddrinfo(r->list);
	free(r);
}

/* On the loop's thread. */
static void resolve_deliver(struct loop_work *w)
{
	struct resolve *r = w->ctx;
	pthread_mutex_lock(&lock);
	bool cancelled = r->cancelled;
	pthread_mutex_unlock(&lock);
	if (!cancelled) {
		struct addrinfo *list = r->list;
		r->list = NULL;
		r->on(r->ctx, list, r->why);
	}
	resolve_destroy(r);
}

static void resolve_look_up(struct resolve *r, int flags)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV | flags };
	int e = getaddrinfo(r->host, r->port, &hints, &r->list);
	if (e) {
		r->list = NULL;
		r->why = e == EAI_NONAME || e == EAI_NODATA ? "there is no such host" : gai_strerror(e);
	}
}

static void *resolve_worker(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&lock);
	for (;;) {
		while (!queue && !stopping)
			pthread_cond_wait(&wake, &lock);
		if (!queue)
			break;
		struct resolve *r = queue;
		queue = r->next;
		if (!queue)
			queue_end = &queue;
		if (!r->cancelled) {
			pthread_mutex_unlock(&lock);
			resolve_look_up(r, AI_ADDRCONFIG);
			pthread_mutex_lock(&lock);
		}
		if (r->cancelled)
			resolve_destroy(r);
		else
			loop_post(r->loop, &r->work); /* under the lock: a cancel sees it either before or after */
	}
	pthread_mutex_unlock(&lock);
	return NULL;
}

struct resolve *resolve_start(struct loop *l, const char *host, uint16_t port,
			      void (*on)(void *ctx, struct addrinfo *list, const char *why), void *ctx)
{
	struct resolve *r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	r->loop = l;
	r->on = on;
	r->ctx = ctx;
	r->work = (struct loop_work){ .on = resolve_deliver, .ctx = r };
	snprintf(r->host, sizeof(r->host), "%s", host);
	snprintf(r->port, sizeof(r->port), "%u", (unsigned)port);
	resolve_look_up(r, AI_NUMERICHOST); /* an address needs no thread */
	if (r->list || !*host || strnlen(host, HOST_MAX) == HOST_MAX) {
		r->why = r->list ? NULL : "there is no such host";
		loop_post(l, &r->work);
		return r;
	}
	r->why = NULL;
	pthread_mutex_lock(&lock);
	while (running < THREADS && !stopping && pthread_create(&threads[running], NULL, resolve_worker, NULL) == 0)
		running++;
	bool served = running > 0;
	if (served) {
		*queue_end = r;
		queue_end = &r->next;
		pthread_cond_signal(&wake);
	}
	pthread_mutex_unlock(&lock);
	if (!served) {
		r->why = "no thread could be started to look the host up";
		loop_post(l, &r->work);
	}
	return r;
}

void resolve_cancel(struct resolve *r)
{
	pthread_mutex_lock(&lock);
	r->cancelled = true;
	pthread_mutex_unlock(&lock);
}

void resolve_cleanup(void)
{
	pthread_mutex_lock(&lock);
	stopping = true;
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
	for (int i = 0; i < running; i++)
		pthread_join(threads[i], NULL);
	running = 0;
	stopping = false;
}
