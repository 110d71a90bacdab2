/* Threads that may block: they take requests off a bounded queue, in order. */
#include "http/http_int.h"
#include "os/patience.h"
#include <stdlib.h>

static _Thread_local bool pool_is_apart;
static _Thread_local struct http_pool *pool_own;

bool pool_apart(struct http_pool *p)
{
	pthread_mutex_lock(&p->lock);
	if (pool_own == p && !pool_is_apart && p->apart < p->apart_max) {
		p->apart++;
		p->busy--;
		pool_is_apart = true;
		pthread_cond_signal(&p->work);
	}
	pthread_mutex_unlock(&p->lock);
	return pool_is_apart;
}

/* With the lock held: this thread's request is over. */
static void pool_end_one(struct http_pool *p)
{
	if (pool_is_apart)
		p->apart--;
	else
		p->busy--;
	pool_is_apart = false;
	if (p->head)
		pthread_cond_signal(&p->work);
}

static void *pool_run_pool(void *arg)
{
	struct http_pool *p = arg;
	pool_own = p;
	patience_set((struct patience){ .none = p->apart_max > 0 });
	for (bool had = false;; had = true) {
		pthread_mutex_lock(&p->lock);
		if (had)
			pool_end_one(p);
		while (p->head ? p->busy >= p->most : !p->stop)
			pthread_cond_wait(&p->work, &p->lock);
		struct http_request *r = p->head;
		if (r) {
			p->busy++;
			p->head = r->next;
			if (!p->head)
				p->tail = &p->head;
			p->queued--;
		}
		pthread_mutex_unlock(&p->lock);
		if (!r)
			return NULL;
		r->next = NULL;
		request_run(r);
	}
}

err pool_start(struct http_pool *p, unsigned threads, unsigned apart, size_t limit, const char *name)
{
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->work, NULL);
	p->tail = &p->head;
	p->limit = limit;
	p->most = threads;
	p->apart_max = apart;
	threads += apart;
	p->threads = calloc(threads, sizeof(*p->threads));
	if (!p->threads)
		abort();
	for (unsigned i = 0; i < threads; i++) {
		if (pthread_create(&p->threads[i], NULL, pool_run_pool, p) != 0)
			return err_make(ERR_IO, "no thread for requests");
		p->n++;
		pthread_setname_np(p->threads[i], name);
	}
	return OK;
}

bool pool_push(struct http_pool *p, struct http_request *r)
{
	pthread_mutex_lock(&p->lock);
	bool room = p->queued < p->limit && !p->stop;
	if (room) {
		*p->tail = r;
		p->tail = &r->next;
		p->queued++;
		pthread_cond_signal(&p->work);
	}
	pthread_mutex_unlock(&p->lock);
	return room;
}

void pool_stop(struct http_pool *p)
{
	if (!p->threads)
		return;
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->n; i++)
		pthread_join(p->threads[i], NULL);
	free(p->threads);
	p->threads = NULL;
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->work);
}
