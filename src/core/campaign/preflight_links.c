/* Are the links and images of a mail there? Hosts are looked up first: a name that does not exist needs no request, and
 * when DNS does not answer nothing is asked. Then a few threads fetch what is left, none longer than the whole may
 * take. Requests go to public addresses only (http/fetch.h), unless the installation allows private ones. */
#include "base/limits.h"
#include "base/num.h"
#include "base/time.h"
#include "core/campaign/preflight.h"
#include "core/ground/net.h"
#include "os/clock.h"
#include "os/patience.h"
#include "wire/html.h"
#include "wire/links.h"
#include "wire/url.h"
#include <pthread.h>
#include <stdatomic.h>

#define FETCHERS 8u
#define PAGE_MAX (256u << 10) /* of a page; more is enough to know that it is there */
#define IMAGE_MAX (2u << 20)
#define IMAGES_HEAVY (1u << 20) /* all images together, on a phone */

enum target_kind { TARGET_LINK, TARGET_IMAGE };
struct target {
	enum target_kind kind;
	str url, host;
	bool no_such_host, listed;
	err outcome;
	int status;
	size_t bytes;
};
struct targets {
	struct target v[PREFLIGHT_URLS];
	size_t n, left_out;
};

struct crew {
	struct patience patience;
	const struct app *app;
	struct targets *t;
	int64_t deadline;
	atomic_size_t next;
};

static void preflight_links_add(struct targets *t, struct arena *a, enum target_kind kind, str url)
{
	struct url u;
	url = str_trim(url);
	if (str_find(url, STR("{{")) != STR_NPOS || str_find(url, STR("{%")) != STR_NPOS || err_is(url_parse(url, &u)))
		return;
	size_t hash = str_find_byte(url, '#');
	url = str_upto(url, hash);
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->v[i].url, url))
			return;
	if (t->n == PREFLIGHT_URLS) {
		t->left_out++;
		return;
	}
	str host = arena_dup(a, u.host);
	for (size_t i = 0; i < host.n; i++)
		((char *)(uintptr_t)host.p)[i] = ascii_lower(host.p[i]);
	t->v[t->n++] = (struct target){ .kind = kind, .url = arena_dup(a, url), .host = host };
}

static void preflight_links_gather_html(struct arena *a, str html, struct targets *t)
{
	struct link_sites sites = {};
	struct html_scan scan;
	struct html_token tag;
	struct html_attr src;
	if (!err_is(links_find(a, html, &sites)))
		for (size_t i = 0; i < sites.n; i++)
			if (!sites.v[i].templated)
				preflight_links_add(t, a, TARGET_LINK, sites.v[i].target);
	html_scan_init(&scan, html);
	while (html_next(&scan, &tag)) {
		if (tag.kind != HTML_OPEN || !str_eq_nocase(tag.name, STR("img")) ||
		    !html_attr_find(html, &tag, STR("src"), &src) || src.value.n > LINK_URL_MAX)
			continue;
		struct buf BUF_AUTO url = {};
		buf_init(&url, 2 * LINK_URL_MAX);
		html_unescape(&url, src.value);
		preflight_links_add(t, a, TARGET_IMAGE, buf_str(&url));
	}
}

static void preflight_links_gather_text(struct arena *a, str text, struct targets *t)
{
	for (size_t at = 0, found; (found = str_find_nocase(str_from(text, at), STR("http"))) != STR_NPOS;) {
		str rest = str_from(text, at + found);
		size_t n = 0;
		while (n < rest.n && n < LINK_URL_MAX && (unsigned char)rest.p[n] > ' ' && !strchr("<>\"'", rest.p[n]))
			n++;
		while (n && strchr(".,;:!?)", rest.p[n - 1]))
			n--;
		preflight_links_add(t, a, TARGET_LINK, str_upto(rest, n));
		at += found + (n ? n : 4);
	}
}

/* ---- DNS: do the hosts exist, are they on a blocklist? */

struct names {
	str host[PREFLIGHT_URLS];
	size_t n;
};

static size_t preflight_links_name_at(struct names *k, str host)
{
	for (size_t i = 0; i < k->n; i++)
		if (str_eq(k->host[i], host))
			return i;
	k->host[k->n] = host;
	return k->n++;
}

/* 127.255.255.x says that the list does not answer for this resolver. */
static bool preflight_links_is_listed(const struct dns_question *q)
{
	for (size_t i = 0; !err_is(q->outcome) && i < q->n; i++)
		if (q->v[i].type == DNS_A && str_starts(q->v[i].data, STR("127.")) &&
		    !str_starts(q->v[i].data, STR("127.255.")))
			return true;
	return false;
}

static void preflight_links_look_at_blocklists(const struct app *app, struct arena *a, const struct names *k,
					       struct targets *t)
{
	str zones = str_z(app->config->blocklists), zone;
	while (str_next(&zones, ' ', &zone)) {
		if (str_empty(zone))
			continue;
		struct dns_question *q = arena_array(a, struct dns_question, k->n + 1);
		for (size_t i = 0; i < k->n; i++)
			q[i] = (struct dns_question){
				.name = arena_printf(a, "%.*s.%.*s", STR_FMT(k->host[i]), STR_FMT(zone)), .type = DNS_A
			};
		if (err_is(app->ask_dns(a, app->config->dns, q, k->n)))
			return;
		for (size_t i = 0; i < t->n; i++)
			for (size_t h = 0; h < k->n; h++)
				if (str_eq(k->host[h], t->v[i].host))
					t->v[i].listed = t->v[i].listed || preflight_links_is_listed(&q[h]);
	}
}

/* False: DNS did not answer. */
static bool preflight_links_look_up_hosts(const struct app *app, struct arena *a, struct targets *t)
{
	struct names *k = arena_new(a, struct names);
	for (size_t i = 0; i < t->n; i++)
		if (str_absent(dns_reverse_name(a, t->v[i].host)))
			preflight_links_name_at(k, t->v[i].host);
	if (k->n == 0)
		return true;
	struct dns_question *q = arena_array(a, struct dns_question, k->n);
	for (size_t i = 0; i < k->n; i++)
		q[i] = (struct dns_question){ .name = k->host[i], .type = DNS_A };
	if (!app->ask_dns || err_is(app->ask_dns(a, app->config->dns, q, k->n)))
		return false;
	size_t answered = 0;
	for (size_t i = 0; i < k->n; i++)
		answered += !err_is(q[i].outcome);
	for (size_t i = 0; i < t->n; i++)
		for (size_t h = 0; h < k->n; h++)
			if (str_eq(k->host[h], t->v[i].host))
				t->v[i].no_such_host = q[h].no_such_name;
	if (answered)
		preflight_links_look_at_blocklists(app, a, k, t);
	return answered > 0;
}

/* ---- Fetching */

static void preflight_links_fetch_one(const struct crew *c, struct target *t)
{
	struct arena ARENA_AUTO a = {};
	struct net_answer answer = {};
	int64_t left = c->deadline - clock_mono();
	bool image = t->kind == TARGET_IMAGE;
	if (t->no_such_host)
		return;
	if (left <= 0 || patience_over()) {
		t->outcome = err_make(ERR_UNAVAILABLE, "there was no time left");
		return;
	}
	struct net_request rq = { .url = t->url,
				  .total_us = i64_min(left, 5 * US_PER_S),
				  .answer_max = image ? IMAGE_MAX : PAGE_MAX,
				  .allow_private = c->app->config->allow_private_urls };
	err e = c->app->net->ask(&a, &rq, &answer);
	t->outcome = (err){ .code = e.code, .why = "it did not answer" }; /* the other text dies with the arena */
	t->status = answer.status;
	t->bytes = e.code == ERR_LIMIT ? rq.answer_max : answer.body.n;
}

static void *preflight_links_fetch_some(void *arg)
{
	struct crew *c = arg;
	patience_set(c->patience);
	for (size_t i; (i = atomic_fetch_add(&c->next, 1)) < c->t->n;)
		preflight_links_fetch_one(c, &c->t->v[i]);
	return NULL;
}

static void preflight_links_fetch_all(const struct app *app, struct targets *t)
{
	struct crew c = {
		.app = app, .t = t, .patience = patience_get(), .deadline = clock_mono() + PREFLIGHT_SECONDS * US_PER_S
	};
	pthread_t threads[FETCHERS];
	size_t n = 0;
	while (n < FETCHERS && n + 1 < t->n && pthread_create(&threads[n], NULL, preflight_links_fetch_some, &c) == 0)
		n++;
	preflight_links_fetch_some(&c);
	for (size_t i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
}

/* ---- Telling */

static str preflight_links_shown(str url)
{
	return str_upto(url, str_utf8_floor(url, size_min(url.n, 100)));
}

static void preflight_links_tell_some(struct checks *out, struct arena *a, const char *code, enum check_level level,
				      int64_t n, const char *what, str first, const char *todo)
{
	if (n == 0)
		return;
	struct check *c = check_add(out, a, code, level, "%lld %s (%s%.*s): %s", (long long)n, what,
				    n > 1 ? "the first is " : "", STR_FMT(preflight_links_shown(first)), todo);
	check_name(c, preflight_links_shown(first))->count = SOME_I64(n);
}

static void preflight_links_tell(struct checks *out, struct arena *a, const struct targets *t)
{
	enum { GONE, LOST_IMAGE, SILENT, PRIVATE, LISTED, UNKNOWN, KINDS };
	int64_t n[KINDS] = {};
	str first[KINDS] = {};
	size_t weight = 0;
	for (size_t i = 0; i < t->n; i++) {
		const struct target *x = &t->v[i];
		bool gone = x->status == 404 || x->status == 410;
		int kind = x->no_such_host		      ? (preflight_reserved(x->host) ? UNKNOWN : GONE)
			   : gone			      ? GONE
			   : x->outcome.code == ERR_FORBIDDEN ? PRIVATE
			   : err_is(x->outcome) && x->outcome.code != ERR_LIMIT ? SILENT
			   : x->status >= 500					? SILENT
										: KINDS;
		if (kind == GONE && x->kind == TARGET_IMAGE)
			kind = LOST_IMAGE;
		if (kind < KINDS && n[kind]++ == 0)
			first[kind] = x->url;
		if (x->listed && n[LISTED]++ == 0)
			first[LISTED] = x->url;
		if (x->kind == TARGET_IMAGE)
			weight += x->bytes;
	}
	preflight_links_tell_some(out, a, "broken_link", CHECK_ERROR, n[GONE],
				  n[GONE] > 1 ? "links lead to nothing" : "link leads to nothing", first[GONE],
				  "the page or its host does not exist. Mend it.");
	preflight_links_tell_some(out, a, "broken_image", CHECK_ERROR, n[LOST_IMAGE],
				  n[LOST_IMAGE] > 1 ? "images do not exist" : "image does not exist", first[LOST_IMAGE],
				  "upload it again, or take it out.");
	preflight_links_tell_some(out, a, "listed_link", CHECK_ERROR, n[LISTED],
				  n[LISTED] > 1 ? "links are on a blocklist" : "link is on a blocklist", first[LISTED],
				  "receivers refuse mail that holds it. Take it out.");
	preflight_links_tell_some(out, a, "silent_link", CHECK_WARNING, n[SILENT],
				  n[SILENT] > 1 ? "addresses did not answer well" : "address did not answer well",
				  first[SILENT], "look whether it works.");
	preflight_links_tell_some(out, a, "private_link", CHECK_WARNING, n[PRIVATE],
				  n[PRIVATE] > 1 ? "links lead into a private network"
						 : "link leads into a private network",
				  first[PRIVATE], "others cannot reach it.");
	preflight_links_tell_some(out, a, "unknown_host", CHECK_WARNING, n[UNKNOWN],
				  n[UNKNOWN] > 1 ? "links name hosts that exist in examples only"
						 : "link names a host that exists in examples only",
				  first[UNKNOWN], "put the real address there.");
	if (weight > IMAGES_HEAVY)
		check_add(out, a, "heavy_images", CHECK_WARNING,
			  "The images weigh %.1f MB together: on a phone that takes long. Make them smaller; 1 MB is "
			  "plenty.",
			  (double)weight / 1048576);
	if (t->left_out)
		check_add(out, a, "links_left_out", CHECK_INFO, "%zu more addresses were not tried.", t->left_out)
			->count = SOME_I64((int64_t)t->left_out);
}

struct targets *preflight_targets(struct arena *a, const struct preflight_mail *m)
{
	struct targets *t = arena_new(a, struct targets);
	if (m->html)
		preflight_links_gather_html(a, m->content, t);
	else
		preflight_links_gather_text(a, m->content, t);
	return t;
}

void preflight_targets_text(const struct targets *t, struct buf *out)
{
	for (size_t i = 0; i < t->n; i++) {
		buf_add(out, t->v[i].url);
		buf_add_byte(out, '\n');
	}
}

void preflight_links(const struct app *app, struct arena *a, struct targets *t, bool dns, struct checks *out)
{
	if (t->n == 0)
		return;
	if (!app->net || !dns || !preflight_links_look_up_hosts(app, a, t)) {
		check_add(out, a, "links_unchecked", CHECK_INFO,
			  "DNS did not answer: whether the %zu address%s in the text work%s is not known.", t->n,
			  t->n == 1 ? "" : "es", t->n == 1 ? "s" : "");
		return;
	}
	preflight_links_fetch_all(app, t);
	preflight_links_tell(out, a, t);
}
