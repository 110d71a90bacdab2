/* Backups that are made by themselves. Each `work` looks once a minute; the one that gets the lock makes the backup
 * when the last one is older than asked, and removes the oldest files of ours in the directory. The database remembers
 * when the last one was begun, so that a failing one is tried again each hour, not each minute. */
#include "base/log.h"
#include "base/time.h"
#include "db/cluster.h"
#include "db/gen/sys_account_q.h"
#include "db/gen/sys_db_q.h"
#include "ops/backup.h"
#include "os/clock.h"
#include "os/file.h"
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define LOOK_EVERY US_PER_MIN
#define TRY_AGAIN US_PER_HOUR
#define LOCK INT64_C(0x4c4d4241434b5550) /* "LMBACKUP" */
#define FILES_MAX 4096u

struct schedule {
	const struct app *app;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop, running;
};

static err backup_schedule_setting_time(system_db db, struct arena *a, const char *key, int64_t *out)
{
	struct q_setting_get_row row;
	err e = q_setting_get(db, a, &(struct q_setting_get_in){ .key = str_z(key) }, &row);
	*out = 0;
	if (e.code == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	if (!time_parse_iso(row.value, out))
		*out = 0;
	return OK;
}

static err backup_schedule_setting_now(system_db db, struct arena *a, const char *key)
{
	char at[TIME_ISO_LEN];
	time_format_iso(clock_now(), at);
	return q_setting_put(db, a, &(struct q_setting_put_in){ .key = str_z(key), .value = str_of(at, TIME_ISO_LEN) },
			     NULL);
}

/* Is it time, and is it ours to do? Says in the database that it is begun. */
static err backup_schedule_claim(const struct app *app, struct arena *a, bool *mine)
{
	SYSTEM_TX_AUTO struct system_tx tx = {};
	struct q_db_lock_try_row got;
	int64_t done, tried, now = clock_now();
	*mine = false;
	TRY(system_begin(app_system(app), &tx));
	TRY(q_db_lock_try(tx.db, a, &(struct q_db_lock_try_in){ .key = LOCK }, &got));
	if (!got.locked)
		return OK;
	TRY(backup_schedule_setting_time(tx.db, a, "backup.done", &done));
	TRY(backup_schedule_setting_time(tx.db, a, "backup.tried", &tried));
	/* One of a time to come was made before the clock was set back: it holds nothing. */
	if ((done <= now && now - done < app->config->backup_every) ||
	    (tried <= now && now - tried < TRY_AGAIN && tried > done))
		return OK;
	TRY(backup_schedule_setting_now(tx.db, a, "backup.tried"));
	TRY(system_commit(&tx));
	*mine = true;
	return OK;
}

static int backup_schedule_by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool backup_schedule_ours(const char *name)
{
	return str_starts(str_z(name), STR("loumass-")) && str_ends(str_z(name), STR(".backup"));
}

static void backup_schedule_prune(struct arena *a, const char *dir, int64_t keep)
{
	char **names = arena_array(a, char *, FILES_MAX);
	size_t n = 0;
	DIR *d = opendir(dir);
	for (struct dirent *e; d && n < FILES_MAX && (e = readdir(d));)
		if (backup_schedule_ours(e->d_name))
			names[n++] = (char *)arena_dup(a, str_z(e->d_name)).p;
	if (d)
		closedir(d);
	qsort(names, n, sizeof(*names), backup_schedule_by_name);
	for (size_t i = 0; (int64_t)(n - i) > keep; i++)
		if (err_is(file_remove(file_join(a, str_z(dir), str_z(names[i])).p)))
			log_warn("backup.prune", "an old backup cannot be removed");
}

static err backup_schedule_passphrase_of(const struct app *app, struct arena *a, str *out)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 4096);
	*out = STR_NULL;
	if (!app->config->backup_passphrase_file[0])
		return OK;
	TRY(file_read_all(app->config->backup_passphrase_file, 4000, &b));
	str rest = buf_str(&b), line = STR("");
	(void)str_next(&rest, '\n', &line);
	*out = arena_dup(a, str_trim(line));
	return OK;
}

static err backup_schedule_make(const struct app *app, struct arena *a)
{
	struct civil t = time_to_civil(clock_now());
	char url[CLUSTER_URL_MAX];
	struct backup_options o = { .checksums = true };
	struct backup_report r;
	if (!app->config->database_url[0])
		TRY(cluster_find(app->config->data, url));
	TRY(backup_schedule_passphrase_of(app, a, &o.passphrase));
	o.with_secret = !str_absent(o.passphrase);
	TRY(file_mkdirs(app->config->backup_dir, 0700));
	o.path = arena_printf(a, "%s/loumass-%04d%02d%02d-%02d%02d%02d.backup", app->config->backup_dir, t.year,
			      t.month, t.day, t.hour, t.minute, t.second)
			 .p;
	TRY(backup_create(app, a, app->config->database_url[0] ? app->config->database_url : url, &o, &r));
	log_info("backup.done", "%lld bytes, %lld rows in %lld s", (long long)r.bytes, (long long)r.rows,
		 (long long)(r.took / US_PER_S));
	backup_schedule_prune(a, app->config->backup_dir, app->config->backup_keep);
	return backup_schedule_setting_now(app_system(app), a, "backup.done");
}

static void backup_schedule_look(struct schedule *s)
{
	struct arena ARENA_AUTO a = {};
	bool mine = false;
	err e = backup_schedule_claim(s->app, &a, &mine);
	if (!err_is(e) && mine)
		e = backup_schedule_make(s->app, &a);
	if (err_is(e) && e.code != ERR_UNAVAILABLE)
		log_error("backup.failed", "%s", e.why);
}

static void *backup_schedule_run_schedule(void *arg)
{
	struct schedule *s = arg;
	pthread_mutex_lock(&s->lock);
	while (!s->stop) {
		pthread_mutex_unlock(&s->lock);
		backup_schedule_look(s);
		pthread_mutex_lock(&s->lock);
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += LOOK_EVERY / US_PER_S;
		if (!s->stop)
			pthread_cond_timedwait(&s->wake, &s->lock, &until);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

static err backup_schedule_start(const struct app *app, void **state)
{
	struct schedule *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->app = app;
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->wake, &attr);
	pthread_condattr_destroy(&attr);
	s->running = app->config->backup_dir[0] != 0;
	if (s->running && pthread_create(&s->thread, NULL, backup_schedule_run_schedule, s) != 0) {
		free(s);
		return err_make(ERR_IO, "no thread for backups");
	}
	*state = s;
	return OK;
}

static void backup_schedule_stop(void *state)
{
	struct schedule *s = state;
	pthread_mutex_lock(&s->lock);
	s->stop = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->lock);
	if (s->running)
		pthread_join(s->thread, NULL);
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->wake);
	free(s);
}

const struct service backup_service = { .name = "backup",
					.start = backup_schedule_start,
					.stop = backup_schedule_stop };
