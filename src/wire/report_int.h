/* What the files of report share. For these only. */
#pragma once
#include "wire/mime_parts.h"
#include "wire/report.h"

struct report_work {
	struct arena *a;
	struct mime_parts mail;
	struct report *r;
	str body;		/* the first text, for bounces without a standard */
	str texts;		/* all of them, one after the other */
	str original;		/* headers of the message that came back; absent: none did */
	bool null_path, daemon; /* Return-Path: <>; From a mail daemon */
	bool postmaster;
};

/* ---- report_text.c: fields and words */

/* The value of a field in header text ("Name: value", folded), or absent. from: where to look on; may be NULL. */
str report_field(struct arena *a, str text, const char *name);
/* The first line of text that begins with `name` and a colon, whatever quotes it ("> ", tabs): its value. */
str report_quoted_field(str text, const char *name);
/* The bare address in "rfc822; <a@b>", "Name <a@b>", "a@b (why)". Absent: there is none. */
str report_address(struct arena *a, str s);
/* The first address in a text, from `at` on; *end behind it. */
str report_find_address(str text, size_t at, size_t *end);
/* The first enhanced status code of class 4 or 5, and the first three-digit reply of these, as "5" or "4" class. */
str report_find_code(str text);
int report_find_reply(str text); /* the first three-digit reply of class 4 or 5; 0: none */
void report_ref(struct report *r, enum report_how how, str id);
void report_ids(struct report *r, enum report_how how, str list, bool last_first); /* "<a> <b>" */

/* ---- report_bounce.c */

bool report_feedback(struct report_work *w);	 /* RFC 5965 and Outlook's own */
bool report_status(struct report_work *w);	 /* RFC 3464 */
bool report_notification(struct report_work *w); /* Amazon SES's, by mail */
void report_original_refs(struct report_work *w);

/* ---- report_plain.c: bounces in words only */

bool report_plain_bounce(struct report_work *w);
void report_sender(struct report_work *w); /* fills null_path, daemon, postmaster, by_program */
/* The address that failed, by header, by the text, by the original's To. */
str report_failed_address(struct report_work *w);
/* What the text for people says about why. */
struct diagnosis {
	struct refusal refusal;
	str words, code;
};
struct diagnosis report_diagnose(struct report_work *w, str code);

/* ---- report_auto.c */

bool report_receipt(struct report_work *w);
bool report_auto(struct report_work *w);

/* ---- report_leave.c */

/* A wish to leave that a mail program or a list's link wrote. */
bool report_leaves_by_program(struct report_work *w);
/* A person's: true when it is sure; a doubtful one is marked, and the message stays a reply. */
bool report_leaves(struct report_work *w);

/* ---- report_away.c */

void report_away_read(struct report_work *w);
