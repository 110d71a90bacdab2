/* The words of report_leave.c, folded (fold.h). For report_leave.c only. */
#pragma once
#include <stddef.h>

extern const char *const leave_bare[];	    /* the whole message or line */
extern const char *const leave_asks[];	    /* within a sentence: asks for it */
extern const char *const leave_named[];	    /* names it, and may ask */
extern const char *const leave_topics[];    /* names what may be left */
extern const char *const leave_negations[]; /* "don't unsubscribe" */
extern const char *const leave_doubts[];    /* conditions, reports: "if you …", "I tried to" */
extern const char *const leave_others[];    /* somebody else */
extern const char *const leave_polite[];    /* questions that ask for it: "could you …?" */
extern const char *const leave_threats[];   /* what follows is no condition: "otherwise I will complain" */
extern const char *const leave_reports[];   /* what happened, not what is wished: "I have not received" */
/* A sentence that has something of each is a wish, whatever its wording. An empty row ends the table. */
struct leave_shape {
	const char *const *of[3];
};
extern const struct leave_shape leave_shapes[];
extern const char *const leave_by_program[]; /* what mail programs write */
