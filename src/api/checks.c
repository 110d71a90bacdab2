#include "api/checks.h"

static const struct schema_field concerned_fields[] = { { "id", SCHEMA_ID }, { "email", SCHEMA_STR } };
static const struct schema concerned_schema = SCHEMA(NULL, concerned_fields);
static const struct schema_field check_fields[] = {
	{ "code", SCHEMA_STR, .doc = "Stable: empty_subject, template_error, missing_value, …" },
	{ "level", SCHEMA_STR, .values = "error|warning|info" },
	{ "message", SCHEMA_STR, .doc = "What it is and what to do, in English" },
	{ "overridable", SCHEMA_BOOL,
	  .doc = "An error that is our judgement: `anyway` sends all the same. Other errors cannot be overruled" },
	{ "mail", SCHEMA_STR, .nullable = true, .doc = "Which of a sequence's mails: its step's name" },
	{ "named", SCHEMA_STR, .array = true,
	  .doc = "What it is about, in no language, 8 at most: fields, addresses, files, senders, domains, the "
		 "spam filter's heaviest rules" },
	{ "count", SCHEMA_I64, .nullable = true, .doc = "How many links, images or people it concerns" },
	{ "seconds", SCHEMA_I64, .nullable = true, .doc = "`forecast`: how long sending takes" },
	{ "score", SCHEMA_F64, .nullable = true, .doc = "`spam`, `spam_score`: what the spam filter gives" },
	{ "junkFrom", SCHEMA_F64, .nullable = true, .doc = "From which score on it calls a mail spam" },
	{ "contacts", SCHEMA_OBJ, .array = true, .of = &concerned_schema, .doc = "Some of those concerned" },
};
static const struct schema check_schema = SCHEMA("Check", check_fields);
static const struct schema_field checks_fields[] = { { "checks", SCHEMA_OBJ, .array = true, .of = &check_schema } };
const struct schema checks_schema = SCHEMA("Checks", checks_fields);

void checks_answer(struct json_writer *w, const struct checks *c)
{
	json_begin_obj(w);
	json_key(w, "checks");
	checks_write(w, c, 0);
	json_end_obj(w);
}
