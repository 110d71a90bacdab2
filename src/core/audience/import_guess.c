/* What is in a file: its columns, a sample of its rows, and a guess of which column fills which field, by its name and
 * by its values. */
#include "base/limits.h"
#include "core/audience/import_int.h"
#include "wire/addr.h"

#define NAME_MAX_BYTES 200u
#define VARIABLE_NAME_MAX 100u

/* --- the sample --- */

/* Trimmed, also of marks that nobody sees. */
static str import_guess_visible(str s)
{
	for (;;) {
		s = str_trim(s);
		if (str_starts(s, STR("\xef\xbb\xbf")))
			s = str_from(s, 3);
		else if (str_starts(s, STR("\xc2\xa0")))
			s = str_from(s, 2);
		else if (str_ends(s, STR("\xc2\xa0")))
			s = str_upto(s, s.n - 2);
		else
			return s;
	}
}

static bool import_guess_taken(const struct import_sample *s, size_t n, str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(s->columns[i], name))
			return true;
	return false;
}

/* The names, each once and none empty: "Column 3", "Phone (2)". */
static void import_guess_name_columns(struct arena *a, struct import_sample *s, const struct csv_record *rec)
{
	s->n_columns = rec->n;
	s->columns = arena_array(a, str, rec->n + 1);
	for (size_t i = 0; i < rec->n; i++) {
		str name = s->header ? import_guess_visible(rec->fields[i]) : STR("");
		name = arena_dup(a, str_upto(name, str_utf8_floor(name, NAME_MAX_BYTES)));
		if (str_empty(name))
			name = arena_printf(a, "Column %zu", i + 1);
		str one = name;
		for (unsigned k = 2; import_guess_taken(s, i, one); k++)
			one = arena_printf(a, "%.*s (%u)", STR_FMT(name), k);
		s->columns[i] = one;
	}
}

static bool import_guess_is_address(struct arena *a, str cell)
{
	struct addr addr;
	str name;
	cell = csv_unguard(cell);
	if (str_starts_nocase(cell, STR("mailto:")))
		cell = str_from(cell, 7);
	return str_find_byte(cell, '@') != STR_NPOS && !err_is(addr_parse_mailbox(a, cell, &name, &addr));
}

static bool import_guess_holds_address(struct arena *a, const struct csv_record *rec)
{
	for (size_t i = 0; i < rec->n; i++)
		if (import_guess_is_address(a, rec->fields[i]))
			return true;
	return false;
}

static void import_guess_keep_row(struct arena *a, struct import_sample *s, const struct csv_record *rec)
{
	str *row = arena_array(a, str, s->n_columns + 1);
	for (size_t i = 0; i < s->n_columns; i++) {
		str cell = i < rec->n ? str_trim(rec->fields[i]) : STR("");
		row[i] = str_utf8_valid(cell) ? arena_dup(a, str_upto(cell, str_utf8_floor(cell, 2000))) : STR("?");
	}
	s->rows[s->n_rows++] = row;
}

err import_sample_read(struct arena *a, str text, bool whole, struct csv_guess how, struct opt_bool header,
		       struct import_sample *out)
{
	struct csv_record rec;
	struct import_sample s = { .rows = arena_array(a, str *, IMPORT_SAMPLE_ROWS) };
	struct csv_reader *r = csv_reader_new(charset_utf8(), how);
	csv_push(r, text, whole);
	err e = csv_next(r, &rec);
	if (!err_is(e) && rec.refused)
		e = err_make(ERR_INVALID, arena_printf(a, "the first line cannot be read: %s", rec.refused).p);
	if (!err_is(e)) {
		s.header = header.has ? header.v : !import_guess_holds_address(a, &rec);
		import_guess_name_columns(a, &s, &rec);
		if (!s.header)
			import_guess_keep_row(a, &s, &rec);
		while (s.n_rows < IMPORT_SAMPLE_ROWS && !err_is(csv_next(r, &rec)))
			if (!rec.refused)
				import_guess_keep_row(a, &s, &rec);
		*out = s;
	}
	csv_reader_free(r);
	return e.code == ERR_AGAIN || e.code == ERR_NOT_FOUND
		       ? err_make(ERR_INVALID, "the first line must hold the names of the columns")
		       : e;
}

bool import_is_own_export(const struct import_sample *s)
{
	static const char *const ours[] = { "email", "firstName", "lastName", "status", "tags", "variables" };
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (i >= s->n_columns || !str_eq(s->columns[i], str_z(ours[i])))
			return false;
	return s->n_columns > 6 && str_eq(s->columns[s->n_columns - 1], STR("createdAt"));
}

/* --- what the values are --- */

struct column_facts {
	size_t filled, addresses, objects, known, strict, zones;
};

static struct column_facts import_guess_look(struct arena *a, const struct import_sample *s, size_t at)
{
	struct column_facts f = {};
	str before = STR_NULL;
	bool known = false;
	enum import_choice state = CHOICE_NONE;
	for (size_t i = 0; i < s->n_rows; i++) {
		str cell = s->rows[i][at];
		if (str_empty(cell))
			continue;
		f.filled++;
		f.addresses += import_guess_is_address(a, cell);
		f.objects += cell.p[0] == '{' && cell.p[cell.n - 1] == '}';
		if (cell.n > 60)
			continue;
		f.zones += !str_absent(import_zone(a, cell));
		if (!str_eq(cell, before))
			known = import_value_known(a, cell, &state);
		before = cell;
		f.known += known;
		f.strict += known && state > CHOICE_ACTIVE;
	}
	return f;
}

static bool import_guess_mostly(size_t part, size_t of)
{
	return of > 0 && part * 2 >= of;
}

/* The column of the addresses: the first that mostly holds some, rather one of a fitting name. In a file without rows
 * the name decides. */
static size_t import_guess_find_email(struct arena *a, const struct import_sample *s, const struct column_facts *f)
{
	const char *words = import_target_find(STR("email"))->words;
	size_t best = STR_NPOS, by_name = STR_NPOS;
	bool best_named = false;
	for (size_t i = 0; i < s->n_columns; i++) {
		bool named = import_word_is(a, import_word(a, s->columns[i]), words);
		if (named && by_name == STR_NPOS)
			by_name = i;
		if (import_guess_mostly(f[i].addresses, f[i].filled) && (best == STR_NPOS || (named && !best_named))) {
			best = i;
			best_named = named;
		}
	}
	return best != STR_NPOS ? best : by_name;
}

/* What a column of consent fills; ROLE_NONE when it is none. */
static enum import_role import_guess_consent_of(struct arena *a, str word, const struct column_facts *f)
{
	enum import_role role = import_consent_role(a, word);
	if (import_word_is(a, word, import_target_find(STR("status"))->words))
		return f->filled == 0 || import_guess_mostly(f->known, f->filled) ? ROLE_STATUS : ROLE_NONE;
	/* When and where somebody opted in says nothing of those who did not. */
	if (role == ROLE_OPT_IN)
		return import_guess_mostly(f->known, f->filled) ? ROLE_OPT_IN : ROLE_NONE;
	if (role != ROLE_NONE)
		return role;
	return f->strict > 0 && import_guess_mostly(f->known, f->filled) ? ROLE_STATUS : ROLE_NONE;
}

/* --- the guess --- */

struct guess {
	struct arena *a;
	const struct import_sample *s;
	const struct column_facts *facts;
	str *targets;
};

static bool import_guess_used(const struct guess *g, str target)
{
	for (size_t i = 0; i < g->s->n_columns; i++)
		if (str_eq(g->targets[i], target))
			return true;
	return false;
}

/* A name for the variable that a column fills: its letters and digits, of any script, the words joined in camel case.
 * No two columns get the same. */
static str import_guess_variable_name(struct guess *g, str column, size_t at)
{
	struct buf BUF_AUTO b;
	bool upper = false;
	buf_init(&b, 4 * NAME_MAX_BYTES);
	for (size_t i = 0; i < column.n && b.n < 60; i++) {
		char c = column.p[i];
		bool word = ascii_alpha(c) || ascii_digit(c) || (unsigned char)c >= 0x80;
		if (!word) {
			upper = b.n > 0;
			continue;
		}
		if (b.n == 0 && ascii_digit(c))
			buf_add_byte(&b, 'f');
		bool raise = upper && c >= 'a' && c <= 'z';
		/* "FNAME" is fname, "First Order" firstOrder */
		bool fall = !upper && c >= 'A' && c <= 'Z' &&
			    (b.n == 0 || (column.p[i - 1] >= 'A' && column.p[i - 1] <= 'Z'));
		buf_add_byte(&b, raise ? (char)(c - 32) : fall ? ascii_lower(c) : c);
		upper = false;
	}
	str name = str_upto(buf_str(&b), str_utf8_floor(buf_str(&b), 60));
	if (str_empty(name))
		name = arena_printf(g->a, "column%zu", at + 1);
	str target = arena_printf(g->a, "variables.%.*s", STR_FMT(name));
	for (unsigned k = 2; import_guess_used(g, target); k++)
		target = arena_printf(g->a, "variables.%.*s%s%u", STR_FMT(name),
				      ascii_digit(name.p[name.n - 1]) ? "_" : "", k);
	return target;
}

static str import_guess_by_words(struct guess *g, str word, size_t at)
{
	for (size_t i = 0; i < import_targets_n; i++) {
		const struct import_target *t = &import_targets[i];
		bool free_one = t->many || !import_guess_used(g, str_z(t->name));
		if (t->role == ROLE_EMAIL || t->role == ROLE_STATUS || !free_one ||
		    !import_word_is(g->a, word, t->words))
			continue;
		if (t->role == ROLE_VARIABLES && !import_guess_mostly(g->facts[at].objects, g->facts[at].filled))
			continue;
		/* Offsets and names of their own say nothing that can be kept as a zone. */
		if (t->role == ROLE_ZONE && g->facts[at].filled > 0 && g->facts[at].zones == 0)
			continue;
		return str_z(t->name);
	}
	for (size_t i = 0; i < import_common_n; i++) {
		str target = arena_printf(g->a, "variables.%s", import_common[i].name);
		if (import_word_is(g->a, word, import_common[i].words) && !import_guess_used(g, target))
			return target;
	}
	return STR_NULL;
}

static str import_guess_role_name(enum import_role role)
{
	for (size_t i = 0; i < import_targets_n; i++)
		if (import_targets[i].role == role)
			return str_z(import_targets[i].name);
	return STR_NULL;
}

static str import_guess_target_of(struct guess *g, size_t at, bool own)
{
	const struct column_facts *f = &g->facts[at];
	str column = g->s->columns[at], word = import_word(g->a, column);
	if (own && import_target_find(column))
		return column;
	/* The head of a file of refused rows. */
	if (at < 2 && g->s->n_columns > 2 && str_eq(g->s->columns[0], STR("line")) &&
	    str_eq(g->s->columns[1], STR("reason")))
		return STR_NULL;
	enum import_role role = import_guess_consent_of(g->a, word, f);
	if (role != ROLE_NONE)
		return import_guess_role_name(role);
	str named = import_guess_by_words(g, word, at);
	if (!str_absent(named))
		return named;
	if (import_guess_mostly(f->objects, f->filled))
		return STR("variables");
	if (f->filled == 0 && !g->s->header)
		return STR_NULL;
	/* What a program says of those who left beside when they did. */
	if (str_starts(word, STR("unsub")) || str_starts(word, STR("cleancampaign")))
		return STR_NULL;
	return import_guess_variable_name(g, column, at);
}

/* "Name" beside "Vorname" is the last name. */
static void import_guess_settle_names(struct guess *g)
{
	bool first = import_guess_used(g, STR("firstName")), last = import_guess_used(g, STR("lastName"));
	for (size_t i = 0; i < g->s->n_columns; i++) {
		str word = import_word(g->a, g->s->columns[i]);
		if (first && !last && str_eq(g->targets[i], STR("name")) && import_word_is(g->a, word, "name|naam|nom"))
			g->targets[i] = STR("lastName");
		/* "Nom" or "Nome" alone is a whole name more often than not. */
		if (!first && last && str_eq(g->targets[i], STR("lastName")) && import_word_is(g->a, word, "nom"))
			g->targets[i] = STR("name");
	}
}

static struct guess import_guess_make_guess(struct arena *a, const struct import_sample *s)
{
	struct column_facts *facts = arena_array(a, struct column_facts, s->n_columns + 1);
	struct guess g = { .a = a, .s = s, .facts = facts, .targets = arena_array(a, str, s->n_columns + 1) };
	for (size_t i = 0; i < s->n_columns; i++)
		facts[i] = import_guess_look(a, s, i);
	size_t email = import_guess_find_email(a, s, facts);
	if (email != STR_NPOS)
		g.targets[email] = STR("email");
	bool own = import_is_own_export(s);
	for (size_t i = 0; i < s->n_columns; i++)
		if (i != email)
			g.targets[i] = import_guess_target_of(&g, i, own);
	import_guess_settle_names(&g);
	return g;
}

void import_guess_map(struct json_writer *w, struct arena *a, const struct import_sample *s)
{
	struct guess g = import_guess_make_guess(a, s);
	json_begin_obj(w);
	for (size_t i = 0; i < s->n_columns; i++) {
		str target = g.targets[i];
		size_t n = 0;
		bool before = false;
		if (str_absent(target))
			continue;
		for (size_t k = 0; k < s->n_columns; k++) {
			n += str_eq(g.targets[k], target);
			before |= k < i && str_eq(g.targets[k], target);
		}
		if (before)
			continue;
		json_key_str(w, target);
		if (n > 1)
			json_begin_arr(w);
		for (size_t k = i; k < s->n_columns; k++)
			if (str_eq(g.targets[k], target))
				json_put_str(w, s->columns[k]);
		if (n > 1)
			json_end_arr(w);
	}
	json_end_obj(w);
}

/* --- consent --- */

static bool import_guess_names_column(const struct json *v, str column)
{
	if (str_eq(json_str(v), column))
		return true;
	for (JSON_EACH(one, v))
		if (str_eq(json_str(one), column))
			return true;
	return false;
}

static bool import_guess_maps_consent(const struct json *map, str column)
{
	for (JSON_EACH(m, map)) {
		const struct import_target *t = import_target_find(json_name(m));
		if (t && t->role >= ROLE_STATUS && t->role <= ROLE_COMPLAINED && import_guess_names_column(m, column))
			return true;
	}
	return false;
}

void import_consent_columns(struct json_writer *w, struct arena *a, const struct import_sample *s,
			    const struct json *map)
{
	json_begin_arr(w);
	for (size_t i = 0; i < s->n_columns; i++) {
		struct column_facts f = import_guess_look(a, s, i);
		if (!import_guess_mostly(f.addresses, f.filled) &&
		    import_guess_consent_of(a, import_word(a, s->columns[i]), &f) != ROLE_NONE &&
		    !(map && import_guess_maps_consent(map, s->columns[i])))
			json_put_str(w, s->columns[i]);
	}
	json_end_arr(w);
}
