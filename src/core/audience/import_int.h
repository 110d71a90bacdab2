/* Inside of imports: import.c takes and shows them, import_guess.c and import_words.c say what columns are,
 * import_row.c makes a contact of a record, import_run.c reads records, import_write.c merges them, import_undo.c
 * takes them back. */
#pragma once
#include "core/audience/import.h"
#include "db/gen/import_q.h"
#include "wire/addr.h"
#include "wire/cuid.h"

#define IMPORT_FIELDS_MAX 200u

/* --- what columns are: import_words.c --- */

enum import_role {
	ROLE_NONE,
	ROLE_EMAIL,
	ROLE_NAME,
	ROLE_FIRST,
	ROLE_LAST,
	ROLE_STATUS,
	ROLE_OPT_OUT,
	ROLE_OPT_IN,
	ROLE_BOUNCED,
	ROLE_COMPLAINED,
	ROLE_TAGS,
	ROLE_VARIABLES, /* a JSON object */
	ROLE_ZONE,
	ROLE_ZONE_SOURCE,
	ROLE_CREATED_AT,
};
struct import_target {
	const char *name;
	enum import_role role;
	bool many; /* several columns may fill it */
	const char *words, *doc;
};
extern const struct import_target import_targets[];
extern const size_t import_targets_n;
const struct import_target *import_target_find(str name); /* NULL: none of that name */
struct import_common {
	const char *name, *words;
};
extern const struct import_common import_common[];
extern const size_t import_common_n;

/* Letters and digits alone, in lower case and without accents: how names of columns are compared. */
str import_word(struct arena *a, str s);
bool import_word_is(struct arena *a, str word, const char *words); /* "|" between them, written as people do */
/* ROLE_OPT_OUT, _OPT_IN, _BOUNCED or _COMPLAINED, of a name that speaks of it; else ROLE_NONE. */
enum import_role import_consent_role(struct arena *a, str word);

/* What a person chose, or what became of their address; the stricter ones later. */
enum import_choice { CHOICE_NONE, CHOICE_ACTIVE, CHOICE_INACTIVE, CHOICE_BOUNCED, CHOICE_LEFT, CHOICE_COMPLAINED };
/* What a value says in a column of that role. False: nobody knows. */
bool import_choice_of(struct arena *a, enum import_role role, str value, enum import_choice *out);
/* The zone that a value names, in the ways programs write them; absent: none that is known. */
str import_zone(struct arena *a, str value);
/* A value as columns of consent hold them: yes, no, or a state, which is CHOICE_NONE of yes and no. */
bool import_value_known(struct arena *a, str value, enum import_choice *state);

/* --- what is in a file: import_guess.c --- */

#define IMPORT_SAMPLE_ROWS 500u

/* The beginning of a file: its columns and some rows. */
struct import_sample {
	str *columns; /* each name once */
	size_t n_columns;
	str **rows; /* n_columns texts each, trimmed */
	size_t n_rows;
	bool header;
};
/* Reads the text (UTF-8) of a file's beginning. header: SOME_BOOL as a person says, else it is found out. */
err import_sample_read(struct arena *a, str text, bool whole, struct csv_guess how, struct opt_bool header,
		       struct import_sample *out);
bool import_is_own_export(const struct import_sample *s); /* whose texts are taken as they stand */
/* "map" of an import_start that may be right, as a value. */
void import_guess_map(struct json_writer *w, struct arena *a, const struct import_sample *s);
/* Names of columns that speak of consent, as an array; with `map`, those that it does not use for that. */
void import_consent_columns(struct json_writer *w, struct arena *a, const struct import_sample *s,
			    const struct json *map);

/* --- a record: import_row.c --- */

struct import_plan;
struct import_plan *import_plan_new(struct arena *a, const struct import *im, err *e); /* NULL: e says why */
void import_plan_free(struct import_plan *p);					       /* takes NULL */
struct import_row_result {
	struct addr addr;
	bool has_addr;	 /* then it may be suppressed, whatever else is wrong */
	const char *why; /* NULL, or why it is refused */
};
/* Fills row from the record, all but its id; what it points to lives in a. */
struct import_row_result import_row_read(struct import_plan *p, struct arena *a, const struct csv_record *rec,
					 struct q_import_stage_in *row);

/* --- */

#define IMPORT_HEAD_BYTES (256u << 10)
#define IMPORT_HEAD_TEXT (4u << 20)
/* The text of a file's beginning; whole: there is no more of it. ERR_NOT_FOUND: it is on another node, or nowhere. */
err import_head(const char *path, const struct charset *charset, struct buf *out, bool *whole);
str import_path(const struct app *app, struct arena *a, str id);
/* The id of the contact that the n-th row of an import makes. */
void import_contact_id(str import_id, uint64_t n, char out[CUID_LEN + 1]);
/* All of them lie from low to high and end in tail. */
void import_contact_range(struct arena *a, str import_id, str *low, str *high, str *tail);

/* Rows that are merged in one transaction. */
struct import_chunk {
	struct arena arena; /* of what the rows point to */
	struct q_import_stage_in *rows;
	size_t n;		 /* rows that were not refused */
	struct buf refused_text; /* CSV lines of those that were */
	bool choices;		 /* some row says that somebody left */
	bool refused_choices;	 /* all rows do, and are of refused records */
	/* Behind it: */
	int64_t rows_read, refused, bytes_read;
	uint64_t number; /* import_write.c's */
};
void import_chunk_reset(struct import_chunk *c);
bool import_chunk_full(const struct import_chunk *c); /* holds as much as it should */

/* Connections that merge chunks side by side and commit them in the order they were given, so that what is done is
 * always a beginning of the file. No address may come twice in a file, else they would wait for each other. */
struct import_writers;
struct import_writers_in {
	tenant_db db;
	const struct import *im;
	str me; /* holder of the lease */
	int refused_fd;
	size_t threads;
};
/* Lives as long as what it was given. */
struct import_writers *import_writers_new(const struct import_writers_in *in);
void import_writers_free(struct import_writers *w); /* takes NULL; what is not committed is not done */
/* An empty chunk to fill. Waits for one, keeping the lease. A failure is that of an earlier chunk. */
err import_writers_take(struct import_writers *w, struct import_chunk **out);
void import_writers_give(struct import_writers *w, struct import_chunk *c);
/* All that was given is committed, or the first failure. ERR_CONFLICT: the lease is lost. */
err import_writers_finish(struct import_writers *w);
void import_writers_place(struct import_writers *w, int64_t *bytes_read, int64_t *rows_read); /* committed */
err import_hold(tenant_db db, str id, str me); /* takes or renews the lease; ERR_CONFLICT: somebody else has it */
