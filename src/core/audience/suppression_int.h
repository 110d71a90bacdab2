/* Shared by suppression.c and suppression_import.c. */
#pragma once
#include "core/audience/suppression.h"

str suppression_new_id(struct arena *a, int64_t at);
/* What is stored: an address or "@domain" ("*@domain" is the same), in lower case. ERR_INVALID: neither. */
err suppression_normal_form(struct arena *a, str text, str *out);
