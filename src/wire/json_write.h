/* JSON that goes out, written straight into a buf: no tree. Commas and escaping are its business; what is opened must
 * be closed (asserted). Text that is not UTF-8 goes out with U+FFFD in place of the broken bytes. "</" is written
 * "<\/", so that an answer can stand inside a page. The buf's ceiling is the only failure: buf_err() at the end. */
#pragma once
#include "base/buf.h"
#include "base/limits.h"
#include "base/num.h"

struct json_writer {
	struct buf *out;
	unsigned depth;
	bool comma[JSON_DEPTH_MAX + 1]; /* something stands before, on this level */
	bool after_key;
};

void json_writer_init(struct json_writer *w, struct buf *out);

void json_begin_obj(struct json_writer *w);
void json_end_obj(struct json_writer *w);
void json_begin_arr(struct json_writer *w);
void json_end_arr(struct json_writer *w);
void json_key(struct json_writer *w, const char *key);
void json_key_str(struct json_writer *w, str key);

void json_put_str(struct json_writer *w, str s); /* absent: null */
void json_put_i64(struct json_writer *w, int64_t v);
void json_put_f64(struct json_writer *w, double v); /* not finite: null; shortest text that reads back the same */
void json_put_bool(struct json_writer *w, bool v);
void json_put_null(struct json_writer *w);
void json_put_time(struct json_writer *w, int64_t us); /* ISO 8601, ms, Z */
void json_put_raw(struct json_writer *w, str json);    /* JSON text already; absent or empty: null */

void json_kv_str(struct json_writer *w, const char *key, str s);
void json_kv_i64(struct json_writer *w, const char *key, int64_t v);
void json_kv_f64(struct json_writer *w, const char *key, double v);
void json_kv_bool(struct json_writer *w, const char *key, bool v);
void json_kv_null(struct json_writer *w, const char *key);
void json_kv_time(struct json_writer *w, const char *key, int64_t us);
void json_kv_raw(struct json_writer *w, const char *key, str json);
void json_kv_opt_i64(struct json_writer *w, const char *key, struct opt_i64 v);
void json_kv_opt_f64(struct json_writer *w, const char *key, struct opt_f64 v);
void json_kv_opt_time(struct json_writer *w, const char *key, struct opt_i64 us);
