/* Written by tools/sqlgen from sql/q/tenant/import.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_import_insert_in {
	str id;
	str filename; /* may be absent */
	str node;
	int64_t bytes;
	str delimiter;
	str encoding;
	str columns; /* JSON */
	bool header;
};
err q_import_insert(tenant_db db, struct arena *a, const struct q_import_insert_in *in, int64_t *affected);

struct q_import_get_in {
	str id;
};
struct q_import_get_row {
	str id;
	str status;
	str filename; /* may be absent */
	str node;
	int64_t bytes;
	int64_t bytes_read;
	str delimiter; /* may be absent */
	str encoding; /* may be absent */
	str columns; /* JSON */ /* may be absent */
	str map; /* JSON */ /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str policy;
	bool dry_run;
	int64_t rows_read;
	int64_t created;
	int64_t updated;
	int64_t unchanged;
	int64_t refused;
	int64_t suppressed;
	bool header;
	str warnings; /* JSON */ /* may be absent */
	int64_t deleted;
	int64_t restored;
	str undo_after; /* may be absent */
	str error; /* may be absent */
	int64_t created_at; /* µs */
	struct opt_i64 finished_at; /* µs */
};
err q_import_get(tenant_db db, struct arena *a, const struct q_import_get_in *in, struct q_import_get_row *out);

struct q_import_list_in {
	str after_id; /* may be absent */
	int64_t limit;
};
struct q_import_list_row {
	str id;
	str status;
	str filename; /* may be absent */
	str node;
	int64_t bytes;
	int64_t bytes_read;
	str delimiter; /* may be absent */
	str encoding; /* may be absent */
	str columns; /* JSON */ /* may be absent */
	str map; /* JSON */ /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str policy;
	bool dry_run;
	int64_t rows_read;
	int64_t created;
	int64_t updated;
	int64_t unchanged;
	int64_t refused;
	int64_t suppressed;
	bool header;
	str warnings; /* JSON */ /* may be absent */
	int64_t deleted;
	int64_t restored;
	str undo_after; /* may be absent */
	str error; /* may be absent */
	int64_t created_at; /* µs */
	struct opt_i64 finished_at; /* µs */
};
struct q_import_list_rows {
	struct q_import_list_row *v;
	size_t n;
};
err q_import_list(tenant_db db, struct arena *a, const struct q_import_list_in *in, struct q_import_list_rows *out);

struct q_import_reread_in {
	str delimiter;
	str encoding;
	str columns; /* JSON */
	bool header;
	str id;
};
/* The file is read in another way: what was found in it before no longer holds. */
err q_import_reread(tenant_db db, struct arena *a, const struct q_import_reread_in *in, int64_t *affected);

struct q_import_start_in {
	str map; /* JSON */
	str tags; /* JSON */
	str policy;
	bool dry_run;
	str warnings; /* JSON */
	str id;
};
/* From UPLOADED, or again after a dry run. */
err q_import_start(tenant_db db, struct arena *a, const struct q_import_start_in *in, int64_t *affected);

struct q_import_hold_in {
	str me;
	str id;
};
/* Renews the lease of whoever runs it; nothing when somebody else has it. */
err q_import_hold(tenant_db db, struct arena *a, const struct q_import_hold_in *in, int64_t *affected);

struct q_import_release_in {
	str id;
	str me;
};
/* Gives the lease back, so that somebody may go on at once. */
err q_import_release(tenant_db db, struct arena *a, const struct q_import_release_in *in, int64_t *affected);

err q_import_stage_create(tenant_db db, struct arena *a);

struct q_import_stage_in {
	struct opt_i64 n;
	str id; /* may be absent */
	str email; /* may be absent */
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* may be absent */
	str variables; /* may be absent */
	str status; /* may be absent */
	str reason; /* may be absent */
	str source; /* may be absent */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	struct opt_i64 created_at; /* µs */
	str identity; /* may be absent */
};
err q_import_stage(struct tenant_tx *tx, struct db_copy *out);
err q_import_stage_add(struct db_copy *c, const struct q_import_stage_in *row);

struct q_import_suppress_in {
	str import_id;
};
/* Those whose row says that they left, bounced or complained. Before the merge: that is the order in which everybody locks. */
err q_import_suppress(tenant_db db, struct arena *a, const struct q_import_suppress_in *in, int64_t *affected);

/* Rows of people who are contacts already get the address as it stands there (the same spelling first, then the oldest contact). */
err q_import_stage_people(tenant_db db, struct arena *a, int64_t *affected);

struct q_import_merge_in {
	int64_t now; /* µs */
	bool update;
	str import_id;
};
struct q_import_merge_row {
	int64_t created;
	int64_t updated;
};
/* Rows of the stage into "Contact": new ones are made, others changed where they differ. What is not given stays, variables are merged,
 * tags added; a status becomes stricter, never laxer, and does so even where contacts that exist are skipped. Remembers what was changed,
 * for the undo; what was made is known by its ids (core/audience/import.h). Each address stands in the stage once. */
err q_import_merge(tenant_db db, struct arena *a, const struct q_import_merge_in *in, struct q_import_merge_row *out);

struct q_import_raise_in {
	str import_id;
	int64_t now; /* µs */
};
/* The same for rows that were refused but say that somebody left: their contacts, if there are any, are mailed no more. */
err q_import_raise(tenant_db db, struct arena *a, const struct q_import_raise_in *in, int64_t *affected);

struct q_import_preview_in {
	bool update;
};
struct q_import_preview_row {
	int64_t created;
	int64_t updated;
	int64_t suppressed;
};
/* What a merge would do, for the dry run. */
err q_import_preview(tenant_db db, struct arena *a, const struct q_import_preview_in *in, struct q_import_preview_row *out);

struct q_import_step_in {
	int64_t rows_read;
	int64_t bytes_read;
	int64_t created;
	int64_t updated;
	int64_t unchanged;
	int64_t refused;
	int64_t suppressed;
	str id;
	str me;
};
/* Ends a chunk, in its transaction. */
err q_import_step(tenant_db db, struct arena *a, const struct q_import_step_in *in, int64_t *affected);

struct q_import_end_in {
	str status;
	str error; /* may be absent */
	int64_t now; /* µs */
	str id;
};
err q_import_end(tenant_db db, struct arena *a, const struct q_import_end_in *in, int64_t *affected);

struct q_import_undo_mark_in {
	str id;
};
err q_import_undo_mark(tenant_db db, struct arena *a, const struct q_import_undo_mark_in *in, int64_t *affected);

struct q_import_undo_step_in {
	int64_t deleted;
	int64_t restored;
	str after; /* may be absent */
	str id;
	str me;
};
/* Ends a piece of an undo, in its transaction. */
err q_import_undo_step(tenant_db db, struct arena *a, const struct q_import_undo_step_in *in, int64_t *affected);

struct q_import_undo_end_in {
	str status;
	str error; /* may be absent */
	int64_t now; /* µs */
	str id;
};
err q_import_undo_end(tenant_db db, struct arena *a, const struct q_import_undo_end_in *in, int64_t *affected);

struct q_import_undo_suppressions_in {
	str id;
	int64_t limit;
};
/* Some of what it put on the list, and nobody else since. */
err q_import_undo_suppressions(tenant_db db, struct arena *a, const struct q_import_undo_suppressions_in *in, int64_t *affected);

struct q_import_undo_people_in {
	str tail;
	str after;
	str high;
	int64_t limit;
};
struct q_import_undo_people_row {
	str id;
	bool mine;
};
struct q_import_undo_people_rows {
	struct q_import_undo_people_row *v;
	size_t n;
};
/* The next contacts whose ids lie in the range of those it created. mine: it created them, and no mail has been planned for them since. */
err q_import_undo_people(tenant_db db, struct arena *a, const struct q_import_undo_people_in *in, struct q_import_undo_people_rows *out);

struct q_import_undo_leave_in {
	struct str_array ids;
	int64_t now; /* µs */
};
struct q_import_undo_leave_row {
	int64_t n;
};
/* Those it will delete leave their sequences first. */
err q_import_undo_leave(tenant_db db, struct arena *a, const struct q_import_undo_leave_in *in, struct q_import_undo_leave_row *out);

struct q_import_undo_delete_in {
	struct str_array ids;
};
err q_import_undo_delete(tenant_db db, struct arena *a, const struct q_import_undo_delete_in *in, int64_t *affected);

struct q_import_undo_restore_in {
	str id;
	int64_t limit;
	int64_t now; /* µs */
};
struct q_import_undo_restore_row {
	int64_t taken;
	int64_t restored;
};
/* Some of those it changed are as before, and are remembered no more. A status that it had made stricter comes back, unless the address is
 * on the list now: then somebody left since. */
err q_import_undo_restore(tenant_db db, struct arena *a, const struct q_import_undo_restore_in *in, struct q_import_undo_restore_row *out);

struct q_import_ran_beside_in {
	str id;
};
struct q_import_ran_beside_row {
	str id;
};
struct q_import_ran_beside_rows {
	struct q_import_ran_beside_row *v;
	size_t n;
};
/* Imports that were uploaded earlier and ran at the same time. */
err q_import_ran_beside(tenant_db db, struct arena *a, const struct q_import_ran_beside_in *in, struct q_import_ran_beside_rows *out);

struct q_import_made_twice_in {
	str after;
	str last;
	str tail;
	str low;
	str high;
};
struct q_import_made_twice_row {
	str id;
	str keep;
};
struct q_import_made_twice_rows {
	struct q_import_made_twice_row *v;
	size_t n;
};
/* Contacts it created who are, under another spelling, a contact in this range of ids, which stays. */
err q_import_made_twice(tenant_db db, struct arena *a, const struct q_import_made_twice_in *in, struct q_import_made_twice_rows *out);

struct q_import_last_of_piece_in {
	str after;
	str until;
	int64_t limit;
};
struct q_import_last_of_piece_row {
	str last; /* may be absent */
};
/* The id that ends the next piece of contacts; NULL: there are none. */
err q_import_last_of_piece(tenant_db db, struct arena *a, const struct q_import_last_of_piece_in *in, struct q_import_last_of_piece_row *out);

/* Waits for whoever is writing a single contact (contact_identity_lock), and keeps others from it until the end of the transaction. */
err q_import_wait_for_writers(tenant_db db, struct arena *a, int64_t *affected);

struct q_import_merged_twice_in {
	int64_t n;
	str id;
};
err q_import_merged_twice(tenant_db db, struct arena *a, const struct q_import_merged_twice_in *in, int64_t *affected);

struct q_import_delete_in {
	str id;
};
err q_import_delete(tenant_db db, struct arena *a, const struct q_import_delete_in *in, int64_t *affected);
