/* What DNS says of the domain that mail comes from, beside what it should say: SPF, DKIM, DMARC, MX and the mail
 * servers' reverse names; each with its state, the exact record to set, and why. Asked when a person wants to see it,
 * and kept for a while. The gathering is here, the judging is pure (domain_setup_rules.c). */
#pragma once
#include "core/sender/dkim.h"
#include "wire/json_write.h"

enum setup_state { SETUP_OK, SETUP_WARNING, SETUP_MISSING, SETUP_WRONG, SETUP_UNKNOWN };
const char *setup_state_name(enum setup_state s);

struct setup_record {
	str type, name, value;
};
struct setup_item {
	const char *id; /* "spf", "dkim", "dmarc", "mx", "ptr" */
	enum setup_state state;
	str message;		      /* what is the matter, and what to do */
	const char *why;	      /* what the record is for */
	struct setup_record *records; /* to set; those that are right already, too */
	size_t n_records;
	str *found; /* as DNS has it */
	size_t n_found;
};
#define SETUP_ITEMS 5
struct domain_setup {
	str domain;
	struct setup_item v[SETUP_ITEMS];
	int64_t checked_at;
	bool signs; /* a sender of this domain has its mail signed here */
	struct dkim_key *keys;
	size_t n_keys;
};

/* What was asked, for the rules. */
struct setup_sender {
	str host;			  /* absent: keeps mail here, or is a provider's own */
	struct dns_question addresses[2]; /* A, AAAA of host */
	str address;			  /* the first of them */
	struct dns_question reverse, forward;
};
struct setup_facts {
	str domain;
	bool signs, own_server; /* a sender of kind smtp has this domain */
	struct dns_question txt, mx, a, aaaa;
	struct dns_question dmarc[4]; /* _dmarc of the domain and of those above it */
	size_t n_dmarc;
	const struct dkim_key *keys;
	struct dns_question *key_txt;
	size_t n_keys;
	struct setup_sender senders[4];
	size_t n_senders;
};
void setup_judge(struct arena *a, const struct setup_facts *f, struct domain_setup *out);

/* The policy that the domain's DMARC record asks for; absent: no record. */
str setup_dmarc_policy(const struct dns_question *q, size_t n);

/* Asks DNS, moves the states of DKIM keys, keeps the result. ERR_NOT_FOUND: no domain of this tenant's. */
err domain_setup_look(const struct app *app, tenant_db db, struct arena *a, str domain, struct domain_setup *out);
/* The same as JSON, as it was kept if that is not older than max_age (µs), else asked anew. */
err domain_setup_json(const struct app *app, tenant_db db, struct arena *a, str domain, int64_t max_age, str *out);
/* A domain that no sender has yet. ERR_INVALID. */
err domain_add(const struct app *app, tenant_db db, struct arena *a, str domain, str *json);
/* Its keys and what was kept. ERR_NOT_FOUND; ERR_CONFLICT: a sender has it. */
err domain_delete(tenant_db db, struct arena *a, str domain);
/* ERR_NOT_FOUND unless a sender, a key or a look of this tenant's has it. *ascii: its A-labels in lower case. */
err domain_mine(tenant_db db, struct arena *a, str domain, str *ascii);

struct domain_line {
	str domain;
	int64_t senders;
	bool signs;
	struct opt_i64 checked_at;
	str state; /* the worst of its items; absent: never looked at */
};
err domain_list(tenant_db db, struct arena *a, struct domain_line **out, size_t *n);
