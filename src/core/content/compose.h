/* From a campaign (or a sequence's step) and its sender to a compiled message: the one place that decides which field
 * becomes which part. Used alike by sending, previews, checks and test mails. Pure but for the arena. */
#pragma once
#include "core/ground/config.h"
#include "wire/message.h"
#include "wire/token.h"

struct compose_sender {
	str from_email, from_name, reply_to; /* the last two may be absent */
	bool reply_tags;
	str leave_to; /* whose mail we read; absent: nobody's */
};

struct compose_in {
	str id;	     /* campaign id, or sequence id '.' step id */
	str user_id; /* for Feedback-ID */
	str locale;  /* the account's: the language of what we add; absent: the mail's own */
	str subject, content;
	str content_format; /* "html", "rich" (both are HTML) or "text" */
	str text_content;   /* absent: made from the HTML */
	str preheader;
	str from_name, reply_to; /* override the sender's when not absent or empty */
	bool tracking;
	bool no_footer; /* false: a message without {{unsubscribeUrl}} gets a line with it at its end */
	struct compose_sender sender;
	str base_url; /* where its links live: config->url or the tenant's tracking domain */
	const struct message_attachment *attachments;
	size_t attachments_n;
};

/* ERR_INVALID: *error says what and where. The message is the caller's (message_free). */
err compose_message(struct arena *a, const struct compose_in *in, const struct link_keys *keys, struct tpl_error *error,
		    struct message **out);
/* The link keys of the installation's secrets. */
void compose_link_keys(const struct keyring *kr, struct link_keys *out);
/* The tracking id of test mails and previews: their links lead to pages that work and change nothing. */
str compose_trial_id(const struct keyring *kr, struct arena *a, str user_id);
/* The envelope's sender: the address with its domain in A-labels. ERR_INVALID. */
err compose_envelope_from(struct arena *a, str from_email, str *out);
