#include "wire/addr.h"
#include "base/limits.h"
#include "wire/invisible.h"
#include <idn2.h>
#include <stdlib.h>

static bool addr_is_ascii(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* RFC 5322 atext, and beyond ASCII anything (RFC 6531). */
static bool addr_atext(char c)
{
	return (unsigned char)c >= 0x80 || ascii_alpha(c) || ascii_digit(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static err addr_check_local(str s)
{
	if (str_empty(s))
		return err_make(ERR_INVALID, "nothing stands before the @");
	if (s.n > ADDR_LOCAL_MAX)
		return err_make(ERR_INVALID, "the part before the @ is longer than 64 bytes");
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.') {
			if (i == 0 || i + 1 == s.n || s.p[i - 1] == '.')
				return err_make(ERR_INVALID, "a dot stands first, last or twice before the @");
		} else if (!addr_atext(s.p[i])) {
			return err_make(ERR_INVALID, "a character before the @ is not allowed in an address");
		}
	}
	return OK;
}

static err addr_check_labels(str domain)
{
	str rest = domain, label;
	bool dot = false;
	while (str_next(&rest, '.', &label)) {
		if (str_empty(label))
			return err_make(ERR_INVALID, "the domain has an empty part");
		if (label.n > 63)
			return err_make(ERR_INVALID, "a part of the domain is longer than 63 bytes");
		if (label.p[0] == '-' || label.p[label.n - 1] == '-')
			return err_make(ERR_INVALID, "a part of the domain begins or ends with a hyphen");
		for (size_t i = 0; i < label.n; i++)
			if (!ascii_alpha(label.p[i]) && !ascii_digit(label.p[i]) && label.p[i] != '-')
				return err_make(ERR_INVALID, "a character in the domain is not allowed");
		dot |= !str_absent(rest);
	}
	return dot ? OK : err_make(ERR_INVALID, "the domain has no dot");
}

static str addr_lower(struct arena *a, str s)
{
	char *p = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		p[i] = ascii_lower(s.p[i]);
	return str_of(p, s.n);
}

static err addr_check_visible(struct arena *a, str s)
{
	str name;
	if (!invisible_find(a, s, &name))
		return OK;
	return err_make(ERR_INVALID, arena_printf(a, "the address holds %.*s: remove it", STR_FMT(name)).p);
}

/* The capital ß is a ß, as UTS 46 has it since Unicode 15.1; older libraries make "ss" of it, which is another domain. */
static str addr_small_sharp_s(struct arena *a, str s)
{
	for (size_t at; (at = str_find(s, STR("\xe1\xba\x9e"))) != STR_NPOS;)
		s = arena_printf(a, "%.*s\xc3\x9f%.*s", STR_FMT(str_upto(s, at)), STR_FMT(str_from(s, at + 3)));
	return s;
}

err addr_domain(struct arena *a, str in, str *normal, str *ascii)
{
	if (!str_utf8_valid(in) || (in.n > 0 && memchr(in.p, 0, in.n)))
		return err_make(ERR_INVALID, "the domain is not valid text");
	str d = addr_small_sharp_s(a, addr_lower(a, in));
	if (str_empty(d))
		return err_make(ERR_INVALID, "nothing stands after the @");
	if (d.n > ADDR_DOMAIN_MAX)
		return err_make(ERR_INVALID, "the domain is longer than 255 bytes");
	TRY(addr_check_visible(a, d));
	if (addr_is_ascii(d)) {
		TRY(addr_check_labels(d));
		*normal = *ascii = d;
		return OK;
	}
	uint8_t *out = NULL;
	if (idn2_lookup_u8((const uint8_t *)d.p, &out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return err_make(ERR_INVALID, "the domain is not a valid international domain name");
	str coded = arena_dup(a, str_z((const char *)out));
	idn2_free(out);
	TRY(addr_check_labels(coded));
	out = NULL;
	/* Other scripts have upper case too: what IDNA makes of it, read back, is the canonical form. */
	if (idn2_to_unicode_8z8z(coded.p, (char **)&out, 0) == IDN2_OK) {
		d = arena_dup(a, str_z((const char *)out));
		idn2_free(out);
	}
	*normal = d;
	*ascii = coded;
	return OK;
}

err addr_parse(struct arena *a, str in, struct addr *out)
{
	if (!str_utf8_valid(in) || (in.n > 0 && memchr(in.p, 0, in.n)))
		return err_make(ERR_INVALID, "the address is not valid text");
	str s = invisible_trim(in);
	if (str_empty(s))
		return err_make(ERR_INVALID, "the address is empty");
	if (s.n > ADDR_MAX)
		return err_make(ERR_INVALID, "the address is longer than 254 bytes");
	TRY(addr_check_visible(a, s));
	size_t at = str_rfind_byte(s, '@');
	if (at == STR_NPOS)
		return err_make(ERR_INVALID, "the address has no @");
	struct addr r = {};
	str local = str_upto(s, at), domain;
	TRY(addr_check_local(local));
	TRY(addr_domain(a, str_from(s, at + 1), &domain, &r.ascii_domain));
	r.normal = arena_printf(a, "%.*s@%.*s", STR_FMT(local), STR_FMT(domain));
	if (r.normal.n > ADDR_MAX || at + 1 + r.ascii_domain.n > ADDR_MAX)
		return err_make(ERR_INVALID, "the address is longer than 254 bytes");
	r.local = str_upto(r.normal, local.n);
	r.domain = str_from(r.normal, local.n + 1);
	r.needs_utf8 = !addr_is_ascii(local);
	*out = r;
	return OK;
}

err addr_parse_mailbox(struct arena *a, str in, str *name, struct addr *out)
{
	if (!str_utf8_valid(in))
		return err_make(ERR_INVALID, "the address is not valid text");
	str s = invisible_trim(in), display = STR_NULL;
	size_t open = str_rfind_byte(s, '<');
	if (open != STR_NPOS && str_ends(s, STR(">"))) {
		display = str_trim(str_upto(s, open));
		s = str_slice(s, open + 1, s.n - 1);
		if (display.n >= 2 && display.p[0] == '"' && display.p[display.n - 1] == '"')
			display = str_slice(display, 1, display.n - 1);
		if (str_find_byte(display, '\r') != STR_NPOS || str_find_byte(display, '\n') != STR_NPOS)
			return err_make(ERR_INVALID, "the name holds a line break");
	}
	TRY(addr_parse(a, s, out));
	*name = str_empty(display) ? STR_NULL : display;
	return OK;
}

str addr_wire(struct arena *a, const struct addr *in)
{
	return arena_printf(a, "%.*s@%.*s", STR_FMT(in->local), STR_FMT(in->ascii_domain));
}
