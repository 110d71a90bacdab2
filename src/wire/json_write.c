#include "wire/json_write.h"
#include "base/time.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void json_writer_init(struct json_writer *w, struct buf *out)
{
	*w = (struct json_writer){ .out = out };
}

/* Before any value: the comma it needs. */
static void json_write_value(struct json_writer *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	if (w->comma[w->depth])
		buf_add_byte(w->out, ',');
	w->comma[w->depth] = true;
}

static void json_write_begin(struct json_writer *w, char c)
{
	json_write_value(w);
	assert(w->depth < JSON_DEPTH_MAX);
	buf_add_byte(w->out, c);
	w->comma[++w->depth] = false;
}

static void json_write_end(struct json_writer *w, char c)
{
	assert(w->depth > 0 && !w->after_key);
	w->depth--;
	buf_add_byte(w->out, c);
}

void json_begin_obj(struct json_writer *w)
{
	json_write_begin(w, '{');
}

void json_end_obj(struct json_writer *w)
{
	json_write_end(w, '}');
}

void json_begin_arr(struct json_writer *w)
{
	json_write_begin(w, '[');
}

void json_end_arr(struct json_writer *w)
{
	json_write_end(w, ']');
}

/* What stands for a byte that cannot go out as it is; NULL when it can. */
static const char *json_write_escape(unsigned char c, char hex[7])
{
	switch (c) {
	case '"': return "\\\"";
	case '\\': return "\\\\";
	case '\n': return "\\n";
	case '\r': return "\\r";
	case '\t': return "\\t";
	default:
		if (c >= 0x20 && c != 0x7f)
			return NULL;
		snprintf(hex, 7, "\\u%04x", c);
		return hex;
	}
}

/* Bytes that may need an escape; of '/' it depends on what stands before. */
static const bool special[256] = {
	[0 ... 0x1f] = true, ['"'] = true, ['/'] = true, ['\\'] = true, [0x7f] = true,
};

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))
/* Is one of eight bytes equal to b? (May also say so of a byte behind such a one; never misses one.) */
static uint64_t json_write_has_byte(uint64_t eight, unsigned char b)
{
	uint64_t x = eight ^ EACH_BYTE(b);
	return (x - EACH_BYTE(0x01)) & ~x & EACH_BYTE(0x80);
}

/* The first offset from i on where something special may stand, looked at eight bytes at a time. */
static size_t json_write_skip_plain(str s, size_t i)
{
	for (uint64_t eight; s.n - i >= sizeof(eight); i += sizeof(eight)) {
		memcpy(&eight, s.p + i, sizeof(eight));
		uint64_t control = (eight - EACH_BYTE(0x20)) & ~eight & EACH_BYTE(0x80);
		if (control | json_write_has_byte(eight, '"') | json_write_has_byte(eight, '/') |
		    json_write_has_byte(eight, '\\') | json_write_has_byte(eight, 0x7f))
			break;
	}
	return i;
}

static void json_write_quoted(struct buf *out, str s)
{
	char hex[7];
	size_t from = 0;
	buf_add_byte(out, '"');
	for (size_t i = json_write_skip_plain(s, 0); i < s.n; i++) {
		if (!special[(unsigned char)s.p[i]])
			continue;
		const char *e = json_write_escape((unsigned char)s.p[i], hex);
		if (!e && s.p[i] == '/' && i > 0 && s.p[i - 1] == '<')
			e = "\\/";
		if (!e)
			continue;
		buf_add_mem(out, s.p + from, i - from);
		buf_add(out, str_z(e));
		from = i + 1;
	}
	buf_add_mem(out, s.p + from, s.n - from);
	buf_add_byte(out, '"');
}

/* The valid stretches of s, with U+FFFD for each byte between them. */
static void json_write_quoted_repaired(struct buf *out, str s)
{
	struct buf BUF_AUTO fixed;
	buf_init(&fixed, s.n * 3);
	for (size_t i = 0; i < s.n;) {
		size_t step = 0;
		for (size_t n = 1; n <= 4 && i + n <= s.n && step == 0; n++)
			if (str_utf8_valid(str_of(s.p + i, n)))
				step = n;
		if (step)
			buf_add_mem(&fixed, s.p + i, step);
		else
			buf_add_lit(&fixed, "\xef\xbf\xbd");
		i += step ? step : 1;
	}
	json_write_quoted(out, buf_str(&fixed));
}

static void json_write_put_text(struct json_writer *w, str s)
{
	if (str_utf8_valid(s))
		json_write_quoted(w->out, s);
	else
		json_write_quoted_repaired(w->out, s);
}

void json_key_str(struct json_writer *w, str key)
{
	json_write_value(w);
	json_write_put_text(w, key);
	buf_add_byte(w->out, ':');
	w->after_key = true;
}

void json_key(struct json_writer *w, const char *key)
{
	size_t n = strlen(key); /* ours: nothing in it needs an escape */
	json_write_value(w);
	char *to = buf_room(w->out, n + 3);
	w->after_key = true;
	if (!to)
		return;
	to[0] = '"';
	memcpy(to + 1, key, n);
	to[n + 1] = '"';
	to[n + 2] = ':';
	buf_commit(w->out, n + 3);
}

void json_put_str(struct json_writer *w, str s)
{
	if (str_absent(s)) {
		json_put_null(w);
		return;
	}
	json_write_value(w);
	json_write_put_text(w, s);
}

void json_put_i64(struct json_writer *w, int64_t v)
{
	json_write_value(w);
	buf_add_i64(w->out, v);
}

void json_put_f64(struct json_writer *w, double v)
{
	if (!isfinite(v)) {
		json_put_null(w);
		return;
	}
	json_write_value(w);
	if (v == trunc(v) && fabs(v) < 1e15) {
		buf_add_i64(w->out, (int64_t)v);
		return;
	}
	char text[32];
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	buf_add(w->out, str_z(text));
}

void json_put_bool(struct json_writer *w, bool v)
{
	json_write_value(w);
	buf_add(w->out, v ? STR("true") : STR("false"));
}

void json_put_null(struct json_writer *w)
{
	json_write_value(w);
	buf_add_lit(w->out, "null");
}

void json_put_time(struct json_writer *w, int64_t us)
{
	char text[TIME_ISO_LEN];
	time_format_iso(us, text);
	json_write_value(w);
	buf_add_byte(w->out, '"');
	buf_add_mem(w->out, text, sizeof(text));
	buf_add_byte(w->out, '"');
}

void json_put_raw(struct json_writer *w, str json)
{
	if (str_empty(json)) {
		json_put_null(w);
		return;
	}
	json_write_value(w);
	buf_add(w->out, json);
}

void json_kv_str(struct json_writer *w, const char *key, str s)
{
	json_key(w, key);
	json_put_str(w, s);
}

void json_kv_i64(struct json_writer *w, const char *key, int64_t v)
{
	json_key(w, key);
	json_put_i64(w, v);
}

void json_kv_f64(struct json_writer *w, const char *key, double v)
{
	json_key(w, key);
	json_put_f64(w, v);
}

void json_kv_bool(struct json_writer *w, const char *key, bool v)
{
	json_key(w, key);
	json_put_bool(w, v);
}

void json_kv_null(struct json_writer *w, const char *key)
{
	json_key(w, key);
	json_put_null(w);
}

void json_kv_time(struct json_writer *w, const char *key, int64_t us)
{
	json_key(w, key);
	json_put_time(w, us);
}

void json_kv_raw(struct json_writer *w, const char *key, str json)
{
	json_key(w, key);
	json_put_raw(w, json);
}

void json_kv_opt_i64(struct json_writer *w, const char *key, struct opt_i64 v)
{
	json_key(w, key);
	v.has ? json_put_i64(w, v.v) : json_put_null(w);
}

void json_kv_opt_f64(struct json_writer *w, const char *key, struct opt_f64 v)
{
	json_key(w, key);
	v.has ? json_put_f64(w, v.v) : json_put_null(w);
}

void json_kv_opt_time(struct json_writer *w, const char *key, struct opt_i64 us)
{
	json_key(w, key);
	us.has ? json_put_time(w, us.v) : json_put_null(w);
}
