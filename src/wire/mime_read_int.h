/* What mime_read.c and mime_parts.c share. For these two only. */
#pragma once
#include "wire/mime_read.h"
#include <gmime/gmime.h>

str mime_clean(struct arena *a, const char *p, size_t n); /* as UTF-8, without NULs, in the arena */
str mime_one_line(struct arena *a, const char *z);	  /* unfolded and trimmed; NULL: absent */
/* The message's own headers and those of its topmost part. */
void mime_headers(struct arena *a, GMimeMessage *m, const struct mime_header_line **v, size_t *n);
