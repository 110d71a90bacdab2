/* Shared by core/demo/seed*. */
#pragma once
#include "core/demo/seed.h"

/* ---- seed_people.c: contacts, in arrays as the query takes them. */
struct seed_people {
	str *ids, *emails, *first, *last, *tags, *variables, *statuses;
	int64_t *at;
	size_t n;
};
#define SEED_PEOPLE 3400u
void seed_people_make(struct arena *a, int64_t now, struct seed_people *out);

/* ---- seed_texts.c */
struct seed_mail {
	const char *name, *subject, *preheader, *tag; /* tag NULL: everybody */
	int days_ago;				      /* negative: in the future */
	const char *title, *lead, *points[3], *button;
	const char *links[3]; /* the button's first */
};
extern const struct seed_mail seed_mails[];
extern const size_t seed_mails_n;
str seed_mail_html(struct arena *a, const struct seed_mail *m);
extern const char seed_steps_small[], seed_steps_demo[];

struct seed_random { /* the same in every run */
	uint64_t state;
};
uint64_t seed_next(struct seed_random *r);
static inline size_t seed_below(struct seed_random *r, size_t n)
{
	return (size_t)((seed_next(r) >> 11) % n);
}
