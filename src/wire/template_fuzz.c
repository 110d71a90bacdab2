/* Byte 0 picks the context, then variables up to a NUL, then the template: compiles or says why, renders what it
 * made. */
#include "wire/template.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	static const enum tpl_context contexts[] = { TPL_PLAIN, TPL_HTML, TPL_HEADER, TPL_URL };
	str rest = str_of((const char *)data + 1, size - 1), variables = STR_NULL;
	str_next(&rest, 0, &variables);
	struct tpl_error e;
	struct tpl *t;
	if (err_is(tpl_compile(rest.p ? rest : STR(""), contexts[data[0] % 4], &e, &t))) {
		if (!e.message[0] || !str_utf8_valid(str_z(e.message)) != !str_utf8_valid(rest))
			if (str_utf8_valid(rest))
				abort(); /* every refusal says why */
		return 0;
	}
	struct buf BUF_AUTO out;
	buf_init(&out, 1u << 20);
	struct tpl_values v = { .email = STR("a@b.example"), .first_name = STR("<A\r\n\"&>"), .variables = variables };
	tpl_render(t, &v, &out);
	for (size_t i = 0; i < out.n && contexts[data[0] % 4] == TPL_HEADER && tpl_is_static(t) == false; i++)
		if (out.p[i] == '\r' && str_find_byte(rest, '\r') == STR_NPOS)
			abort(); /* a value brought a line break into a header */
	tpl_free(t);
	return 0;
}
