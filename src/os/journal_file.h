/* The bytes of a journal on disk, for journal.c, journal_slot.c and journal_read.c only.
 *
 * A segment is <20 digits>.log: a header, then records. Header: magic (8), number (u64), salt (u32), crc of these
 * (u32). Record: crc (u32), length of the body (u32), kind (u16), mark (u16), body; all little-endian. The crc is
 * CRC-32C of all behind it, seeded with the segment's random salt, so that bytes inside a body cannot pass for a record
 * when a reader looks for the next whole one behind a damaged stretch. Pure, but for the salt. */
#pragma once
#include "base/err.h"
#include "base/str.h"

#define JOURNAL_HEADER 24u
#define JOURNAL_RECORD_HEADER 12u

uint32_t journal_crc(uint32_t seed, const void *p, size_t n); /* CRC-32C (Castagnoli), chainable */

void journal_header_encode(char out[JOURNAL_HEADER], uint64_t number, uint32_t salt);
bool journal_header_decode(const char in[JOURNAL_HEADER], uint64_t *number, uint32_t *salt);
/* Writes header and body of one record to out, which has room for JOURNAL_RECORD_HEADER + body.n bytes. */
void journal_record_encode(char *out, uint32_t salt, uint16_t kind, str body);

enum journal_scan {
	JOURNAL_SCAN_RECORD, /* one record */
	JOURNAL_SCAN_MORE,   /* give me more behind `skipped` bytes */
	JOURNAL_SCAN_END     /* final, and nothing whole is left */
};
/* The next whole record in data. skipped: bytes before it that are none (damage, a torn tail); used: bytes to drop,
 * skipped ones included. final: nothing comes behind data. */
enum journal_scan journal_scan(str data, bool final, uint32_t salt, uint16_t *kind, str *body, size_t *used,
			       size_t *skipped);

#define JOURNAL_MARK_CELL 32u
/* The drained position, kept in two cells written in turn, so that a torn write leaves the other. */
void journal_mark_encode(char out[JOURNAL_MARK_CELL], uint64_t turn, uint64_t segment, uint64_t offset);
bool journal_mark_decode(const char in[JOURNAL_MARK_CELL], uint64_t *turn, uint64_t *segment, uint64_t *offset);
