#include "core/inbound/link_source.h"
#include "base/limits.h"
#include "db/gen/sys_link_q.h"
#include "wire/html.h"
#include "wire/links.h"
#include "wire/template.h"
#include "wire/token.h"
#include "wire/web_url.h"
#include <pthread.h>
#include <stdlib.h>

#define VERSIONS_MAX 20 /* of a step's mail: people click weeks later */
#define HELD_SLOTS 4096u

/* --- for the figures */

static str link_source_template_in(struct arena *a, str html, int64_t n)
{
	struct link_sites sites;
	if (err_is(links_find(a, html, &sites)) || n < 1 || (size_t)n > sites.n)
		return STR_NULL;
	return arena_dup(a, sites.v[n - 1].target);
}

static err link_source_contents(system_db db, struct arena *a, str campaign_id, str sequence_id, str step_id,
				int64_t most, struct str_array *out)
{
	*out = (struct str_array){};
	if (!str_empty(campaign_id)) {
		struct q_link_campaign_row row;
		err e = q_link_campaign(db, a, &(struct q_link_campaign_in){ .campaign_id = campaign_id }, &row);
		if (e.code == ERR_NOT_FOUND)
			return OK;
		TRY(e);
		str *one = arena_new(a, str);
		*one = row.content;
		*out = (struct str_array){ one, 1 };
		return OK;
	}
	if (str_empty(sequence_id))
		return OK;
	struct q_link_step_rows rows;
	struct q_link_step_in in = { .sequence_id = sequence_id, .step_id = step_id, .most = most };
	TRY(q_link_step(db, a, &in, &rows));
	str *all = arena_array(a, str, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		all[i] = rows.v[i].content;
	*out = (struct str_array){ all, rows.n };
	return OK;
}

static err link_source_known(system_db db, struct arena *a, struct link_wanted *v, size_t n)
{
	struct q_link_known_rows rows;
	str *ids = arena_array(a, str, n + 1);
	int64_t *numbers = arena_array(a, int64_t, n + 1);
	for (size_t i = 0; i < n; i++) {
		ids[i] = v[i].stats_id;
		numbers[i] = v[i].n;
	}
	TRY(q_link_known(db, a, &(struct q_link_known_in){ .stats_ids = { ids, n }, .n = { numbers, n } }, &rows));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < rows.n && str_absent(v[i].url); k++)
			if (rows.v[k].n == v[i].n && str_eq(rows.v[k].stats_id, v[i].stats_id))
				v[i].url = rows.v[k].url;
	return OK;
}

err link_templates(system_db db, struct arena *a, struct link_wanted *v, size_t n)
{
	if (n == 0)
		return OK;
	TRY(link_source_known(db, a, v, n));
	for (size_t i = 0; i < n; i++) {
		struct str_array c;
		if (!str_absent(v[i].url))
			continue;
		TRY(link_source_contents(db, a, v[i].campaign_id, v[i].sequence_id, v[i].step_id, 1, &c));
		for (size_t k = i; c.n && k < n; k++) /* one reading for all links of this mail */
			if (str_absent(v[k].url) && str_eq(v[k].stats_id, v[i].stats_id))
				v[k].url = link_source_template_in(a, c.v[0], v[k].n);
	}
	return OK;
}

/* --- for clicks of older mail */

/* What was found: keyed hashes of (recipient, target), each in its slot until another takes it. */
static struct {
	pthread_mutex_t lock;
	unsigned char key[KEY_BYTES];
	struct held_slot {
		unsigned char hash[16];
		char url[512];
		size_t n;
	} * slots;
} held = { .lock = PTHREAD_MUTEX_INITIALIZER };

static struct held_slot *link_source_slot_of(str who, str target, unsigned char hash[16], struct arena *a)
{
	if (!held.slots) {
		held.slots = calloc(HELD_SLOTS, sizeof(*held.slots));
		if (!held.slots)
			abort();
		token_random_bytes(held.key, sizeof(held.key));
	}
	str text = arena_printf(a, "%.*s %.*s", STR_FMT(who), STR_FMT(target));
	token_mac(held.key, text, hash, 16);
	return &held.slots[((size_t)hash[0] << 8 | hash[1]) % HELD_SLOTS];
}

static bool link_source_recall(struct arena *a, str who, str target, str *url)
{
	unsigned char hash[16];
	pthread_mutex_lock(&held.lock);
	struct held_slot *s = link_source_slot_of(who, target, hash, a);
	bool found = s->n > 0 && memcmp(s->hash, hash, sizeof(hash)) == 0;
	if (found)
		*url = arena_dup(a, str_of(s->url, s->n));
	pthread_mutex_unlock(&held.lock);
	return found;
}

static void link_source_remember(struct arena *a, str who, str target, str url)
{
	unsigned char hash[16];
	if (url.n == 0 || url.n > sizeof(held.slots->url))
		return;
	pthread_mutex_lock(&held.lock);
	struct held_slot *s = link_source_slot_of(who, target, hash, a);
	memcpy(s->hash, hash, sizeof(hash));
	memcpy(s->url, url.p, url.n);
	s->n = url.n;
	pthread_mutex_unlock(&held.lock);
}

/* Where the host ends and the path begins; 0: it is not written out. */
static size_t link_source_authority_end(str template)
{
	size_t at = str_find(template, STR("://"));
	if (at == STR_NPOS || at > 5)
		return 0;
	for (at += 3; at < template.n && template.p[at] != '{'; at++)
		if (strchr("/?#", template.p[at]))
			return at;
	return 0;
}

/* The target is the template with something in the fields' places. Only where host and all are written out, and
 * without conditions. */
static bool link_source_fits(str template, str target)
{
	size_t at = 0, seen = 0;
	bool first = true;
	if (!link_source_authority_end(template))
		return false;
	while (at < template.n) {
		size_t end = template.p[at] == '{' ? html_template_tag(template, at) : 0, from = at;
		if (end) {
			if (template.p[at + 1] == '%')
				return false;
			first = false;
			at = end;
			continue;
		}
		while (at < template.n && !(template.p[at] == '{' && html_template_tag(template, at)))
			at++;
		str piece = str_slice(template, from, at), rest = str_from(target, seen);
		size_t found = first ? (str_starts(rest, piece) ? 0 : STR_NPOS) : str_find(rest, piece);
		if (found == STR_NPOS)
			return false;
		if (at == template.n && !str_ends(rest, piece))
			return false;
		seen += found + piece.n;
	}
	return true;
}

static bool link_source_renders_to(struct arena *a, str template, const struct tpl_values *v, str target)
{
	struct tpl *TPL_AUTO t = NULL;
	struct buf BUF_AUTO b;
	str whole, given;
	buf_init(&b, CONTENT_MAX);
	if (err_is(tpl_compile(template, TPL_URL, NULL, &t)))
		return false;
	tpl_render(t, v, &b);
	return !err_is(buf_err(&b)) && !err_is(web_url(a, buf_str(&b), &whole)) &&
	       !err_is(web_url(a, target, &given)) && str_eq(whole, given);
}

/* Under any number: what counts as a link was once another rule. */
static bool link_source_holds(struct arena *a, str html, str target, const struct tpl_values *v, str *url)
{
	struct link_sites sites;
	str whole;
	if (err_is(links_find(a, html, &sites)) || err_is(web_url(a, target, &whole)))
		return false;
	for (size_t i = 0; i < sites.n; i++) {
		const struct link_site *s = &sites.v[i];
		*url = s->target;
		if (s->templated
			    ? link_source_fits(s->target, target) || link_source_renders_to(a, s->target, v, target)
			    : str_eq(s->target, whole))
			return true;
	}
	return false;
}

static err link_source_recipient(system_db db, struct arena *a, str recipient_id, str tracking_id,
				 struct q_link_recipient_row *r)
{
	if (!str_empty(recipient_id))
		return q_link_recipient(db, a, &(struct q_link_recipient_in){ .id = recipient_id }, r);
	struct q_link_recipient_by_tracking_id_row row;
	struct q_link_recipient_by_tracking_id_in in = { .tracking_id = tracking_id };
	TRY(q_link_recipient_by_tracking_id(db, a, &in, &row));
	*r = (struct q_link_recipient_row){ .campaign_id = row.campaign_id,
					    .sequence_id = row.sequence_id,
					    .step_id = row.step_id,
					    .email = row.email,
					    .first_name = row.first_name,
					    .last_name = row.last_name,
					    .variables = row.variables };
	return OK;
}

/* Nothing is left to look the link up in: what was signed is followed. Our own ids prove that there was such a mail. */
static err link_source_of_gone(system_db db, struct arena *a, str recipient_id, str tracking_id, str target, str *url)
{
	if (str_empty(recipient_id)) {
		struct q_link_gone_row row;
		TRY(q_link_gone(db, a, &(struct q_link_gone_in){ .tracking_id = tracking_id }, &row));
	}
	*url = target;
	return OK;
}

err link_held(system_db db, struct arena *a, str recipient_id, str tracking_id, str target, str *url)
{
	struct q_link_recipient_row r;
	struct str_array c;
	str who = str_empty(recipient_id) ? tracking_id : recipient_id;
	if (link_source_recall(a, who, target, url))
		return OK;
	err e = link_source_recipient(db, a, recipient_id, tracking_id, &r);
	if (e.code == ERR_NOT_FOUND)
		return link_source_of_gone(db, a, recipient_id, tracking_id, target, url);
	TRY(e);
	struct tpl_values values = {
		.email = r.email, .first_name = r.first_name, .last_name = r.last_name, .variables = r.variables
	};
	TRY(link_source_contents(db, a, r.campaign_id, r.sequence_id, r.step_id, VERSIONS_MAX, &c));
	for (size_t i = 0; i < c.n; i++)
		if (link_source_holds(a, c.v[i], target, &values, url)) {
			link_source_remember(a, who, target, *url);
			return OK;
		}
	return err_make(ERR_NOT_FOUND, "the mail held no such link");
}
