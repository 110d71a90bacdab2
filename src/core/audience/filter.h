/* Who: the one filter language, as a typed tree. It is written as JSON and as text, and each becomes the other without loss:
 *
 *	{"all": [{"field": "variables.plan", "op": "is", "value": "pro"}, {"did": "opened", "within": "30 days"}]}
 *	plan = "pro" and opened any within 30 days
 *
 * Pure: nothing here reads a table. filter_sql.c makes of a tree the only SQL that is built at run time, with every value a
 * parameter. Each leaf is true or false of a contact, never unknown. docs/audience.md says what each means. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "db/query.h"
#include "wire/field_errors.h"
#include "wire/json_read.h"
#include "wire/json_write.h"
#include "wire/zone.h"

#define FILTER_DEPTH_MAX 8u	   /* groups in groups */
#define FILTER_LEAVES_MAX 100u	   /* of one tree */
#define FILTER_ALL_LEAVES_MAX 300u /* with those of the segments it names */
#define FILTER_LIST_MAX 100u	   /* values of one leaf */
#define FILTER_VALUE_MAX 500u	   /* bytes */
#define FILTER_NAME_MAX 100u	   /* bytes of a variable's name */
#define FILTER_NUMBER_MAX 40u
#define FILTER_TEXT_MAX (64u << 10)
#define FILTER_TIMES_MAX 10000
#define FILTER_SPAN_MAX 36500 /* days */

enum filter_kind {
	FILTER_ALL,
	FILTER_ANY,
	FILTER_NONE,
	FILTER_FIELD,	 /* a field of the contact, its tags, or a variable */
	FILTER_TOPIC,	 /* ref: wants it, or not (OP_REFUSES) */
	FILTER_DID,	 /* what became of mail */
	FILTER_SEQUENCE, /* ref: where they are in it */
	FILTER_SEGMENT,	 /* ref: in another segment */
};
enum filter_type { TYPE_TEXT, TYPE_NUMBER, TYPE_DATE, TYPE_BOOL, TYPE_LIST, TYPE_ANY };
enum filter_op {
	OP_IS,
	OP_IS_NOT,
	OP_IN,
	OP_NOT_IN,
	OP_CONTAINS,
	OP_NOT_CONTAINS,
	OP_STARTS,
	OP_ENDS,
	OP_LESS,
	OP_AT_MOST,
	OP_MORE,
	OP_AT_LEAST,
	OP_BEFORE,
	OP_AFTER,
	OP_ON,
	OP_NEXT,
	OP_LAST,
	OP_HAS,
	OP_LACKS,
	OP_SET,
	OP_UNSET,
	OP_WANTS,
	OP_REFUSES,
	OP_COUNT
};
enum filter_did { DID_SENT, DID_OPENED, DID_CLICKED, DID_REPLIED, DID_BOUNCED };
enum filter_what { WHAT_ANY, WHAT_CAMPAIGN, WHAT_SEQUENCE }; /* with an absent ref: any of them */
enum filter_state { STATE_UNDER_WAY, STATE_ACTIVE, STATE_PAUSED, STATE_COMPLETED, STATE_FAILED, STATE_EVER };

struct filter {
	enum filter_kind kind;
	struct filter *first, *next; /* of a group; of a segment that is resolved, `first` is its tree */
	size_t n;		     /* children */
	str field;		     /* "email", "tags", "variables.plan" */
	enum filter_type type;
	enum filter_op op;
	const str *values; /* numbers and dates as they are written; "true", "false" */
	size_t values_n;
	str ref;
	enum filter_did did;
	enum filter_what what;
	str step, link, within; /* absent: any, ever */
	int64_t times;		/* at least; 0: once */
	bool anyone;		/* programs count, too */
	enum filter_state state;
	size_t at; /* of a leaf that was read from text: its first character, from 1; else 0 */
};

/* ERR_INVALID: each error names its leaf by its path below `path`: "filter.any[2].value". */
err filter_read(struct arena *a, const struct json *v, const char *path, struct field_errors *errors,
		struct filter **out);
/* ERR_INVALID: "character 17: …", at the path of the leaf once the text is understood. */
err filter_parse(struct arena *a, str text, const char *path, struct field_errors *errors, struct filter **out);
/* Either: a JSON text is the text form, an object the tree. */
err filter_take(struct arena *a, const struct json *v, const char *path, struct field_errors *errors,
		struct filter **out);

void filter_write(struct json_writer *w, const struct filter *f);
str filter_json(struct arena *a, const struct filter *f);
str filter_text(struct arena *a, const struct filter *f);
size_t filter_leaves(const struct filter *f);
static inline bool filter_is_group(const struct filter *f)
{
	return f->kind <= FILTER_NONE;
}
/* A message about a leaf, with its place in the text when it comes from one. */
str filter_at(struct arena *a, const struct filter *f, str message);
/* Calls fn on each leaf with its path. */
typedef err filter_leaf_fn(void *arg, struct filter *leaf, str path);
err filter_each(struct arena *a, struct filter *f, const char *path, filter_leaf_fn *fn, void *arg);

/* ---- To SQL. */
struct filter_env {
	int64_t now;
	const struct zone *zone; /* the account's: days begin and end by it */
	str zone_name;
	bool one; /* for one contact, not for all of them */
};
/* A condition on "Contact" c, with $t for the tenant and $v for the array of values. Segments must be resolved. */
struct filter_sql {
	struct buf *out;
	struct arena *arena;
	const struct filter_env *env;
	str *values; /* FILTER_SQL_VALUES */
	size_t n;
	bool over;
};
#define FILTER_SQL_VALUES 4000u
void filter_sql_init(struct filter_sql *s, struct arena *a, const struct filter_env *env, struct buf *out);
void filter_sql_add(struct filter_sql *s, const struct filter *f);
err filter_sql_err(const struct filter_sql *s); /* ERR_LIMIT */
/* SELECT c.* of the tenant's contacts for which a condition (SQL of filter_sql_add) holds. */
str filter_sql_value(struct filter_sql *s, str v); /* how a value is written: "($v)[3]" */
