/* Tries a sender's settings: connect, TLS, log in, MAIL FROM, and nothing is sent. Blocks (at most `timeout_us`);
 * for request handlers and the command line. Any thread. */
#pragma once
#include "base/arena.h"
#include "smtp/session.h"

enum smtp_probe_step { SMTP_PROBE_CONNECT, SMTP_PROBE_TLS, SMTP_PROBE_AUTH, SMTP_PROBE_MAIL, SMTP_PROBE_STEPS };
struct smtp_probe_line {
	const char *step; /* "connect", "tls", "auth", "mail" */
	bool ok;
	str reply; /* the server's words, or what went wrong and what to check */
};
struct smtp_probe_result {
	bool ok;
	size_t n; /* steps tried; steps the settings do not ask for are left out */
	struct smtp_probe_line steps[SMTP_PROBE_STEPS];
};
err smtp_probe(struct arena *a, const struct smtp_params *p, str from, int64_t timeout_us,
	       struct smtp_probe_result *out);
