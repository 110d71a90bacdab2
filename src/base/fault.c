#include "base/fault.h"
#include "base/num.h"
#include "base/str.h"
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum action { ACTION_KILL, ACTION_FAIL, ACTION_SLEEP };

#define FAULTS_MAX 16
static struct fault {
	str name;
	enum action action;
	uint64_t ms, nth;
	bool onward;
	atomic_ullong seen;
} faults[FAULTS_MAX];
static size_t fault_count;
bool fault_armed;

static _Noreturn void fault_refuse(str spec)
{
	fprintf(stderr, "loumass: LOUMASS_FAULT: cannot read \"%.*s\" (name=kill|fail|sleep:MS[@N[+]])\n",
		STR_FMT(spec));
	exit(2);
}

static void fault_parse_one(str spec)
{
	struct fault *f = &faults[fault_count];
	str rest = spec, name, action;
	if (fault_count == FAULTS_MAX || !str_next(&rest, '=', &name) || str_absent(rest) || str_empty(name))
		fault_refuse(spec);
	str_next(&rest, '@', &action);
	f->nth = 1;
	if (!str_absent(rest)) {
		f->onward = str_ends(rest, STR("+"));
		if (!num_parse_u64(f->onward ? str_upto(rest, rest.n - 1) : rest, &f->nth) || f->nth == 0)
			fault_refuse(spec);
	}
	if (str_eq(action, STR("kill")))
		f->action = ACTION_KILL;
	else if (str_eq(action, STR("fail")))
		f->action = ACTION_FAIL;
	else if (str_starts(action, STR("sleep:")) && num_parse_u64(str_from(action, 6), &f->ms))
		f->action = ACTION_SLEEP;
	else
		fault_refuse(spec);
	f->name = name;
	fault_count++;
}

void fault_setup(const char *spec)
{
	fault_count = 0;
	fault_armed = false;
	str rest = str_z(spec), one;
	while (str_next(&rest, ',', &one))
		if (!str_empty(str_trim(one)))
			fault_parse_one(str_trim(one));
	fault_armed = fault_count > 0;
}

bool fault_hit(const char *name)
{
	for (size_t i = 0; i < fault_count; i++) {
		struct fault *f = &faults[i];
		if (!str_eq(f->name, str_z(name)))
			continue;
		uint64_t n = atomic_fetch_add(&f->seen, 1) + 1;
		if (n != f->nth && !(f->onward && n > f->nth))
			continue;
		if (f->action == ACTION_KILL)
			kill(getpid(), SIGKILL);
		if (f->action == ACTION_SLEEP) {
			struct timespec ts = { (time_t)(f->ms / 1000), (long)(f->ms % 1000) * 1000000 };
			nanosleep(&ts, NULL);
		}
		return f->action == ACTION_FAIL;
	}
	return false;
}
