/* Is the domain of From set up as Gmail and Yahoo ask of those who send in bulk? What cannot be seen from here (whether
 * a relay signs) is said to be so, never taken for a fault. */
#include "core/campaign/preflight.h"
#include "core/sender/domain_setup.h"
#include "wire/addr.h"

#define BULK 5000 /* messages from which Gmail and Yahoo count a sender among the bulk senders */

struct asked {
	struct dns_question txt, mx, a, aaaa, dmarc[4];
	size_t n_dmarc;
};

static bool preflight_auth_ask(const struct app *app, struct arena *a, str domain, struct asked *k)
{
	struct dns_question q[8] = { { .name = domain, .type = DNS_TXT },
				     { .name = domain, .type = DNS_MX },
				     { .name = domain, .type = DNS_A },
				     { .name = domain, .type = DNS_AAAA } };
	str rest = domain;
	while (k->n_dmarc < 4 && str_find_byte(rest, '.') != STR_NPOS) {
		q[4 + k->n_dmarc++] =
			(struct dns_question){ .name = arena_printf(a, "_dmarc.%.*s", STR_FMT(rest)), .type = DNS_TXT };
		rest = str_from(rest, str_find_byte(rest, '.') + 1);
	}
	if (!app->ask_dns || err_is(app->ask_dns(a, app->config->dns, q, 4 + k->n_dmarc)))
		return false;
	k->txt = q[0];
	k->mx = q[1];
	k->a = q[2];
	k->aaaa = q[3];
	memcpy(k->dmarc, q + 4, k->n_dmarc * sizeof(*q));
	return !err_is(k->txt.outcome) && !err_is(k->mx.outcome) && !err_is(k->dmarc[0].outcome);
}

static bool preflight_auth_has_spf(const struct dns_question *q)
{
	for (size_t i = 0; i < q->n; i++)
		if (q->v[i].type == DNS_TXT && str_starts_nocase(q->v[i].data, STR("v=spf1")))
			return true;
	return false;
}

static void preflight_auth_name_all(struct checks *out, size_t from, str domain)
{
	for (size_t i = from; i < out->n; i++)
		check_name(&out->v[i], domain);
}

bool preflight_keys(const struct app *app, tenant_db db, struct arena *a, const struct preflight_mail *m,
		    struct checks *out)
{
	struct dkim_signer *DKIM_SIGNER_AUTO s = NULL;
	struct addr addr;
	if (!m->sender || !m->sender->dkim || err_is(addr_parse(a, m->sender->from_email, &addr)))
		return false;
	err e = dkim_signer_load(app->keys, db, a, addr.ascii_domain, &s);
	size_t from = out->n;
	if (e.code == ERR_INVALID)
		check_add(out, a, "dkim_missing", CHECK_ERROR, "Mail cannot be signed: %s.", e.why);
	else if (!err_is(e) && dkim_signer_keys(s) == 0)
		check_add(out, a, "dkim_missing", CHECK_ERROR,
			  "The sender is to sign its mail, but %.*s has no DKIM key whose record is in DNS: set it up "
			  "under Domains, or switch signing off at the sender.",
			  STR_FMT(addr.ascii_domain));
	preflight_auth_name_all(out, from, addr.ascii_domain);
	return dkim_signer_keys(s) > 0;
}

static void preflight_auth_check_domain(struct arena *a, const struct preflight_mail *m, str domain,
					const struct asked *k, bool signs, struct checks *out)
{
	bool reserved = preflight_reserved(domain), bulk = m->recipients >= BULK, spf = preflight_auth_has_spf(&k->txt);
	str policy = setup_dmarc_policy(k->dmarc, k->n_dmarc);
	bool strict = str_eq_nocase(policy, STR("reject")) || str_eq_nocase(policy, STR("quarantine"));
	if (k->mx.no_such_name) {
		check_add(out, a, "from_domain_unknown", reserved ? CHECK_WARNING : CHECK_ERROR,
			  "DNS does not know %.*s, the domain of From: receivers refuse mail from it. Is the sender's "
			  "address "
			  "right?",
			  STR_FMT(domain));
		return;
	}
	if (k->mx.n == 0 && k->a.n == 0 && k->aaaa.n == 0)
		check_add(out, a, "no_mx", CHECK_WARNING,
			  "Nothing takes mail for %.*s: answers and bounces are lost. Set an MX record.",
			  STR_FMT(domain));
	if (!spf)
		check_add(out, a, "no_spf", bulk && !signs && !reserved ? CHECK_ERROR : CHECK_WARNING,
			  "%.*s has no SPF record: Gmail and Yahoo want SPF and DKIM from bulk senders. The record to "
			  "set stands "
			  "under Domains.",
			  STR_FMT(domain));
	if (str_absent(policy))
		check_add(out, a, "no_dmarc", bulk && !reserved ? CHECK_ERROR : CHECK_WARNING,
			  "%.*s has no DMARC record: Gmail and Yahoo refuse more than 5,000 messages a day without "
			  "one. The record "
			  "to set stands under Domains.",
			  STR_FMT(domain));
	if (strict && !signs && !spf)
		check_add(out, a, "dmarc_fails", CHECK_ERROR,
			  "%.*s asks receivers to refuse what is not authenticated (DMARC p=%.*s), but has no SPF "
			  "record, and mail is "
			  "not signed here: set SPF, or make DKIM keys under Domains.",
			  STR_FMT(domain), STR_FMT(policy));
	else if (strict && !signs)
		check_add(out, a, "dmarc_strict", CHECK_WARNING,
			  "%.*s asks receivers to refuse what is not authenticated (DMARC p=%.*s): your server must "
			  "sign as this "
			  "domain or stand in its SPF record. Send yourself a test and look at its "
			  "Authentication-Results.",
			  STR_FMT(domain), STR_FMT(policy));
	else if (!signs)
		check_add(out, a, "dkim_unseen", CHECK_INFO,
			  "Mail is not signed here; whether your server does (DKIM, as %.*s) shows in a test mail's "
			  "Authentication-Results.",
			  STR_FMT(domain));
}

bool preflight_auth(const struct app *app, struct arena *a, const struct preflight_mail *m, bool signs,
		    struct checks *out)
{
	struct addr addr;
	struct asked k = {};
	if (!m->sender || !str_eq(m->sender->kind, STR("smtp")) || err_is(addr_parse(a, m->sender->from_email, &addr)))
		return true;
	size_t from = out->n;
	bool answered = preflight_auth_ask(app, a, addr.ascii_domain, &k);
	if (answered)
		preflight_auth_check_domain(a, m, addr.ascii_domain, &k, signs, out);
	else
		check_add(out, a, "auth_unchecked", CHECK_INFO,
			  "DNS could not be asked about %.*s: whether SPF and DMARC are set up is not known.",
			  STR_FMT(addr.ascii_domain));
	preflight_auth_name_all(out, from, addr.ascii_domain);
	if (!app->config->url_is_https)
		check_add(out, a, "unsubscribe_not_https", CHECK_WARNING,
			  "One-click unsubscribe needs https: Gmail shows no button for %s. Put a proxy with a "
			  "certificate in front "
			  "and set LOUMASS_URL.",
			  app->config->url);
	return answered;
}
