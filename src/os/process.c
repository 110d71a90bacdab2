#include "os/process.h"
#include "base/buf.h"
#include "os/clock.h"
#include "os/file.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static sigset_t ours, before;
static int signal_fd = -1;

err signals_init(void)
{
	if (signal_fd >= 0)
		return OK;
	sigemptyset(&ours);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGINT);
	sigaddset(&ours, SIGHUP);
	sigaddset(&ours, SIGCHLD);
	signal(SIGPIPE, SIG_IGN);
	if (pthread_sigmask(SIG_BLOCK, &ours, &before) != 0)
		return err_make(ERR_IO, "signals cannot be blocked");
	signal_fd = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
	return signal_fd < 0 ? err_make(ERR_IO, "no descriptor for signals") : OK;
}

int signals_wait(int ms)
{
	struct pollfd p = { .fd = signal_fd, .events = POLLIN };
	if (poll(&p, 1, ms) <= 0)
		return 0;
	struct signalfd_siginfo info;
	return read(signal_fd, &info, sizeof(info)) == sizeof(info) ? (int)info.ssi_signo : 0;
}

bool signals_end_pending(void)
{
	sigset_t waiting;
	return signal_fd >= 0 && sigpending(&waiting) == 0 &&
	       (sigismember(&waiting, SIGTERM) == 1 || sigismember(&waiting, SIGINT) == 1);
}

void signals_restore(void)
{
	if (signal_fd >= 0)
		pthread_sigmask(SIG_SETMASK, &before, NULL);
	signal(SIGPIPE, SIG_DFL);
}

/* In the child: nothing but calls that are safe after fork. Writes errno to `report` when it cannot go on. */
[[gnu::noreturn]] static void process_become(const struct process_options *o, int report, pid_t parent)
{
	signals_restore();
	if (o->die_with_us) {
		prctl(PR_SET_PDEATHSIG, o->die_with_us);
		if (getppid() != parent)
			_exit(127);
	}
	if (o->own_group)
		setpgid(0, 0);
	int null = open("/dev/null", O_RDWR);
	bool ok = null >= 0 && dup2(null, 0) >= 0;
	ok = ok && (o->out < 0 || dup2(o->out, 1) >= 0) && (o->err < 0 || dup2(o->err, 2) >= 0);
	if (o->uid && geteuid() == 0) {
		ok = ok && setgroups(0, NULL) == 0 && setgid(o->gid) == 0 && setuid(o->uid) == 0;
		if (o->die_with_us) /* changing the user clears it */
			prctl(PR_SET_PDEATHSIG, o->die_with_us);
	}
	ok = ok && (!o->dir || chdir(o->dir) == 0);
	if (ok)
		execvp(o->argv[0], (char *const *)(uintptr_t)o->argv);
	int why = errno;
	if (write(report, &why, sizeof(why)) < 0)
		_exit(126);
	_exit(127);
}

static const char *const *process_merge_env(struct arena *a, const char *const *more)
{
	size_t n = 0, m = 0;
	while (environ[n])
		n++;
	while (more && more[m])
		m++;
	const char **all = arena_array(a, const char *, n + m + 1);
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		const char *eq = strchr(environ[i], '=');
		size_t name = eq ? (size_t)(eq - environ[i]) + 1 : 0;
		bool replaced = false;
		for (size_t j = 0; j < m && name; j++)
			replaced = replaced || strncmp(more[j], environ[i], name) == 0;
		if (!replaced)
			all[k++] = environ[i];
	}
	for (size_t j = 0; j < m; j++)
		all[k++] = more[j];
	return all;
}

err process_spawn(const struct process_options *o, pid_t *out)
{
	struct arena ARENA_AUTO a = {};
	const char *const *env = o->env ? process_merge_env(&a, o->env) : NULL;
	int report[2];
	if (pipe2(report, O_CLOEXEC) < 0)
		return err_make(ERR_IO, "no pipe for a child process");
	pid_t parent = getpid();
	pid_t pid = fork();
	if (pid == 0) {
		if (env)
			environ = (char **)(uintptr_t)env;
		process_become(o, report[1], parent);
	}
	close(report[1]);
	int why = 0;
	ssize_t n = 0;
	while (pid > 0 && (n = read(report[0], &why, sizeof(why))) < 0 && errno == EINTR)
		;
	close(report[0]);
	if (pid < 0)
		return err_make(ERR_IO, "a process cannot be forked");
	if (n == sizeof(why)) {
		waitpid(pid, NULL, 0);
		errno = why;
		return err_make(why == ENOENT ? ERR_NOT_FOUND : ERR_IO,
				why == ENOENT ? "no such program" : "a program cannot be started");
	}
	*out = pid;
	return OK;
}

err process_wait(pid_t pid, int *status)
{
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return err_make(ERR_IO, "a child process cannot be waited for");
	return OK;
}

err process_wait_for(pid_t pid, int ms, int *status)
{
	int64_t end = clock_mono() + (int64_t)ms * 1000;
	for (int64_t pause = 500;; pause = pause < 20000 ? pause * 2 : pause) {
		pid_t got = waitpid(pid, status, WNOHANG);
		if (got == pid)
			return OK;
		if (got < 0 && errno != EINTR)
			return err_make(ERR_IO, "a child process cannot be waited for");
		if (clock_mono() >= end)
			return err_make(ERR_AGAIN, "the process still runs");
		clock_sleep(pause);
	}
}

const char *process_status_text(int status, char out[64])
{
	if (WIFSIGNALED(status))
		snprintf(out, 64, "killed by signal %d", WTERMSIG(status));
	else
		snprintf(out, 64, "exited with %d", WEXITSTATUS(status));
	return out;
}

bool process_alive(pid_t pid)
{
	return pid > 0 && (kill(pid, 0) == 0 || errno == EPERM);
}

err process_run(const struct process_options *o, struct buf *out, int *status)
{
	int p[2];
	if (pipe2(p, O_CLOEXEC) < 0)
		return err_make(ERR_IO, "no pipe for a child process");
	struct process_options piped = *o;
	piped.out = p[1];
	pid_t pid;
	err e = process_spawn(&piped, &pid);
	close(p[1]);
	int FD_AUTO from = p[0];
	if (err_is(e))
		return e;
	for (char block[4096];;) {
		ssize_t n = read(from, block, sizeof(block));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		buf_add_mem(out, block, (size_t)n);
	}
	TRY(process_wait(pid, status));
	return buf_err(out);
}

const char *process_self(void)
{
	static char path[4096];
	if (!path[0]) {
		ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
		path[n > 0 ? n : 0] = 0;
	}
	return path;
}

void process_notify(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t n = path ? strnlen(path, sizeof(to.sun_path)) : 0;
	if (n == 0 || n >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, path, n);
	if (to.sun_path[0] == '@')
		to.sun_path[0] = 0;
	int FD_AUTO fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		sendto(fd, state, strnlen(state, 256), MSG_NOSIGNAL, (struct sockaddr *)&to,
		       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));
}
