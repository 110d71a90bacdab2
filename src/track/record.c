#include "track/record.h"
#include "core/inbound/event_track.h"
#include "wire/cuid.h"
#include "wire/token.h"
#include <assert.h>
#include <endian.h>

#define RECORD_VERSION 2 /* 1 had no net */
static_assert(TRACK_RECORD_MAX <= JOURNAL_RECORD_MAX, "a journal takes every record");

static const str sources[] = { STR_INIT(""), STR_INIT("page"), STR_INIT("one-click") };
#define SOURCES (sizeof(sources) / sizeof(sources[0]))

uint16_t track_record_kind(const struct tracked *t)
{
	return (uint16_t)(t->kind + 1);
}

/* --- writing */

static char *record_put_u8(char *p, size_t v)
{
	*p = (char)v;
	return p + 1;
}

static char *record_put_u64(char *p, uint64_t v)
{
	v = htole64(v);
	memcpy(p, &v, sizeof(v));
	return p + sizeof(v);
}

static char *record_put_text(char *p, str s, size_t max)
{
	size_t n = s.n < max ? s.n : max;
	p[0] = (char)(n & 0xff);
	p[1] = (char)(n >> 8);
	if (n > 0)
		memcpy(p + 2, s.p, n);
	return p + 2 + n;
}

/* Valid UTF-8 without control characters, cut between characters. */
static char *record_put_agent(char *p, str agent)
{
	agent = str_upto(agent, str_utf8_floor(agent, USER_AGENT_MAX));
	char *text = p + 2;
	p = record_put_text(p, agent, USER_AGENT_MAX);
	bool utf8 = str_utf8_valid(agent);
	for (char *c = text; c < p; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f || (!utf8 && (unsigned char)*c >= 0x80))
			*c = '?';
	return p;
}

size_t track_record_encode(const struct tracked *t, char *out)
{
	char *p = out;
	size_t source = 0;
	while (source + 1 < SOURCES && !str_eq(sources[source], t->source))
		source++;
	if (!str_eq(sources[source], t->source))
		source = 0;
	p = record_put_u8(p, RECORD_VERSION);
	p = record_put_u8(p, t->verdict.who);
	p = record_put_u8(p, t->verdict.reason);
	p = record_put_u8(p, source);
	p = record_put_u8(p, t->net);
	p = record_put_u64(p, (uint64_t)t->at);
	p = record_put_u64(p, (uint64_t)t->link);
	p = record_put_text(p, t->id, CUID_LEN);
	p = record_put_text(p, t->recipient_id, CUID_LEN);
	p = record_put_text(p, t->tracking_id, TRACK_ID_MAX);
	p = record_put_text(p, t->ip_hash, IP_HASH_LEN);
	p = record_put_text(p, t->link_id, 40);
	p = record_put_text(p, t->url, LINK_URL_MAX);
	p = record_put_agent(p, t->user_agent);
	return (size_t)(p - out);
}

/* --- reading */

static bool record_get_u8(str *s, size_t below, size_t *out)
{
	if (s->n < 1 || (unsigned char)s->p[0] >= below)
		return false;
	*out = (unsigned char)s->p[0];
	*s = str_from(*s, 1);
	return true;
}

static bool record_get_i64(str *s, int64_t *out)
{
	uint64_t v;
	if (s->n < sizeof(v))
		return false;
	memcpy(&v, s->p, sizeof(v));
	*out = (int64_t)le64toh(v);
	*s = str_from(*s, sizeof(v));
	return true;
}

static bool record_get_text(str *s, str *out)
{
	if (s->n < 2)
		return false;
	size_t n = (size_t)(unsigned char)s->p[0] | (size_t)(unsigned char)s->p[1] << 8;
	if (s->n - 2 < n)
		return false;
	*out = str_slice(*s, 2, 2 + n);
	*s = str_from(*s, 2 + n);
	return true;
}

static str record_absent_if_empty(str s)
{
	return str_empty(s) ? STR_NULL : s;
}

err track_record_decode(uint16_t kind, str body, struct tracked *out)
{
	const err bad = { ERR_INVALID, "the journal holds a record of another form" };
	struct tracked t = {};
	size_t version, who, reason, source, net = VERDICT_NET_NONE;
	if (kind < 1 || kind > TRACK_KINDS)
		return bad;
	t.kind = (enum tracked_kind)(kind - 1);
	if (!record_get_u8(&body, RECORD_VERSION + 1, &version) || version == 0 ||
	    !record_get_u8(&body, VERDICT_UNKNOWN + 1, &who) || !record_get_u8(&body, VERDICT_REASON_COUNT, &reason) ||
	    !record_get_u8(&body, SOURCES, &source) ||
	    (version > 1 && !record_get_u8(&body, VERDICT_NET_COUNT, &net)) || !record_get_i64(&body, &t.at) ||
	    !record_get_i64(&body, &t.link) || !record_get_text(&body, &t.id) ||
	    !record_get_text(&body, &t.recipient_id) || !record_get_text(&body, &t.tracking_id) ||
	    !record_get_text(&body, &t.ip_hash) || !record_get_text(&body, &t.link_id) ||
	    !record_get_text(&body, &t.url) || !record_get_text(&body, &t.user_agent) || body.n > 0)
		return bad;
	if (!cuid_valid(t.id) || (!str_empty(t.recipient_id) && !cuid_valid(t.recipient_id)) || t.link < 0 ||
	    t.link > INT32_MAX || t.at < 0)
		return bad;
	t.verdict = (struct verdict){ (enum verdict_who)who, (enum verdict_reason)reason };
	t.net = (enum verdict_net)net;
	t.source = record_absent_if_empty(sources[source]);
	t.ip_hash = record_absent_if_empty(t.ip_hash);
	t.user_agent = record_absent_if_empty(t.user_agent);
	*out = t;
	return OK;
}
