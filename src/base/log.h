/* Structured log: one JSON object a line on stderr (or plain text on a terminal). Never an address, a token, a password
 * or a message body: name things by their ids. Thread-safe; a line is one write(2), at most LOG_LINE_MAX bytes. */
#pragma once
#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_setup(enum log_level least, bool json, const char *role); /* before threads start; role: "serve", "work", … */
bool log_level_parse(str name, enum log_level *out);		   /* debug, info, warn, error */

/* event is a stable dotted name ("send.batch_done"); the rest is printf into "msg". */
[[gnu::format(printf, 3, 4)]] void log_write(enum log_level level, const char *event, const char *fmt, ...);
#define log_debug(event, ...) log_write(LOG_DEBUG, event, __VA_ARGS__)
#define log_info(event, ...) log_write(LOG_INFO, event, __VA_ARGS__)
#define log_warn(event, ...) log_write(LOG_WARN, event, __VA_ARGS__)
#define log_error(event, ...) log_write(LOG_ERROR, event, __VA_ARGS__)
