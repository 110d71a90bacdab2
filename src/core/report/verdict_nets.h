/* Whose network a request comes from: address ranges that their owners publish, as data (verdict_nets.c). Pure. */
#pragma once
#include "base/str.h"

enum verdict_net {
	VERDICT_NET_NONE, /* no list has it */
	VERDICT_NET_APPLE,
	VERDICT_NET_GOOGLE,
	VERDICT_NET_MICROSOFT, /* Exchange Online Protection, which follows links as Safe Links */
	VERDICT_NET_MIMECAST,
	VERDICT_NET_PROOFPOINT,
	VERDICT_NET_BARRACUDA,
	VERDICT_NET_MESSAGELABS,
	VERDICT_NET_CISCO,
	VERDICT_NET_TRENDMICRO,
	VERDICT_NET_COUNT
};
str verdict_net_name(enum verdict_net n); /* "apple", ...; "" for none */
bool verdict_net_parse(str s, enum verdict_net *out);
/* ip: an address as text, IPv4 (also as ::ffff:…) or IPv6. */
enum verdict_net verdict_net_of(str ip);
bool verdict_net_scans(enum verdict_net n); /* nobody reads mail from there: it is a gateway's */

struct verdict_range {
	const char *cidr;
	enum verdict_net net;
};
extern const struct verdict_range verdict_ranges[];
extern const size_t verdict_ranges_n;
