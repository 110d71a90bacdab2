/* The texts of the installation's own mail, in English and German. */
#pragma once
#include "base/str.h"

struct system_mail_words {
	const char *kind;
	/* {{firstName}} and {{lastName}} stand for the two fields of the mail, so that they are escaped as everything is. */
	struct {
		const char *subject, *text, *button;
	} in[2]; /* English, German */
};
/* NULL: there is no such mail. */
const struct system_mail_words *system_mail_words_of(str kind);
