#include "os/public_addr.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static bool public_addr_v4_in(uint32_t ip, uint32_t net, unsigned bits)
{
	return (ip ^ net) >> (32 - bits) == 0;
}

/* IANA's special-purpose registry: what is not globally reachable. */
static bool public_addr_v4_public(uint32_t ip)
{
	static const struct {
		uint32_t net;
		unsigned bits;
	} special[] = {
		{ 0x00000000, 8 },  { 0x0a000000, 8 },	{ 0x64400000, 10 }, { 0x7f000000, 8 },	{ 0xa9fe0000, 16 },
		{ 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 }, { 0xc0586300, 24 }, { 0xc0a80000, 16 },
		{ 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 }, { 0xe0000000, 4 },	{ 0xf0000000, 4 },
	};
	for (size_t i = 0; i < sizeof(special) / sizeof(*special); i++)
		if (public_addr_v4_in(ip, special[i].net, special[i].bits))
			return false;
	return true;
}

static uint32_t public_addr_v4_at(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool public_addr_v6_public(const uint8_t ip[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };
	if (memcmp(ip, mapped, 12) == 0 || memcmp(ip, nat64, 12) == 0)
		return public_addr_v4_public(public_addr_v4_at(ip + 12));
	if (ip[0] == 0x20 && ip[1] == 0x02) /* 6to4 carries an IPv4 address */
		return public_addr_v4_public(public_addr_v4_at(ip + 2));
	if (ip[0] == 0x20 && ip[1] == 0x01 && ip[2] < 2) /* 2001::/23: Teredo, benchmarking, ORCHID … */
		return false;
	if (ip[0] == 0x20 && ip[1] == 0x01 && ip[2] == 0x0d && ip[3] == 0xb8) /* documentation */
		return false;
	return ip[0] >> 5 == 1; /* 2000::/3 is all that is given out */
}

bool public_addr(const struct sockaddr *addr)
{
	if (addr->sa_family == AF_INET) {
		struct sockaddr_in v4;
		memcpy(&v4, addr, sizeof(v4));
		return public_addr_v4_public(ntohl(v4.sin_addr.s_addr));
	}
	if (addr->sa_family == AF_INET6) {
		struct sockaddr_in6 v6;
		memcpy(&v6, addr, sizeof(v6));
		return public_addr_v6_public(v6.sin6_addr.s6_addr);
	}
	return false;
}

void client_net(const char *ip, char out[CLIENT_NET_MAX])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct in6_addr v6;
	char text[INET6_ADDRSTRLEN];
	if (inet_pton(AF_INET6, ip, &v6) != 1) {
		snprintf(out, CLIENT_NET_MAX, "%s", ip);
	} else if (memcmp(&v6, mapped, 12) == 0) {
		inet_ntop(AF_INET, v6.s6_addr + 12, out, CLIENT_NET_MAX);
	} else {
		memset(v6.s6_addr + 8, 0, 8);
		inet_ntop(AF_INET6, &v6, text, sizeof(text));
		snprintf(out, CLIENT_NET_MAX, "%s/64", text);
	}
}
