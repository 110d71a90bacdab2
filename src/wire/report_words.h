/* The word lists with which report_plain.c and report_auto.c tell programs from people, folded (fold.h). */
#pragma once
#include <stddef.h>

struct report_format { /* a mail program's own words */
	const char *rule, *mark;
};
extern const struct report_format report_formats[];
extern const char *const report_daemon_locals[];   /* how a daemon's address begins */
extern const char *const report_daemon_names[];	   /* in its display name */
extern const char *const report_daemon_anywhere[]; /* anywhere in From */
extern const char *const report_postmasters[];
extern const char *const report_helpers[]; /* addresses that reports name for help */
extern const char *const report_bounce_subjects[];
extern const char *const report_bounce_words[];
extern const char *const report_answer_prefixes[]; /* "re:", "fwd:" */
extern const char *const report_original_marks[];
extern const char *const report_boilerplate[];
extern const char *const report_listings[];	 /* what stands above the addresses that failed */
extern const char *const report_failure_words[]; /* say that something failed, not what */
extern const char *const report_delay_sure[];	 /* whatever else is said of giving up */
extern const char *const report_delay_words[];
extern const char *const report_delay_subjects[];
extern const char *const report_final_words[];
extern const char *const report_auto_prefixes[];   /* out of office and the like, at the very start of a subject */
extern const char *const report_away_words[];	   /* "I am out of the office" */
extern const char *const report_ack_subjects[];	   /* "Ticket received" */
extern const char *const report_ack_words[];	   /* "we have received your request" */
extern const char *const report_ack_promises[];	   /* "we will get back to you" */
extern const char *const report_automatic_words[]; /* "this is an automatic mail" */
extern const char *const report_not_automatic[];
extern const char *const report_challenge_words[];
