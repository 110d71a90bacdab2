/* The list of programs in use: the one of a file (the setting `agents`, or the one that the web part's build wrote), else
 * the one in this program. Judging takes no lock; a changed file is taken in while requests are judged. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "core/report/verdict.h"

/* What the User-Agent alone says; program: the name that the list has for it, empty where it has none; may be NULL. Of the
 * agent, the first USER_AGENT_MAX bytes count: as many as are kept of it. */
struct verdict agents_judge(str agent, str *program);

/* path "": the list in this program. ERR_INVALID with file and line: the list in use stays. Once, before requests come. */
err agents_use(const char *path);
/* Takes the file in again when it is another than the one in use; a bad one is logged once and changes nothing. Call it
 * now and then, from one thread. */
void agents_refresh(void);

/* Another number when the list is another: for who remembers what it said. */
unsigned agents_generation(void);

struct agents_info {
	const char *path; /* "" for the list in this program */
	str version;
	size_t rules;
};
struct agents_info agents_in_use(void);
str agents_built_in(void); /* its text */
