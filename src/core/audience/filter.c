/* The words of filters, and walks over a tree. */
#include "core/audience/filter_int.h"
#include <assert.h>

const char *const filter_kind_names[] = { "all", "any", "none" };
const char *const filter_type_names[] = { "text", "number", "date", "boolean", "list", "any" };
const char *const filter_op_names[] = { "is",	       "is_not",    "in",      "not_in",  "contains", "not_contains",
					"starts_with", "ends_with", "less",    "at_most", "more",     "at_least",
					"before",      "after",	    "on",      "next",	  "last",     "has",
					"lacks",       "set",	    "not_set", "wants",	  "refuses" };
static_assert(sizeof(filter_op_names) / sizeof(*filter_op_names) == OP_COUNT, "a name each");
const char *const filter_op_words[] = {
	"=",	       "!=",  "in",    "not in", "contains",   "not contains", "starts with", "ends with",
	"<",	       "<=",  ">",     ">=",	 "before",     "after",	       "on",	      "in the next",
	"in the last", "has", "lacks", "is set", "is not set", "wants",	       "refuses"
};
static_assert(sizeof(filter_op_words) / sizeof(*filter_op_words) == OP_COUNT, "a word each");
const char *const filter_did_names[] = { "sent", "opened", "clicked", "replied", "bounced" };
const char *const filter_state_names[] = { "under_way", "active", "paused", "completed", "failed", "ever" };

int filter_index(const char *const *names, int n, str s)
{
	for (int i = 0; i < n; i++)
		if (str_eq(s, str_z(names[i])))
			return i;
	return -1;
}

bool filter_field_type(str field, enum filter_type *out)
{
	static const struct {
		const char *name;
		enum filter_type type;
	} fields[] = {
		{ "email", TYPE_TEXT },	    { "firstName", TYPE_TEXT }, { "lastName", TYPE_TEXT },
		{ "name", TYPE_TEXT },	    { "timezone", TYPE_TEXT },	{ "status", TYPE_TEXT },
		{ "createdAt", TYPE_DATE }, { "updatedAt", TYPE_DATE }, { "tags", TYPE_LIST },
	};
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (str_eq(field, str_z(fields[i].name))) {
			*out = fields[i].type;
			return true;
		}
	*out = TYPE_ANY;
	return false;
}

bool filter_is_variable(str field, str *name)
{
	if (!str_starts(field, STR("variables.")))
		return false;
	*name = str_from(field, 10);
	return true;
}

bool filter_reserved(str word)
{
	static const char *const words[] = {
		"and",	     "or",	 "not",	      "all",	  "any",     "none",	  "everyone",  "is",
		"in",	     "the",	 "next",      "last",	  "has",     "lacks",	  "contains",  "starts",
		"ends",	     "with",	 "before",    "after",	  "on",	     "set",	  "yes",       "no",
		"true",	     "false",	 "within",    "at",	  "least",   "times",	  "by",	       "people",
		"anyone",    "sent",	 "opened",    "clicked",  "replied", "bounced",	  "to",	       "link",
		"campaign",  "sequence", "step",      "segment",  "wants",   "refuses",	  "topic",     "was",
		"today",     "tomorrow", "yesterday", "now",	  "ago",     "added",	  "variables", "email",
		"firstName", "lastName", "name",      "timezone", "status",  "createdAt", "updatedAt", "tags"
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_eq_nocase(word, str_z(words[i])))
			return true;
	return false;
}

str filter_at(struct arena *a, const struct filter *f, str message)
{
	return f->at ? arena_printf(a, "character %zu: %.*s", f->at, STR_FMT(message)) : message;
}

size_t filter_leaves(const struct filter *f)
{
	if (!filter_is_group(f))
		return 1;
	size_t n = 0;
	for (const struct filter *c = f->first; c; c = c->next)
		n += filter_leaves(c);
	return n;
}

err filter_each(struct arena *a, struct filter *f, const char *path, filter_leaf_fn *fn, void *arg)
{
	if (!filter_is_group(f))
		return fn(arg, f, str_z(path));
	size_t i = 0;
	for (struct filter *c = f->first; c; c = c->next, i++)
		TRY(filter_each(a, c, arena_printf(a, "%s.%s[%zu]", path, filter_kind_names[f->kind], i).p, fn, arg));
	return OK;
}
