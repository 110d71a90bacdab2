#include "wire/invisible.h"
#include <unictype.h>
#include <uniname.h>
#include <unistr.h>

static bool invisible(ucs4_t c)
{
	if (c <= ' ' || c == 0x7f)
		return true;
	if (c < 0x80)
		return false;
	return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Z) ||
	       uc_is_property_default_ignorable_code_point(c);
}

str invisible_trim(str s)
{
	ucs4_t c;
	int n;
	while (s.n > 0 && (n = u8_mbtoucr(&c, (const uint8_t *)s.p, s.n)) > 0 && invisible(c))
		s = str_from(s, (size_t)n);
	while (s.n > 0) {
		const uint8_t *start = (const uint8_t *)s.p;
		const uint8_t *last = u8_prev(&c, start + s.n, start);
		if (!last || !invisible(c))
			break;
		s = str_upto(s, (size_t)(last - start));
	}
	return s;
}

/* Unicode names no control characters. */
static const char *invisible_control_name(ucs4_t c)
{
	switch (c) {
	case '\t': return "CHARACTER TABULATION";
	case '\n': return "LINE FEED";
	case '\r': return "CARRIAGE RETURN";
	case 0x1b: return "ESCAPE";
	case 0x7f: return "DELETE";
	default: return "CONTROL CHARACTER";
	}
}

bool invisible_find(struct arena *a, str s, str *name)
{
	for (size_t i = 0; i < s.n;) {
		ucs4_t c;
		char text[UNINAME_MAX];
		int n = u8_mbtoucr(&c, (const uint8_t *)s.p + i, s.n - i);
		if (n <= 0)
			return false;
		if (invisible(c)) {
			const char *known = unicode_character_name(c, text);
			*name = arena_printf(a, "U+%04X %s", (unsigned)c,
					     known	    ? known
					     : c < 0xa0	    ? invisible_control_name(c)
					     : c >= 0xe0100 ? "VARIATION SELECTOR"
							    : "INVISIBLE CHARACTER");
			return true;
		}
		i += (size_t)n;
	}
	return false;
}
