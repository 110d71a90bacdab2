#include "send/compose.h"
#include "base/log.h"
#include "core/content/unwritten.h"
#include "core/sender/tracking_domain.h"
#include "db/gen/sys_send_q.h"
#include "wire/mime.h"
#include <pthread.h>
#include <stdlib.h>

#define CACHE_MAX 16u		   /* compiled messages that nobody uses are kept: so many, */
#define CACHE_BYTES_MAX (8u << 20) /* and of this size together */

struct composed {
	struct composed *next;
	struct arena arena;
	str key; /* campaign id and version */
	struct message *message;
	struct tpl *subject;
	str from, from_header;
	bool only_threads; /* a follow-up that leaves out who had no mail before */
	bool tagged;	   /* the envelope's sender, too */
	unsigned users;
	struct compose_cache *cache;
};

struct compose_cache {
	const struct app *app;
	struct link_keys keys;
	pthread_mutex_t lock;
	struct composed *list; /* newest first */
};

struct compose_cache *compose_cache_new(const struct app *app)
{
	struct compose_cache *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	c->app = app;
	compose_link_keys(app->keys, &c->keys);
	pthread_mutex_init(&c->lock, NULL);
	return c;
}

static void compose_composed_free(struct composed *m)
{
	message_free(m->message);
	tpl_free(m->subject);
	arena_deinit(&m->arena);
	free(m);
}

void compose_cache_free(struct compose_cache *c)
{
	if (!c)
		return;
	for (struct composed *m = c->list, *next; m; m = next) {
		next = m->next;
		compose_composed_free(m);
	}
	pthread_mutex_destroy(&c->lock);
	free(c);
}

static struct composed *compose_find(struct compose_cache *c, str key)
{
	for (struct composed *m = c->list; m; m = m->next)
		if (str_eq(m->key, key)) {
			m->users++;
			return m;
		}
	return NULL;
}

static void compose_prune(struct compose_cache *c)
{
	size_t kept = 0, bytes = 0;
	for (struct composed **at = &c->list; *at;) {
		struct composed *m = *at;
		if (m->users == 0) {
			kept++;
			bytes += message_size_hint(m->message) + message_tail(m->message).n;
		}
		if (m->users == 0 && (kept > CACHE_MAX || bytes > CACHE_BYTES_MAX)) {
			*at = m->next;
			compose_composed_free(m);
		} else {
			at = &m->next;
		}
	}
}

/* Where the tenant's links live: its verified domain, else ours. */
static err compose_base_url(struct compose_cache *c, struct arena *a, str user_id, str *out)
{
	struct q_send_domain_row row;
	err e = q_send_domain(app_system(c->app), a, &(struct q_send_domain_in){ .user_id = user_id }, &row);
	*out = str_z(c->app->config->url);
	if (e.code == ERR_NOT_FOUND)
		return OK;
	if (!err_is(e))
		*out = tracking_base(c->app->config, a, row.domain);
	return e;
}

static err compose_load_attachments(struct compose_cache *c, struct arena *a, str campaign_id, struct compose_in *in)
{
	struct q_send_attachments_rows rows;
	TRY(q_send_attachments(app_system(c->app), a, &(struct q_send_attachments_in){ .campaign_id = campaign_id },
			       &rows));
	struct message_attachment *v = arena_array(a, struct message_attachment, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		v[i] = (struct message_attachment){ .filename = rows.v[i].filename,
						    .content_type = rows.v[i].content_type,
						    .content_id = rows.v[i].content_id,
						    .is_inline = rows.v[i].inline_,
						    .data = rows.v[i].data };
	in->attachments = v;
	in->attachments_n = rows.n;
	return OK;
}

static err compose_compile(struct compose_cache *c, struct arena *a, const struct compose_in *in, struct composed *m,
			   str *why)
{
	struct tpl_error error;
	if (unwritten_content(in->content,
			      in->content_format)) { /* a subject may be its thread's: that is judged for each person */
		*why = STR(UNWRITTEN_CONTENT_SAID);
		return err_make(ERR_INVALID, why->p);
	}
	err e = compose_message(a, in, &c->keys, &error, &m->message);
	if (!err_is(e))
		e = tpl_compile(in->subject, TPL_HEADER, &error, &m->subject);
	if (err_is(e)) {
		*why = error.message[0]
			       ? arena_printf(a, "%s (line %u, column %u)", error.message, error.line, error.column)
			       : arena_dup(a, str_z(e.why));
		return e;
	}
	TRY(compose_envelope_from(&m->arena, in->sender.from_email, &m->from));
	m->tagged = in->sender.reply_tags;
	str name = str_empty(in->from_name) ? in->sender.from_name : in->from_name;
	m->from_header =
		str_empty(name) ? m->from : arena_printf(&m->arena, "%.*s <%.*s>", STR_FMT(name), STR_FMT(m->from));
	return OK;
}

/* Of the cache, counted; NULL: not there. */
static struct composed *compose_cached(struct compose_cache *c, str key)
{
	pthread_mutex_lock(&c->lock);
	struct composed *m = compose_find(c, key);
	pthread_mutex_unlock(&c->lock);
	return m;
}

static err compose(struct compose_cache *c, struct arena *a, const struct compose_in *in, str key, bool only_threads,
		   struct composed **out, str *why)
{
	struct composed *m = calloc(1, sizeof(*m));
	if (!m)
		abort();
	m->key = arena_dup(&m->arena, key);
	m->cache = c;
	m->only_threads = only_threads;
	m->users = 1;
	err e = compose_compile(c, a, in, m, why);
	if (err_is(e)) {
		compose_composed_free(m);
		return e;
	}
	pthread_mutex_lock(&c->lock);
	m->next = c->list;
	c->list = m;
	compose_prune(c);
	pthread_mutex_unlock(&c->lock);
	*out = m;
	return OK;
}

err compose_campaign(struct compose_cache *c, struct arena *a, str campaign_id, const struct compose_sender *sender,
		     bool tracked, struct composed **out, str *why)
{
	struct q_send_campaign_row row;
	TRY(q_send_campaign(app_system(c->app), a, &(struct q_send_campaign_in){ .id = campaign_id }, &row));
	str base = STR("");
	TRY(compose_base_url(c, a, row.user_id, &base));
	tracked = tracked && row.tracking_enabled;
	str key = arena_printf(a, "%.*s %lld %d%d %.*s %.*s %.*s %.*s %.*s %.*s", STR_FMT(campaign_id),
			       (long long)row.updated_at, tracked, sender->reply_tags, STR_FMT(sender->from_email),
			       STR_FMT(sender->from_name), STR_FMT(sender->reply_to), STR_FMT(sender->leave_to),
			       STR_FMT(row.locale), STR_FMT(base));
	*out = compose_cached(c, key);
	if (*out)
		return OK;
	struct compose_in in = {
		.id = campaign_id,
		.user_id = row.user_id,
		.locale = row.locale,
		.subject = row.subject,
		.content = row.content,
		.content_format = row.content_format,
		.text_content = row.text_content,
		.preheader = row.preheader,
		.from_name = row.from_name,
		.reply_to = row.reply_to,
		.tracking = tracked,
		.sender = *sender,
		.base_url = base,
	};
	TRY(compose_load_attachments(c, a, campaign_id, &in));
	return compose(c, a, &in, key, row.only_threads, out, why);
}

err compose_step(struct compose_cache *c, struct arena *a, const struct compose_step *step,
		 const struct compose_sender *sender, struct composed **out, str *why)
{
	struct q_send_step_row row;
	struct q_send_step_in q = { .sequence_id = step->sequence_id,
				    .step_id = step->step_id,
				    .version = step->version };
	TRY(q_send_step(app_system(c->app), a, &q, &row));
	str base = STR("");
	TRY(compose_base_url(c, a, step->user_id, &base));
	row.tracking = row.tracking && !step->untracked;
	str key = arena_printf(a, "%.*s:%.*s %lld %d%d %.*s %.*s %.*s %.*s %.*s %.*s", STR_FMT(step->sequence_id),
			       STR_FMT(step->step_id), (long long)row.version, row.tracking, sender->reply_tags,
			       STR_FMT(sender->from_email), STR_FMT(sender->from_name), STR_FMT(sender->reply_to),
			       STR_FMT(sender->leave_to), STR_FMT(row.locale), STR_FMT(base));
	*out = compose_cached(c, key);
	if (*out)
		return OK;
	struct compose_in in = {
		.id = arena_printf(a, "%.*s.%.*s", STR_FMT(step->sequence_id), STR_FMT(step->step_id)),
		.user_id = step->user_id,
		.locale = row.locale,
		.subject = row.subject,
		.content = row.content,
		.content_format = str_absent(row.content_format) ? STR("html") : row.content_format,
		.text_content = row.text_content,
		.preheader = row.preheader,
		.tracking = row.tracking,
		.sender = *sender,
		.base_url = base,
	};
	return compose(c, a, &in, key, false, out, why);
}

void composed_release(struct composed *m)
{
	if (!m)
		return;
	pthread_mutex_lock(&m->cache->lock);
	m->users--;
	pthread_mutex_unlock(&m->cache->lock);
}

const struct message *composed_message(const struct composed *m)
{
	return m->message;
}

bool composed_only_threads(const struct composed *m)
{
	return m->only_threads;
}

bool composed_personal(const struct composed *m)
{
	return !tpl_is_static(m->subject);
}

str composed_from(const struct composed *m)
{
	return m->from;
}

str composed_envelope(const struct composed *m, str recipient_id, char out[ADDR_MAX])
{
	if (!m->tagged)
		return m->from;
	struct buf BUF_AUTO b;
	buf_init(&b, ADDR_MAX);
	message_tag(m->from, recipient_id, &b);
	memcpy(out, b.p, b.n);
	return str_of(out, b.n);
}

str composed_from_header(const struct composed *m)
{
	return m->from_header;
}

err composed_subject(const struct composed *m, struct arena *a, const struct message_to *to, str *out)
{
	if (to->subject_re.n) { /* a thread's */
		*out = arena_dup(a, to->subject_re);
		return OK;
	}
	struct buf BUF_AUTO b;
	buf_init(&b, 4 * SUBJECT_MAX);
	tpl_render(m->subject, &to->values, &b);
	TRY(buf_err(&b));
	*out = arena_dup(a, buf_str(&b));
	return OK;
}
