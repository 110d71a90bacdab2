/* The work of an import: CSV records are checked and become rows of chunks, which import_write.c merges. What goes on
 * after a kill reads the file from its beginning, without merging what is done: so it knows the addresses that came
 * before, and writes the refused rows anew. */
#include "base/limits.h"
#include "base/log.h"
#include "base/time.h"
#include "core/audience/import_int.h"
#include "core/ground/text.h"
#include "db/gen/contact_q.h"
#include "db/gen/sys_import_q.h"
#include "os/file.h"
#include "wire/token.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define MERGE_PIECE 20000 /* contacts that are looked through at once for doubles */
#define READ_SIZE (1u << 20)
#define LEFT_BYTES (256u << 20) /* of the addresses in refused rows whose people left */

void import_contact_id(str import_id, uint64_t n, char out[CUID_LEN + 1])
{
	uint64_t h = str_hash(import_id);
	memcpy(out, import_id.p, 9);
	num_base36(n, 6, out + 9);
	num_base36(h, 10, out + 15);
	out[CUID_LEN] = 0;
}

/* The addresses of the file so far, as keyed hashes: two differing ones are taken for the same once in 10^5 files of
 * the greatest size. */
struct seen {
	uint64_t *v; /* open addressing; 0: free */
	size_t n, cap;
	unsigned char key[KEY_BYTES];
};

struct left {
	str email, identity, status, reason, source;
	int64_t row;
};

struct run {
	const struct app *app;
	tenant_db db;
	struct import im;
	str me;
	struct arena arena; /* of the whole run */
	struct import_plan *plan;
	int fd;
	struct csv_reader *csv;
	bool eof;
	char *bytes;
	int refused_fd;
	struct seen seen;
	/* Rows that were refused but whose people left: told at the end. Each address once. */
	struct seen left_seen;
	struct left *left;
	size_t n_left, cap_left;
	struct arena left_arena;
	bool too_many_left;
	struct import_chunk *chunk; /* being filled */
	int64_t rows_read, refused, bytes_read;
	bool header_read;
};

/* --- setting up --- */

/* The head of the file of refused rows: with the columns of the file, so that it can be mended and imported again. */
static err import_run_begin_refused(struct run *r)
{
	struct buf BUF_AUTO b;
	const struct json *columns;
	buf_init(&b, 4u << 20);
	TRY(json_parse(&r->arena, r->im.columns, &columns));
	buf_add_lit(&b, "line,reason");
	for (JSON_EACH(c, columns)) {
		buf_add_byte(&b, ',');
		csv_put(&b, json_str(c), true);
	}
	buf_add_lit(&b, "\r\n");
	str refused = import_refused_path(r->app, &r->arena, r->im.id);
	r->refused_fd = open(refused.p, O_CREAT | O_WRONLY | O_CLOEXEC | O_TRUNC, 0600);
	if (r->refused_fd < 0)
		return err_make(ERR_IO, "the refused rows cannot be written: is the data directory writable?");
	return file_write_fd(r->refused_fd, buf_str(&b));
}

static err import_run_open_file(struct run *r)
{
	struct buf BUF_AUTO head;
	const struct charset *charset = charset_find(r->im.encoding);
	struct csv_guess how;
	bool whole;
	buf_init(&head, IMPORT_HEAD_TEXT);
	charset = charset ? charset : charset_utf8();
	TRY(import_head(import_path(r->app, &r->arena, r->im.id).p, charset, &head, &whole));
	how = csv_guess(buf_str(&head));
	if (!str_empty(r->im.delimiter))
		how.delimiter = r->im.delimiter.p[0];
	r->fd = open(import_path(r->app, &r->arena, r->im.id).p, O_RDONLY | O_CLOEXEC);
	if (r->fd < 0)
		return err_make(ERR_NOT_FOUND, "the file is not on this node any more: upload it again");
	r->csv = csv_reader_new(charset, how);
	r->header_read = !r->im.header;
	r->bytes = malloc(READ_SIZE);
	if (!r->bytes)
		abort();
	token_random_bytes(r->seen.key, sizeof(r->seen.key));
	token_random_bytes(r->left_seen.key, sizeof(r->left_seen.key));
	arena_init(&r->left_arena, LEFT_BYTES);
	return import_run_begin_refused(r);
}

static void import_run_run_deinit(struct run *r)
{
	fd_closep(&r->fd);
	fd_closep(&r->refused_fd);
	csv_reader_free(r->csv);
	free(r->bytes);
	import_plan_free(r->plan);
	free(r->seen.v);
	free(r->left_seen.v);
	free(r->left);
	arena_deinit(&r->left_arena);
	arena_deinit(&r->arena);
}

/* --- one record --- */

/* Text with what is none of it as U+FFFD. */
static void import_run_put_broken(struct buf *out, str f)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 3 * f.n + 3);
	for (size_t i = 0; i < f.n;) {
		size_t step = 0;
		for (size_t n = 1; n <= 4 && i + n <= f.n && step == 0; n++)
			if (f.p[i] && str_utf8_valid(str_of(f.p + i, n)))
				step = n;
		if (step)
			buf_add_mem(&b, f.p + i, step);
		else
			buf_add_lit(&b, "\xef\xbf\xbd");
		i += step ? step : 1;
	}
	csv_put(out, buf_str(&b), true);
}

static void import_run_refuse(struct run *r, const struct csv_record *rec, const char *why)
{
	struct buf *b = &r->chunk->refused_text;
	r->refused++;
	buf_addf(b, "%llu,", (unsigned long long)rec->line);
	csv_put(b, str_z(why), false);
	for (size_t i = 0; i < rec->n; i++) {
		str f = rec->fields[i];
		buf_add_byte(b, ',');
		if (str_utf8_valid(f) && !memchr(f.n ? f.p : "", 0, f.n))
			csv_put(b, f, true);
		else
			import_run_put_broken(b, f);
	}
	buf_add_lit(b, "\r\n");
}

static uint64_t *import_run_seat(const struct seen *s, uint64_t h)
{
	size_t i = h & (s->cap - 1);
	while (s->v[i] && s->v[i] != h)
		i = (i + 1) & (s->cap - 1);
	return &s->v[i];
}

/* Whether the address came before; from now on it did. */
static bool import_run_came_before(struct seen *s, str email)
{
	unsigned char mac[16];
	uint64_t h;
	if (s->n * 10 >= s->cap * 7) {
		struct seen wider = { .cap = s->cap ? 2 * s->cap : 4096 };
		wider.v = calloc(wider.cap, sizeof(*wider.v));
		if (!wider.v)
			abort();
		for (size_t i = 0; i < s->cap; i++)
			if (s->v[i])
				*import_run_seat(&wider, s->v[i]) = s->v[i];
		free(s->v);
		s->v = wider.v;
		s->cap = wider.cap;
	}
	token_mac(s->key, email, mac, sizeof(mac));
	memcpy(&h, mac, sizeof(h));
	h |= h == 0;
	uint64_t *at = import_run_seat(s, h);
	if (*at)
		return true;
	*at = h;
	s->n++;
	return false;
}

/* The row is refused, but what its person chose holds. */
static void import_run_remember_left(struct run *r, const struct q_import_stage_in *row)
{
	if (str_absent(row->status) || import_run_came_before(&r->left_seen, row->identity))
		return;
	r->too_many_left = r->left_arena.used > LEFT_BYTES / 2;
	if (r->too_many_left)
		return;
	if (r->n_left == r->cap_left) {
		r->cap_left = r->cap_left ? 2 * r->cap_left : 64;
		r->left = realloc(r->left, r->cap_left * sizeof(*r->left));
		if (!r->left)
			abort();
	}
	struct arena *a = &r->left_arena;
	r->left[r->n_left++] = (struct left){ .email = arena_dup(a, row->email),
					      .identity = arena_dup(a, row->identity),
					      .status = arena_dup(a, row->status),
					      .reason = arena_dup(a, row->reason),
					      .source = arena_dup(a, row->source),
					      .row = r->rows_read };
}

static const char *import_run_take_record(struct run *r, const struct csv_record *rec)
{
	struct import_chunk *c = r->chunk;
	struct q_import_stage_in *row = &c->rows[c->n];
	struct import_row_result got = import_row_read(r->plan, &c->arena, rec, row);
	if (!got.why && import_run_came_before(&r->seen, row->identity))
		got.why = str_absent(row->status) ? "this address came in an earlier row"
						  : "this address came in an earlier row; that they left is taken over";
	if (got.why) {
		if (got.has_addr)
			import_run_remember_left(r, row);
		return got.why;
	}
	char *id = arena_alloc(&c->arena, CUID_LEN + 1);
	import_contact_id(r->im.id, (uint64_t)r->rows_read, id);
	row->n = SOME_I64(r->rows_read);
	row->id = str_of(id, CUID_LEN);
	c->choices |= !str_absent(row->reason);
	if (r->im.dry_run && !str_absent(row->reason)) /* is counted once */
		(void)import_run_came_before(&r->left_seen, row->identity);
	c->n++;
	return NULL;
}

/* The next of those who left in refused rows, as a chunk of their own; false: there are no more. */
static bool import_run_fill_left(struct run *r, size_t *done)
{
	struct import_chunk *c = r->chunk;
	import_chunk_reset(c);
	c->choices = c->refused_choices = true;
	c->rows_read = r->rows_read;
	c->refused = r->refused;
	c->bytes_read = r->bytes_read;
	for (; *done < r->n_left && !import_chunk_full(c); ++*done) {
		const struct left *l = &r->left[*done];
		char *id = arena_alloc(&c->arena, CUID_LEN + 1);
		import_contact_id(r->im.id, (uint64_t)l->row, id);
		c->rows[c->n++] = (struct q_import_stage_in){ .n = SOME_I64(l->row),
							      .id = str_of(id, CUID_LEN),
							      .email = l->email,
							      .identity = l->identity,
							      .tags = STR("[]"),
							      .variables = STR("{}"),
							      .status = l->status,
							      .reason = l->reason,
							      .source = l->source };
	}
	return c->n > 0;
}

static err import_run_next_record(struct run *r, struct csv_record *rec)
{
	for (;;) {
		err e = csv_next(r->csv, rec);
		if (e.code != ERR_AGAIN)
			return e;
		ssize_t n = read(r->fd, r->bytes, READ_SIZE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_make(ERR_IO, "the file cannot be read");
		csv_push(r->csv, str_of(r->bytes, (size_t)n), n == 0);
	}
}

/* Fills the chunk with the next rows, at most so many. Sets eof at the end of the file. */
static err import_run_fill_chunk(struct run *r, int64_t most)
{
	struct import_chunk *c = r->chunk;
	struct csv_record rec;
	import_chunk_reset(c);
	for (int64_t n = 0; n < most && !r->eof && !import_chunk_full(c);) {
		err e = import_run_next_record(r, &rec);
		r->eof = e.code == ERR_NOT_FOUND;
		if (r->eof)
			break;
		TRY(e);
		r->bytes_read = (int64_t)rec.end;
		if (!r->header_read) {
			r->header_read = true; /* the names of the columns */
			continue;
		}
		if (r->rows_read == IMPORT_ROWS_MAX)
			return err_make(ERR_LIMIT, "the file has more than 20,000,000 rows: split it");
		r->rows_read++;
		n++;
		const char *why = import_run_take_record(r, &rec);
		if (r->too_many_left)
			return err_make(ERR_LIMIT, "too many refused rows are of people who opted out: split the file");
		if (why)
			import_run_refuse(r, &rec, why);
	}
	c->rows_read = r->rows_read;
	c->refused = r->refused;
	c->bytes_read = r->bytes_read;
	return OK;
}

/* Reads again what was merged before. */
static err import_run_catch_up(struct run *r)
{
	while (r->rows_read < r->im.rows_read && !r->eof) {
		TRY(import_run_fill_chunk(r, r->im.rows_read - r->rows_read));
		TRY(import_hold(r->db, r->im.id, r->me));
		TRY(file_write_fd(r->refused_fd, buf_str(&r->chunk->refused_text)));
	}
	return OK;
}

static err import_run_tell(struct import_writers *w, import_progress_fn *progress, void *arg)
{
	int64_t bytes, rows;
	import_writers_place(w, &bytes, &rows);
	return progress ? progress(arg, bytes, rows) : OK;
}

/* Contacts that others made: ids beyond after, up to until. */
struct others {
	str after, until;
};

/* Merges what the import made into those of a piece of the others, and moves on. */
static err import_run_merge_piece(struct run *r, struct arena *a, const struct others *o, str *last)
{
	struct tenant_tx TENANT_TX_AUTO tx = {};
	struct q_import_made_twice_in in = { .after = o->after };
	struct q_import_made_twice_rows rows;
	struct q_import_last_of_piece_in piece = { .after = o->after, .until = o->until, .limit = MERGE_PIECE };
	struct q_import_last_of_piece_row row;
	int64_t n = 0;
	TRY(tenant_begin(r->db, &tx));
	TRY(q_import_wait_for_writers(tx.db, a, NULL));
	TRY(q_import_last_of_piece(tx.db, a, &piece, &row));
	*last = in.last = row.last;
	if (str_absent(row.last))
		return OK;
	import_contact_range(a, r->im.id, &in.low, &in.high, &in.tail);
	TRY(q_import_made_twice(tx.db, a, &in, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		if (i > 0 && str_eq(rows.v[i].id, rows.v[i - 1].id))
			continue; /* is gone already */
		struct q_contact_merge_row merged;
		struct q_contact_merge_in merge = { .id = rows.v[i].keep,
						    .others = { &rows.v[i].id, 1 },
						    .now = clock_now() };
		TRY(q_contact_merge(tx.db, a, &merge, &merged));
		n++;
	}
	if (n > 0)
		TRY(q_import_merged_twice(tx.db, a, &(struct q_import_merged_twice_in){ .id = r->im.id, .n = n },
					  NULL));
	return tenant_commit(&tx);
}

static err import_run_merge_others(struct run *r, struct others o)
{
	struct arena ARENA_AUTO one = {}, ARENA_AUTO two = {};
	struct arena *const places[] = { &one, &two };
	for (unsigned i = 0;; i = !i) {
		str last;
		arena_reset(places[i]);
		TRY(import_run_merge_piece(r, places[i], &o, &last));
		if (str_absent(last))
			return OK;
		TRY(import_hold(r->db, r->im.id, r->me));
		o.after = last;
	}
}

/* Somebody may have written one of its people under another spelling while it ran: a form, a request, another import.
 * Their contact stays, and the one that this import made is merged into it. Whoever comes later sees them all. */
static err import_run_merge_twice(struct run *r)
{
	struct q_import_ran_beside_rows rows;
	struct others o;
	str low, high, tail;
	import_contact_range(&r->arena, r->im.id, &low, &high, &tail);
	TRY(import_run_merge_others(r,
				    (struct others){ high, STR("d") })); /* all that came later: ids begin with 'c' */
	TRY(q_import_ran_beside(r->db, &r->arena, &(struct q_import_ran_beside_in){ .id = r->im.id }, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		import_contact_range(&r->arena, rows.v[i].id, &o.after, &o.until, &tail);
		TRY(import_run_merge_others(r, o));
	}
	return OK;
}

static err import_run_work(struct run *r, struct import_writers *w, import_progress_fn *progress, void *arg)
{
	TRY(import_writers_take(w, &r->chunk));
	TRY(import_run_catch_up(r));
	for (;;) {
		TRY(import_run_fill_chunk(r, IMPORT_ROWS_MAX));
		import_writers_give(w, r->chunk);
		if (r->eof)
			break;
		TRY(import_writers_take(w, &r->chunk));
		TRY(import_run_tell(w, progress, arg));
	}
	TRY(import_writers_finish(w));
	for (size_t done = 0; done < r->n_left;) {
		TRY(import_writers_take(w, &r->chunk));
		if (import_run_fill_left(r, &done))
			import_writers_give(w, r->chunk);
		TRY(import_writers_finish(w));
	}
	if (!r->im.dry_run)
		TRY(import_run_merge_twice(r));
	return import_run_tell(w, progress, arg);
}

static err import_run_work_with_writers(struct run *r, import_progress_fn *progress, void *arg)
{
	struct import_writers_in in = { .db = r->db,
					.im = &r->im,
					.me = r->me,
					.refused_fd = r->refused_fd,
					.threads = r->im.bytes > IMPORT_LARGE ? IMPORT_CONNECTIONS : 1 };
	struct import_writers *w = import_writers_new(&in);
	err e = import_run_work(r, w, progress, arg);
	import_writers_free(w);
	return e;
}

/* What passes leaves it RUNNING, to be gone on with by whoever comes; what stays ends it. */
static err import_run_end_run(struct run *r, err e)
{
	if (e.code == ERR_AGAIN || e.code == ERR_UNAVAILABLE || e.code == ERR_CONFLICT || e.code == ERR_UNCERTAIN) {
		struct q_import_release_in release = { .id = r->im.id, .me = r->me };
		err_ignore(q_import_release(r->db, &r->arena, &release, NULL)); /* else the lease runs out */
		return e;
	}
	struct q_import_end_in end = { .id = r->im.id,
				       .status = err_is(e) ? STR("FAILED") : STR("DONE"),
				       .error = err_is(e) ? str_z(e.why) : STR_NULL,
				       .now = clock_now() };
	err ended = q_import_end(r->db, &r->arena, &end, NULL);
	return err_is(e) ? e : ended;
}

err import_run(const struct app *app, tenant_db db, str id, import_progress_fn *progress, void *arg)
{
	struct run r = { .app = app, .db = db, .fd = -1, .refused_fd = -1 };
	r.me = make_id(&r.arena);
	err e = import_hold(db, id, r.me);
	if (e.code == ERR_CONFLICT)
		e.code = ERR_AGAIN;
	if (!err_is(e)) {
		e = import_get(db, &r.arena, id, &r.im);
		if (!err_is(e))
			r.plan = import_plan_new(&r.arena, &r.im, &e);
		if (!err_is(e))
			e = import_run_open_file(&r);
		if (!err_is(e))
			e = import_run_work_with_writers(&r, progress, arg);
		r.im.id = id;
		e = import_run_end_run(&r, e);
	}
	import_run_run_deinit(&r);
	return e;
}

/* --- the service --- */

struct runner {
	const struct app *app;
	pthread_t thread;
	_Atomic bool stopping;
};

static err import_run_keep_going(void *arg, int64_t done, int64_t more)
{
	const struct runner *s = arg;
	(void)done, (void)more;
	return atomic_load(&s->stopping) ? err_make(ERR_AGAIN, "stopping") : OK;
}

static void *import_run_runner_run(void *state)
{
	struct runner *s = state;
	while (!atomic_load(&s->stopping)) {
		struct arena ARENA_AUTO a = {};
		struct q_import_next_row row;
		if (!app_ready(s->app)) {
			clock_sleep(300 * US_PER_MS);
			continue;
		}
		err e = q_import_next(app_system(s->app), &a, &(struct q_import_next_in){ .node = str_z(s->app->node) },
				      &row);
		if (!err_is(e)) {
			tenant_db db = tenant_of(s->app->db, &a, row.user_id);
			e = str_eq(row.status, STR("UNDOING"))
				    ? import_undo_run(db, row.id, import_run_keep_going, s)
				    : import_run(s->app, db, row.id, import_run_keep_going, s);
			if (err_is(e) && e.code != ERR_AGAIN)
				log_warn("import.stopped", "import %.*s: %s", STR_FMT(row.id), e.why);
			else if (!err_is(e))
				log_info("import.done", "import %.*s is done", STR_FMT(row.id));
		}
		clock_sleep(err_is(e) ? 300 * US_PER_MS : 0);
	}
	return NULL;
}

static err import_run_runner_start(const struct app *app, void **state)
{
	struct runner *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->app = app;
	if (pthread_create(&s->thread, NULL, import_run_runner_run, s) != 0) {
		free(s);
		return err_make(ERR_IO, "no thread for imports");
	}
	*state = s;
	return OK;
}

static void import_run_runner_stop(void *state)
{
	struct runner *s = state;
	atomic_store(&s->stopping, true);
	pthread_join(s->thread, NULL);
	free(s);
}

const struct service import_service = { .name = "import",
					.start = import_run_runner_start,
					.stop = import_run_runner_stop };
