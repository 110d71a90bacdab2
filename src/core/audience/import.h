/* Imports of contacts from CSV: a file is kept on the disk of the node that took it, mapped to fields, and merged into
 * the contacts in chunks, each in one transaction with the number of its last row. Killed at any moment, it goes on
 * from there.
 *
 * A row is refused, with its line and reason, when its address is not one, a value is too long or not what its column
 * is mapped to, it has more fields than the file has columns, or the record cannot be read, or when its address came in
 * an earlier row: the first one counts. Merging: a value that is given replaces, an empty one leaves what is there;
 * variables are merged, tags added. Policy "skip" leaves contacts that exist alone.
 *
 * What people chose is kept, whatever else happens to their row: who opted out, bounced or complained becomes
 * UNSUBSCRIBED or INACTIVE and is suppressed with the reason, even where policy is "skip" and where the row is refused
 * for another reason. A status becomes stricter, never laxer, and nothing takes an address off the list.
 *
 * Ids of created contacts are known without a list: 'c', the eight digits of time of the import's id, six digits of the
 * row's number (base 36), and ten of a hash of the import's id. So an undo finds them, and a chunk done twice is the
 * same. */
#pragma once
#include "base/num.h"
#include "core/ground/app.h"
#include "wire/csv.h"
#include "wire/field_errors.h"
#include "wire/json_body.h"
#include "wire/json_write.h"

struct import {
	str id, status, filename, node, delimiter, encoding;
	str columns, map, tags; /* JSON; map and tags absent before the start */
	str policy, error;
	str warnings; /* JSON: names of columns that speak of consent and are not used for it */
	bool dry_run, header;
	int64_t bytes, bytes_read, rows_read, created, updated, unchanged, refused, suppressed, created_at;
	int64_t deleted, restored; /* of its undo */
	str undo_after;		   /* the last contact that its undo has looked at */
	struct opt_i64 finished_at;
};

/* How a file is to be read, by a person; what is not given is found out. */
struct import_reading {
	str encoding, delimiter; /* absent: found out. delimiter: one of , ; tab | */
	struct opt_bool header;
};
/* Takes a file (copied from fd) and looks at all of it. ERR_INVALID: it is empty, no text, or cannot be read so; the
 * reason begins with "encoding: " or "delimiter: " when it is that one's. */
err import_take(const struct app *app, tenant_db db, struct arena *a, int fd, str filename,
		const struct import_reading *how, struct import *out);
/* Reads it in another way. ERR_CONFLICT: it runs or has run. */
err import_reread(const struct app *app, tenant_db db, struct arena *a, str id, const struct import_reading *how,
		  struct import *out);
err import_get(tenant_db db, struct arena *a, str id, struct import *out);
err import_list(tenant_db db, struct arena *a, str after, int64_t limit, struct import **out, size_t *n);

struct import_start {
	const struct json *map; /* {"email": "Column", "tags": ["Column", …], "variables.x": …}: import_words.c */
	struct json_strs tags;
	str policy; /* "update" or "skip" */
	bool dry_run;
	struct import_reading how; /* as import_reread, first */
};
/* ERR_CONFLICT: it runs, or has run. */
err import_start(const struct app *app, tenant_db db, struct arena *a, str id, const struct import_start *in,
		 struct field_errors *errors, struct import *out);
/* Runs one to its end in this thread. progress (may be NULL) is called after each chunk; an error from it stops (and
 * leaves it to be gone on with). ERR_AGAIN: somebody else runs it. */
typedef err import_progress_fn(void *arg, int64_t bytes_read, int64_t rows_read);
err import_run(const struct app *app, tenant_db db, str id, import_progress_fn *progress, void *arg);
/* Begins to take it back; import_undo_run, here or in any serve or work, does it. ERR_CONFLICT: it has not ended, or is
 * taken back already. */
err import_undo(tenant_db db, struct arena *a, str id, struct import *out);
/* Takes it back in short pieces, each in one transaction, in this thread; progress and ERR_AGAIN as import_run. */
typedef err import_undo_progress_fn(void *arg, int64_t deleted, int64_t restored);
err import_undo_run(tenant_db db, str id, import_undo_progress_fn *progress, void *arg);
err import_delete(const struct app *app, tenant_db db, struct arena *a, str id);

/* First records of the file, a guess of which column is what, the columns that speak of consent, and the encodings
 * there are, as JSON. */
err import_preview(const struct app *app, struct arena *a, const struct import *im, struct json_writer *w);
str import_refused_path(const struct app *app, struct arena *a,
			str id); /* the refused rows: line, reason, and its fields */
void import_write_members(struct json_writer *w, const struct import *im); /* without the braces */
void import_write(struct json_writer *w, const struct import *im);

/* Runs what waits on this node, one after the other (serve and work). */
extern const struct service import_service;
