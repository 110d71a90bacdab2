#include "core/campaign/preflight.h"
#include "base/log.h"
#include "base/time.h"
#include "core/ground/net.h"
#include "db/gen/preflight_q.h"
#include "os/clock.h"
#include "wire/json_read.h"
#include "wire/token.h"

#define KEPT_FOR (10 * US_PER_MIN)
#define KEPT_RED US_PER_MIN /* what stops a campaign is soon looked at again: somebody may be mending it */
#define SPAM_WAIT (5 * US_PER_S)
#define SYMBOLS_SHOWN 5u

bool preflight_reserved(str domain)
{
	static const char *const tops[] = { "test", "example", "invalid", "localhost", "local", "internal" };
	static const char *const names[] = { "example.com", "example.net", "example.org" };
	str top = str_from(domain, str_rfind_byte(domain, '.') + 1);
	for (size_t i = 0; i < sizeof(tops) / sizeof(*tops); i++)
		if (str_eq_nocase(top, str_z(tops[i])))
			return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		str n = str_z(names[i]);
		if (str_eq_nocase(domain, n) || (domain.n > n.n && domain.p[domain.n - n.n - 1] == '.' &&
						 str_eq_nocase(str_from(domain, domain.n - n.n), n)))
			return true;
	}
	return false;
}

/* ---- The spam filter (rspamd's /checkv2) */

struct symbol {
	str name;
	double score;
};

/* The heaviest first: how many. */
static size_t preflight_heaviest(const struct json *symbols, struct symbol top[SYMBOLS_SHOWN])
{
	size_t n = 0;
	for (JSON_EACH(s, symbols)) {
		struct symbol one = { json_name(s), json_f64(json_get(s, "score")) };
		for (size_t i = 0; i < SYMBOLS_SHOWN && one.score > 0; i++) {
			if (one.score <= top[i].score)
				continue;
			struct symbol moved = top[i];
			top[i] = one;
			one = moved;
		}
	}
	while (n < SYMBOLS_SHOWN && top[n].score > 0)
		n++;
	return n;
}

void preflight_spam(const struct app *app, struct arena *a, const struct preflight_mail *mail, struct checks *out)
{
	struct net_answer answer;
	const struct json *v;
	if (!app->config->rspamd[0] || !app->net || str_absent(mail->raw))
		return;
	struct net_request rq = { .url = arena_printf(a, "%s/checkv2", app->config->rspamd),
				  .body = mail->raw,
				  .type = "message/rfc822",
				  .total_us = SPAM_WAIT,
				  .answer_max = 1u << 20,
				  .allow_private = true };
	if (mail->sender) {
		/* As it will come: from a host with a name, in this sender's name. */
		str from = mail->sender->from_email, domain = str_from(from, str_rfind_byte(from, '@') + 1);
		bool named = !str_empty(mail->sender->host) && str_absent(dns_reverse_name(a, mail->sender->host));
		str host = named ? mail->sender->host : arena_printf(a, "mail.%.*s", STR_FMT(domain));
		rq.headers[rq.n_headers++] = (struct net_header){ "From", from };
		rq.headers[rq.n_headers++] = (struct net_header){ "Helo", host };
		rq.headers[rq.n_headers++] = (struct net_header){ "Hostname", host };
	}
	err e = app->net->ask(a, &rq, &answer);
	if (err_is(e) || answer.status != 200 || err_is(json_parse(a, answer.body, &v)) || !json_is(v, JSON_OBJ)) {
		check_add(out, a, "spam_unchecked", CHECK_INFO,
			  "The spam filter did not answer (%s): its score is missing.",
			  err_is(e) ? e.why : "not as rspamd does");
		return;
	}
	double score = json_f64(json_get(v, "score")), most = json_f64(json_get(v, "required_score"));
	str action = json_str(json_get(v, "action")), why = STR(""), symbols[SYMBOLS_SHOWN];
	struct symbol top[SYMBOLS_SHOWN] = {};
	size_t n = preflight_heaviest(json_get(v, "symbols"), top);
	for (size_t i = 0; i < n; i++) {
		symbols[i] = arena_printf(a, "%.*s %.1f", STR_FMT(top[i].name), top[i].score);
		why = arena_printf(a, "%.*s%s%.*s", STR_FMT(why), i ? ", " : "", STR_FMT(symbols[i]));
	}
	bool junk = str_eq(action, STR("reject")) || str_eq(action, STR("add header")) ||
		    str_eq(action, STR("rewrite subject")) || str_eq(action, STR("soft reject"));
	enum check_level level = junk ? CHECK_ERROR : score >= 4 ? CHECK_WARNING : CHECK_INFO;
	str label = str_empty(mail->label) ? STR("") : arena_printf(a, "\"%.*s\" ", STR_FMT(mail->label));
	struct check *c = check_add(out, a, junk ? "spam" : "spam_score", level,
				    "The spam filter gives %.*s%.1f (from %.1f on it is spam)%s%.*s.%s", STR_FMT(label),
				    score, most, n ? ": " : "", STR_FMT(why),
				    junk ? " Most receivers would not show it: change what weighs most." : "");
	c->mail = mail->label;
	for (size_t i = 0; i < n; i++)
		check_name(c, symbols[i]);
	c->score = SOME_F64(score);
	c->junk_from = SOME_F64(most);
}

/* ---- Kept for a while */

/* What the answers depend on: the addresses in the mail, not its words, so that nobody is asked again for each change
 * of the text. */
static str preflight_version_of(struct arena *a, const struct app *app, const struct preflight_mail *m,
				const struct targets *t, bool signs)
{
	char hash[TOKEN_HASH_LEN + 1];
	const struct sender *s = m->sender;
	struct buf BUF_AUTO b = {};
	buf_init(&b, 1u << 20);
	preflight_targets_text(t, &b);
	if (s)
		buf_addf(&b, "%.*s|%.*s|%.*s|%.*s", STR_FMT(s->id), STR_FMT(s->kind), STR_FMT(s->from_email),
			 STR_FMT(s->host));
	buf_addf(&b, "|%d|%d|%s|%s", signs, m->recipients >= 5000, app->config->blocklists, app->config->dns);
	token_hash(buf_str(&b), hash);
	return arena_dup(a, str_z(hash));
}

static bool preflight_read_kept(struct arena *a, str findings, int64_t age, struct checks *out)
{
	const struct json *v;
	if (err_is(json_parse(a, findings, &v)) || !json_is(v, JSON_ARR))
		return false;
	for (JSON_EACH(f, v))
		if (age > KEPT_RED && check_level_of(json_str(json_get(f, "level"))) == CHECK_ERROR)
			return false;
	checks_read(a, v, out);
	return true;
}

static err preflight_keep(tenant_db db, struct arena *a, const struct preflight_mail *m, str version,
			  const struct checks *v, size_t from)
{
	struct buf BUF_AUTO b = {};
	struct json_writer w;
	buf_init(&b, 256u << 10);
	json_writer_init(&w, &b);
	checks_write(&w, v, from);
	TRY(buf_err(&b));
	struct q_preflight_keep_in in = { .id = m->id,
					  .campaign_id = m->campaign_id,
					  .sequence_id = m->sequence_id,
					  .version = version,
					  .findings = buf_str(&b),
					  .now = clock_now() };
	return q_preflight_keep(db, a, &in, NULL);
}

/* What is told of the domain, the links and the images: from what is kept, or asked now. */
static err preflight_ask_or_recall(const struct app *app, tenant_db db, struct arena *a,
				   const struct preflight_mail *mail, bool signs, struct checks *out)
{
	struct q_preflight_kept_row kept;
	struct targets *targets = preflight_targets(a, mail);
	str version = preflight_version_of(a, app, mail, targets, signs);
	struct q_preflight_kept_in in = { .id = mail->id, .version = version };
	err e = q_preflight_kept(db, a, &in, &kept);
	if (e.code != ERR_NOT_FOUND)
		TRY(e);
	int64_t age = err_is(e) ? KEPT_FOR : clock_now() - kept.checked_at;
	if (age < KEPT_FOR && preflight_read_kept(a, kept.findings, age, out))
		return OK;
	size_t from = out->n;
	bool dns = preflight_auth(app, a, mail, signs, out);
	preflight_links(app, a, targets, dns, out);
	return preflight_keep(db, a, mail, version, out, from);
}

err preflight_look(const struct app *app, tenant_db db, struct arena *a, const struct preflight_mail *mail,
		   struct checks *out)
{
	bool signs = preflight_keys(app, db, a, mail, out);
	TRY(preflight_ask_or_recall(app, db, a, mail, signs, out));
	preflight_spam(app, a, mail, out);
	return OK;
}
