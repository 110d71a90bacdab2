/* Feeds every file of a corpus to a fuzz target, for builds without a fuzzer: fuzz_replay DIRECTORY. Fails when there is
 * no file: a corpus that went away must not pass. */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int feed(int dir, const char *name)
{
	struct stat st;
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0) {
		perror(name);
		return -1;
	}
	int fed = 0;
	if (S_ISREG(st.st_mode)) {
		/* Exactly as large as the file, so that a read past its end is seen. */
		uint8_t *p = malloc(st.st_size > 0 ? (size_t)st.st_size : 1);
		if (!p || read(fd, p, (size_t)st.st_size) != st.st_size) {
			perror(name);
			fed = -1;
		} else {
			(void)LLVMFuzzerTestOneInput(p, (size_t)st.st_size);
			fed = 1;
		}
		free(p);
	}
	close(fd);
	return fed;
}

int main(int argc, char **argv)
{
	DIR *d = argc == 2 ? opendir(argv[1]) : NULL;
	if (!d) {
		fprintf(stderr, "usage: %s DIRECTORY (which must exist)\n", argv[0]);
		return 2;
	}
	int total = 0;
	for (struct dirent *e; (e = readdir(d));) {
		if (e->d_name[0] == '.')
			continue;
		int fed = feed(dirfd(d), e->d_name);
		if (fed < 0)
			return 1;
		total += fed;
	}
	closedir(d);
	printf("%d inputs\n", total);
	return total > 0 ? 0 : 1;
}
