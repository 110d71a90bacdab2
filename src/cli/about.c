/* What the program is and what it is made of: `loumass version`, `loumass licenses`. */
#include "cli/cli_int.h"
#include "cli/version_commit.h"
#include "os/file.h"
#include <stdio.h>

#define ABOUT_NOTICES_MAX (8u << 20) /* of the web app's packages: about half a megabyte in 2026 */

static err about_version(struct cli *c)
{
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_str(w, "version", STR(LOUMASS_VERSION));
	json_kv_str(w, "commit", STR(LOUMASS_COMMIT));
	json_kv_str(w, "compiler", STR(__VERSION__));
	json_end_obj(w);
	cli_say(c, "loumass %s (%s)", LOUMASS_VERSION, LOUMASS_COMMIT);
	return OK;
}

/* The libraries it is linked with, all of them shared and from the distribution: their full texts are in
 * /usr/share/doc/PACKAGE/copyright. tools/lint.sh compares the sonames with the binary's. */
static const struct about_library {
	const char *soname, *name, *license;
} about_libraries[] = {
	{ "libarchive", "libarchive", "BSD-2-Clause" },
	{ "libc", "GNU C Library", "LGPL-2.1-or-later" },
	{ "libcares", "c-ares", "MIT" },
	{ "libcjson", "cJSON", "MIT" },
	{ "libcrypto", "OpenSSL", "Apache-2.0" },
	{ "libcurl", "curl", "curl" },
	{ "libglib-2.0", "GLib", "LGPL-2.1-or-later" },
	{ "libgmime-3.0", "GMime", "LGPL-2.1-or-later" },
	{ "libgobject-2.0", "GLib (GObject)", "LGPL-2.1-or-later" },
	{ "libgumbo", "Gumbo", "Apache-2.0" },
	{ "libicuuc", "ICU", "Unicode-3.0" },
	{ "libidn2", "libidn2", "LGPL-3.0-or-later or GPL-2.0-or-later" },
	{ "libm", "GNU C Library (libm)", "LGPL-2.1-or-later" },
	{ "libmicrohttpd", "GNU libmicrohttpd", "LGPL-2.1-or-later" },
	{ "libpq", "PostgreSQL (libpq)", "PostgreSQL" },
	{ "libresolv", "GNU C Library (libresolv)", "LGPL-2.1-or-later" },
	{ "libsodium", "libsodium", "ISC" },
	{ "libssl", "OpenSSL (libssl)", "Apache-2.0" },
	{ "libuchardet", "uchardet", "MPL-1.1 or GPL-2.0-or-later or LGPL-2.1-or-later" },
	{ "libunistring", "GNU libunistring", "LGPL-3.0-or-later or GPL-2.0-or-later" },
	{ "libz", "zlib", "Zlib" },
};

static err about_licenses(struct cli *c)
{
	const struct config *config;
	TRY(cli_config(c, &config));
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_str(w, "license", STR("Apache-2.0"));
	json_key(w, "libraries");
	json_begin_arr(w);
	cli_say(c, "LOUMASS: Apache-2.0\n\nLibraries it is linked with:");
	for (size_t i = 0; i < sizeof(about_libraries) / sizeof(*about_libraries); i++) {
		const struct about_library *l = &about_libraries[i];
		json_begin_obj(w);
		json_kv_str(w, "soname", str_z(l->soname));
		json_kv_str(w, "name", str_z(l->name));
		json_kv_str(w, "license", str_z(l->license));
		json_end_obj(w);
		cli_say(c, "  %-28s %s", l->name, l->license);
	}
	json_end_arr(w);
	struct buf BUF_AUTO notices;
	buf_init(&notices, ABOUT_NOTICES_MAX);
	const char *path = file_join(c->arena, str_z(config->web), STR("THIRD-PARTY-NOTICES.txt")).p;
	bool found = config->web[0] && !err_is(file_read_all(path, ABOUT_NOTICES_MAX, &notices));
	json_kv_str(w, "webNotices", found ? buf_str(&notices) : STR_NULL);
	json_end_obj(w);
	if (found)
		cli_say(c, "\nPackages in the web app:\n\n%.*s", STR_FMT(buf_str(&notices)));
	else
		cli_say(c, "\nThe web app is not installed beside this program: its packages' notices are not here.");
	return OK;
}

const struct cli_command about_commands[] = {
	{ .group = "version",
	  .summary = "Print the version and the commit it was built from",
	  .reads = true,
	  .run = about_version },
	{ .group = "licenses",
	  .summary = "Print the licenses of the program, its libraries, and the web app's packages",
	  .reads = true,
	  .run = about_licenses },
};
const size_t about_commands_n = sizeof(about_commands) / sizeof(*about_commands);
