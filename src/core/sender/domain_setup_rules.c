/* Judging what DNS said. Pure. */
#include "core/sender/domain_setup.h"
#include "wire/json_body.h"

#define FOUND_MAX 8u /* shown of what stands there */

const char *setup_state_name(enum setup_state s)
{
	static const char *const names[] = { "ok", "warning", "missing", "wrong", "unknown" };
	return names[s];
}

static void domain_setup_rules_add_record(struct arena *a, struct setup_item *it, const char *type, str name, str value)
{
	struct setup_record *v = arena_array(a, struct setup_record, it->n_records + 1);
	if (it->n_records)
		memcpy(v, it->records, it->n_records * sizeof(*v));
	v[it->n_records++] = (struct setup_record){ str_z(type), name, value };
	it->records = v;
}

static void domain_setup_rules_add_found(struct arena *a, struct setup_item *it, str text)
{
	if (it->n_found == FOUND_MAX)
		return;
	if (!it->found)
		it->found = arena_array(a, str, FOUND_MAX);
	it->found[it->n_found++] = str_upto(text, str_utf8_floor(text, text.n < 500 ? text.n : 500));
}

static bool domain_setup_rules_unknown(struct arena *a, struct setup_item *it, const struct dns_question *q)
{
	if (!err_is(q->outcome))
		return false;
	it->state = SETUP_UNKNOWN;
	it->message = arena_printf(a, "DNS could not be asked: %s. Look again later.", q->outcome.why);
	return true;
}

/* ---- SPF (RFC 7208) */

static bool domain_setup_rules_is_spf(str text)
{
	return str_starts_nocase(text, STR("v=spf1")) && (text.n == 6 || text.p[6] == ' ');
}

/* What large services want to see in the record of those who send through them. */
static const struct {
	const char *host, *mechanism;
} services[] = {
	{ "gmail.com", "include:_spf.google.com" },
	{ "google.com", "include:_spf.google.com" },
	{ "office365.com", "include:spf.protection.outlook.com" },
	{ "outlook.com", "include:spf.protection.outlook.com" },
	{ "amazonaws.com", "include:amazonses.com" },
	{ "sendgrid.net", "include:sendgrid.net" },
	{ "mailgun.org", "include:mailgun.org" },
	{ "mailjet.com", "include:spf.mailjet.com" },
	{ "brevo.com", "include:spf.brevo.com" },
	{ "sparkpostmail.com", "include:_spf.sparkpostmail.com" },
	{ "zoho.com", "include:zohomail.com" },
	{ "fastmail.com", "include:spf.messagingengine.com" },
};

static bool domain_setup_rules_under(str host, const char *domain)
{
	str d = str_z(domain);
	return str_eq_nocase(host, d) ||
	       (host.n > d.n && host.p[host.n - d.n - 1] == '.' && str_eq_nocase(str_from(host, host.n - d.n), d));
}

/* How the record lets this sender's server send; absent: its own server is the one that talks to the world, and which
 * that is cannot be seen from here. */
static str domain_setup_rules_mechanism_of(struct arena *a, const struct setup_sender *s, bool *sure)
{
	*sure = true;
	for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++)
		if (domain_setup_rules_under(s->host, services[i].host))
			return str_z(services[i].mechanism);
	*sure = false;
	if (str_absent(dns_reverse_name(a, s->host)))
		return arena_printf(a, "a:%.*s", STR_FMT(s->host));
	if (str_starts(s->host, STR("127.")) || str_eq(s->host, STR("::1")))
		return STR("mx");
	return arena_printf(a, str_find_byte(s->host, ':') == STR_NPOS ? "ip4:%.*s" : "ip6:%.*s", STR_FMT(s->host));
}

static bool domain_setup_rules_has_word(str record, str word)
{
	str piece;
	while (str_next(&record, ' ', &piece)) {
		if (piece.n && strchr("+?~-", piece.p[0]))
			piece = str_from(piece, 1);
		if (str_eq_nocase(piece, word))
			return true;
	}
	return false;
}

/* The record with what is missing put before its last word, "all". */
static str domain_setup_rules_with_words(struct arena *a, str record, str words)
{
	str rest = record, piece;
	while (str_next(&rest, ' ', &piece)) {
		str bare = piece.n && strchr("+?~-", piece.p[0]) ? str_from(piece, 1) : piece;
		if (!str_eq_nocase(bare, STR("all")) && !str_starts_nocase(piece, STR("redirect=")))
			continue;
		size_t at = (size_t)(piece.p - record.p);
		return arena_printf(a, "%.*s%.*s %.*s", STR_FMT(str_upto(record, at)), STR_FMT(words),
				    STR_FMT(str_from(record, at)));
	}
	return arena_printf(a, "%.*s %.*s ~all", STR_FMT(record), STR_FMT(words));
}

static void domain_setup_rules_judge_spf(struct arena *a, const struct setup_facts *f, struct setup_item *it)
{
	str record = STR_NULL, words = STR("");
	size_t n = 0;
	bool lacks_sure = false;
	it->id = "spf";
	it->why = "SPF says which servers may send for this domain; without it receivers take mail for forged.";
	if (domain_setup_rules_unknown(a, it, &f->txt))
		return;
	for (size_t i = 0; i < f->txt.n; i++) {
		if (f->txt.v[i].type != DNS_TXT || !domain_setup_rules_is_spf(f->txt.v[i].data))
			continue;
		n++;
		record = f->txt.v[i].data;
		domain_setup_rules_add_found(a, it, record);
	}
	for (size_t i = 0; i < f->n_senders; i++) {
		bool sure;
		str word = domain_setup_rules_mechanism_of(a, &f->senders[i], &sure);
		if ((n && domain_setup_rules_has_word(record, word)) || domain_setup_rules_has_word(words, word))
			continue;
		lacks_sure = lacks_sure || sure;
		words = str_empty(words) ? word : arena_printf(a, "%.*s %.*s", STR_FMT(words), STR_FMT(word));
	}
	str fresh = str_empty(words) ? STR("v=spf1 mx ~all") : arena_printf(a, "v=spf1 %.*s ~all", STR_FMT(words));
	str want = n == 0 ? fresh : str_empty(words) ? record : domain_setup_rules_with_words(a, record, words);
	domain_setup_rules_add_record(a, it, "TXT", f->domain, want);
	if (n == 0) {
		it->state = SETUP_MISSING;
		it->message = STR("There is no SPF record: set this one.");
	} else if (n > 1) {
		it->state = SETUP_WRONG;
		it->message =
			STR("There are several SPF records: receivers then take none. Put them together into one.");
	} else if (domain_setup_rules_has_word(record, STR("all")) && str_find(record, STR("-all")) == STR_NPOS &&
		   str_find(record, STR("~all")) == STR_NPOS && str_find(record, STR("?all")) == STR_NPOS) {
		it->state = SETUP_WRONG;
		it->message = STR("The record lets everybody send (+all): write ~all or -all at its end.");
	} else if (lacks_sure) {
		it->state = SETUP_WRONG;
		it->message = STR(
			"The record does not name the service that this domain's mail goes out by: change it to this.");
	} else if (!str_empty(words)) {
		it->state = SETUP_WARNING;
		it->message =
			arena_printf(a,
				     "There is a record; whether it covers your mail server cannot be seen from here. "
				     "If mail fails SPF, add \"%.*s\".",
				     STR_FMT(words));
	} else {
		it->state = SETUP_OK;
		it->message = STR("The record names the servers that your senders use.");
	}
}

/* ---- DKIM */

static void domain_setup_rules_judge_dkim(struct arena *a, const struct setup_facts *f, struct setup_item *it)
{
	size_t active = 0, broken = 0, waiting = 0, asked = 0;
	it->id = "dkim";
	it->why = "DKIM signs each message in this domain's name; Gmail and Yahoo ask bulk senders for it, and DMARC "
		  "needs it where mail is forwarded.";
	for (size_t i = 0; i < f->n_keys; i++) {
		const struct dkim_key *k = &f->keys[i];
		const struct dns_question *q = &f->key_txt[i];
		enum dkim_algorithm alg = DKIM_RSA;
		bool there = false;
		dkim_algorithm_parse(k->algorithm, &alg);
		for (size_t r = 0; !err_is(q->outcome) && r < q->n; r++) {
			if (q->v[r].type != DNS_TXT)
				continue;
			domain_setup_rules_add_found(a, it, q->v[r].data);
			there = there || dkim_record_holds(q->v[r].data, alg, k->public_);
		}
		asked += !err_is(q->outcome);
		if (str_eq(k->state, STR("retiring")))
			continue;
		domain_setup_rules_add_record(a, it, "TXT", dkim_record_name(a, k), dkim_record_value(a, k));
		active += there;
		broken += !there && !err_is(q->outcome) && str_eq(k->state, STR("active"));
		waiting += !there && str_eq(k->state, STR("waiting"));
	}
	if (f->n_keys == 0) {
		it->state = f->signs ? SETUP_MISSING : SETUP_WARNING;
		it->message =
			f->signs ? STR("Mail of this domain is to be signed here, but there are no keys: make them.")
				 : STR("No key of ours: either your mail server signs (then there is nothing to do "
				       "here; "
				       "look at a received message for DKIM-Signature), or make keys and switch "
				       "signing on at the "
				       "sender.");
	} else if (asked == 0) {
		it->state = SETUP_UNKNOWN;
		it->message = STR("DNS could not be asked. Look again later.");
	} else if (broken) {
		it->state = SETUP_WRONG;
		it->message =
			STR("A key that signs has no record any more: what it signs fails. Set the records again.");
	} else if (waiting) {
		it->state = active ? SETUP_WARNING : SETUP_MISSING;
		it->message =
			active ? STR("Keys wait for their records: set those that are not found yet.")
			       : STR("The keys wait for their records: set them; signing begins when they are seen.");
	} else if (!f->signs) {
		it->state = SETUP_WARNING;
		it->message = STR("The keys are in place, but no sender of this domain has signing switched on.");
	} else {
		it->state = SETUP_OK;
		it->message = STR("Mail is signed, and the records are there.");
	}
}

/* ---- DMARC (RFC 7489) */

static bool domain_setup_rules_is_dmarc(str text)
{
	return str_starts_nocase(text, STR("v=DMARC1"));
}

static str domain_setup_rules_tag_of(str record, const char *name)
{
	str tag;
	while (str_next(&record, ';', &tag)) {
		size_t eq = str_find_byte(tag, '=');
		if (eq != STR_NPOS && str_eq_nocase(str_trim(str_upto(tag, eq)), str_z(name)))
			return str_trim(str_from(tag, eq + 1));
	}
	return STR_NULL;
}

static str domain_setup_rules_dmarc_record(const struct dns_question *q, size_t n, size_t *where)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t r = 0; !err_is(q[i].outcome) && r < q[i].n; r++) {
			if (q[i].v[r].type == DNS_TXT && domain_setup_rules_is_dmarc(q[i].v[r].data)) {
				*where = i;
				return q[i].v[r].data;
			}
		}
	}
	return STR_NULL;
}

str setup_dmarc_policy(const struct dns_question *q, size_t n)
{
	size_t where = 0;
	str record = domain_setup_rules_dmarc_record(q, n, &where);
	if (str_absent(record))
		return STR_NULL;
	str sub = where > 0 ? domain_setup_rules_tag_of(record, "sp") : STR_NULL,
	    p = str_absent(sub) ? domain_setup_rules_tag_of(record, "p") : sub;
	return str_absent(p) ? STR("none") : p;
}

static void domain_setup_rules_judge_dmarc(struct arena *a, const struct setup_facts *f, struct setup_item *it)
{
	size_t where = 0;
	it->id = "dmarc";
	it->why = "DMARC says what receivers do with mail that is not authenticated in this domain's name; Gmail and "
		  "Yahoo "
		  "want a record from everybody who sends in bulk.";
	str record = domain_setup_rules_dmarc_record(f->dmarc, f->n_dmarc, &where),
	    name = arena_printf(a, "_dmarc.%.*s", STR_FMT(f->domain));
	str fresh = arena_printf(a, "v=DMARC1; p=none; rua=mailto:dmarc@%.*s", STR_FMT(f->domain));
	if (str_absent(record) && f->n_dmarc && domain_setup_rules_unknown(a, it, &f->dmarc[0]))
		return;
	if (str_absent(record)) {
		domain_setup_rules_add_record(a, it, "TXT", name, fresh);
		it->state = SETUP_MISSING;
		it->message = STR("There is no DMARC record: begin with this one, which only asks for reports.");
		return;
	}
	domain_setup_rules_add_found(a, it, record);
	str policy = domain_setup_rules_tag_of(record, "p");
	if (!json_choice_has("none|quarantine|reject", policy)) {
		domain_setup_rules_add_record(a, it, "TXT", name, fresh);
		it->state = SETUP_WRONG;
		it->message =
			STR("The record has no valid policy (p=none, quarantine or reject): receivers ignore it.");
		return;
	}
	domain_setup_rules_add_record(a, it, "TXT", f->dmarc[where].name, record);
	it->state = SETUP_OK;
	it->message = arena_printf(a, "There is a record%s; its policy is %.*s.", where ? " of the domain above" : "",
				   STR_FMT(setup_dmarc_policy(f->dmarc, f->n_dmarc)));
}

/* ---- MX, reverse names */

static bool domain_setup_rules_null_mx(const struct dns_question *q)
{
	return q->n == 1 && q->v[0].type == DNS_MX && str_empty(q->v[0].data); /* RFC 7505 */
}

static void domain_setup_rules_judge_mx(struct arena *a, const struct setup_facts *f, struct setup_item *it)
{
	it->id = "mx";
	it->why = "Answers and bounces come to this domain; many receivers refuse mail from one that takes none.";
	if (domain_setup_rules_unknown(a, it, &f->mx))
		return;
	size_t n = 0;
	for (size_t i = 0; i < f->mx.n; i++) {
		if (f->mx.v[i].type != DNS_MX)
			continue;
		n++;
		domain_setup_rules_add_found(
			a, it, arena_printf(a, "%d %.*s", f->mx.v[i].preference, STR_FMT(f->mx.v[i].data)));
	}
	if (n && !domain_setup_rules_null_mx(&f->mx)) {
		it->state = SETUP_OK;
		it->message = STR("Mail for this domain has somewhere to go.");
		return;
	}
	it->state = !n && (f->a.n || f->aaaa.n) ? SETUP_WARNING : SETUP_WRONG;
	it->message = it->state == SETUP_WARNING ? STR("There is no MX record: mail goes to the domain's own address, "
						       "if a server takes it there. Set one.")
						 : STR("Nothing takes mail for this domain: answers and bounces are "
						       "lost. Set an MX record that names "
						       "your mailbox provider's server.");
	if (f->mx.no_such_name)
		it->message = STR("DNS does not know this domain: is it written right, and registered?");
}

static void domain_setup_rules_judge_reverse(struct arena *a, const struct setup_facts *f, struct setup_item *it)
{
	size_t good = 0, bad = 0, dark = 0;
	str first = STR_NULL;
	it->id = "ptr";
	it->why = "A mail server that delivers by itself needs a name for its address that leads back to it; whoever "
		  "runs "
		  "the network sets it. For a relay or service that is theirs to do.";
	for (size_t i = 0; i < f->n_senders; i++) {
		const struct setup_sender *s = &f->senders[i];
		str back = STR_NULL;
		bool leads_back = false;
		for (size_t r = 0; r < s->reverse.n; r++)
			if (s->reverse.v[r].type == DNS_PTR && str_absent(back))
				back = s->reverse.v[r].data;
		for (size_t r = 0; r < s->forward.n; r++)
			leads_back = leads_back || str_eq(s->forward.v[r].data, s->address);
		if (str_absent(s->address) || err_is(s->reverse.outcome)) {
			dark++;
			continue;
		}
		domain_setup_rules_add_found(a, it,
					     arena_printf(a, "%.*s: %.*s", STR_FMT(s->address),
							  STR_FMT(str_absent(back) ? STR("no name") : back)));
		good += leads_back;
		bad += !leads_back;
		if (!leads_back && str_absent(first))
			first = s->address;
	}
	if (bad) {
		it->state = SETUP_WARNING;
		it->message = arena_printf(
			a,
			"The address %.*s has no name that leads back to it. If this server delivers by itself, have a "
			"PTR record set.",
			STR_FMT(first));
	} else if (good) {
		it->state = SETUP_OK;
		it->message = STR("The mail server's address and name lead to each other.");
	} else {
		it->state = SETUP_UNKNOWN;
		it->message = dark ? STR("The mail server's address could not be found out.")
				   : STR("No sender of this domain names a mail server.");
	}
}

void setup_judge(struct arena *a, const struct setup_facts *f, struct domain_setup *out)
{
	domain_setup_rules_judge_spf(a, f, &out->v[0]);
	domain_setup_rules_judge_dkim(a, f, &out->v[1]);
	domain_setup_rules_judge_dmarc(a, f, &out->v[2]);
	domain_setup_rules_judge_mx(a, f, &out->v[3]);
	domain_setup_rules_judge_reverse(a, f, &out->v[4]);
}
