/* Passwords: what is accepted as one, hashing, checking. NIST SP 800-63B: at least 8 characters, no composition rules,
 * no expiry, not one of the commonest (docs/decisions/100-the-commonest-passwords.md). Argon2id, a few at a time: each
 * takes 64 MiB while it works. */
#pragma once
#include "base/arena.h"
#include "wire/field_errors.h"

#define PASSWORD_MIN 8u		 /* characters, as people count them: code points */
#define PASSWORD_MAX 1000u	 /* characters */
#define PASSWORD_BYTES_MAX 4000u /* the same in UTF-8 */

/* Adds to errors what is wrong with it. email: of its owner, may be absent. */
void password_check(str password, str email, const char *field, struct field_errors *errors);
bool password_is_common(str password); /* in whatever case */

str password_make(struct arena *a, str password); /* the hash to keep; waits for its turn */
/* An absent hash takes as long as a wrong password, and is false. */
bool password_matches(str hash, str password);

/* Generated from a package's list when the program is built (tools/embed_passwords.py). */
extern const char password_common_words[];
extern const unsigned password_common_starts[];
extern const size_t password_common_n;
