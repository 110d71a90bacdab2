#include "ops/backup.h"
#include "base/log.h"
#include "base/time.h"
#include "db/cluster.h"
#include "db/gen/sys_account_q.h"
#include "db/gen/sys_backup_q.h"
#include "db/migrate.h"
#include "ops/archive.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"
#include "wire/json_read.h"
#include "wire/json_write.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT 1
#define MANIFEST "manifest.json"
#define DUMP "database.dump"
#define JOURNAL "journal/track/"
#define SECRET "secret.key"
#define MANIFEST_MAX (4u << 20)
#define LIST_MAX (64u << 20) /* of a dump: some hundred bytes an object; a month of events is some objects */
#define PATH_MOST 4200

/* ------------------------------------------------------------------------------------------------------ client
 * programs */

static err backup_run(struct arena *a, const char *url, const char *bin, const char *const *argv_tail, const char *name,
		      bool dbname_flag)
{
	char program[CLUSTER_PROGRAM_MAX];
	const char *const *env, *dbname;
	const char *argv[16];
	int n = 0, status;
	TRY(cluster_program(bin, name, program));
	TRY(cluster_client_env(a, url, &env, &dbname));
	argv[n++] = program;
	while (*argv_tail)
		argv[n++] = *argv_tail++;
	if (dbname_flag) {
		argv[n++] = "-d";
		argv[n++] = dbname;
	}
	argv[n] = NULL;
	struct process_options o = { .argv = argv, .env = env, .out = -1, .err = -1, .die_with_us = SIGTERM };
	pid_t pid;
	char text[64];
	TRY(process_spawn(&o, &pid));
	TRY(process_wait(pid, &status));
	if (status == 0)
		return OK;
	return err_make(ERR_IO,
			arena_printf(a, "%s %s; its words are above", name, process_status_text(status, text)).p);
}

static err backup_dump(const struct app *app, struct arena *a, const char *url, str snapshot, const char *to)
{
	const char *argv[] = { "--format=custom",
			       "--no-owner",
			       "--no-privileges",
			       arena_printf(a, "--snapshot=%.*s", STR_FMT(snapshot)).p,
			       arena_printf(a, "--file=%s", to).p,
			       NULL };
	return backup_run(a, url, app->config->pg_bin, argv, "pg_dump", false);
}

/* The dump's list without extensions: who may restore need not be who may make them, and nothing of ours needs one. */
static err backup_list_ours(const struct app *app, struct arena *a, const char *url, const char *from, const char *list)
{
	const char *argv[] = { "--list", arena_printf(a, "--file=%s", list).p, from, NULL };
	TRY(backup_run(a, url, app->config->pg_bin, argv, "pg_restore", false));
	struct buf BUF_AUTO all, ours;
	buf_init(&all, LIST_MAX);
	buf_init(&ours, LIST_MAX);
	TRY(file_read_all(list, LIST_MAX, &all));
	str rest = buf_str(&all);
	while (rest.n) {
		size_t end = str_find_byte(rest, '\n');
		str line = str_upto(rest, end == STR_NPOS ? rest.n : end);
		rest = str_from(rest, end == STR_NPOS ? rest.n : end + 1);
		if (str_find(line, STR(" EXTENSION - ")) != STR_NPOS ||
		    str_find(line, STR(" COMMENT - EXTENSION ")) != STR_NPOS)
			continue;
		buf_add(&ours, line);
		buf_add_byte(&ours, '\n');
	}
	return file_write_atomic(list, buf_str(&ours), 0644);
}

static err backup_undump(const struct app *app, struct arena *a, const char *url, const char *from)
{
	str list = arena_printf(a, "%s.list", from);
	TRY(backup_list_ours(app, a, url, from, list.p));
	const char *argv[] = { "--no-owner",
			       "--no-privileges",
			       "--exit-on-error",
			       "--single-transaction",
			       arena_printf(a, "--use-list=%s", list.p).p,
			       from,
			       NULL };
	return backup_run(a, url, app->config->pg_bin, argv, "pg_restore", true);
}

/* -----------------------------------------------------------------------------------------------------------
 * manifest */

struct table {
	str name, hash;
	int64_t rows;
};
struct manifest {
	char dump_hash[ARCHIVE_HASH_MAX];
	int64_t taken_at;
	str version;
	bool checksums, secret;
	struct table *v;
	size_t n;
};

static str backup_manifest_print(struct arena *a, const struct manifest *m)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	buf_init(&b, MANIFEST_MAX);
	json_writer_init(&w, &b);
	json_begin_obj(&w);
	json_kv_str(&w, "format", STR("loumass.backup"));
	json_kv_i64(&w, "formatVersion", FORMAT);
	json_kv_str(&w, "version", m->version);
	json_kv_time(&w, "takenAt", m->taken_at);
	json_kv_bool(&w, "checksums", m->checksums);
	json_kv_bool(&w, "secret", m->secret);
	json_kv_str(&w, "dumpHash", str_z(m->dump_hash));
	json_key(&w, "tables");
	json_begin_arr(&w);
	for (size_t i = 0; i < m->n; i++) {
		json_begin_obj(&w);
		json_kv_str(&w, "name", m->v[i].name);
		json_kv_i64(&w, "rows", m->v[i].rows);
		json_kv_str(&w, "hash", m->v[i].hash);
		json_end_obj(&w);
	}
	json_end_arr(&w);
	json_end_obj(&w);
	return arena_dup(a, buf_str(&b));
}

static err backup_manifest_read(struct arena *a, str text, struct manifest *out)
{
	const struct json *o;
	int64_t version = 0;
	TRY(json_parse(a, text, &o));
	if (!str_eq(json_str(json_get(o, "format")), STR("loumass.backup")) ||
	    !json_i64(json_get(o, "formatVersion"), &version))
		return err_make(ERR_PROTO, "this file is no backup of LOUMASS");
	if (version > FORMAT)
		return err_make(ERR_PROTO, "a newer LOUMASS made this backup: restore it with that one");
	*out = (struct manifest){ .version = json_str(json_get(o, "version")),
				  .checksums = json_bool(json_get(o, "checksums")),
				  .secret = json_bool(json_get(o, "secret")) };
	if (!time_parse_iso(json_str(json_get(o, "takenAt")), &out->taken_at))
		return err_make(ERR_PROTO, "the backup's manifest is damaged");
	snprintf(out->dump_hash, sizeof(out->dump_hash), "%.*s", STR_FMT(json_str(json_get(o, "dumpHash"))));
	const struct json *tables = json_get(o, "tables");
	out->v = arena_array(a, struct table, json_len(tables) + 1);
	for (JSON_EACH(t, tables)) {
		struct table *v = &out->v[out->n++];
		*v = (struct table){ .name = json_str(json_get(t, "name")), .hash = json_str(json_get(t, "hash")) };
		if (!json_i64(json_get(t, "rows"), &v->rows))
			return err_make(ERR_PROTO, "the backup's manifest is damaged");
	}
	return OK;
}

static void backup_report_of(const struct manifest *m, struct backup_report *out)
{
	out->taken_at = m->taken_at;
	out->version = m->version;
	out->secret = m->secret;
	out->checksums = m->checksums;
	out->tables = (int64_t)m->n;
	for (size_t i = 0; i < m->n; i++)
		out->rows += m->v[i].rows;
}

/* The database holds what the manifest says. */
static err backup_compare(system_db db, struct arena *a, const struct manifest *m)
{
	struct q_backup_fingerprint_rows rows;
	TRY(q_backup_fingerprint(db, a, &(struct q_backup_fingerprint_in){ .checksums = m->checksums }, &rows));
	if (rows.n != m->n)
		return err_make(ERR_PROTO,
				arena_printf(a, "the backup has %zu tables, its manifest %zu", rows.n, m->n).p);
	for (size_t i = 0; i < rows.n; i++) {
		const struct table *want = &m->v[i];
		if (!str_eq(rows.v[i].name, want->name) || rows.v[i].rows != want->rows ||
		    !str_eq(rows.v[i].hash, want->hash))
			return err_make(ERR_PROTO,
					arena_printf(a, "table %.*s differs: %lld rows, the manifest says %lld%s",
						     STR_FMT(want->name), (long long)rows.v[i].rows,
						     (long long)want->rows,
						     rows.v[i].rows == want->rows ? ", and the checksums differ" : "")
						.p);
	}
	return OK;
}

/* -------------------------------------------------------------------------------------------------------------
 * making */

/* The journal's segments, before the snapshot is taken: what is drained later is in the database, what comes later is
 * of after the backup. A record that is in both is known by its id. */
static err backup_add_journal(const struct app *app, struct archive_out *to)
{
	char dir[PATH_MOST], slot[PATH_MOST + 300], path[PATH_MOST + 600], name[600];
	char hash[ARCHIVE_HASH_MAX]; /* its records have checksums of their own */
	snprintf(dir, sizeof(dir), "%s/journal/track", app->config->data);
	DIR *slots = opendir(dir);
	if (!slots)
		return OK;
	err e = OK;
	for (struct dirent *s; !err_is(e) && (s = readdir(slots));) {
		if (s->d_name[0] < '0' || s->d_name[0] > '9')
			continue;
		snprintf(slot, sizeof(slot), "%s/%s", dir, s->d_name);
		DIR *files = opendir(slot);
		for (struct dirent *f; files && !err_is(e) && (f = readdir(files));) {
			if (!str_ends(str_z(f->d_name), STR(".log")))
				continue;
			snprintf(path, sizeof(path), "%s/%s", slot, f->d_name);
			snprintf(name, sizeof(name), JOURNAL "%s/%s", s->d_name, f->d_name);
			e = archive_add_file(to, name, path, hash);
			if (e.code == ERR_NOT_FOUND)
				e = OK; /* drained meanwhile */
		}
		if (files)
			closedir(files);
	}
	closedir(slots);
	return e;
}

static err backup_add_secret(const struct app *app, struct arena *a, struct archive_out *to)
{
	if (app->config->secret[0])
		return archive_add_bytes(to, SECRET, str_z(app->config->secret));
	char hash[ARCHIVE_HASH_MAX]; /* a sealed file needs none */
	return archive_add_file(to, SECRET, file_join(a, str_z(app->config->data), STR("secret.key")).p, hash);
}

static err backup_create_in(struct system_tx *tx, const struct app *app, struct arena *a, const char *url,
			    const struct backup_options *o, struct archive_out *to, struct backup_report *out)
{
	char dumped[PATH_MOST];
	struct q_backup_snapshot_rows rows;
	TRY(q_backup_snapshot(tx->db, a, &(struct q_backup_snapshot_in){ .checksums = o->checksums }, &rows));
	if (rows.n == 0)
		return err_make(ERR_CONFLICT, "the database holds no tables: there is nothing to back up");
	struct manifest m = { .taken_at = clock_now(),
			      .version = STR(LOUMASS_VERSION),
			      .checksums = o->checksums,
			      .secret = o->with_secret,
			      .v = arena_array(a, struct table, rows.n),
			      .n = rows.n };
	for (size_t i = 0; i < rows.n; i++)
		m.v[i] = (struct table){ rows.v[i].name, rows.v[i].hash, rows.v[i].rows };
	snprintf(dumped, sizeof(dumped), "%s.dump", o->path);
	err e = backup_dump(app, a, url, rows.v[0].snapshot, dumped);
	if (!err_is(e))
		e = archive_add_file(to, DUMP, dumped, m.dump_hash);
	err_ignore(file_remove(dumped)); /* its own name, no harm if it stays */
	TRY(e);
	backup_report_of(&m, out);
	return archive_add_bytes(to, MANIFEST, backup_manifest_print(a, &m));
}

err backup_create(const struct app *app, struct arena *a, const char *url, const struct backup_options *o,
		  struct backup_report *out)
{
	int64_t began = clock_mono();
	struct archive_out *to;
	if (o->with_secret && str_absent(o->passphrase))
		return err_make(ERR_INVALID, "the secret goes only into an encrypted backup: give a passphrase too");
	*out = (struct backup_report){};
	TRY(archive_create(o->path, o->passphrase, &to));
	err e = backup_add_journal(app, to);
	if (!err_is(e) && o->with_secret)
		e = backup_add_secret(app, a, to);
	if (!err_is(e)) {
		SYSTEM_TX_AUTO struct system_tx tx = {};
		e = system_begin(app_system(app), &tx);
		if (!err_is(e))
			e = backup_create_in(&tx, app, a, url, o, to, out);
	}
	if (err_is(e)) {
		archive_abandon(to);
		return e;
	}
	TRY(archive_finish(to, &out->bytes));
	out->took = clock_mono() - began;
	return OK;
}

/* ----------------------------------------------------------------------------------------------------------
 * restoring */

struct unpacked {
	char dir[PATH_MOST]; /* holds what was in the archive */
	struct manifest manifest;
	char dump_hash[ARCHIVE_HASH_MAX]; /* "": it held none */
	bool has_secret, has_manifest;
};

static void backup_remove_tree(const char *dir)
{
	const char *const argv[] = { "/bin/rm", "-rf", "--", dir, NULL };
	struct process_options o = { .argv = argv, .out = -1, .err = -1 };
	pid_t pid;
	int status = 0;
	err e = process_spawn(&o, &pid);
	if (!err_is(e))
		e = process_wait(pid, &status);
	if (err_is(e) || status != 0)
		log_warn("backup.scratch", "%s holds a copy of the database and cannot be removed: remove it", dir);
}

static err backup_unpack_one(struct archive_in *in, struct arena *a, str name, struct unpacked *u)
{
	if (str_eq(name, STR(MANIFEST))) {
		struct buf BUF_AUTO b;
		buf_init(&b, MANIFEST_MAX);
		TRY(archive_read_bytes(in, MANIFEST_MAX, &b));
		u->has_manifest = true;
		return backup_manifest_read(a, arena_dup(a, buf_str(&b)), &u->manifest);
	}
	str path = arena_printf(a, "%s/%.*s", u->dir, STR_FMT(name));
	size_t slash = str_rfind_byte(path, '/');
	TRY(file_mkdirs(arena_z(a, str_upto(path, slash)), 0711));
	u->has_secret = u->has_secret || str_eq(name, STR(SECRET));
	char hash[ARCHIVE_HASH_MAX];
	TRY(archive_save(in, path.p, hash));
	if (str_eq(name, STR(DUMP)))
		snprintf(u->dump_hash, sizeof(u->dump_hash), "%s", hash);
	return OK;
}

/* Everything is read, and so found whole, before anything is restored. */
static err backup_unpack(struct arena *a, const struct backup_options *o, const char *near, struct unpacked *u)
{
	struct archive_in *in;
	snprintf(u->dir, sizeof(u->dir), "%s/restore-XXXXXX", near);
	TRY(archive_open(o->path, o->passphrase, &in));
	err e = mkdtemp(u->dir) ? OK : err_make(ERR_IO, "no directory to unpack the backup in");
	if (err_is(e))
		u->dir[0] = 0;
	for (str name; !err_is(e);) {
		e = archive_next(in, a, &name);
		if (e.code == ERR_NOT_FOUND) {
			if (!u->dump_hash[0] || !u->has_manifest)
				e = err_make(ERR_PROTO, "the backup is cut short");
			else if (!str_eq(str_z(u->dump_hash), str_z(u->manifest.dump_hash)))
				e = err_make(ERR_PROTO, "the backup is damaged: its dump is not the one that was made");
			else
				e = OK;
			break;
		}
		if (!err_is(e))
			e = backup_unpack_one(in, a, name, u);
	}
	archive_close(in);
	return e;
}

static err backup_restore_into(const struct app *app, struct arena *a, struct db *db, const char *url,
			       const struct unpacked *u)
{
	struct q_backup_tables_row there;
	TRY(q_backup_tables(system_of(db), a, &there));
	if (there.n)
		return err_make(
			ERR_CONFLICT,
			"the database is not empty: restore into a new one (another LOUMASS_DATA or DATABASE_URL)");
	TRY(backup_undump(app, a, url, file_join(a, str_z(u->dir), STR(DUMP)).p));
	return backup_compare(system_of(db), a, &u->manifest);
}

static err backup_put_hold(system_db db, struct arena *a, const struct manifest *m)
{
	char at[TIME_ISO_LEN], taken[TIME_ISO_LEN];
	time_format_iso(clock_now(), at);
	time_format_iso(m->taken_at, taken);
	str value = arena_printf(a, "%.*s restored from the backup of %.*s", TIME_ISO_LEN, at, TIME_ISO_LEN, taken);
	return q_setting_put(db, a, &(struct q_setting_put_in){ .key = STR("held"), .value = value }, NULL);
}

/* The journal's slots that are not there yet; the secret where there is none. */
static err backup_bring_files(const struct app *app, struct arena *a, const struct unpacked *u, bool keep_secret)
{
	const char *data = app->config->data;
	str from = file_join(a, str_z(u->dir), STR("journal/track")),
	    to = file_join(a, str_z(data), STR("journal/track"));
	if (file_is_dir(from.p)) {
		TRY(file_mkdirs(arena_z(a, to), 0711));
		DIR *d = opendir(from.p);
		for (struct dirent *s; d && (s = readdir(d));) {
			if (s->d_name[0] == '.')
				continue;
			str target = file_join(a, to, str_z(s->d_name));
			if (!file_exists(target.p) && rename(file_join(a, from, str_z(s->d_name)).p, target.p) < 0)
				log_warn("restore.journal", "slot %s could not be brought back (errno %d)", s->d_name,
					 errno);
		}
		if (d)
			closedir(d);
	}
	if (!u->has_secret)
		return OK;
	if (keep_secret) {
		log_warn("restore.secret",
			 "the backup brings its secret, but this installation has one already: it was left alone");
		return OK;
	}
	struct buf BUF_AUTO b;
	buf_init(&b, 4096);
	TRY(file_read_all(file_join(a, str_z(u->dir), STR(SECRET)).p, 4000, &b));
	return file_write_atomic(file_join(a, str_z(data), STR("secret.key")).p, buf_str(&b), 0600);
}

static err backup_restore_all(const struct app *app, struct arena *a, const char *url, const struct unpacked *u,
			      bool keep_secret)
{
	struct migrate_done done;
	TRY(backup_restore_into(app, a, app->db, url, u));
	TRY(backup_put_hold(app_system(app), a, &u->manifest));
	TRY(migrate_deploy(app->db, a, migrations_built_in(), &done));
	return backup_bring_files(app, a, u, keep_secret);
}

err backup_restore(const struct app *app, struct arena *a, const char *url, const struct backup_options *o,
		   struct backup_report *out)
{
	int64_t began = clock_mono();
	struct unpacked u = {};
	err e = backup_unpack(a, o, app->config->data, &u);
	if (!err_is(e))
		e = backup_restore_all(app, a, url, &u, o->keep_secret);
	if (u.dir[0])
		backup_remove_tree(u.dir);
	TRY(e);
	*out = (struct backup_report){ .took = clock_mono() - began };
	backup_report_of(&u.manifest, out);
	return OK;
}

static err backup_verify_in(const struct app *app, struct arena *a, const struct unpacked *u)
{
	struct cluster *c;
	struct db *db = NULL;
	str data = file_join(a, str_z(u->dir), STR("scratch"));
	struct cluster_options o = { .data = data.p,
				     .bin = app->config->pg_bin[0] ? app->config->pg_bin : NULL,
				     .scratch = true };
	TRY(file_mkdirs(data.p, 0711));
	TRY(cluster_open(&o, &c));
	err e = cluster_start(c);
	if (!err_is(e))
		e = db_open(
			&(struct db_options){ .url = cluster_url(c), .app_name = "loumass backup", .connections = 2 },
			&db);
	if (!err_is(e))
		e = backup_restore_into(app, a, db, cluster_url(c), u);
	db_close(db);
	err stopped = cluster_stop(c);
	cluster_close(c);
	return err_is(e) ? e : stopped;
}

err backup_verify(const struct app *app, struct arena *a, const struct backup_options *o, struct backup_report *out)
{
	int64_t began = clock_mono();
	struct unpacked u = {};
	err e = backup_unpack(a, o, "/tmp", &u);
	if (!err_is(e) && chmod(u.dir, 0711) < 0)
		e = err_make(ERR_IO, "the scratch directory cannot be opened to the database's user");
	if (!err_is(e))
		e = backup_verify_in(app, a, &u);
	if (u.dir[0])
		backup_remove_tree(u.dir);
	TRY(e);
	*out = (struct backup_report){ .took = clock_mono() - began };
	backup_report_of(&u.manifest, out);
	return OK;
}
