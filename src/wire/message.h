/* A campaign's (or step's) message, compiled once and spliced per recipient: parts are parsed, rewritten, encoded and
 * cut at the fields by message_compile; message_splice then copies, and encodes only the values. The compiled message
 * is immutable: any number of threads may splice from it. What comes out is a complete RFC 5322 message with CRLF,
 * 7-bit clean (but for addresses that need SMTPUTF8), lines within 998 bytes, no line beginning with a dot. No input
 * can add a header: CR, LF and NUL in values become spaces. Memory: a few times the size of the content, held by the
 * message. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "wire/cuid.h"
#include "wire/links.h"
#include "wire/template.h"

struct message_attachment {
	str filename, content_type; /* content_type absent: application/octet-stream */
	str content_id;		    /* without <>; for inline images: <img src="cid:…"> */
	bool is_inline;
	str data;
};
struct message_header {
	str name, value; /* extra header; the value is a plain text, not a template */
};

/* Everything is copied; absent parts are left out. Times in µs, addresses as they go on the wire (IDN as A-labels). */
struct message_spec {
	str from_email, from_name;
	str reply_to;		      /* address; absent: none */
	bool reply_tag;		      /* Reply-To (or From) with the recipient's id: name+<id>@domain, where it fits */
	str subject;		      /* template */
	str html;		      /* template; absent: a text-only message */
	str text;		      /* template; absent: made from the HTML */
	str preheader;		      /* template; hidden at the top of the HTML */
	bool tracking;		      /* rewrite links, add the pixel */
	bool no_unsubscribe;	      /* leave List-Unsubscribe away (one-to-one mails) */
	str leave_to;		      /* an address whose mail we read: a mailto: beside the https; absent: none */
	str base_url;		      /* https://host of tracking and unsubscribe links, no slash at the end */
	const struct link_keys *keys; /* needed when tracking */
	str list_id;		      /* "<campaignId>.<host>", without <>; absent: none */
	str feedback_id;	      /* "campaign:tenant:loumass"; absent: none */
	const struct message_attachment *attachments;
	size_t attachments_n;
	const struct message_header *headers;
	size_t headers_n;
};

struct message_to {
	str id;			  /* recipient id: Message-ID is <id@domain of From>; also X-Loumass-Id */
	str tracking_id;	  /* absent: links of "preview", which verify nowhere */
	str address;		  /* on the wire; absent: values.email */
	struct tpl_values values; /* unsubscribe_url is filled in */
	int64_t date_us;	  /* for Date */
	str in_reply_to;	  /* message id with <>; absent: none */
	str references;		  /* message ids with <>, spaces between; absent: in_reply_to */
	bool subject_needed;	  /* refuse to put a message together whose subject is blank for this recipient */
	str subject_re;		  /* a thread's subject, replaces the template ("Re: …"); absent: the template */
};

/* The subject of a mail that leaves: this word, a blank, the tracking id. */
#define MESSAGE_LEAVE_WORD "unsubscribe"

/* A plain name before the @ that has room for '+' and an id (RFC 5321, 4.5.3.1.1: 64 bytes). */
#define MESSAGE_TAGGED_LOCAL_MAX (64u - 1u - CUID_LEN)
bool message_can_tag(str address);
/* name+<id>@domain, into out; the address when it cannot be tagged. */
void message_tag(str address, str id, struct buf *out);

struct message;
/* ERR_INVALID with *error filled (its message names the part: "subject", "html", "text"); ERR_LIMIT. */
err message_compile(const struct message_spec *spec, struct tpl_error *error, struct message **out);
void message_free(struct message *m); /* takes NULL */
static inline void message_freep(struct message **m)
{
	message_free(*m);
}
#define MESSAGE_AUTO __attribute__((cleanup(message_freep)))

/* Appends the message to out (which should have a ceiling of MESSAGE_MAX). ERR_LIMIT when it does not fit; ERR_INVALID,
 * with a static text, when this recipient cannot get one. */
err message_splice(const struct message *m, const struct message_to *to, struct buf *out);
/* The same without the attachments, which are the same for everybody: send message_tail(m) behind it. The tail is
 * empty for most messages; it lives as long as m. */
err message_splice_head(const struct message *m, const struct message_to *to, struct buf *out);
str message_tail(const struct message *m);
size_t message_size_hint(const struct message *m); /* bytes of a typical result, to make room once */

/* How it will look: subject, HTML and text, with fields filled in, links untracked, no pixel. In the arena. */
struct message_preview {
	str from, to, subject, html, text; /* html absent for text-only messages */
};
err message_preview(const struct message *m, const struct message_to *to, struct arena *a, struct message_preview *out);
/* Names of all fields used in subject, HTML and text, each once ("variables.company"). */
size_t message_field_names(const struct message *m, const str **out);
/* The tracked links in order (n from 1): the target as the author wrote it, for reports. */
size_t message_links(const struct message *m, const struct link_site **out);
