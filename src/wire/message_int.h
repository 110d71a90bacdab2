/* The inside of a compiled message; for message_*.c only. */
#pragma once
#include "wire/message.h"
#include "wire/mime.h"
#include "wire/template_prog.h"

/* What a MARK op of the HTML stands for: the tracking id, the signature of seeds[mark & ~MARK_MAC], or link number
 * `mark - 1` of links[]. */
#define MARK_TRACKING_ID 0u
#define MARK_MAC 0x80000000u

struct chunk { /* a literal of the template, encoded from column 0 */
	str bytes;
	uint32_t first, last; /* length of its first and of its last line */
	bool breaks;	      /* it has more than one line */
};

struct part {
	struct tpl *t;
	struct chunk *chunks; /* one per op of t */
	enum mime_encoding encoding;
	str fixed; /* 7bit: the whole content */
};

struct signed_link { /* a link with fields in it: signed when spliced */
	struct tpl *url;
	uint64_t n;
	bool quoted;
};

struct message {
	struct arena arena;
	struct tpl_fields fields; /* of all templates */
	str base_url;
	unsigned char link_key[LINK_KEY_LEN];
	bool unsubscribe;  /* List-Unsubscribe headers */
	str leave_by_mail; /* "mailto:…", up to the tracking id; absent: only by https */
	str from_header;   /* "From: …", and Reply-To */
	str reply_tagged;  /* the address of a Reply-To that gets the recipient's id; absent: none does */
	str from_shown;	   /* for previews */
	str id_domain;
	struct tpl *subject;
	str subject_fixed; /* the whole header when the subject has no fields */
	str list_headers;  /* List-Id, Feedback-ID, extra ones */
	str before_text;   /* MIME-Version … up to the first part's content */
	struct part text;
	str before_html;
	struct part html;
	str tail; /* behind the last part */
	bool tail_is_big;
	bool has_html;
	struct signed_link *links;
	size_t links_n;
	struct link_seed *seeds; /* of the links that are the same for everybody, and the hidden one */
	size_t seeds_n;
	struct link_sites sites;
	str html_source, text_source; /* for previews */
	size_t size_hint;
};

void message_run_part(const struct message *m, const struct part *p, const struct tpl_bound *b, str tracking_id,
		      struct tpl_scratch *s, struct buf *out);
