/* The configuration: one table (config.c) from which it is read, checked, documented and shown. Flags of the command
 * line override the environment, which overrides the file; the file is $LOUMASS_CONFIG, else <data>/loumass.conf, else
 * /etc/loumass/loumass.conf, with lines `name = value` and # comments. An unknown name or a bad value is an error that
 * names the setting, where it came from, and the fix. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "core/ground/config.h"
#include "wire/json_write.h"

enum config_kind {
	CONFIG_TEXT,
	CONFIG_PATH, /* made absolute */
	CONFIG_INT,
	CONFIG_BOOL,	 /* yes/no, true/false, on/off, 1/0 */
	CONFIG_CHOICE,	 /* one of `choices` */
	CONFIG_DURATION, /* "90s", "15m", "12h", "3d" */
	CONFIG_LISTEN,	 /* host:port */
	CONFIG_URL,	 /* http(s)://host[:port] */
};

struct config_item {
	const char *name; /* in the file; with dashes: the flag */
	const char *env;
	enum config_kind kind;
	const char *fallback; /* as it would be written; "" is "not given" */
	int64_t min, max;
	const char *choices; /* "a|b" */
	bool secret;	     /* never shown */
	const char *doc;
};
extern const struct config_item config_items[];
extern const size_t config_items_n;
#define CONFIG_ITEMS_MAX 48

enum config_source { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_ENV, CONFIG_FLAG };
struct config_value {
	str text;
	enum config_source source;
};
struct config_loaded {
	struct config config;
	struct config_value values[CONFIG_ITEMS_MAX]; /* by row */
	const char *file;			      /* "": none was read */
};

struct config_flag {
	str name, value; /* "listen", "127.0.0.1:80"; a switch has the value "yes" */
};
/* Texts live in the arena, which must outlive the configuration. getenv_ NULL: the program's own environment. */
err config_load(struct arena *a, const struct config_flag *flags, size_t n_flags, const char *(*getenv_)(const char *),
		struct config_loaded *out);
/* The flag's name of a row: "http-threads". */
str config_flag_name(struct arena *a, const struct config_item *item);

void config_docs(struct buf *out);
void config_man(struct buf *out);						      /* loumass.conf(5), in roff */
void config_sample(struct buf *out); /* a file in which every setting is a comment */ /* docs/config.md */
void config_show(const struct config_loaded *c, struct buf *out);
void config_show_json(const struct config_loaded *c, struct json_writer *out);
