#include "base/err.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

err err_errno(enum err_code code, const char *what, const char *path)
{
	static _Thread_local char texts[8][512];
	static _Thread_local unsigned next;
	char *text = texts[next++ % 8], words[128];
	int number = errno;
	snprintf(text, sizeof(texts[0]), "%s%s%.300s: %s", what, path ? " " : "", path ? path : "",
		 strerror_r(number, words, sizeof(words)));
	errno = number;
	return err_make(code, text);
}

const char *err_name(enum err_code code)
{
	switch (code) {
	case ERR_OK: return "ok";
	case ERR_INVALID: return "invalid";
	case ERR_NOT_FOUND: return "not_found";
	case ERR_CONFLICT: return "conflict";
	case ERR_STALE: return "stale";
	case ERR_AUTH: return "auth";
	case ERR_FORBIDDEN: return "forbidden";
	case ERR_LIMIT: return "limit";
	case ERR_AGAIN: return "again";
	case ERR_UNAVAILABLE: return "unavailable";
	case ERR_UNCERTAIN: return "uncertain";
	case ERR_PROTO: return "protocol";
	case ERR_IO: return "io";
	case ERR_BUG: return "bug";
	}
	return "unknown";
}
