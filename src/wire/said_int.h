/* The word lists of said.c, folded (fold.h). For said.c only. */
#pragma once
#include "wire/html.h"

enum said_label { SAID_FROM, SAID_DATE, SAID_TO, SAID_CC, SAID_SUBJECT, SAID_LABELS };
extern const char *const *const said_labels[SAID_LABELS];
extern const char *const said_dividers[];
extern const char *const said_reply_above[];
extern const char *const said_verbs[];	  /* "wrote" */
extern const char *const said_starters[]; /* "on mon" */
extern const char *const said_sent_from[];
extern const char *const said_sent_from_inside[];
