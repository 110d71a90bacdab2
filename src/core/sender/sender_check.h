/* What is looked at about a sender before anything goes out by it. */
#pragma once
#include "core/ground/app.h"
#include "core/ground/check.h"
#include "core/sender/sender.h"

/* "local_address": the links of a mail that reaches others lead to this machine's own name. An error of judgement; a
 * warning when the mail server is on this machine, too. */
void sender_check_address(const struct app *app, struct arena *a, const struct sender *s, struct checks *out);
