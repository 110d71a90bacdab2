/* Inside of filters: filter.c has the words, filter_json.c and filter_text.c read, filter_write.c writes, filter_time.c knows
 * dates, filter_check.c what goes with what, filter_sql.c makes SQL. */
#pragma once
#include "core/audience/filter.h"

extern const char *const filter_kind_names[];		  /* all, any, none */
extern const char *const filter_type_names[];		  /* text, number, date, boolean, list, any */
extern const char *const filter_op_names[];		  /* JSON */
extern const char *const filter_op_words[];		  /* text form; NULL: by another rule */
extern const char *const filter_did_names[];		  /* sent, opened, … */
extern const char *const filter_state_names[];		  /* under_way, active, … */
int filter_index(const char *const *names, int n, str s); /* -1: none of them */
#define DIDS 5
#define STATES 6
#define TYPES 6

/* A field of the contact's own: its type, or TYPE_ANY with false: no such field. */
bool filter_field_type(str field, enum filter_type *out);
bool filter_is_variable(str field, str *name);
/* A word that the text form uses for itself. */
bool filter_reserved(str word);

/* What goes with what, of a leaf that was read: adds errors at path. */
void filter_check(struct arena *a, const struct filter *f, str path, struct field_errors *errors);

/* ---- Dates. A point: "2026-12-01", "2026-12-01T10:00:00Z", now, today, tomorrow, yesterday, "5 days ago", "in 5 days",
 * "last monday", "next friday". A span: "14 days". */
struct filter_range {
	int64_t from, to; /* a day [from, to); an instant: to is from */
};
bool filter_point(const struct filter_env *env, str s, struct filter_range *out);
bool filter_span_read(str s, int64_t *n, int64_t *unit); /* unit: µs of minute, hour, day, week */
/* The same, as it is written: absent when it is none. */
str filter_point_text(struct arena *a, str s);
str filter_span_text(struct arena *a, str s);
int64_t filter_since(const struct filter_env *env, str span);
/* "in the next" (or last) span: whole days for days and weeks. */
struct filter_range filter_window(const struct filter_env *env, str span, bool next);
