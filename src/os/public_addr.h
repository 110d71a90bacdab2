/* Whether an address belongs to the public internet: what is kept from users who name the hosts we connect to (web
 * hooks, images, mail servers). Loopback, private, link-local, shared, multicast, documentation and reserved ranges do
 * not, nor what carries such an IPv4 address (mapped, NAT64, 6to4). Source: IANA's special-purpose address registries
 * (RFC 6890). Judge what a name was resolved to, right before connecting. Pure. */
#pragma once
#include <stdbool.h>
#include <sys/socket.h>

bool public_addr(const struct sockaddr *addr); /* false for other families than IPv4 and IPv6 */

/* The network that limits count a client by: an IPv4 address itself, of an IPv6 address its /64, which one customer
 * has whole (RFC 6177). An IPv4 address in IPv6's writing is the IPv4 address. What is no address stays as it is. */
#define CLIENT_NET_MAX 64
void client_net(const char *ip, char out[CLIENT_NET_MAX]);
