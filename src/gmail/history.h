/* What is new in a Gmail mailbox, as requests to make and answers to read; pure, like gmail.h. */
#pragma once
#include "gmail/gmail.h"

void gmail_profile(struct arena *a, const char *base, struct gmail_request *out);
err gmail_profile_read(struct arena *a, str body, str *history_id);

/* Messages added since a history id. Answered with 404 when that is too old. page: of the answer before; absent: the
 * first. */
void gmail_history(struct arena *a, const char *base, str since, str page, struct gmail_request *out);
struct gmail_news {
	struct gmail_ref *v; /* without those that are sent or drafts */
	size_t n;
	str history_id; /* to go on from, after the last page */
	str next_page;	/* absent: this was the last */
};
err gmail_history_read(struct arena *a, str body, struct gmail_news *out);

/* A whole message; GMAIL_RAW_MAX bounds the answer. Larger ones: the headers and the first words. */
#define GMAIL_RAW_MAX (8u << 20)
void gmail_raw(struct arena *a, const char *base, str id, struct gmail_request *out);
void gmail_brief(struct arena *a, const char *base, str id, struct gmail_request *out);
struct gmail_mail {
	str raw; /* the message; of a brief one made of its headers and the snippet */
	str thread_id, history_id;
	int64_t at;    /* µs; 0: unknown */
	bool outgoing; /* sent or a draft: no answer */
};
err gmail_mail_read(struct arena *a, str body, struct gmail_mail *out);
