/* Has anybody written this mail? Not when it is blank, or when it is what the editor begins with: its greeting, its closing
 * line and the way out, in any of the app's languages. An image is something, a field is, too.
 * The app says the same while somebody writes (web/src/editor/unwritten.ts); tests/corpus/unwritten.json is replayed by
 * both. Pure. */
#pragma once
#include "base/str.h"

/* The same words wherever a mail is checked: after a field's name, and as a sentence. */
#define UNWRITTEN_SUBJECT "is empty: write a subject"
#define UNWRITTEN_CONTENT "has no text yet: write the mail"
#define UNWRITTEN_SUBJECT_SAID "The subject is empty."
#define UNWRITTEN_CONTENT_SAID "There is no text yet."

/* format: "text", else it is HTML. */
bool unwritten_content(str content, str format);
