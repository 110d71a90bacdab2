#include "core/report/verdict_nets.h"
#include "base/num.h"
#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* clang-format off */
const struct verdict_range verdict_ranges[] = {
	/* Apple: its own /8; Mail Privacy Protection's proxies leave from it and from partners' ranges, which say the same in
	 * their User-Agent. */
	{ "17.0.0.0/8", VERDICT_NET_APPLE }, { "2620:149::/32", VERDICT_NET_APPLE }, { "2a01:b740::/32", VERDICT_NET_APPLE },
	/* Google: where its image proxy fetches from (support.google.com, SPF of _netblocks.google.com). */
	{ "64.18.0.0/20", VERDICT_NET_GOOGLE }, { "64.233.160.0/19", VERDICT_NET_GOOGLE }, { "66.102.0.0/20", VERDICT_NET_GOOGLE },
	{ "66.249.64.0/19", VERDICT_NET_GOOGLE }, { "72.14.192.0/18", VERDICT_NET_GOOGLE }, { "74.125.0.0/16", VERDICT_NET_GOOGLE },
	{ "108.177.8.0/21", VERDICT_NET_GOOGLE }, { "173.194.0.0/16", VERDICT_NET_GOOGLE }, { "209.85.128.0/17", VERDICT_NET_GOOGLE },
	{ "216.58.192.0/19", VERDICT_NET_GOOGLE }, { "216.239.32.0/19", VERDICT_NET_GOOGLE }, { "2001:4860:4000::/36", VERDICT_NET_GOOGLE },
	{ "2404:6800:4000::/36", VERDICT_NET_GOOGLE }, { "2607:f8b0:4000::/36", VERDICT_NET_GOOGLE }, { "2a00:1450:4000::/36", VERDICT_NET_GOOGLE },
	/* Exchange Online Protection (Office 365 URLs and IP address ranges, id 9 and 10), and the two /16 beside it: Safe
	 * Links' look-ups come from 40.94 (mautic/mautic#9400), its servers also use 40.95. */
	{ "40.92.0.0/14", VERDICT_NET_MICROSOFT }, { "40.107.0.0/16", VERDICT_NET_MICROSOFT }, { "52.100.0.0/14", VERDICT_NET_MICROSOFT },
	{ "104.47.0.0/17", VERDICT_NET_MICROSOFT }, { "2a01:111:f400::/48", VERDICT_NET_MICROSOFT }, { "2a01:111:f403::/48", VERDICT_NET_MICROSOFT },
	/* Mimecast (data centers and URLs). */
	{ "205.139.110.0/23", VERDICT_NET_MIMECAST }, { "207.211.30.0/23", VERDICT_NET_MIMECAST }, { "216.205.24.0/24", VERDICT_NET_MIMECAST },
	{ "63.128.21.0/24", VERDICT_NET_MIMECAST }, { "170.10.128.0/22", VERDICT_NET_MIMECAST }, { "170.10.132.0/22", VERDICT_NET_MIMECAST },
	{ "195.130.217.0/24", VERDICT_NET_MIMECAST }, { "91.220.42.0/24", VERDICT_NET_MIMECAST }, { "146.101.78.0/24", VERDICT_NET_MIMECAST },
	{ "207.82.80.0/24", VERDICT_NET_MIMECAST }, { "185.58.84.0/22", VERDICT_NET_MIMECAST }, { "51.163.158.0/23", VERDICT_NET_MIMECAST },
	{ "62.140.7.0/24", VERDICT_NET_MIMECAST }, { "103.13.69.0/24", VERDICT_NET_MIMECAST }, { "124.47.150.0/24", VERDICT_NET_MIMECAST },
	{ "180.189.28.0/24", VERDICT_NET_MIMECAST }, { "41.74.192.0/20", VERDICT_NET_MIMECAST },
	/* Proofpoint (ARIN, RIPE). */
	{ "67.231.144.0/20", VERDICT_NET_PROOFPOINT }, { "148.163.128.0/19", VERDICT_NET_PROOFPOINT }, { "205.220.160.0/19", VERDICT_NET_PROOFPOINT },
	{ "208.84.64.0/22", VERDICT_NET_PROOFPOINT }, { "208.86.200.0/22", VERDICT_NET_PROOFPOINT }, { "185.132.180.0/22", VERDICT_NET_PROOFPOINT },
	{ "91.209.104.0/24", VERDICT_NET_PROOFPOINT }, { "91.207.212.0/23", VERDICT_NET_PROOFPOINT },
	/* Barracuda Email Gateway Defense. */
	{ "64.235.144.0/20", VERDICT_NET_BARRACUDA }, { "209.222.80.0/21", VERDICT_NET_BARRACUDA },
	/* Symantec Email Security.cloud (MessageLabs). */
	{ "67.219.240.0/20", VERDICT_NET_MESSAGELABS }, { "85.158.136.0/21", VERDICT_NET_MESSAGELABS }, { "95.131.104.0/21", VERDICT_NET_MESSAGELABS },
	{ "46.226.48.0/21", VERDICT_NET_MESSAGELABS }, { "103.9.96.0/22", VERDICT_NET_MESSAGELABS }, { "117.120.16.0/21", VERDICT_NET_MESSAGELABS },
	{ "193.109.254.0/23", VERDICT_NET_MESSAGELABS }, { "194.106.220.0/23", VERDICT_NET_MESSAGELABS }, { "195.245.230.0/23", VERDICT_NET_MESSAGELABS },
	{ "216.82.240.0/20", VERDICT_NET_MESSAGELABS },
	/* Cisco Secure Email (IronPort). */
	{ "68.232.128.0/19", VERDICT_NET_CISCO }, { "184.94.240.0/20", VERDICT_NET_CISCO }, { "207.54.64.0/19", VERDICT_NET_CISCO },
	/* Trend Micro Email Security. */
	{ "150.70.224.0/20", VERDICT_NET_TRENDMICRO }, { "216.104.0.0/19", VERDICT_NET_TRENDMICRO }, { "18.208.22.64/26", VERDICT_NET_TRENDMICRO },
	{ "18.208.22.128/25", VERDICT_NET_TRENDMICRO }, { "18.188.9.192/26", VERDICT_NET_TRENDMICRO },
};
/* clang-format on */
const size_t verdict_ranges_n = sizeof(verdict_ranges) / sizeof(*verdict_ranges);

static const str names[VERDICT_NET_COUNT] = {
	[VERDICT_NET_NONE] = STR_INIT(""),
	[VERDICT_NET_APPLE] = STR_INIT("apple"),
	[VERDICT_NET_GOOGLE] = STR_INIT("google"),
	[VERDICT_NET_MICROSOFT] = STR_INIT("microsoft"),
	[VERDICT_NET_MIMECAST] = STR_INIT("mimecast"),
	[VERDICT_NET_PROOFPOINT] = STR_INIT("proofpoint"),
	[VERDICT_NET_BARRACUDA] = STR_INIT("barracuda"),
	[VERDICT_NET_MESSAGELABS] = STR_INIT("messagelabs"),
	[VERDICT_NET_CISCO] = STR_INIT("cisco"),
	[VERDICT_NET_TRENDMICRO] = STR_INIT("trendmicro"),
};

str verdict_net_name(enum verdict_net n)
{
	return n < VERDICT_NET_COUNT ? names[n] : STR("");
}

bool verdict_net_parse(str s, enum verdict_net *out)
{
	for (unsigned i = 1; i < VERDICT_NET_COUNT; i++)
		if (str_eq(s, names[i])) {
			*out = (enum verdict_net)i;
			return true;
		}
	return false;
}

bool verdict_net_scans(enum verdict_net n)
{
	return n >= VERDICT_NET_MICROSOFT;
}

/* --- the table, read once */

struct range {
	unsigned char net[16];
	unsigned bits;
	bool v6;
	enum verdict_net of;
};
static struct range ranges[sizeof(verdict_ranges) / sizeof(*verdict_ranges)];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool verdict_nets_read_ip(str s, unsigned char out[16], bool *v6)
{
	char z[INET6_ADDRSTRLEN];
	if (str_starts_nocase(s, STR("::ffff:")) && str_find_byte(s, '.') != STR_NPOS)
		s = str_from(s, 7);
	if (s.n == 0 || s.n >= sizeof(z))
		return false;
	memcpy(z, s.p, s.n);
	z[s.n] = 0;
	*v6 = str_find_byte(s, ':') != STR_NPOS;
	return inet_pton(*v6 ? AF_INET6 : AF_INET, z, out) == 1;
}

static void verdict_nets_read_table(void)
{
	for (size_t i = 0; i < verdict_ranges_n; i++) {
		str text = str_z(verdict_ranges[i].cidr), ip;
		uint64_t bits;
		if (!str_next(&text, '/', &ip) || !verdict_nets_read_ip(ip, ranges[i].net, &ranges[i].v6) ||
		    !num_parse_u64(text, &bits) || bits > (ranges[i].v6 ? 128 : 32)) {
			fprintf(stderr, "verdict_ranges: %s\n", verdict_ranges[i].cidr);
			abort();
		}
		ranges[i].bits = (unsigned)bits;
		ranges[i].of = verdict_ranges[i].net;
	}
}

static bool verdict_nets_inside(const struct range *r, const unsigned char *ip)
{
	size_t whole = r->bits / 8, rest = r->bits % 8;
	if (memcmp(r->net, ip, whole) != 0)
		return false;
	return rest == 0 || (r->net[whole] ^ ip[whole]) >> (8 - rest) == 0;
}

enum verdict_net verdict_net_of(str ip)
{
	unsigned char bytes[16] = {};
	bool v6 = false;
	pthread_once(&once, verdict_nets_read_table);
	if (!verdict_nets_read_ip(ip, bytes, &v6))
		return VERDICT_NET_NONE;
	for (size_t i = 0; i < verdict_ranges_n; i++)
		if (ranges[i].v6 == v6 && verdict_nets_inside(&ranges[i], bytes))
			return ranges[i].of;
	return VERDICT_NET_NONE;
}
