#include "core/account/password.h"
#include "wire/token.h"
#include <pthread.h>
#include <semaphore.h>
#include <string.h>

/* Argon2id takes 64 MiB while it works: so many at once, the others wait. */
#define HASHES_AT_ONCE 4
#define COMMON_MAX 64u /* no word of the list is longer */

static sem_t hashing;
static pthread_once_t hashing_once = PTHREAD_ONCE_INIT;
static void password_init(void)
{
	sem_init(&hashing, 0, HASHES_AT_ONCE);
}

static void password_turn(void)
{
	pthread_once(&hashing_once, password_init);
	while (sem_wait(&hashing) != 0)
		;
}

str password_make(struct arena *a, str password)
{
	password_turn();
	str hash = password_hash(a, password);
	sem_post(&hashing);
	return hash;
}

bool password_matches(str hash, str password)
{
	password_turn();
	bool right = password_verify(hash, str_upto(password, PASSWORD_BYTES_MAX));
	sem_post(&hashing);
	return right && password.n <= PASSWORD_BYTES_MAX;
}

static size_t password_characters(str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

bool password_is_common(str password)
{
	char word[COMMON_MAX + 1];
	if (password.n > COMMON_MAX || memchr(password.p, 0, password.n))
		return false;
	for (size_t i = 0; i < password.n; i++)
		word[i] = ascii_lower(password.p[i]);
	word[password.n] = 0;
	for (size_t low = 0, high = password_common_n; low < high;) {
		size_t mid = (low + high) / 2;
		int c = strcmp(word, password_common_words + password_common_starts[mid]);
		if (c == 0)
			return true;
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return false;
}

/* aaaaaaaa, 12345678, hgfedcba: each byte as far from the one before as the next. */
static bool password_is_run(str s)
{
	int step = s.n > 1 ? s.p[1] - s.p[0] : 0;
	if (step < -1 || step > 1)
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] - s.p[i - 1] != step)
			return false;
	return true;
}

static bool password_is_of_address(str password, str email)
{
	size_t at = str_rfind_byte(email, '@');
	return str_eq_nocase(password, email) || (at != STR_NPOS && (str_eq_nocase(password, str_upto(email, at)) ||
								     str_eq_nocase(password, str_from(email, at + 1))));
}

void password_check(str password, str email, const char *field, struct field_errors *errors)
{
	size_t n = password_characters(password);
	if (n < PASSWORD_MIN)
		field_error_addf(errors, field, "must be at least %u characters long", PASSWORD_MIN);
	else if (n > PASSWORD_MAX || password.n > PASSWORD_BYTES_MAX)
		field_error_addf(errors, field, "must be at most %u characters long", PASSWORD_MAX);
	else if (password_is_of_address(password, email))
		field_error_addf(errors, field, "must not be the address itself");
	else if (password_is_common(password) || password_is_run(password))
		field_error_addf(errors, field, "is one of the first that anyone would guess: choose another");
}
