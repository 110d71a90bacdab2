#include "wire/dns.h"
#include "base/limits.h"
#include "base/num.h"
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <resolv.h>

static const ns_type wire_types[] = { ns_t_a, ns_t_aaaa, ns_t_cname, ns_t_mx, ns_t_txt, ns_t_ptr };

static str dns_lower(struct arena *a, const char *name)
{
	str s = arena_dup(a, str_z(name));
	char *p = (char *)(uintptr_t)s.p;
	for (size_t i = 0; i < s.n; i++)
		p[i] = ascii_lower(p[i]);
	return s.n && s.p[s.n - 1] == '.' ? str_upto(s, s.n - 1) : s;
}

static bool dns_read_name(struct arena *a, const ns_msg *m, const unsigned char *at, str *out)
{
	char name[NS_MAXDNAME];
	if (dn_expand(ns_msg_base(*m), ns_msg_end(*m), at, name, sizeof(name)) < 0)
		return false;
	*out = dns_lower(a, name);
	return true;
}

/* Character strings, each behind its length, joined. */
static bool dns_read_text(struct arena *a, const unsigned char *p, size_t n, str *out)
{
	char *to = arena_alloc(a, n + 1);
	size_t used = 0;
	for (size_t i = 0; i < n;) {
		size_t len = p[i++];
		if (len > n - i)
			return false;
		memcpy(to + used, p + i, len);
		used += len;
		i += len;
	}
	*out = str_of(to, used);
	return true;
}

static bool dns_read_record(struct arena *a, const ns_msg *m, const ns_rr *rr, struct dns_record *out)
{
	const unsigned char *p = ns_rr_rdata(*rr);
	size_t n = ns_rr_rdlen(*rr);
	char text[INET6_ADDRSTRLEN];
	switch (out->type) {
	case DNS_A:
	case DNS_AAAA:
		if (n != (out->type == DNS_A ? 4u : 16u))
			return false;
		inet_ntop(out->type == DNS_A ? AF_INET : AF_INET6, p, text, sizeof(text));
		out->data = arena_dup(a, str_z(text));
		return true;
	case DNS_MX:
		if (n < 3)
			return false;
		out->preference = p[0] << 8 | p[1];
		return dns_read_name(a, m, p + 2, &out->data);
	case DNS_TXT: return dns_read_text(a, p, n, &out->data);
	case DNS_CNAME:
	case DNS_PTR: return n > 0 && dns_read_name(a, m, p, &out->data);
	}
	return false;
}

err dns_read(struct arena *a, str packet, enum dns_type type, struct dns_question *out)
{
	static const err broken = { ERR_PROTO, "the answer of the name server cannot be read" };
	ns_msg m;
	if (packet.n > NS_MAXMSG || ns_initparse((const unsigned char *)packet.p, (int)packet.n, &m) < 0)
		return broken;
	unsigned code = ns_msg_getflag(m, ns_f_rcode), count = ns_msg_count(m, ns_s_an);
	out->no_such_name = code == ns_r_nxdomain;
	if (code != ns_r_noerror && code != ns_r_nxdomain)
		return err_make(ERR_UNAVAILABLE, code == ns_r_refused ? "the name server refuses to answer"
								      : "the name server has a failure");
	if (count > DNS_RECORDS_MAX)
		return err_make(ERR_PROTO, "the answer of the name server holds too many records");
	struct dns_record *v = arena_array(a, struct dns_record, count + 1);
	size_t n = 0;
	for (unsigned i = 0; i < count; i++) {
		ns_rr rr;
		if (ns_parserr(&m, ns_s_an, (int)i, &rr) < 0)
			return broken;
		if (ns_rr_class(rr) != ns_c_in || (ns_rr_type(rr) != wire_types[type] && ns_rr_type(rr) != ns_t_cname))
			continue;
		v[n] = (struct dns_record){ .type = ns_rr_type(rr) == wire_types[type] ? type : DNS_CNAME,
					    .name = dns_lower(a, ns_rr_name(rr)) };
		if (!dns_read_record(a, &m, &rr, &v[n]))
			return broken;
		n++;
	}
	out->v = v;
	out->n = n;
	return OK;
}

str dns_reverse_name(struct arena *a, str address)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char b[16];
	char text[INET6_ADDRSTRLEN], out[80];
	size_t n = 0;
	if (address.n >= sizeof(text))
		return STR_NULL;
	memcpy(text, address.p, address.n);
	text[address.n] = 0;
	if (inet_pton(AF_INET, text, b) == 1)
		return arena_printf(a, "%u.%u.%u.%u.in-addr.arpa", b[3], b[2], b[1], b[0]);
	if (inet_pton(AF_INET6, text, b) != 1)
		return STR_NULL;
	for (int i = 15; i >= 0; i--) {
		out[n++] = hex[b[i] & 15];
		out[n++] = '.';
		out[n++] = hex[b[i] >> 4];
		out[n++] = '.';
	}
	return arena_printf(a, "%.*sip6.arpa", (int)n, out);
}
