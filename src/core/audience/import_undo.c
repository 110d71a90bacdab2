/* Takes an import back, in pieces of one short transaction each: first the addresses it put on the suppression list, then
 * the contacts it changed, then those it made. Killed at any moment, it goes on from there: what is done is gone from the
 * tables, or behind the id that the import keeps. */
#include "base/fault.h"
#include "core/audience/import.h"
#include "core/audience/import_int.h"
#include "core/ground/text.h"
#include "os/clock.h"

#define PIECE 1000 /* rows a transaction: a tenth of a second */

struct undo {
	tenant_db db;
	struct import im;
	str me;
	str high, tail; /* of the ids of those it made */
	str after;
	int64_t deleted, restored;
};

err import_undo(tenant_db db, struct arena *a, str id, struct import *out)
{
	int64_t n;
	TRY(import_get(db, a, id, out));
	TRY(q_import_undo_mark(db, a, &(struct q_import_undo_mark_in){ .id = id }, &n));
	if (n == 0)
		return err_make(ERR_CONFLICT, "only an import that has ended can be undone, once");
	return import_get(db, a, id, out);
}

void import_contact_range(struct arena *a, str id, str *low, str *high, str *tail)
{
	char text[CUID_LEN + 1];
	import_contact_id(id, 0, text);
	*tail = arena_dup(a, str_of(text + 15, 10));
	memset(text + 9, '0', 16);
	*low = arena_dup(a, str_of(text, CUID_LEN));
	memset(text + 9, 'z', 16);
	*high = arena_dup(a, str_of(text, CUID_LEN));
}

static err import_undo_step(struct undo *u, tenant_db db, struct arena *a, str after, int64_t deleted, int64_t restored)
{
	int64_t n;
	struct q_import_undo_step_in in = {
		.id = u->im.id, .me = u->me, .after = after, .deleted = deleted, .restored = restored
	};
	TRY(q_import_undo_step(db, a, &in, &n));
	return n ? OK : err_make(ERR_CONFLICT, "somebody else undoes this import");
}

static err import_undo_suppressions(struct undo *u, struct tenant_tx *tx, struct arena *a, bool *more)
{
	int64_t n;
	struct q_import_undo_suppressions_in in = { .id = u->im.id, .limit = PIECE };
	TRY(q_import_undo_suppressions(tx->db, a, &in, &n));
	*more = n > 0;
	return import_undo_step(u, tx->db, a, STR_NULL, 0, 0);
}

static err import_undo_changes(struct undo *u, struct tenant_tx *tx, struct arena *a, bool *more)
{
	struct q_import_undo_restore_row row;
	struct q_import_undo_restore_in in = { .id = u->im.id, .limit = PIECE, .now = clock_now() };
	TRY(q_import_undo_restore(tx->db, a, &in, &row));
	*more = row.taken > 0;
	u->restored += row.restored;
	return import_undo_step(u, tx->db, a, STR_NULL, 0, row.restored);
}

static err import_undo_people(struct undo *u, struct tenant_tx *tx, struct arena *a, bool *more)
{
	struct q_import_undo_people_rows rows;
	struct q_import_undo_people_in in = { .after = u->after, .high = u->high, .tail = u->tail, .limit = PIECE };
	struct q_import_undo_leave_row left;
	int64_t deleted = 0;
	TRY(q_import_undo_people(tx->db, a, &in, &rows));
	*more = rows.n > 0;
	if (rows.n == 0)
		return OK;
	str *ids = arena_array(a, str, rows.n);
	struct str_array mine = { ids, 0 };
	for (size_t i = 0; i < rows.n; i++)
		if (rows.v[i].mine)
			ids[mine.n++] = rows.v[i].id;
	if (mine.n > 0) {
		TRY(q_import_undo_leave(tx->db, a, &(struct q_import_undo_leave_in){ .ids = mine, .now = clock_now() },
					&left));
		TRY(q_import_undo_delete(tx->db, a, &(struct q_import_undo_delete_in){ .ids = mine }, &deleted));
	}
	u->deleted += deleted;
	u->after = rows.v[rows.n - 1].id;
	return import_undo_step(u, tx->db, a, u->after, deleted, 0);
}

typedef err undo_piece_fn(struct undo *u, struct tenant_tx *tx, struct arena *a, bool *more);

static err import_undo_piece(struct undo *u, undo_piece_fn *piece, bool *more)
{
	struct arena ARENA_AUTO a = {};
	struct tenant_tx TENANT_TX_AUTO tx = {};
	TRY(tenant_begin(u->db, &tx));
	struct undo after = *u; /* what a transaction that fails did not do */
	TRY(piece(&after, &tx, &a, more));
	fault_point("undo.before_commit");
	TRY(tenant_commit(&tx));
	fault_point("undo.after_commit");
	u->deleted = after.deleted;
	u->restored = after.restored;
	if (!str_eq(u->after, after.after)) { /* it lives in this piece's arena */
		memcpy((char *)u->after.p, after.after.p, after.after.n);
		u->after.n = after.after.n;
	}
	return OK;
}

static err import_undo_work(struct undo *u, import_undo_progress_fn *progress, void *arg)
{
	static undo_piece_fn *const pieces[] = { import_undo_suppressions, import_undo_changes, import_undo_people };
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++)
		for (bool more = true; more;) {
			TRY(import_undo_piece(u, pieces[i], &more));
			if (progress)
				TRY(progress(arg, u->deleted, u->restored));
		}
	return OK;
}

/* A transient error leaves it UNDOING, for another worker; a permanent one ends it, and it can be undone again. */
static err import_undo_end(struct undo *u, struct arena *a, err e)
{
	if (e.code == ERR_AGAIN || e.code == ERR_UNAVAILABLE || e.code == ERR_CONFLICT || e.code == ERR_UNCERTAIN) {
		struct q_import_release_in release = { .id = u->im.id, .me = u->me };
		err_ignore(q_import_release(u->db, a, &release, NULL)); /* else the lease runs out */
		return e;
	}
	struct q_import_undo_end_in end = { .id = u->im.id,
					    .status = err_is(e) ? STR("FAILED") : STR("UNDONE"),
					    .error = err_is(e) ? str_z(e.why) : STR_NULL,
					    .now = clock_now() };
	err ended = q_import_undo_end(u->db, a, &end, NULL);
	return err_is(e) ? e : ended;
}

err import_undo_run(tenant_db db, str id, import_undo_progress_fn *progress, void *arg)
{
	struct arena ARENA_AUTO a = {};
	struct undo u = { .db = db, .me = make_id(&a) };
	str low;
	err e = import_hold(db, id, u.me);
	if (e.code == ERR_CONFLICT)
		e.code = ERR_AGAIN;
	TRY(e);
	e = import_get(db, &a, id, &u.im);
	u.im.id = id;
	if (!err_is(e)) {
		import_contact_range(&a, id, &low, &u.high, &u.tail);
		u.deleted = u.im.deleted;
		u.restored = u.im.restored;
		char *place = arena_alloc(&a, 256);
		str from = str_empty(u.im.undo_after) ? low : str_upto(u.im.undo_after, 255);
		memcpy(place, from.p, from.n);
		u.after = str_of(place, from.n);
		e = import_undo_work(&u, progress, arg);
	}
	return import_undo_end(&u, &a, e);
}
