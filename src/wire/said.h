/* What of a message's text is new, what it quotes, and what is its signature. One function for judging, for the API
 * and for the app. Every line of the text is in exactly one of the three, so no word is lost. Pure; any bytes. */
#pragma once
#include "base/arena.h"

struct said {
	str said;      /* the new words, answers below and between quotes included */
	str quoted;    /* what is quoted, with the lines that announce it */
	str signature; /* below "-- ", "Sent from my …" */
};
struct said said_split(struct arena *a, str text);
/* HTML as text in which said_split finds what is quoted: the containers and rules with which the usual mail programs
 * set an original apart become quote marks and announcing lines. At most max bytes. */
str said_from_html(struct arena *a, str html, size_t max);
