/* Feeds every file of a corpus to a fuzz target, for builds without a fuzzer: replay DIRECTORY. Fails when there is no
 * file: a corpus that went away must not pass.
 *
 * replay --starve DIRECTORY: each file again and again, every time in a process of its own in which another of our
 * allocations fails. It may go on (an error is an answer too) or give up at once by abort(), of which the program makes
 * words; nothing else: no crash, no report of a sanitizer, no memory lost by one that goes on, no broken promise of the
 * target. Where the allocations are more than BUDGET, every nth of them fails. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUDGET 2000 /* processes of a corpus */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Of the address sanitizer, where there is one: 1 when memory is lost. _exit() would not look. */
[[gnu::weak]] int __lsan_do_recoverable_leak_check(void);

/* --- The linker sends our own calls here (--wrap); libraries keep theirs. */

struct count {
	long seen, failed;
};
static struct count *count; /* shared with the child */
static long doomed = -1;

static bool refused(void)
{
	if (!count || count->seen++ != doomed)
		return false;
	count->failed++;
	errno = ENOMEM; /* as malloc does */
	return true;
}

void *__real_malloc(size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_malloc(size_t n)
{
	return refused() ? NULL : __real_malloc(n);
}

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size)
{
	return refused() ? NULL : __real_calloc(n, size);
}

void *__real_realloc(void *p, size_t n);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_realloc(void *p, size_t n)
{
	return refused() ? NULL : __real_realloc(p, n);
}

void *__real_reallocarray(void *p, size_t n, size_t size);
void *__wrap_reallocarray(void *p, size_t n, size_t size);
void *__wrap_reallocarray(void *p, size_t n, size_t size)
{
	return refused() ? NULL : __real_reallocarray(p, n, size);
}

char *__real_strdup(const char *s);
char *__wrap_strdup(const char *s);
char *__wrap_strdup(const char *s)
{
	return refused() ? NULL : __real_strdup(s);
}

/* --- Files */

struct input {
	char name[256];
	uint8_t *p; /* exactly as large as the file, so that a read past its end is seen */
	size_t n;
	long allocations;
};

static bool take(int dir, const char *name, struct input *in)
{
	struct stat st;
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && fstat(fd, &st) == 0;
	if (ok && S_ISREG(st.st_mode)) {
		in->n = (size_t)st.st_size;
		in->p = malloc(in->n ? in->n : 1);
		ok = in->p && read(fd, in->p, in->n) == (ssize_t)in->n;
		snprintf(in->name, sizeof(in->name), "%s", name);
	}
	if (!ok)
		perror(name);
	if (fd >= 0)
		close(fd);
	return ok;
}

static struct input *take_all(const char *path, size_t *n)
{
	DIR *d = opendir(path);
	struct input *v = NULL;
	size_t cap = 0;
	*n = 0;
	if (!d) {
		perror(path);
		return NULL;
	}
	for (struct dirent *e; (e = readdir(d));) {
		if (e->d_name[0] == '.')
			continue;
		if (*n == cap) {
			cap = cap ? 2 * cap : 64;
			v = reallocarray(v, cap, sizeof(*v));
			if (!v)
				exit(1);
		}
		v[*n] = (struct input){};
		if (!take(dirfd(d), e->d_name, &v[*n]))
			exit(1);
		*n += v[*n].p != NULL;
	}
	closedir(d);
	return v;
}

/* --- In a process of its own; what it says on stderr lands in `said` */

static int apart(const struct input *in, long nth, int said)
{
	int status;
	if (ftruncate(said, 0) != 0 || lseek(said, 0, SEEK_SET) != 0)
		return -1;
	*count = (struct count){};
	doomed = nth;
	pid_t child = fork();
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){});
		dup2(said, STDERR_FILENO);
		(void)LLVMFuzzerTestOneInput(in->p, in->n);
		_exit(__lsan_do_recoverable_leak_check && __lsan_do_recoverable_leak_check() ? 1 : 0);
	}
	return child < 0 || waitpid(child, &status, 0) < 0 ? -1 : status;
}

/* It gave up where the memory was refused, at most one more allocation later: a broken promise aborts later. */
static bool is_fine(int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status) == 0;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && count->failed && count->seen <= doomed + 2;
}

static bool starve(struct input *v, size_t n)
{
	int said = memfd_create("said", MFD_CLOEXEC);
	count = mmap(NULL, sizeof(*count), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (said < 0 || count == MAP_FAILED)
		return false;
	long all = 0, failed = 0, survived = 0;
	for (size_t i = 0; i < n; i++) {
		if (apart(&v[i], -1, said) != 0) {
			fprintf(stderr, "%s: fails with all the memory it wants\n", v[i].name);
			return false;
		}
		v[i].allocations = count->seen;
		all += count->seen;
	}
	long step = all / BUDGET + 1, at = 0;
	for (size_t i = 0; i < n; i++) {
		for (; at < v[i].allocations; at += step) {
			int status = apart(&v[i], at, said);
			failed += count->failed;
			survived += WIFEXITED(status);
			if (is_fine(status))
				continue;
			char words[4000] = "";
			(void)!pread(said, words, sizeof(words) - 1, 0);
			fprintf(stderr, "%s: allocation %ld fails: status %d\n%s", v[i].name, at, status, words);
			return false;
		}
		at -= v[i].allocations;
	}
	printf("%ld of %ld allocations failed in turn, %ld of them survived\n", failed, all, survived);
	return failed > 0 || all == 0;
}

int main(int argc, char **argv)
{
	bool starving = argc == 3 && strcmp(argv[1], "--starve") == 0;
	size_t n;
	if (argc != 2 && !starving) {
		fprintf(stderr, "usage: %s [--starve] DIRECTORY\n", argv[0]);
		return 2;
	}
	struct input *v = take_all(argv[argc - 1], &n);
	bool ok = n > 0 && (!starving || starve(v, n));
	for (size_t i = 0; i < n; i++) {
		if (!starving)
			(void)LLVMFuzzerTestOneInput(v[i].p, v[i].n);
		free(v[i].p);
	}
	free(v);
	if (!starving)
		printf("%zu inputs\n", n);
	return ok ? 0 : 1;
}
