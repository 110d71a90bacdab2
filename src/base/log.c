#include "base/log.h"
#include "base/limits.h"
#include "base/time.h"
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static struct {
	enum log_level least;
	bool json;
	const char *role;
} setup = { .least = LOG_INFO, .json = false, .role = "loumass" };

static const char *const names[] = { "debug", "info", "warn", "error" };

void log_setup(enum log_level least, bool json, const char *role)
{
	setup.least = least;
	setup.json = json;
	setup.role = role;
}

bool log_level_parse(str name, enum log_level *out)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq(name, str_z(names[i]))) {
			*out = (enum log_level)i;
			return true;
		}
	return false;
}

/* Appends text as the inside of a JSON string; what does not fit is cut. */
static size_t log_add_escaped(char *out, size_t at, size_t cap, const char *text)
{
	for (; *text && at + 7 < cap; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '"' || c == '\\') {
			out[at++] = '\\';
			out[at++] = (char)c;
		} else if (c < 0x20) {
			at += (size_t)snprintf(out + at, 7, "\\u%04x", c);
		} else {
			out[at++] = (char)c;
		}
	}
	return at;
}

void log_write(enum log_level level, const char *event, const char *fmt, ...)
{
	if (level < setup.least)
		return;
	char msg[LOG_LINE_MAX / 2], line[LOG_LINE_MAX];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	struct timespec ts;
	clock_gettime(CLOCK_REALTIME, &ts);
	char when[TIME_ISO_LEN];
	time_format_iso(ts.tv_sec * US_PER_S + ts.tv_nsec / 1000, when);
	size_t n;
	if (setup.json) {
		n = (size_t)snprintf(
			line, sizeof(line),
			"{\"time\":\"%.*s\",\"level\":\"%s\",\"role\":\"%s\",\"pid\":%d,\"event\":\"%s\",\"msg\":\"",
			TIME_ISO_LEN, when, names[level], setup.role, (int)getpid(), event);
		n = log_add_escaped(line, n, sizeof(line) - 4, msg);
		memcpy(line + n, "\"}\n", 3);
		n += 3;
	} else {
		int w = snprintf(line, sizeof(line) - 1, "%.*s %-5s %s[%d] %s: %s", TIME_ISO_LEN, when, names[level],
				 setup.role, (int)getpid(), event, msg);
		n = w < 0 ? 0 : (size_t)w >= sizeof(line) - 1 ? sizeof(line) - 2 : (size_t)w;
		for (size_t i = 0; i < n; i++)
			if ((unsigned char)line[i] < 0x20)
				line[i] = ' ';
		line[n++] = '\n';
	}
	if (write(STDERR_FILENO, line, n) < 0)
		return; /* nowhere left to say it */
}
