/* Is there a way out that everybody who gets the mail can see? A link to {{unsubscribeUrl}} in a branch that not
 * everybody gets, in a comment, hidden, without a word on it, or with something before the address is none. Pure. */
#pragma once
#include "base/str.h"

bool way_out_in_html(str html);
bool way_out_in_text(str text);
