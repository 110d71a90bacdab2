/* The settings' table as a manual page, and as a file to start from. */
#include "ops/config.h"

/* A line of roff: nothing in it is a request. */
static void config_pages_roff(struct buf *out, const char *text)
{
	if (text[0] == '.' || text[0] == '\'')
		buf_add_lit(out, "\\&");
	for (const char *p = text; *p; p++)
		if (*p == '\\')
			buf_add_lit(out, "\\e");
		else if (*p == '-')
			buf_add_lit(out, "\\-");
		else
			buf_add_byte(out, *p);
}

void config_man(struct buf *out)
{
	buf_add(out,
		STR(".TH LOUMASS.CONF 5 \"\" \"LOUMASS " LOUMASS_VERSION "\" \"File formats\"\n.SH NAME\n"
		    "loumass.conf \\- settings of loumass(1)\n.SH DESCRIPTION\nLines \\fIname\\fR = \\fIvalue\\fR, "
		    "with # for comments. "
		    "Read from the file that LOUMASS_CONFIG names, else \\fIdata\\fR/loumass.conf, else "
		    "/etc/loumass/loumass.conf. "
		    "A flag of the command line goes before the environment, and that before the file.\n"
		    "\\fBloumass config show\\fR prints what is in force and where it came from.\n.SH SETTINGS\n"));
	for (size_t i = 0; i < config_items_n; i++) {
		const struct config_item *item = &config_items[i];
		buf_add_lit(out, ".TP\n\\fB");
		config_pages_roff(out, item->name);
		buf_add_lit(out, "\\fR (");
		config_pages_roff(out, item->env);
		buf_add_lit(out, ")\n");
		config_pages_roff(out, item->doc);
		if (item->fallback[0]) {
			buf_add_lit(out, " Default: ");
			config_pages_roff(out, item->fallback);
			buf_add_byte(out, '.');
		}
		buf_add_byte(out, '\n');
	}
	buf_add_lit(out, ".SH SEE ALSO\n\\fBloumass\\fR(1)\n");
}

/* At most `width` columns, broken at blanks, each line behind "# ". */
static void config_pages_comment(struct buf *out, str text, size_t width)
{
	while (text.n) {
		size_t cut = text.n <= width ? text.n : str_rfind_byte(str_upto(text, width), ' ');
		if (cut == STR_NPOS || cut == 0)
			cut = text.n;
		buf_addf(out, "# %.*s\n", STR_FMT(str_trim(str_upto(text, cut))));
		text = str_trim(str_from(text, cut));
	}
}

void config_sample(struct buf *out)
{
	buf_add_lit(
		out,
		"# Settings of LOUMASS: name = value. What stands behind a # is the default. See loumass.conf(5).\n");
	for (size_t i = 0; i < config_items_n; i++) {
		const struct config_item *item = &config_items[i];
		buf_add_byte(out, '\n');
		config_pages_comment(out, str_z(item->doc), 100);
		buf_addf(out, "#%s =%s%s\n", item->name, item->fallback[0] ? " " : "", item->fallback);
	}
}
