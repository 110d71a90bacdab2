/* Follow-up campaigns, for the feeder: each person gets the mail in the thread of the one they had. The plan says which
 * mail a recipient answers; what that one answered in turn makes the thread. */
#include "base/limits.h"
#include "send/engine.h"
#include "wire/json_read.h"

#define REFERENCES_MAX (16u << 10)

/* A thread begins with its first row; rows of one thread are adjacent, the oldest mail first. */
struct thread_reader {
	struct claim *c;
	struct batch *b;
	const struct q_send_threads_rows *rows;
	str template; /* of the subject that is compiled */
	struct tpl *tpl;
};

/* The ids of a sequence's thread, up to the mail that is answered; its subject. */
static bool threads_add_remembered(struct arena *a, const struct q_send_threads_row *p, struct buf *ids, str *subject)
{
	const struct json *thread;
	if (str_absent(p->thread) || err_is(json_parse(a, p->thread, &thread)) ||
	    str_empty(json_str(json_get(thread, "subject"))))
		return false;
	*subject = json_str(json_get(thread, "subject"));
	for (JSON_EACH(x, json_get(thread, "ids"))) {
		str id = json_str(x);
		if (message_id_is(id, p->id))
			break;
		buf_add(ids, id);
		buf_add_lit(ids, " ");
	}
	return true;
}

/* As it went out: kept, or the campaign's own when that is the same for everybody. */
static err threads_subject_of(struct thread_reader *t, struct row *r, const struct q_send_threads_row *p, str *out)
{
	struct tpl_error error;
	struct buf BUF_AUTO b = {};
	*out = str_absent(p->subject) ? STR("") : p->subject;
	if (!str_absent(p->subject) || str_absent(p->template))
		return OK;
	if (!t->tpl || !str_eq(t->template, p->template)) {
		tpl_free(t->tpl);
		t->tpl = NULL;
		t->template = p->template;
		if (err_is(tpl_compile(p->template, TPL_HEADER, &error, &t->tpl))) {
			*out = p->template;
			return OK;
		}
	}
	buf_init(&b, 4 * SUBJECT_MAX);
	tpl_render(t->tpl, &r->values, &b);
	TRY(buf_err(&b));
	*out = arena_dup(&t->b->arena, buf_str(&b));
	return OK;
}

static err threads_join(struct thread_reader *t, struct row *r, size_t first, size_t end)
{
	struct arena *a = &t->b->arena;
	struct buf BUF_AUTO ids;
	str subject = STR(""), last = STR_NULL;
	buf_init(&ids, REFERENCES_MAX);
	for (size_t i = first; i < end; i++) {
		const struct q_send_threads_row *p = &t->rows->v[i];
		bool remembered = i == first && threads_add_remembered(a, p, &ids, &subject);
		if (i == first && !remembered)
			TRY(threads_subject_of(t, r, p, &subject));
		last = p->message_id;
		if (str_absent(last) && !str_absent(p->formerly)) {
			str from;
			TRY(compose_envelope_from(a, p->formerly, &from));
			last = arena_printf(a, "<%.*s@%.*s>", STR_FMT(p->id),
					    STR_FMT(str_from(from, str_rfind_byte(from, '@') + 1)));
		}
		if (str_absent(last))
			continue;
		if (ids.n && ids.p[ids.n - 1] != ' ')
			buf_add_lit(&ids, " ");
		buf_add(&ids, last);
	}
	TRY(buf_err(&ids));
	if (str_absent(last))
		return OK; /* its sender is gone, and with it the id: a mail of its own */
	r->in_reply_to = last;
	r->references = arena_dup(a, buf_str(&ids));
	r->subject = str_starts_nocase(subject, STR("Re:")) ? subject : arena_printf(a, "Re: %.*s", STR_FMT(subject));
	return OK;
}

static struct row *threads_row_of(struct batch *b, str id)
{
	size_t low = 0, high = b->n; /* rows are in the order of their ids */
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int d = str_cmp(b->rows[mid].id, id);
		if (d == 0)
			return &b->rows[mid];
		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

err threads_load(struct claim *c, struct batch *b, const str *reply_to)
{
	struct q_send_threads_rows rows = {};
	str *ids = arena_array(&b->arena, str, b->n + 1);
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		if (!str_absent(reply_to[i]))
			ids[n++] = b->rows[i].id;
	if (n == 0)
		return OK;
	struct q_send_threads_in in = { .ids = { ids, n }, .user_id = b->user_id };
	TRY(q_send_threads(app_system(c->e->app), &b->arena, &in, &rows));
	struct thread_reader t = { .c = c, .b = b, .rows = &rows };
	err e = OK;
	for (size_t i = 0, end; i < rows.n && !err_is(e); i = end) {
		for (end = i + 1; end < rows.n && str_eq(rows.v[end].root, rows.v[i].root);)
			end++;
		struct row *r = threads_row_of(b, rows.v[i].root);
		if (r)
			e = threads_join(&t, r, i, end);
	}
	tpl_free(t.tpl);
	return e;
}
