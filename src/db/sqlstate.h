/* What PostgreSQL's answer means, in one table (sqlstate.c). Outcomes of every query:
 *   ERR_NOT_FOUND    :one query without a row
 *   ERR_CONFLICT     unique, foreign-key or exclusion constraint; db_constraint() names it
 *   ERR_INVALID      a value the server refused (check, not-null, text that is no UTF-8 or holds a NUL, out of range)
 *   ERR_FORBIDDEN    row-level security or missing rights
 *   ERR_AGAIN        serialization failure, deadlock, lock not free, statement time-out, all connections busy
 *   ERR_UNAVAILABLE  the database is away, starting, stopping, full; nothing was changed
 *   ERR_UNCERTAIN    the connection was lost while a change was being committed
 *   ERR_LIMIT        the rows do not fit the arena
 *   ERR_BUG          the statement itself is wrong, or the schema is not the one it was generated for */
#pragma once
#include "base/err.h"
#include "base/str.h"

/* `state` is five characters, or NULL. */
enum err_code sqlstate_code(const char *state);
const char *sqlstate_why(const char *state); /* static text for people */

/* Name of the constraint of this thread's latest ERR_CONFLICT ("Contact_userId_email_key"); empty when none. */
str db_constraint(void);
void db_constraint_set(const char *name); /* for db/ only; NULL: none */
