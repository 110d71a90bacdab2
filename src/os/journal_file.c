#include "os/journal_file.h"
#include "base/limits.h"
#include <endian.h>
#include <pthread.h>

static const char magic[8] = { 'L', 'M', 'J', 'R', 'N', 'L', '0', '1' };
#define RECORD_MARK 0x4a4cu

/* --- CRC-32C, by the processor where it can */

static uint32_t crc_table[256];
static bool crc_hardware;
static pthread_once_t crc_once = PTHREAD_ONCE_INIT;

static void journal_file_crc_init(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t c = i;
		for (int k = 0; k < 8; k++)
			c = c & 1 ? (c >> 1) ^ 0x82f63b78u : c >> 1;
		crc_table[i] = c;
	}
#if defined(__x86_64__)
	__builtin_cpu_init();
	crc_hardware = __builtin_cpu_supports("sse4.2");
#endif
}

#if defined(__x86_64__)
[[gnu::target("sse4.2")]] static uint32_t journal_file_crc_fast(uint32_t c, const unsigned char *p, size_t n)
{
	uint64_t c64 = c;
	for (; n >= 8; p += 8, n -= 8) {
		uint64_t v;
		memcpy(&v, p, 8);
		c64 = __builtin_ia32_crc32di(c64, v);
	}
	c = (uint32_t)c64;
	for (; n > 0; p++, n--)
		c = __builtin_ia32_crc32qi(c, *p);
	return c;
}
#endif

uint32_t journal_crc(uint32_t seed, const void *p, size_t n)
{
	const unsigned char *b = p;
	uint32_t c = ~seed;
	pthread_once(&crc_once, journal_file_crc_init);
#if defined(__x86_64__)
	if (crc_hardware)
		return ~journal_file_crc_fast(c, b, n);
#endif
	for (; n > 0; b++, n--)
		c = crc_table[(c ^ *b) & 0xff] ^ (c >> 8);
	return ~c;
}

/* --- little-endian fields */

static void journal_file_put32(char *p, uint32_t v)
{
	v = htole32(v);
	memcpy(p, &v, sizeof(v));
}
static void journal_file_put64(char *p, uint64_t v)
{
	v = htole64(v);
	memcpy(p, &v, sizeof(v));
}
static uint32_t journal_file_get32(const char *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof(v));
	return le32toh(v);
}
static uint64_t journal_file_get64(const char *p)
{
	uint64_t v;
	memcpy(&v, p, sizeof(v));
	return le64toh(v);
}

void journal_header_encode(char out[JOURNAL_HEADER], uint64_t number, uint32_t salt)
{
	memcpy(out, magic, sizeof(magic));
	journal_file_put64(out + 8, number);
	journal_file_put32(out + 16, salt);
	journal_file_put32(out + 20, journal_crc(0, out, 20));
}

bool journal_header_decode(const char in[JOURNAL_HEADER], uint64_t *number, uint32_t *salt)
{
	if (memcmp(in, magic, sizeof(magic)) != 0 || journal_file_get32(in + 20) != journal_crc(0, in, 20))
		return false;
	*number = journal_file_get64(in + 8);
	*salt = journal_file_get32(in + 16);
	return true;
}

void journal_record_encode(char *out, uint32_t salt, uint16_t kind, str body)
{
	journal_file_put32(out + 4, (uint32_t)body.n);
	journal_file_put32(out + 8, (uint32_t)kind | RECORD_MARK << 16);
	if (body.n > 0)
		memcpy(out + JOURNAL_RECORD_HEADER, body.p, body.n);
	journal_file_put32(out, journal_crc(salt, out + 4, JOURNAL_RECORD_HEADER - 4 + body.n));
}

/* 1: a record; 0: it may be one, but its end is not here; -1: it is none. */
static int journal_file_record_at(str data, uint32_t salt, size_t *length)
{
	if (data.n < JOURNAL_RECORD_HEADER)
		return 0;
	size_t body = journal_file_get32(data.p + 4);
	if (body > JOURNAL_RECORD_MAX || journal_file_get32(data.p + 8) >> 16 != RECORD_MARK)
		return -1;
	*length = JOURNAL_RECORD_HEADER + body;
	if (*length > data.n)
		return 0;
	return journal_file_get32(data.p) == journal_crc(salt, data.p + 4, *length - 4) ? 1 : -1;
}

enum journal_scan journal_scan(str data, bool final, uint32_t salt, uint16_t *kind, str *body, size_t *used,
			       size_t *skipped)
{
	size_t at = 0, length = 0;
	for (; at < data.n; at++) {
		int is = journal_file_record_at(str_from(data, at), salt, &length);
		if (is > 0) {
			*kind = (uint16_t)journal_file_get32(data.p + at + 8);
			*body = str_slice(data, at + JOURNAL_RECORD_HEADER, at + length);
			*used = at + length;
			*skipped = at;
			return JOURNAL_SCAN_RECORD;
		}
		if (is == 0 && !final)
			break;
	}
	*used = *skipped = at;
	return final ? JOURNAL_SCAN_END : JOURNAL_SCAN_MORE;
}

void journal_mark_encode(char out[JOURNAL_MARK_CELL], uint64_t turn, uint64_t segment, uint64_t offset)
{
	journal_file_put64(out, turn);
	journal_file_put64(out + 8, segment);
	journal_file_put64(out + 16, offset);
	journal_file_put32(out + 24, 0);
	journal_file_put32(out + 28, journal_crc(0, out, 28));
}

bool journal_mark_decode(const char in[JOURNAL_MARK_CELL], uint64_t *turn, uint64_t *segment, uint64_t *offset)
{
	if (journal_file_get32(in + 28) != journal_crc(0, in, 28))
		return false;
	*turn = journal_file_get64(in);
	*segment = journal_file_get64(in + 8);
	*offset = journal_file_get64(in + 16);
	return true;
}
