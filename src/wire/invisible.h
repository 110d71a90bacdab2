/* Characters that no eye sees: control, format (zero-width, bidi), spaces of all kinds, fillers. Inside an address they are
 * refused by name, at its ends they are trimmed. */
#pragma once
#include "base/arena.h"

str invisible_trim(str s);
/* The first of them in valid UTF-8, as "U+200B ZERO WIDTH SPACE"; false: there is none. */
bool invisible_find(struct arena *a, str s, str *name);
