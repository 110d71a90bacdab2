#include "base/err.h"

const char *err_name(enum err_code code)
{
	switch (code) {
	case ERR_OK: return "ok";
	case ERR_INVALID: return "invalid";
	case ERR_NOT_FOUND: return "not_found";
	case ERR_CONFLICT: return "conflict";
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
