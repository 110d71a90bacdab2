/* What is wrong with a mail's text, whoever sends it: findings for campaigns and sequences alike. */
#pragma once
#include "core/ground/check.h"

/* One finding per kind of fault, with the first of its kind, its line, and how many there are. mail: which of a
 * sequence's mails; absent: there is one. */
void content_check_links(struct checks *out, struct arena *a, str html, str mail);
