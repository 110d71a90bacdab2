/* Findings: what was looked at before something is sent. Errors stop it, warnings are advice, the rest is for
 * information. The message tells in English what to do; what it names stands beside it, so that other languages can
 * say it in their own words. */
#pragma once
#include "base/arena.h"
#include "base/num.h"
#include "wire/field_errors.h"
#include "wire/json_read.h"
#include "wire/json_write.h"

#define CHECKS_MAX 64
#define CHECK_NAMES_MAX 8

enum check_level { CHECK_ERROR, CHECK_WARNING, CHECK_INFO };

struct check {
	const char *code; /* stable */
	enum check_level level;
	str message;
	str mail; /* which of a sequence's mails: its step's name; absent: there is one, or it concerns all */
	str named[CHECK_NAMES_MAX]; /* fields, addresses, files, senders, domains, a spam filter's rules; in no language
				     */
	size_t named_n;
	struct opt_i64 count;		 /* of those concerned */
	struct opt_i64 seconds;		 /* how long sending takes */
	struct opt_f64 score, junk_from; /* a spam filter's, and from where on it calls a mail spam */
	struct check_contact {
		str id, email;
	} * contacts; /* some of those concerned */
	size_t contacts_n;
};
struct checks {
	struct check v[CHECKS_MAX];
	size_t n;
};

/* What stops a mail is a finding of level error. Whether a person may send it all the same is decided here, and nowhere
 * else: what cannot be sent, or would say something else than was meant, may not (nobody to send to, an empty text, a
 * template with an error); what only spoils it, in our judgement, may. */
bool check_is_judgement(const char *code);
/* The errors among them, under their codes; with `anyway` without those of judgement. */
void checks_refuse(const struct checks *c, bool anyway, struct field_errors *errors);

const char *check_level_name(enum check_level l);
/* An unknown name is CHECK_INFO's. */
enum check_level check_level_of(str name);

/* One more finding; beyond CHECKS_MAX it is not told. Never NULL. */
[[gnu::format(printf, 5, 6)]] struct check *check_add(struct checks *out, struct arena *a, const char *code,
						      enum check_level level, const char *fmt, ...);
/* Adds what c names, when it is there and was not named yet; beyond CHECK_NAMES_MAX it is left out. Returns c. */
struct check *check_name(struct check *c, str name);

/* An array of objects: from the one numbered from. */
void checks_write(struct json_writer *w, const struct checks *c, size_t from);
/* Adds those that checks_write wrote, without their contacts. */
void checks_read(struct arena *a, const struct json *array, struct checks *out);
