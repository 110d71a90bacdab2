#include "http/static.h"
#include "base/log.h"
#include "os/file.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum coding { CODING_NONE, CODING_GZIP, CODING_BR, CODINGS };

struct static_file {
	str path; /* "/assets/app-1a2b.js" */
	str etag;
	bool https;
	struct http_canned *as[CODINGS]; /* NULL: there is no such sibling */
	struct http_canned *same;	 /* 304 */
};

struct http_static {
	struct arena arena;
	struct static_file *files; /* sorted by path */
	size_t n, cap, bytes;
	bool https;
	const struct static_file *index;
};

static const char csp[] =
	"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https: "
	"http:; "
	"font-src 'self' data:; connect-src 'self'; frame-src 'self' blob:; object-src 'none'; base-uri 'none'; "
	"form-action 'self'; frame-ancestors 'none'";

static const char *static_type_of(str path)
{
	static const struct {
		str end;
		const char *type;
	} types[] = {
		{ STR_INIT(".html"), "text/html; charset=utf-8" },
		{ STR_INIT(".js"), "text/javascript; charset=utf-8" },
		{ STR_INIT(".mjs"), "text/javascript; charset=utf-8" },
		{ STR_INIT(".css"), "text/css; charset=utf-8" },
		{ STR_INIT(".json"), "application/json" },
		{ STR_INIT(".webmanifest"), "application/manifest+json" },
		{ STR_INIT(".map"), "application/json" },
		{ STR_INIT(".svg"), "image/svg+xml" },
		{ STR_INIT(".png"), "image/png" },
		{ STR_INIT(".ico"), "image/x-icon" },
		{ STR_INIT(".webp"), "image/webp" },
		{ STR_INIT(".woff2"), "font/woff2" },
		{ STR_INIT(".woff"), "font/woff" },
		{ STR_INIT(".txt"), "text/plain; charset=utf-8" },
	};
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (str_ends(path, types[i].end))
			return types[i].type;
	return "application/octet-stream";
}

static struct http_canned *static_make(int status, const char *type, str body, const struct static_file *f,
				       const char *coding)
{
	bool hashed = str_starts(f->path, STR("/assets/"));
	const char *headers[] = {
		"ETag",
		f->etag.p,
		"Cache-Control",
		hashed ? "public, max-age=31536000, immutable" : "no-cache",
		"Vary",
		"Accept-Encoding",
		"Content-Security-Policy",
		csp,
		"Referrer-Policy",
		"same-origin",
		"Cross-Origin-Opener-Policy",
		"same-origin",
		"Cross-Origin-Resource-Policy",
		"same-origin",
		"X-Frame-Options",
		"DENY",
		"Permissions-Policy",
		"camera=(), microphone=(), geolocation=()",
		NULL,
		NULL,
		NULL,
		NULL,
		NULL,
	};
	size_t n = sizeof(headers) / sizeof(*headers) - 5;
	if (coding) {
		headers[n++] = "Content-Encoding";
		headers[n++] = coding;
	}
	if (f->https) {
		headers[n++] = "Strict-Transport-Security";
		headers[n++] = HTTP_HSTS;
	}
	return http_canned_new(status, type, body, headers);
}

static err static_read_one(struct http_static *s, const char *path, struct buf *b)
{
	buf_reset(b);
	err e = file_read_all(path, HTTP_STATIC_BYTES_MAX - s->bytes, b);
	if (e.code == ERR_LIMIT)
		return err_make(ERR_LIMIT, "the web app's directory holds more than 64 MB: is LOUMASS_WEB right?");
	s->bytes += b->n;
	return e;
}

static err static_add_file(struct http_static *s, const char *dir, str path, struct buf *b)
{
	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 64;
		struct static_file *more = arena_array(&s->arena, struct static_file, cap);
		if (s->n)
			memcpy(more, s->files, s->n * sizeof(*more));
		s->files = more;
		s->cap = cap;
	}
	struct static_file f = { .path = arena_dup(&s->arena, path), .https = s->https };
	str full = arena_printf(&s->arena, "%s%.*s", dir, STR_FMT(path));
	TRY(static_read_one(s, full.p, b));
	f.etag = arena_printf(&s->arena, "\"%016llx%zx\"", (unsigned long long)str_hash(buf_str(b)), b->n);
	const char *type = static_type_of(path);
	f.as[CODING_NONE] = static_make(200, type, buf_str(b), &f, NULL);
	f.same = static_make(304, NULL, STR(""), &f, NULL);
	static const char *const ends[] = { "", ".gz", ".br" }, *const names[] = { NULL, "gzip", "br" };
	for (int c = CODING_GZIP; c <= CODING_BR; c++) {
		str sibling = arena_printf(&s->arena, "%.*s%s", STR_FMT(full), ends[c]);
		if (!file_exists(sibling.p))
			continue;
		TRY(static_read_one(s, sibling.p, b));
		f.as[c] = static_make(200, type, buf_str(b), &f, names[c]);
	}
	s->files[s->n++] = f;
	return OK;
}

static err static_add_dir(struct http_static *s, const char *root, str below, struct buf *b, int depth)
{
	str path = arena_printf(&s->arena, "%s%.*s", root, STR_FMT(below));
	DIR *d = opendir(path.p);
	if (!d)
		return err_make(ERR_IO, "the web app's directory cannot be read");
	err e = OK;
	for (struct dirent *entry; !err_is(e) && (entry = readdir(d));) {
		str name = str_z(entry->d_name);
		if (name.p[0] == '.' || str_ends(name, STR(".br")) || str_ends(name, STR(".gz")))
			continue;
		str child = arena_printf(&s->arena, "%.*s/%s", STR_FMT(below), entry->d_name);
		str full = arena_printf(&s->arena, "%s%.*s", root, STR_FMT(child));
		if (!file_is_dir(full.p))
			e = static_add_file(s, root, child, b);
		else if (depth < 8)
			e = static_add_dir(s, root, child, b, depth + 1);
	}
	closedir(d);
	return e;
}

static int static_by_path(const void *a, const void *b)
{
	return str_cmp(((const struct static_file *)a)->path, ((const struct static_file *)b)->path);
}

static const struct static_file *static_find(const struct http_static *s, str path)
{
	struct static_file key = { .path = path };
	return s->n ? bsearch(&key, s->files, s->n, sizeof(*s->files), static_by_path) : NULL;
}

err http_static_load(const char *dir, bool https, struct http_static **out)
{
	struct http_static *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->https = https;
	if (dir[0] && file_is_dir(dir)) {
		struct buf BUF_AUTO b;
		buf_init(&b, HTTP_STATIC_BYTES_MAX);
		err e = static_add_dir(s, dir, STR(""), &b, 0);
		if (err_is(e)) {
			http_static_free(s);
			return e;
		}
		if (s->n)
			qsort(s->files, s->n, sizeof(*s->files), static_by_path);
		s->index = static_find(s, STR("/index.html"));
	}
	*out = s;
	return OK;
}

void http_static_free(struct http_static *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++) {
		for (int c = 0; c < CODINGS; c++)
			http_canned_free(s->files[i].as[c]);
		http_canned_free(s->files[i].same);
	}
	arena_deinit(&s->arena);
	free(s);
}

/* Is the coding among those the client takes, with a quality above 0? */
static bool static_takes(str accept, str coding)
{
	str piece;
	while (str_next(&accept, ',', &piece)) {
		str q = STR_NULL, name = piece;
		size_t semi = str_find_byte(piece, ';');
		if (semi != STR_NPOS) {
			name = str_upto(piece, semi);
			q = str_trim(str_from(piece, semi + 1));
		}
		if (str_eq_nocase(str_trim(name), coding))
			return !(str_starts(q, STR("q=0")) && !str_starts(q, STR("q=0.")));
	}
	return false;
}

static void static_answer(struct http_request *r, const struct static_file *f)
{
	str tag = http_header(r, "If-None-Match");
	if (!str_absent(tag) && str_find(tag, f->etag) != STR_NPOS) {
		http_reply_canned(r, f->same);
		return;
	}
	str accept = http_header(r, "Accept-Encoding");
	if (f->as[CODING_BR] && static_takes(accept, STR("br")))
		http_reply_canned(r, f->as[CODING_BR]);
	else if (f->as[CODING_GZIP] && static_takes(accept, STR("gzip")))
		http_reply_canned(r, f->as[CODING_GZIP]);
	else
		http_reply_canned(r, f->as[CODING_NONE]);
}

/* "/campaigns/abc" and "/domains/example.com" are places in the app; "/favicon.png" would have been a file. */
static bool static_is_place(str path)
{
	size_t slash = str_rfind_byte(path, '/');
	bool named_like_a_file = str_find_byte(str_from(path, slash == STR_NPOS ? 0 : slash), '.') != STR_NPOS;
	return (!named_like_a_file || str_starts(path, STR("/domains/"))) && !str_starts(path, STR("/api/")) &&
	       !str_eq(path, STR("/api")) && !str_starts(path, STR("/t/")) && !str_starts(path, STR("/u/")) &&
	       !str_starts(path, STR("/assets/"));
}

void http_static_pick(void *ctx, struct http_request *r, struct http_handler *out)
{
	(void)out;
	const struct http_static *s = ctx;
	enum http_method m = http_method(r);
	if (m != HTTP_GET && m != HTTP_HEAD) {
		http_answer_header(r, "Allow", STR("GET, HEAD"));
		http_reply(r, 405, "text/plain; charset=utf-8", STR("Only GET and HEAD are answered here.\n"));
		return;
	}
	str path = http_path(r);
	const struct static_file *f = static_find(s, path);
	if (!f && static_is_place(path))
		f = s->index;
	if (f)
		static_answer(r, f);
	else if (str_eq(path, STR("/")))
		http_reply(
			r, 404, "text/plain; charset=utf-8",
			STR("LOUMASS runs, but its web app is not built (see LOUMASS_WEB). The API is under /api.\n"));
	else
		http_reply(r, 404, "text/plain; charset=utf-8", STR("There is nothing at this address.\n"));
}
