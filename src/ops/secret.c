#include "ops/secret.h"
#include "base/log.h"
#include "db/gen/sys_account_q.h"
#include "os/file.h"
#include <stdio.h>
#include <sys/stat.h>

#define KEY_FILE_MAX 16384u

/* One key a line. */
static err secret_add_lines(struct keyring *kr, str text)
{
	str line;
	while (str_next(&text, '\n', &line)) {
		line = str_trim(line);
		if (line.n && line.p[0] != '#')
			TRY(keyring_add(kr, line));
	}
	return OK;
}

static err secret_check_mode(const char *path)
{
	struct stat st;
	if (stat(path, &st) == 0 && (st.st_mode & 077)) {
		log_error("secret.mode", "%s may be read by others; `chmod 600` it (and treat the secret as known)",
			  path);
		return err_make(ERR_FORBIDDEN, "the key file may be read by others than its owner: chmod 600 it");
	}
	return OK;
}

static err secret_make_key(const char *path, struct buf *b)
{
	unsigned char key[KEY_BYTES];
	char hex[2 * KEY_BYTES];
	token_random_bytes(key, sizeof(key));
	token_hex(key, sizeof(key), hex);
	buf_add_mem(b, hex, sizeof(hex));
	buf_add_byte(b, '\n');
	err e = file_write_atomic(path, buf_str(b), 0600);
	if (!err_is(e))
		log_info("secret.made", "a new secret is in %s; keep a copy of it in a safe place", path);
	token_wipe(key, sizeof(key));
	return e;
}

static err secret_from_files(const struct config *c, bool current, struct keyring *kr)
{
	struct arena ARENA_AUTO a = {};
	const char *path = file_join(&a, str_z(c->data), current ? STR("secret.key") : STR("secret.key.old")).p;
	struct buf BUF_AUTO b;
	buf_init(&b, KEY_FILE_MAX);
	err e = file_read_all(path, KEY_FILE_MAX, &b);
	if (e.code == ERR_NOT_FOUND && !current)
		return OK;
	if (e.code == ERR_NOT_FOUND)
		e = secret_make_key(path, &b);
	if (err_is(e)) {
		log_error("secret.file", "%s: %s", path, e.why);
		return e;
	}
	TRY(secret_check_mode(path));
	size_t before = kr->n;
	e = secret_add_lines(kr, buf_str(&b));
	token_wipe(b.p, b.n);
	if (!err_is(e) && current && kr->n == before)
		return err_make(ERR_INVALID, "the key file is empty");
	return e;
}

err secret_load(const struct config *c, struct keyring *out)
{
	*out = (struct keyring){};
	if (c->secret[0])
		TRY(keyring_add(out, str_z(c->secret)));
	else
		TRY(secret_from_files(c, true, out));
	str rest = str_z(c->secret_old), piece;
	while (str_next(&rest, ' ', &piece))
		if (piece.n)
			TRY(keyring_add(out, piece));
	return rest.p && c->secret_old[0] ? OK : secret_from_files(c, false, out);
}

err secret_verify(system_db db, const struct keyring *kr)
{
	struct arena ARENA_AUTO a = {};
	char check[KEY_CHECK_LEN + 1];
	keyring_check(kr, 0, check);
	struct q_setting_get_in in = { .key = STR("secretCheck") };
	struct q_setting_get_row row;
	err e = q_setting_get(db, &a, &in, &row);
	if (err_is(e) && e.code != ERR_NOT_FOUND)
		return e;
	bool known = !err_is(e) && str_eq(row.value, str_z(check));
	for (size_t i = 1; i < kr->n && !err_is(e) && !known; i++) {
		char older[KEY_CHECK_LEN + 1];
		keyring_check(kr, i, older);
		if (str_eq(row.value, str_z(older))) {
			log_info("secret.rotated", "the secret has changed; what the old one sealed still opens");
			e = err_make(ERR_NOT_FOUND, "");
		}
	}
	if (known)
		return OK;
	if (!err_is(e))
		return err_make(ERR_CONFLICT, "this secret is not the one the data was written with: give that one as "
					      "LOUMASS_SECRET, or put it in "
					      "<data>/secret.key, or name it in LOUMASS_SECRET_OLD to rotate");
	struct q_setting_put_in put = { .key = STR("secretCheck"), .value = str_z(check) };
	return q_setting_put(db, &a, &put, NULL);
}

err node_load(struct arena *a, const struct config *c, const char **out)
{
	const char *path = file_join(a, str_z(c->data), STR("node.id")).p;
	struct buf BUF_AUTO b;
	buf_init(&b, 256);
	err e = file_read_all(path, 200, &b);
	if (e.code == ERR_NOT_FOUND) {
		unsigned char id[8];
		char hex[16];
		token_random_bytes(id, sizeof(id));
		token_hex(id, sizeof(id), hex);
		buf_addf(&b, "node-%.16s\n", hex);
		e = file_write_atomic(path, buf_str(&b), 0644);
	}
	if (err_is(e)) {
		log_error("node.file", "%s: %s", path, e.why);
		return e;
	}
	*out = arena_z(a, str_trim(buf_str(&b)));
	return OK;
}
