#include "wire/byte_class.h"

unsigned char byte_classes[256];

static bool byte_class_in(unsigned c, const char *set)
{
	return c && strchr(set, (int)c);
}

[[gnu::constructor]] static void byte_class_fill(void)
{
	for (unsigned c = 0; c < 256; c++) {
		bool alnum = c < 0x80 && (ascii_alpha((char)c) || ascii_digit((char)c));
		bool graph = c > ' ' && c < 0x7f;
		bool control = c < ' ' || c == 0x7f;
		bool text = !control || c == '\n' || c == '\t' || c == '\r';
		unsigned k = 0;
		if (alnum || byte_class_in(c, "-._~"))
			k |= BYTE_UNRESERVED | BYTE_URL;
		if (byte_class_in(c, ":/?#[]@!$()*+,;=%"))
			k |= BYTE_URL;
		if (text)
			k |= BYTE_TEXT;
		if (text && !byte_class_in(c, "&<>\"'"))
			k |= BYTE_HTML;
		if (graph && !byte_class_in(c, "<>\"&"))
			k |= BYTE_ID;
		if (c > ' ' && c != 0x7f && !byte_class_in(c, "<>"))
			k |= BYTE_ADDRESS;
		if (alnum || byte_class_in(c, "!#$%&'*+-/=?^_`{|}~ "))
			k |= BYTE_PHRASE;
		if (graph && c != '=')
			k |= BYTE_QP;
		byte_classes[c] = (unsigned char)k;
	}
}
