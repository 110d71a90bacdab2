#include "core/report/agents.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/log.h"
#include "core/report/agent_list.h"
#include "os/file.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

extern const char agents_text[];
extern const size_t agents_text_n;

/* Kinds of a list are reasons; the rest of them come from what happened, not from a name. */
static const struct agents_kind {
	enum verdict_reason reason;
	enum verdict_who who;
} kinds[] = {
	{ VERDICT_BROWSER, VERDICT_HUMAN },	  { VERDICT_GMAIL_PROXY, VERDICT_HUMAN },
	{ VERDICT_YAHOO_PROXY, VERDICT_HUMAN },	  { VERDICT_IMAGE_PROXY, VERDICT_HUMAN },
	{ VERDICT_APPLE_PROXY, VERDICT_MACHINE }, { VERDICT_GOOGLE_PREFETCH, VERDICT_MACHINE },
	{ VERDICT_PREFETCH, VERDICT_MACHINE },	  { VERDICT_SCANNER, VERDICT_MACHINE },
	{ VERDICT_PREVIEW, VERDICT_MACHINE },	  { VERDICT_BOT, VERDICT_MACHINE },
	{ VERDICT_LIBRARY, VERDICT_MACHINE },	  { VERDICT_ODD_AGENT, VERDICT_UNKNOWN },
};
#define KINDS (sizeof(kinds) / sizeof(*kinds))

static pthread_once_t agents_once = PTHREAD_ONCE_INIT;
static struct agent_list *_Atomic agents_now;
static atomic_uint agents_changes;
static struct agent_list *agents_before; /* requests may still look at it: freed at the change after next */
static struct {
	char path[1024];
	struct timespec mtime;
	off_t size;
} agents_file;

static err agents_read(struct arena *a, str text, struct agent_list **out)
{
	str words[KINDS];
	for (size_t i = 0; i < KINDS; i++)
		words[i] = verdict_reason_name(kinds[i].reason);
	return agent_list_parse(a, text, words, KINDS, out);
}

static void agents_start(void)
{
	struct arena ARENA_AUTO a = {};
	struct agent_list *l;
	err e = agents_read(&a, agents_built_in(), &l);
	if (err_is(e)) {
		fprintf(stderr, "agents.txt: %s\n", e.why);
		abort();
	}
	atomic_store(&agents_now, l);
}

static struct agent_list *agents_list(void)
{
	struct agent_list *l = atomic_load_explicit(&agents_now, memory_order_acquire);
	if (l)
		return l;
	pthread_once(&agents_once, agents_start);
	return atomic_load_explicit(&agents_now, memory_order_acquire);
}

struct verdict agents_judge(str agent, str *program)
{
	str name = STR("");
	int kind = agent_list_find(agents_list(), str_upto(agent, USER_AGENT_MAX), &name);
	if (program)
		*program = name;
	if (kind < 0)
		return (struct verdict){ VERDICT_UNKNOWN, VERDICT_ODD_AGENT };
	return (struct verdict){ kinds[kind].who, kinds[kind].reason };
}

static void agents_swap(struct agent_list *l)
{
	struct agent_list *old = atomic_exchange(&agents_now, l);
	agent_list_free(agents_before);
	agents_before = old;
	atomic_fetch_add_explicit(&agents_changes, 1, memory_order_release);
}

unsigned agents_generation(void)
{
	return atomic_load_explicit(&agents_changes, memory_order_acquire);
}

static err agents_load(struct arena *a, const char *path)
{
	struct buf BUF_AUTO text = {};
	struct agent_list *l;
	buf_init(&text, AGENT_LIST_MAX);
	TRY(file_read_all(path, AGENT_LIST_MAX, &text));
	TRY(agents_read(a, buf_str(&text), &l));
	agents_swap(l);
	return OK;
}

/* Another file than last time? Notes what it is now. */
static bool agents_changed(void)
{
	struct stat st = {};
	if (!agents_file.path[0] || stat(agents_file.path, &st) != 0)
		return false;
	bool same = st.st_size == agents_file.size && st.st_mtim.tv_sec == agents_file.mtime.tv_sec &&
		    st.st_mtim.tv_nsec == agents_file.mtime.tv_nsec;
	agents_file.size = st.st_size;
	agents_file.mtime = st.st_mtim;
	return !same;
}

err agents_use(const char *path)
{
	static _Thread_local char why[512];
	struct arena ARENA_AUTO a = {};
	(void)agents_list();
	agents_file.path[0] = 0;
	if (!path[0])
		return OK;
	err e = agents_load(&a, path);
	if (err_is(e)) {
		snprintf(why, sizeof(why), "%s: %s", path, e.why);
		return err_make(e.code, why);
	}
	snprintf(agents_file.path, sizeof(agents_file.path), "%s", path);
	(void)agents_changed();
	return OK;
}

void agents_refresh(void)
{
	struct arena ARENA_AUTO a = {};
	if (!agents_changed())
		return;
	err e = agents_load(&a, agents_file.path);
	if (err_is(e))
		log_warn("agents.list", "the list of programs stays as it was: %s: %s", agents_file.path, e.why);
	else
		log_info("agents.list", "the list of programs is %.*s", STR_FMT(agent_list_version(agents_list())));
}

struct agents_info agents_in_use(void)
{
	const struct agent_list *l = agents_list();
	return (struct agents_info){ agents_file.path, agent_list_version(l), agent_list_rules(l) };
}

str agents_built_in(void)
{
	return str_of(agents_text, agents_text_n);
}
