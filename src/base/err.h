/* Outcomes. Every fallible function returns an err; the compiler refuses one that is ignored.
 * `code` is what the caller may act on, `why` is for people: a static string, or one that lives in the
 * arena of the unit of work. An err is logged once, where it arises, and forwarded untouched. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum err_code {
	ERR_OK = 0,
	ERR_INVALID,	 /* the input breaks a rule; `why` names the rule and the fix */
	ERR_NOT_FOUND,	 /* no such thing, or not this tenant's */
	ERR_CONFLICT,	 /* exists already, or the state forbids it */
	ERR_STALE,	 /* somebody else changed it since it was read */
	ERR_AUTH,	 /* who are you? */
	ERR_FORBIDDEN,	 /* known, but not allowed (scope) */
	ERR_LIMIT,	 /* a ceiling of limits.h or a quota */
	ERR_AGAIN,	 /* not now, the same call may succeed later */
	ERR_UNAVAILABLE, /* a peer (database, mail server) cannot be reached */
	ERR_UNCERTAIN,	 /* the commit or final dot was sent and never answered */
	ERR_PROTO,	 /* the peer broke its protocol */
	ERR_IO,		 /* the operating system refused */
	ERR_BUG,	 /* ours */
};

typedef struct [[nodiscard]] err {
	enum err_code code;
	const char *why;
} err;

#define OK ((err){})

static inline err err_make(enum err_code code, const char *why)
{
	return (err){ .code = code, .why = why };
}

/* "what PATH: the system's words for errno". what begins a sentence; path may be NULL. The text is this thread's and lasts
 * until its eighth call from here; copy it into the unit of work's arena to keep it. errno is left as it is. */
err err_errno(enum err_code code, const char *what, const char *path);

static inline bool err_is(err e)
{
	return e.code != ERR_OK;
}

/* Forward a failure to the caller. */
#define TRY(expr)                                                                                                      \
	do {                                                                                                           \
		err try_err_ = (expr);                                                                                 \
		if (try_err_.code != ERR_OK)                                                                           \
			return try_err_;                                                                               \
	} while (0)

/* An outcome that is deliberately not acted on; say why in a comment beside it. */
static inline void err_ignore(err e)
{
	(void)e;
}

/* "invalid", "not_found", ...: stable, for logs and JSON. */
const char *err_name(enum err_code code);
