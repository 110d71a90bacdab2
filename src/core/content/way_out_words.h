/* The line that shows the way out, in the languages we have it in. */
#pragma once
#include "base/str.h"

struct way_out_words {
	str lang;
	str before, link, after; /* "You can ", "unsubscribe", " from …": HTML */
	str text;		 /* before the address, in plain text */
};
/* locale: the account's, "de-CH"; absent or one that we have no words in: the language of the mail's <html lang>, else
 * English. */
const struct way_out_words *way_out_words_of(str locale, str html);
