/* Backup and restore of the whole installation: the database as of one instant (pg_dump in PostgreSQL's own format),
 * the tracking journal's records that it may not have yet, a manifest with the rows and a checksum of every table. One
 * file, sealed with a passphrase on request; the secret goes in only when it is sealed.
 *
 * A restored copy does not send: the setting "held" says since when and from what, and no worker claims mail while it
 * is there (hold_release). For bin/ and the schedule; blocks for as long as it takes. */
#pragma once
#include "core/ground/app.h"
#include "core/ground/hold.h"

struct backup_options {
	const char *path;
	str passphrase;	  /* absent: not sealed */
	bool with_secret; /* only with a passphrase */
	bool checksums;	  /* also of every row; false: rows are counted */
	bool keep_secret; /* restoring: there is a secret already, leave it alone */
};
struct backup_report {
	int64_t bytes, tables, rows;
	int64_t taken_at; /* µs; of the backup */
	int64_t took;	  /* µs; of this call */
	str version;	  /* the program's that made it */
	bool secret;	  /* it brings the secret */
	bool checksums;
};

/* url: the database's. ERR_INVALID: a secret without a passphrase. ERR_UNAVAILABLE: no pg_dump, or no database. */
err backup_create(const struct app *app, struct arena *a, const char *url, const struct backup_options *o,
		  struct backup_report *out);
/* Into an empty database (ERR_CONFLICT when it is not), then migrates it and holds its sending. Brings the journal back
 * under the data directory, and its secret into <data>/secret.key when it has one and keep_secret is not set. */
err backup_restore(const struct app *app, struct arena *a, const char *url, const struct backup_options *o,
		   struct backup_report *out);
/* Restores into a scratch cluster of its own, compares with the manifest, and removes it. ERR_PROTO names the table
 * that differs. */
err backup_verify(const struct app *app, struct arena *a, const struct backup_options *o, struct backup_report *out);

/* Of `work`: makes the backups that LOUMASS_BACKUP_DIR and _EVERY ask for, one node at a time, and removes the
 * oldest. */
extern const struct service backup_service;
