/* What is looked at about a sender before anything goes out by it. */
#include "core/sender/sender_check.h"

static bool sender_check_here(str host)
{
	return str_eq_nocase(host, STR("localhost")) || str_starts(host, STR("127.")) || str_eq(host, STR("::1")) ||
	       str_eq(host, STR("[::1]"));
}

static str sender_check_host(str url)
{
	size_t at = str_find(url, STR("://"));
	str rest = at == STR_NPOS ? url : str_from(url, at + 3);
	if (str_starts(rest, STR("["))) {
		size_t end = str_find_byte(rest, ']');
		return end == STR_NPOS ? rest : str_upto(rest, end + 1);
	}
	size_t n = 0;
	while (n < rest.n && !strchr(":/?#", rest.p[n]))
		n++;
	return str_upto(rest, n);
}

void sender_check_address(const struct app *app, struct arena *a, const struct sender *s, struct checks *out)
{
	str url = str_z(app->config->url);
	bool gmail = str_eq(s->kind, STR("gmail"));
	if (str_eq(s->kind, STR("capture")) || !sender_check_here(sender_check_host(url)))
		return;
	/* A mail server on this machine may be one that only shows mail: a program for trying things out. */
	bool stays = sender_check_here(gmail ? sender_check_host(str_z(app->config->google_gmail)) : s->host);
	check_name(check_add(out, a, "local_address", stays ? CHECK_WARNING : CHECK_ERROR,
			     "Links and the unsubscribe page would point to %s, which nobody else can reach: set "
			     "LOUMASS_URL to the public address.",
			     app->config->url),
		   url);
}
