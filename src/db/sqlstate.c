#include "db/sqlstate.h"
#include <stdio.h>

/* First match wins; a prefix stands for its class (PostgreSQL's documentation, appendix A). */
static const struct {
	const char *prefix;
	enum err_code code;
	const char *why;
} states[] = {
	{ "23505", ERR_CONFLICT, "there is one already" },
	{ "23503", ERR_CONFLICT, "it refers to something that does not exist, or is referred to" },
	{ "23P01", ERR_CONFLICT, "it overlaps with another" },
	{ "23", ERR_INVALID, "a value breaks a rule of the database" },
	{ "40003", ERR_UNCERTAIN, "it is not known whether the change was made" },
	{ "40", ERR_AGAIN, "another transaction was in the way" },
	{ "55P03", ERR_AGAIN, "another transaction holds the lock" },
	{ "55006", ERR_AGAIN, "the object is in use" },
	{ "57014", ERR_AGAIN, "the statement took too long" },
	{ "57", ERR_UNAVAILABLE, "the database is stopping or starting" },
	{ "25006", ERR_UNAVAILABLE, "the database is read-only" },
	{ "25P02", ERR_BUG, "a statement after a failed one in the same transaction" },
	{ "25", ERR_BUG, "the transaction is in the wrong state" },
	{ "08", ERR_UNAVAILABLE, "the database cannot be reached" },
	{ "53", ERR_UNAVAILABLE, "the database is out of room, memory or connections" },
	{ "58", ERR_UNAVAILABLE, "the database has trouble with its system" },
	{ "28", ERR_UNAVAILABLE, "the database refused the log-in" },
	{ "3D", ERR_UNAVAILABLE, "there is no such database" },
	{ "54", ERR_LIMIT, "a limit of the database" },
	{ "22P05", ERR_INVALID, "text that the database cannot hold" },
	{ "22021", ERR_INVALID, "text that is not UTF-8, or holds a NUL" },
	{ "22", ERR_INVALID, "a value the database cannot take" },
	{ "42501", ERR_FORBIDDEN, "not allowed" },
	{ "44", ERR_FORBIDDEN, "not allowed" },
	{ "P0001", ERR_INVALID, "refused by a rule of the database" },
};

static _Thread_local char constraint[64];

static size_t sqlstate_find(const char *state)
{
	size_t i = 0;
	for (; state && i < sizeof(states) / sizeof(states[0]); i++) {
		if (strncmp(state, states[i].prefix, strlen(states[i].prefix)) == 0)
			return i;
	}
	return SIZE_MAX;
}

enum err_code sqlstate_code(const char *state)
{
	size_t i = sqlstate_find(state);
	return i == SIZE_MAX ? ERR_BUG : states[i].code;
}

const char *sqlstate_why(const char *state)
{
	size_t i = sqlstate_find(state);
	return i == SIZE_MAX ? "a statement the database cannot run" : states[i].why;
}

str db_constraint(void)
{
	return str_z(constraint);
}

void db_constraint_set(const char *name)
{
	snprintf(constraint, sizeof(constraint), "%s", name ? name : "");
}
