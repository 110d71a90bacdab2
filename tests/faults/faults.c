/* For the scenarios: makes named system calls of a LOUMASS process fail while a test says so. Loaded with LD_PRELOAD;
 * the rules are in a file that the test maps too ($LOUMASS_FAULTS, laid out as `struct control`;
 * tests/scenario/faults.py writes it), so a fault begins and ends while the process runs. It also moves the clock, and
 * can slow a call down instead of failing it. Of a PostgreSQL server it moves the clock alone. A program without that variable,
 * or with another name, is left alone. */
#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RULES 96

struct rule {
	char call[24];	      /* "" : none */
	char role[16];	      /* the first word of the command line, "serve"; "": any */
	char about[64];	      /* in the path, or the address as "inet:127.0.0.1:25"; "": any */
	int32_t error;	      /* errno; 0: it is only slow */
	int32_t delay;	      /* ms before it goes on */
	_Atomic int32_t skip; /* so many pass first */
	_Atomic int32_t left; /* then so many fail; negative: all */
	_Atomic int64_t seen; /* calls that the rule is about */
	_Atomic int64_t hits; /* of them failed or slowed */
};

struct control {
	_Atomic int64_t clock;	/* µs added to CLOCK_REALTIME */
	_Atomic int64_t server; /* the same for PostgreSQL */
	struct rule rules[RULES];
};
_Static_assert(sizeof(struct rule) == 136, "tests/scenario/faults.py writes this");

static struct control *control;
static _Atomic int64_t *moved; /* this program's clock */
static char role[16];

[[gnu::constructor]] static void begin(void)
{
	const char *path = getenv("LOUMASS_FAULTS");
	bool postgres = strcmp(program_invocation_short_name, "postgres") == 0;
	if (!path || (!postgres && strcmp(program_invocation_short_name, "loumass") != 0))
		return;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	void *p = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	char words[512] = "";
	fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, words, sizeof(words) - 1);
	if (fd >= 0)
		close(fd);
	size_t first = strlen(words) + 1;
	if (n > (ssize_t)first)
		snprintf(role, sizeof(role), "%s", words + first);
	if (p == MAP_FAILED)
		return;
	moved = postgres ? &((struct control *)p)->server : &((struct control *)p)->clock;
	control = postgres ? NULL : p;
}

static void path_of(int fd, char *out, size_t cap)
{
	char link[32];
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t n = syscall(SYS_readlinkat, AT_FDCWD, link, out, cap - 1);
	out[n < 0 ? 0 : n] = 0;
}

/* True: the call is to fail, and errno says how. */
static bool strikes(const char *call, const char *about, int fd)
{
	if (!control)
		return false;
	char path[512];
	for (size_t i = 0; i < RULES; i++) {
		struct rule *r = &control->rules[i];
		if (strcmp(r->call, call) != 0 || (r->role[0] && strcmp(r->role, role) != 0))
			continue;
		if (r->about[0] && !about) {
			path_of(fd, path, sizeof(path));
			about = path;
		}
		if (r->about[0] && !strstr(about, r->about))
			continue;
		atomic_fetch_add(&r->seen, 1);
		if (r->left == 0 || atomic_fetch_sub(&r->skip, 1) > 0)
			continue;
		if (r->left > 0 && atomic_fetch_sub(&r->left, 1) <= 0)
			continue;
		atomic_fetch_add(&r->hits, 1);
		if (r->delay) {
			struct timespec t = { r->delay / 1000, r->delay % 1000 * 1000000L };
			nanosleep(&t, NULL);
		}
		if (r->error) {
			errno = r->error;
			return true;
		}
	}
	return false;
}

#define REAL(name)                                                                                                     \
	static __typeof__(&name) real;                                                                                 \
	if (!real)                                                                                                     \
	real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* --- files */

int open(const char *path, int flags, ...)
{
	REAL(open);
	va_list ap;
	va_start(ap, flags);
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	return strikes("open", path, -1) ? -1 : real(path, flags, mode);
}

int openat(int dir, const char *path, int flags, ...)
{
	REAL(openat);
	va_list ap;
	va_start(ap, flags);
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	return strikes("open", path, -1) ? -1 : real(dir, path, flags, mode);
}

ssize_t write(int fd, const void *p, size_t n)
{
	REAL(write);
	return strikes("write", NULL, fd) ? -1 : real(fd, p, n);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
	REAL(pwrite);
	return strikes("write", NULL, fd) ? -1 : real(fd, p, n, at);
}

ssize_t read(int fd, void *p, size_t n)
{
	REAL(read);
	return strikes("read", NULL, fd) ? -1 : real(fd, p, n);
}

int fsync(int fd)
{
	REAL(fsync);
	return strikes("fsync", NULL, fd) ? -1 : real(fd);
}

int fdatasync(int fd)
{
	REAL(fdatasync);
	return strikes("fsync", NULL, fd) ? -1 : real(fd);
}

int ftruncate(int fd, off_t n)
{
	REAL(ftruncate);
	return strikes("ftruncate", NULL, fd) ? -1 : real(fd, n);
}

int posix_fallocate(int fd, off_t at, off_t n)
{
	REAL(posix_fallocate);
	return strikes("fallocate", NULL, fd) ? errno : real(fd, at, n);
}

int mkdir(const char *path, mode_t mode)
{
	REAL(mkdir);
	return strikes("mkdir", path, -1) ? -1 : real(path, mode);
}

int rename(const char *from, const char *to)
{
	REAL(rename);
	return strikes("rename", to, -1) ? -1 : real(from, to);
}

/* One that takes and gives what the real one does: its name, its type, how it says that it failed, what it is about (a
 * path, "", or NULL and a descriptor), its parameters, their names. */
#define WRAP(type, name, failed, about, fd, parameters, arguments)                                                     \
	type name parameters                                                                                           \
	{                                                                                                              \
		REAL(name);                                                                                            \
		return strikes(#name, about, fd) ? (failed) : real arguments;                                          \
	}

WRAP(ssize_t, pread, -1, NULL, fd, (int fd, void *p, size_t n, off_t at), (fd, p, n, at))
WRAP(off_t, lseek, -1, NULL, fd, (int fd, off_t at, int from), (fd, at, from))
WRAP(int, stat, -1, path, -1, (const char *restrict path, struct stat *restrict st), (path, st))
WRAP(int, lstat, -1, path, -1, (const char *restrict path, struct stat *restrict st), (path, st))
WRAP(int, fstat, -1, NULL, fd, (int fd, struct stat *st), (fd, st))
WRAP(int, fstatat, -1, path, -1, (int dir, const char *restrict path, struct stat *restrict st, int flags),
     (dir, path, st, flags))
WRAP(int, statvfs, -1, path, -1, (const char *restrict path, struct statvfs *restrict st), (path, st))
WRAP(int, access, -1, path, -1, (const char *path, int how), (path, how))
WRAP(int, chmod, -1, path, -1, (const char *path, mode_t mode), (path, mode))
WRAP(int, chown, -1, path, -1, (const char *path, uid_t u, gid_t g), (path, u, g))
WRAP(int, fchmod, -1, NULL, fd, (int fd, mode_t mode), (fd, mode))
WRAP(int, fchown, -1, NULL, fd, (int fd, uid_t u, gid_t g), (fd, u, g))
WRAP(int, flock, -1, NULL, fd, (int fd, int how), (fd, how))
WRAP(int, unlink, -1, path, -1, (const char *path), (path))
WRAP(int, unlinkat, -1, path, -1, (int dir, const char *path, int flags), (dir, path, flags))
WRAP(int, symlink, -1, to, -1, (const char *from, const char *to), (from, to))
WRAP(ssize_t, readlink, -1, path, -1, (const char *restrict path, char *restrict p, size_t n), (path, p, n))
WRAP(char *, realpath, NULL, path, -1, (const char *restrict path, char *restrict to), (path, to))
WRAP(char *, mkdtemp, NULL, path, -1, (char *path), (path))
WRAP(int, mkostemp, -1, path, -1, (char *path, int flags), (path, flags))
WRAP(char *, getcwd, NULL, "", -1, (char *p, size_t n), (p, n))
WRAP(int, chdir, -1, path, -1, (const char *path), (path))
WRAP(FILE *, fopen, NULL, path, -1, (const char *restrict path, const char *restrict how), (path, how))
WRAP(DIR *, opendir, NULL, path, -1, (const char *path), (path))
WRAP(DIR *, fdopendir, NULL, NULL, fd, (int fd), (fd))
WRAP(struct dirent *, readdir, NULL, NULL, dirfd(d), (DIR * d), (d))
WRAP(ssize_t, sendfile, -1, "", -1, (int to, int from, off_t *at, size_t n), (to, from, at, n))

/* The kernel lets go of it all the same. */
int close(int fd)
{
	REAL(close);
	bool failed = strikes("close", NULL, fd);
	int error = errno, r = real(fd);
	if (failed)
		errno = error;
	return failed ? -1 : r;
}

/* --- the network */

static const char *address(const struct sockaddr *a, char out[128])
{
	char ip[64] = "";
	if (a->sa_family == AF_INET) {
		const struct sockaddr_in *v4 = (const void *)a;
		inet_ntop(AF_INET, &v4->sin_addr, ip, sizeof(ip));
		snprintf(out, 128, "inet:%s:%u:", ip, ntohs(v4->sin_port));
	} else if (a->sa_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const void *)a;
		inet_ntop(AF_INET6, &v6->sin6_addr, ip, sizeof(ip));
		snprintf(out, 128, "inet:%s:%u:", ip, ntohs(v6->sin6_port));
	} else {
		snprintf(out, 128, "unix");
	}
	return out;
}

static const char *peer_of(int fd, char out[128])
{
	struct sockaddr_storage a = {};
	socklen_t n = sizeof(a);
	return getpeername(fd, (struct sockaddr *)&a, &n) == 0 ? address((struct sockaddr *)&a, out) : "";
}

/* A connection that fails is broken for good, both ways, as it is in the world. */
static bool breaks(const char *call, int fd)
{
	char text[128];
	if (!control || !strikes(call, peer_of(fd, text), fd))
		return false;
	int error = errno;
	if (error != EINTR && error != EAGAIN)
		syscall(SYS_shutdown, fd, SHUT_RDWR);
	errno = error;
	return true;
}

int socket(int family, int type, int protocol)
{
	REAL(socket);
	return strikes("socket", "", -1) ? -1 : real(family, type, protocol);
}

int bind(int fd, const struct sockaddr *a, socklen_t n)
{
	REAL(bind);
	char text[128];
	return strikes("bind", address(a, text), fd) ? -1 : real(fd, a, n);
}

int listen(int fd, int n)
{
	REAL(listen);
	return strikes("listen", "", fd) ? -1 : real(fd, n);
}

int connect(int fd, const struct sockaddr *a, socklen_t n)
{
	REAL(connect);
	char text[128];
	return strikes("connect", address(a, text), fd) ? -1 : real(fd, a, n);
}

int accept4(int fd, struct sockaddr *a, socklen_t *n, int flags)
{
	REAL(accept4);
	return strikes("accept", "", fd) ? -1 : real(fd, a, n, flags);
}

ssize_t recv(int fd, void *p, size_t n, int flags)
{
	REAL(recv);
	return breaks("recv", fd) ? -1 : real(fd, p, n, flags);
}

ssize_t send(int fd, const void *p, size_t n, int flags)
{
	REAL(send);
	return breaks("send", fd) ? -1 : real(fd, p, n, flags);
}

ssize_t recvmsg(int fd, struct msghdr *m, int flags)
{
	REAL(recvmsg);
	return strikes("recvmsg", "", -1) ? -1 : real(fd, m, flags);
}

ssize_t sendmsg(int fd, const struct msghdr *m, int flags)
{
	REAL(sendmsg);
	return breaks("send", fd) ? -1 : real(fd, m, flags);
}

ssize_t sendto(int fd, const void *p, size_t n, int flags, const struct sockaddr *a, socklen_t len)
{
	REAL(sendto);
	return breaks("send", fd) ? -1 : real(fd, p, n, flags, a, len);
}

WRAP(int, setsockopt, -1, "", -1, (int fd, int level, int name, const void *v, socklen_t n), (fd, level, name, v, n))
WRAP(int, getsockopt, -1, "", -1, (int fd, int level, int name, void *restrict v, socklen_t *restrict n),
     (fd, level, name, v, n))
WRAP(int, getsockname, -1, "", -1, (int fd, struct sockaddr *restrict a, socklen_t *restrict n), (fd, a, n))
WRAP(int, shutdown, -1, "", -1, (int fd, int how), (fd, how))
WRAP(int, gethostname, -1, "", -1, (char *p, size_t n), (p, n))

/* The rule's error is an EAI_… */
int getaddrinfo(const char *restrict host, const char *restrict port, const struct addrinfo *restrict hints,
		struct addrinfo **restrict out)
{
	REAL(getaddrinfo);
	return strikes("getaddrinfo", host ? host : "", -1) ? errno : real(host, port, hints, out);
}

/* --- the process's own */

/* Only adding can fail in the world: descriptors, memory, the user's limit of watches. */
int epoll_ctl(int e, int what, int fd, struct epoll_event *ev)
{
	REAL(epoll_ctl);
	return what == EPOLL_CTL_ADD && strikes("epoll_ctl", "", -1) ? -1 : real(e, what, fd, ev);
}

WRAP(int, epoll_wait, -1, "", -1, (int e, struct epoll_event *ev, int n, int ms), (e, ev, n, ms))
WRAP(int, poll, -1, "", -1, (struct pollfd * p, nfds_t n, int ms), (p, n, ms))
WRAP(int, pipe2, -1, "", -1, (int fds[2], int flags), (fds, flags))
WRAP(int, dup2, -1, "", -1, (int fd, int to), (fd, to))
WRAP(pid_t, fork, -1, "", -1, (void), ())
WRAP(int, execv, -1, path, -1, (const char *path, char *const argv[]), (path, argv))
WRAP(int, execvp, -1, path, -1, (const char *path, char *const argv[]), (path, argv))
WRAP(pid_t, waitpid, -1, "", -1, (pid_t pid, int *status, int flags), (pid, status, flags))
WRAP(int, kill, -1, "", -1, (pid_t pid, int number), (pid, number))
WRAP(int, signalfd, -1, "", -1, (int fd, const sigset_t *set, int flags), (fd, set, flags))
WRAP(int, setuid, -1, "", -1, (uid_t id), (id))
WRAP(int, setgid, -1, "", -1, (gid_t id), (id))
WRAP(int, setgroups, -1, "", -1, (size_t n, const gid_t *ids), (n, ids))
WRAP(int, setpgid, -1, "", -1, (pid_t pid, pid_t group), (pid, group))
WRAP(pid_t, setsid, -1, "", -1, (void), ())
WRAP(int, getrlimit, -1, "", -1, (__rlimit_resource_t what, struct rlimit *l), (what, l))
WRAP(int, setrlimit, -1, "", -1, (__rlimit_resource_t what, const struct rlimit *l), (what, l))
WRAP(int, sem_init, -1, "", -1, (sem_t * s, int shared, unsigned v), (s, shared, v))
WRAP(ssize_t, getrandom, -1, "", -1, (void *p, size_t n, unsigned flags), (p, n, flags))
WRAP(struct passwd *, getpwnam, NULL, name, -1, (const char *name), (name))

int prctl(int what, ...)
{
	REAL(prctl);
	va_list ap;
	va_start(ap, what);
	unsigned long a = va_arg(ap, unsigned long), b = va_arg(ap, unsigned long), c = va_arg(ap, unsigned long),
		      d = va_arg(ap, unsigned long);
	va_end(ap);
	return strikes("prctl", "", -1) ? -1 : real(what, a, b, c, d);
}

/* What poll is in a program with _FORTIFY_SOURCE. */
int __poll_chk(struct pollfd *p, nfds_t n, int ms, size_t size);
int __poll_chk(struct pollfd *p, nfds_t n, int ms, size_t size)
{
	(void)size;
	return poll(p, n, ms);
}

int epoll_create1(int flags)
{
	REAL(epoll_create1);
	return strikes("epoll", "", -1) ? -1 : real(flags);
}

int eventfd(unsigned n, int flags)
{
	REAL(eventfd);
	return strikes("eventfd", "", -1) ? -1 : real(n, flags);
}

void *mmap(void *p, size_t n, int prot, int flags, int fd, off_t at)
{
	REAL(mmap);
	return fd >= 0 && strikes("mmap", NULL, fd) ? MAP_FAILED : real(p, n, prot, flags, fd, at);
}

int pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*run)(void *), void *arg)
{
	REAL(pthread_create);
	return strikes("thread", "", -1) ? errno : real(t, a, run, arg);
}

/* --- memory. dlsym itself asks for some, before the real ones are known: that comes from here. */

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);

void *malloc(size_t n)
{
	return strikes("malloc", "", -1) ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
	return strikes("malloc", "", -1) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
	return n && strikes("malloc", "", -1) ? NULL : __libc_realloc(p, n);
}

/* --- the clock */

int clock_gettime(clockid_t id, struct timespec *t)
{
	REAL(clock_gettime);
	int r = real(id, t);
	int64_t us = moved ? atomic_load_explicit(moved, memory_order_relaxed) : 0;
	if (r == 0 && us && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
		int64_t ns = (int64_t)t->tv_sec * 1000000000 + t->tv_nsec + us * 1000;
		t->tv_sec = ns / 1000000000;
		t->tv_nsec = ns % 1000000000;
	}
	return r;
}

time_t time(time_t *out)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME_COARSE, &t);
	if (out)
		*out = t.tv_sec;
	return t.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	(void)zone;
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	*out = (struct timeval){ t.tv_sec, t.tv_nsec / 1000 };
	return 0;
}
