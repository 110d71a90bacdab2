/* Child processes and signals. Signals are read as bytes of a descriptor, so no code of ours runs inside a handler. */
#pragma once
#include "base/err.h"
#include "base/str.h"
#include <signal.h>
#include <sys/types.h>

struct process_options {
	const char *const *argv; /* argv[0] is the file, found by PATH when it has no slash; NULL-terminated */
	const char *const *env;	 /* added to ours ("NAME=value"); NULL-terminated, or NULL */
	const char *dir;	 /* where it starts; NULL: here */
	int out, err;		 /* descriptors for its stdout and stderr; negative: ours */
	uid_t uid;		 /* with gid: become this user first (only when root); 0: stay */
	gid_t gid;
	bool own_group;	 /* a process group of its own: the terminal's ^C reaches only us */
	int die_with_us; /* a signal it gets when our thread ends (PR_SET_PDEATHSIG); 0: none */
};
/* ERR_IO: it could not be started; the reason is in `why`. stdin is /dev/null. */
err process_spawn(const struct process_options *o, pid_t *out);
/* Waits for its end. status is as of wait(2). */
err process_wait(pid_t pid, int *status);
/* Waits at most ms. ERR_AGAIN: it still runs. */
err process_wait_for(pid_t pid, int ms, int *status);
/* "exited with 3", "killed by signal 9". */
const char *process_status_text(int status, char out[64]);
bool process_alive(pid_t pid);

/* Reads all the program prints on stdout (bounded) and its status. */
struct buf;
err process_run(const struct process_options *o, struct buf *out, int *status);

/* The signals that end or nudge a program (SIGTERM, SIGINT, SIGHUP, SIGCHLD) arrive at a descriptor. Call before
 * threads start: they inherit the mask. SIGPIPE is ignored from then on. */
err signals_init(void);
/* Waits at most ms (-1: without end); 0 when none came. */
int signals_wait(int ms);
/* SIGTERM or SIGINT has come and was not read yet: for waits that something else ends. */
bool signals_end_pending(void);
/* In a child, before exec: the mask as it was before signals_init. process_spawn does it. */
void signals_restore(void);

/* The path of this program's own file. */
const char *process_self(void);
/* Tells the supervisor above us (systemd or another with NOTIFY_SOCKET) "READY=1" and such; nothing without one. */
void process_notify(const char *state);
