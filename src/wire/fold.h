/* Text as words are compared: lower case in Latin, Greek and Cyrillic, Latin letters without accents ("é" is "e", "ß"
 * is "ss"), typographic quotes and dashes as ASCII ones, full-width forms as ASCII, what is invisible left out, every
 * run of white space one space (line ends too, unless they are kept). Pure; any bytes. */
#pragma once
#include "base/arena.h"

enum fold_lines { FOLD_JOIN, FOLD_KEEP }; /* KEEP: a line end stays one LF */
str fold_text(struct arena *a, str s, size_t max, enum fold_lines lines);

/* A pattern against folded text. A pattern is words as fold_text gives them, and
 *   '*'  anything of up to FOLD_GAP bytes,
 *   '$'  (at the end) the word ends here.
 * A pattern that begins with an ASCII letter or digit begins at a word. */
#define FOLD_GAP 48u
size_t fold_find(str text, const char *pattern, size_t *end); /* STR_NPOS: it is not in there; end may be NULL */
/* The first pattern of a NULL-ended list that is in there; NULL: none. */
const char *fold_has(str text, const char *const *patterns);
const char *fold_begins(str text, const char *const *patterns);
