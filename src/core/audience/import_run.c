/* The work of an import: CSV records are checked and become rows of chunks, which import_write.c merges. What goes on
 * after a kill reads the file from its beginning, without merging what is done: so it knows the addresses that came
 * before, and writes the refused rows anew. */
#include "base/limits.h"
#include "base/log.h"
#include "base/time.h"
#include "core/audience/import_int.h"
#include "core/ground/text.h"
#include "db/gen/sys_import_q.h"
#include "os/file.h"
#include "wire/identity.h"
#include "wire/token.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define READ_SIZE (1u << 20)

void import_contact_id(str import_id, uint64_t n, char out[CUID_LEN + 1])
{
	uint64_t h = str_hash(import_id);
	memcpy(out, import_id.p, 9);
	num_base36(n, 6, out + 9);
	num_base36(h, 10, out + 15);
	out[CUID_LEN] = 0;
}

/* Which column feeds which field. */
struct column {
	size_t at;  /* index in the record */
	str quoted; /* variables: the name as a JSON string */
};

/* The addresses of the file so far, as keyed hashes: two differing ones are taken for the same once in 10^5 files of
 * the greatest size. */
struct seen {
	uint64_t *v; /* open addressing; 0: free */
	size_t n, cap;
	unsigned char key[KEY_BYTES];
};

struct run {
	const struct app *app;
	tenant_db db;
	struct import im;
	str me;
	struct arena arena;	   /* of the whole run */
	size_t email, first, last; /* columns; STR_NPOS: none */
	struct column *variables;
	size_t n_variables;
	struct buf json; /* a row's variables while they are written; over its ceiling they are too long anyway */
	int fd;
	struct csv_reader *csv;
	bool eof;
	char *bytes;
	int refused_fd;
	struct seen seen;
	struct import_chunk *chunk; /* being filled */
	int64_t rows_read, refused, bytes_read;
	bool header_read;
};

/* --- setting up --- */

static size_t column_of(const struct json *columns, str name)
{
	size_t i = 0;
	for (JSON_EACH(c, columns)) {
		if (str_eq(json_str(c), name))
			return i;
		i++;
	}
	return STR_NPOS;
}

static str json_quoted(struct arena *a, str s)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	buf_init(&b, 6 * s.n + 3);
	json_writer_init(&w, &b);
	json_put_str(&w, s);
	return arena_dup(a, buf_str(&b));
}

static err read_map(struct run *r)
{
	const struct json *columns, *map;
	TRY(json_parse(&r->arena, r->im.columns, &columns));
	TRY(json_parse(&r->arena, r->im.map, &map));
	r->email = column_of(columns, json_str(json_get(map, "email")));
	const struct json *first = json_get(map, "firstName"), *last = json_get(map, "lastName");
	r->first = first ? column_of(columns, json_str(first)) : STR_NPOS;
	r->last = last ? column_of(columns, json_str(last)) : STR_NPOS;
	r->variables = arena_array(&r->arena, struct column, json_len(map) + 1);
	for (JSON_EACH(m, map))
		if (str_starts(json_name(m), STR("variables.")))
			r->variables[r->n_variables++] =
				(struct column){ column_of(columns, json_str(m)),
						 json_quoted(&r->arena, str_from(json_name(m), 10)) };
	return r->email == STR_NPOS ? err_make(ERR_INVALID, "the column of the address is not in the file") : OK;
}

static err open_file(struct run *r)
{
	struct buf BUF_AUTO head;
	enum csv_encoding encoding;
	buf_init(&head, 64u << 10);
	r->fd = open(import_path(r->app, &r->arena, r->im.id).p, O_RDONLY | O_CLOEXEC);
	if (r->fd < 0)
		return err_make(ERR_NOT_FOUND, "the file is not on this node any more: upload it again");
	char *p = buf_room(&head, 4);
	ssize_t n = pread(r->fd, p, 4, 0);
	size_t bom = 0;
	str start = str_of(p, n > 0 ? (size_t)n : 0);
	if (str_starts(start, STR("\xef\xbb\xbf")))
		bom = 3;
	else if (str_starts(start, STR("\xff\xfe")) || str_starts(start, STR("\xfe\xff")))
		bom = 2;
	if (!csv_encoding_parse(r->im.encoding, &encoding))
		encoding = CSV_UTF8;
	if (lseek(r->fd, (off_t)bom, SEEK_SET) < 0)
		return err_make(ERR_IO, "the file cannot be read");
	r->csv = csv_reader_new(encoding, r->im.delimiter.n ? r->im.delimiter.p[0] : ',', bom, 1);
	r->bytes = malloc(READ_SIZE);
	if (!r->bytes)
		abort();
	buf_init(&r->json, 8 * CONTACT_VARIABLES_MAX);
	token_random_bytes(r->seen.key, sizeof(r->seen.key));
	str refused = import_refused_path(r->app, &r->arena, r->im.id);
	r->refused_fd = open(refused.p, O_CREAT | O_WRONLY | O_CLOEXEC | O_TRUNC, 0600);
	if (r->refused_fd < 0)
		return err_make(ERR_IO, "the refused rows cannot be written: is the data directory writable?");
	return file_write_fd(r->refused_fd, STR("line,reason,row\r\n"));
}

static void run_deinit(struct run *r)
{
	fd_closep(&r->fd);
	fd_closep(&r->refused_fd);
	csv_reader_free(r->csv);
	free(r->bytes);
	buf_deinit(&r->json);
	free(r->seen.v);
	arena_deinit(&r->arena);
}

/* --- one record --- */

static void refuse(struct run *r, const struct csv_record *rec, const char *why)
{
	struct buf *b = &r->chunk->refused_text;
	r->refused++;
	buf_addf(b, "%llu,", (unsigned long long)rec->line);
	csv_put(b, str_z(why), false);
	size_t budget = 2000;
	for (size_t i = 0; i < rec->n && budget > 0; i++) {
		str f = str_upto(rec->fields[i], str_utf8_floor(rec->fields[i], budget));
		budget -= f.n < budget ? f.n : budget;
		buf_add_byte(b, ',');
		csv_put(b, str_utf8_valid(f) && !memchr(f.n ? f.p : "", 0, f.n) ? f : STR("?"), true);
	}
	buf_add_lit(b, "\r\n");
}

static str value(const struct csv_record *rec, size_t at)
{
	return at < rec->n ? str_trim(rec->fields[at]) : STR("");
}

static str variables_json(struct run *r, const struct csv_record *rec)
{
	struct buf *b = &r->json;
	struct json_writer w;
	bool any = false;
	if (r->n_variables == 0)
		return STR("{}");
	buf_reset(b);
	buf_add_byte(b, '{');
	for (size_t i = 0; i < r->n_variables; i++) {
		str v = value(rec, r->variables[i].at);
		if (str_empty(v))
			continue;
		if (any)
			buf_add_byte(b, ',');
		any = true;
		buf_add(b, r->variables[i].quoted);
		buf_add_byte(b, ':');
		json_writer_init(&w, b);
		json_put_str(&w, v);
	}
	buf_add_byte(b, '}');
	return arena_dup(&r->chunk->arena, buf_str(b));
}

static uint64_t *seat(const struct seen *s, uint64_t h)
{
	size_t i = h & (s->cap - 1);
	while (s->v[i] && s->v[i] != h)
		i = (i + 1) & (s->cap - 1);
	return &s->v[i];
}

/* Whether the address came before; from now on it did. */
static bool came_before(struct seen *s, str email)
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
				*seat(&wider, s->v[i]) = s->v[i];
		free(s->v);
		s->v = wider.v;
		s->cap = wider.cap;
	}
	token_mac(s->key, email, mac, sizeof(mac));
	memcpy(&h, mac, sizeof(h));
	h |= h == 0;
	uint64_t *at = seat(s, h);
	if (*at)
		return true;
	*at = h;
	s->n++;
	return false;
}

static const char *take_record(struct run *r, const struct csv_record *rec)
{
	struct arena *a = &r->chunk->arena;
	struct addr addr;
	if (rec->refused)
		return rec->refused;
	err e = addr_parse(a, value(rec, r->email), &addr);
	if (err_is(e))
		return e.why;
	str first = value(rec, r->first), last = value(rec, r->last);
	if (first.n > CONTACT_NAME_MAX || last.n > CONTACT_NAME_MAX)
		return "a name is longer than 200 bytes";
	if (!one_line(first) || !one_line(last))
		return "a name holds a line break or control character";
	str variables = variables_json(r, rec);
	if (variables.n > CONTACT_VARIABLES_MAX)
		return "the variables are longer than 32 kB";
	if (came_before(&r->seen, identity_of(a, &addr)))
		return "this address came in an earlier row";
	char *id = arena_alloc(a, CUID_LEN + 1);
	import_contact_id(r->im.id, (uint64_t)r->rows_read, id);
	r->chunk->rows[r->chunk->n++] = (struct q_import_stage_in){
		.n = SOME_I64(r->rows_read),
		.id = str_of(id, CUID_LEN),
		.email = addr.normal,
		.first_name = str_empty(first) ? STR_NULL : arena_dup(a, first),
		.last_name = str_empty(last) ? STR_NULL : arena_dup(a, last),
		.tags = r->im.tags,
		.variables = variables,
	};
	return NULL;
}

static err next_record(struct run *r, struct csv_record *rec)
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
static err fill_chunk(struct run *r, int64_t most)
{
	struct import_chunk *c = r->chunk;
	struct csv_record rec;
	import_chunk_reset(c);
	for (int64_t n = 0; n < most && !r->eof && !import_chunk_full(c);) {
		err e = next_record(r, &rec);
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
		const char *why = take_record(r, &rec);
		if (why)
			refuse(r, &rec, why);
	}
	c->rows_read = r->rows_read;
	c->refused = r->refused;
	c->bytes_read = r->bytes_read;
	return OK;
}

/* Reads again what was merged before. */
static err catch_up(struct run *r)
{
	while (r->rows_read < r->im.rows_read && !r->eof) {
		TRY(fill_chunk(r, r->im.rows_read - r->rows_read));
		TRY(import_hold(r->db, r->im.id, r->me));
		TRY(file_write_fd(r->refused_fd, buf_str(&r->chunk->refused_text)));
	}
	return OK;
}

static err tell(struct import_writers *w, import_progress_fn *progress, void *arg)
{
	int64_t bytes, rows;
	import_writers_place(w, &bytes, &rows);
	return progress ? progress(arg, bytes, rows) : OK;
}

static err work(struct run *r, struct import_writers *w, import_progress_fn *progress, void *arg)
{
	TRY(import_writers_take(w, &r->chunk));
	TRY(catch_up(r));
	for (;;) {
		TRY(fill_chunk(r, IMPORT_ROWS_MAX));
		import_writers_give(w, r->chunk);
		if (r->eof)
			break;
		TRY(import_writers_take(w, &r->chunk));
		TRY(tell(w, progress, arg));
	}
	TRY(import_writers_finish(w));
	return tell(w, progress, arg);
}

static err work_with_writers(struct run *r, import_progress_fn *progress, void *arg)
{
	struct import_writers_in in = { .db = r->db,
					.im = &r->im,
					.me = r->me,
					.refused_fd = r->refused_fd,
					.threads = r->im.bytes > IMPORT_LARGE ? IMPORT_CONNECTIONS : 1 };
	struct import_writers *w = import_writers_new(&in);
	err e = work(r, w, progress, arg);
	import_writers_free(w);
	return e;
}

/* What passes leaves it RUNNING, to be gone on with by whoever comes; what stays ends it. */
static err end_run(struct run *r, err e)
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
			e = read_map(&r);
		if (!err_is(e))
			e = open_file(&r);
		if (!err_is(e))
			e = work_with_writers(&r, progress, arg);
		r.im.id = id;
		e = end_run(&r, e);
	}
	run_deinit(&r);
	return e;
}

/* --- the service --- */

struct runner {
	const struct app *app;
	pthread_t thread;
	_Atomic bool stopping;
};

static err keep_going(void *arg, int64_t bytes_read, int64_t rows_read)
{
	const struct runner *s = arg;
	(void)bytes_read, (void)rows_read;
	return atomic_load(&s->stopping) ? err_make(ERR_AGAIN, "stopping") : OK;
}

static void *runner_run(void *state)
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
			e = import_run(s->app, tenant_of(s->app->db, &a, row.user_id), row.id, keep_going, s);
			if (err_is(e) && e.code != ERR_AGAIN)
				log_warn("import.stopped", "import %.*s: %s", STR_FMT(row.id), e.why);
			else if (!err_is(e))
				log_info("import.done", "import %.*s is done", STR_FMT(row.id));
		}
		clock_sleep(err_is(e) ? 300 * US_PER_MS : 0);
	}
	return NULL;
}

static err runner_start(const struct app *app, void **state)
{
	struct runner *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->app = app;
	if (pthread_create(&s->thread, NULL, runner_run, s) != 0) {
		free(s);
		return err_make(ERR_IO, "no thread for imports");
	}
	*state = s;
	return OK;
}

static void runner_stop(void *state)
{
	struct runner *s = state;
	atomic_store(&s->stopping, true);
	pthread_join(s->thread, NULL);
	free(s);
}

const struct service import_service = { .name = "import", .start = runner_start, .stop = runner_stop };
