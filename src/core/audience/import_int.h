/* Inside of imports: import.c takes and shows them, import_run.c reads rows, import_write.c merges them. */
#pragma once
#include "core/audience/import.h"
#include "db/gen/import_q.h"
#include "wire/cuid.h"

#define IMPORT_FIELDS_MAX 200u

str import_path(const struct app *app, struct arena *a, str id);
/* The id of the contact that the n-th row of an import makes. */
void import_contact_id(str import_id, uint64_t n, char out[CUID_LEN + 1]);

/* Rows that are merged in one transaction. */
struct import_chunk {
	struct arena arena; /* of what the rows point to */
	struct q_import_stage_in *rows;
	size_t n;		 /* rows that were not refused */
	struct buf refused_text; /* CSV lines of those that were */
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
