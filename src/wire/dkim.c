#include "wire/dkim.h"
#include "base/limits.h"
#include "base/time.h"
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>

#define RSA_BITS 2048
#define HASH_LEN 32u
#define SIGNATURE_MAX 512u /* RSA of 4096 bits */
#define CHUNK 4096u
#define LINE 72u

struct key {
	enum dkim_algorithm alg;
	EVP_PKEY *pkey;
	char *domain, *selector;
};

struct dkim_signer {
	struct key v[DKIM_KEYS_MAX];
	size_t n;
};

static const char *const names[] = { "rsa-sha256", "ed25519-sha256" };

const char *dkim_algorithm_name(enum dkim_algorithm a)
{
	return names[a];
}

bool dkim_algorithm_parse(str name, enum dkim_algorithm *out)
{
	for (int i = 0; i < 2; i++) {
		if (str_eq(name, str_z(names[i]))) {
			*out = (enum dkim_algorithm)i;
			return true;
		}
	}
	return false;
}

/* ---- Keys */

static str dkim_base64(struct arena *a, const unsigned char *p, size_t n)
{
	unsigned char *to = arena_alloc(a, n / 3 * 4 + 5);
	return str_of((const char *)to, (size_t)EVP_EncodeBlock(to, p, (int)n));
}

/* RSA: the SubjectPublicKeyInfo; Ed25519: the bare key (RFC 8463 section 4). */
static err dkim_public_of(enum dkim_algorithm alg, EVP_PKEY *k, struct arena *a, str *out)
{
	unsigned char raw[32], *der = NULL;
	size_t n = sizeof(raw);
	if (alg == DKIM_ED25519) {
		if (EVP_PKEY_get_raw_public_key(k, raw, &n) != 1)
			return err_make(ERR_BUG, "the key's public part cannot be read");
		*out = dkim_base64(a, raw, n);
		return OK;
	}
	int len = i2d_PUBKEY(k, &der);
	if (len <= 0)
		return err_make(ERR_BUG, "the key's public part cannot be read");
	*out = dkim_base64(a, der, (size_t)len);
	OPENSSL_free(der);
	return OK;
}

err dkim_key_make(enum dkim_algorithm alg, struct arena *a, str *private_, str *public_)
{
	unsigned char *der = NULL;
	EVP_PKEY *k = alg == DKIM_RSA ? EVP_RSA_gen(RSA_BITS) : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	PKCS8_PRIV_KEY_INFO *info = k ? EVP_PKEY2PKCS8(k) : NULL;
	int n = info ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : -1;
	err e = n > 0 ? dkim_public_of(alg, k, a, public_) : err_make(ERR_IO, "a key cannot be made");
	if (!err_is(e))
		*private_ = arena_dup(a, str_of((const char *)der, (size_t)n));
	if (n > 0)
		OPENSSL_clear_free(der, (size_t)n);
	PKCS8_PRIV_KEY_INFO_free(info);
	EVP_PKEY_free(k);
	return e;
}

str dkim_record(struct arena *a, enum dkim_algorithm alg, str public_)
{
	return arena_printf(a, "v=DKIM1; k=%s; p=%.*s", alg == DKIM_RSA ? "rsa" : "ed25519", STR_FMT(public_));
}

/* Equal but for white space in s. */
static bool dkim_same_text(str s, str want)
{
	size_t k = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (ascii_space(s.p[i]))
			continue;
		if (k == want.n || s.p[i] != want.p[k++])
			return false;
	}
	return k == want.n;
}

bool dkim_record_holds(str record, enum dkim_algorithm alg, str public_)
{
	str tag;
	bool key = false, kind = alg == DKIM_RSA; /* k=rsa is the default */
	while (str_next(&record, ';', &tag)) {
		size_t eq = str_find_byte(tag, '=');
		if (eq == STR_NPOS)
			continue;
		str name = str_trim(str_upto(tag, eq)), value = str_trim(str_from(tag, eq + 1));
		if (str_eq(name, STR("p")))
			key = dkim_same_text(value, public_);
		else if (str_eq(name, STR("k")))
			kind = str_eq_nocase(value, alg == DKIM_RSA ? STR("rsa") : STR("ed25519"));
	}
	return key && kind;
}

struct dkim_signer *dkim_signer_new(void)
{
	struct dkim_signer *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	return s;
}

void dkim_signer_free(struct dkim_signer *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++) {
		EVP_PKEY_free(s->v[i].pkey);
		free(s->v[i].domain);
		free(s->v[i].selector);
	}
	free(s);
}

size_t dkim_signer_keys(const struct dkim_signer *s)
{
	return s ? s->n : 0;
}

static bool dkim_name_ok(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_alpha(s.p[i]) && !ascii_digit(s.p[i]) && s.p[i] != '-' && s.p[i] != '.' && s.p[i] != '_')
			return false;
	return s.n > 0 && s.n <= ADDR_DOMAIN_MAX;
}

static char *dkim_copy(str s)
{
	char *p = strndup(s.p, s.n);
	if (!p)
		abort();
	return p;
}

err dkim_signer_add(struct dkim_signer *s, enum dkim_algorithm alg, str domain, str selector, str private_)
{
	const unsigned char *p = (const unsigned char *)private_.p;
	if (s->n == DKIM_KEYS_MAX)
		return err_make(ERR_LIMIT, "too many DKIM keys");
	if (!dkim_name_ok(domain) || !dkim_name_ok(selector))
		return err_make(ERR_INVALID, "the DKIM key's domain or selector cannot stand in a header");
	EVP_PKEY *k = d2i_AutoPrivateKey(NULL, &p, (long)private_.n);
	if (!k || EVP_PKEY_get_base_id(k) != (alg == DKIM_RSA ? EVP_PKEY_RSA : EVP_PKEY_ED25519)) {
		EVP_PKEY_free(k);
		return err_make(ERR_INVALID, "the DKIM key cannot be read");
	}
	s->v[s->n++] =
		(struct key){ .alg = alg, .pkey = k, .domain = dkim_copy(domain), .selector = dkim_copy(selector) };
	return OK;
}

/* ---- Canonical forms (RFC 6376 sections 3.4.2 and 3.4.4) */

void dkim_canon_field(str field, struct buf *out)
{
	size_t colon = str_find_byte(field, ':');
	if (colon == STR_NPOS)
		return;
	str name = str_trim(str_upto(field, colon)), value = str_trim(str_from(field, colon + 1));
	for (size_t i = 0; i < name.n; i++)
		buf_add_byte(out, ascii_lower(name.p[i]));
	buf_add_byte(out, ':');
	bool blank = false;
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];
		if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
			blank = true;
			continue;
		}
		if (blank)
			buf_add_byte(out, ' ');
		blank = false;
		buf_add_byte(out, c);
	}
}

struct body {
	EVP_MD_CTX *hash; /* or, for tests, */
	struct buf *text;
	char chunk[CHUNK];
	size_t n, lines; /* line ends that wait for something behind them */
	bool blank, cr, any;
};

static void dkim_flush(struct body *b)
{
	if (b->text)
		buf_add_mem(b->text, b->chunk, b->n);
	else
		EVP_DigestUpdate(b->hash, b->chunk, b->n);
	b->n = 0;
}

static void dkim_emit(struct body *b, const char *p, size_t n)
{
	b->any = true;
	while (n > 0) {
		size_t room = CHUNK - b->n, part = n < room ? n : room;
		memcpy(b->chunk + b->n, p, part);
		b->n += part;
		p += part;
		n -= part;
		if (b->n == CHUNK)
			dkim_flush(b);
	}
}

static void dkim_settle(struct body *b)
{
	for (; b->lines > 0; b->lines--)
		dkim_emit(b, "\r\n", 2);
	if (b->blank)
		dkim_emit(b, " ", 1);
	b->blank = false;
}

static bool dkim_special(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void dkim_push(struct body *b, str s)
{
	for (size_t i = 0; i < s.n;) {
		char c = s.p[i];
		if (b->cr && c != '\n') { /* a bare CR is text */
			dkim_settle(b);
			dkim_emit(b, "\r", 1);
			b->cr = false;
		}
		if (!dkim_special(c)) {
			size_t from = i;
			while (i < s.n && !dkim_special(s.p[i]))
				i++;
			dkim_settle(b);
			dkim_emit(b, s.p + from, i - from);
			continue;
		}
		i++;
		if (c == '\r') {
			b->cr = true;
		} else if (c != '\n') {
			b->blank = true;
		} else if (b->cr) {
			b->cr = b->blank = false;
			b->lines++;
		} else {
			dkim_settle(b);
			dkim_emit(b, "\n", 1);
		}
	}
}

static void dkim_finish(struct body *b)
{
	if (b->cr) {
		dkim_settle(b);
		dkim_emit(b, "\r", 1);
	}
	if (b->any)
		dkim_emit(b, "\r\n", 2);
	dkim_flush(b);
}

static str dkim_body_of(str head)
{
	size_t at = str_find(head, STR("\r\n\r\n"));
	return at == STR_NPOS ? STR("") : str_from(head, at + 4);
}

void dkim_canon_body(str head, str tail, struct buf *out)
{
	struct body b = { .text = out };
	dkim_push(&b, dkim_body_of(head));
	dkim_push(&b, tail);
	dkim_finish(&b);
}

/* ---- Signing */

/* What is signed where it is there. RFC 8058 section 4 wants both List-Unsubscribe fields among them. */
static const str signed_fields[] = {
	STR_INIT("From"),
	STR_INIT("To"),
	STR_INIT("Subject"),
	STR_INIT("Date"),
	STR_INIT("Message-ID"),
	STR_INIT("Reply-To"),
	STR_INIT("In-Reply-To"),
	STR_INIT("References"),
	STR_INIT("MIME-Version"),
	STR_INIT("Content-Type"),
	STR_INIT("Content-Transfer-Encoding"),
	STR_INIT("List-Unsubscribe"),
	STR_INIT("List-Unsubscribe-Post"),
	STR_INIT("List-Id"),
	STR_INIT("Feedback-ID"),
};
#define SIGNED (sizeof(signed_fields) / sizeof(*signed_fields))

struct fields {
	str v[SIGNED]; /* the last of each name, with its line end; absent: none */
	bool more_than_one[SIGNED];
};

/* The next field with its continuation lines; false behind the last. */
static bool dkim_next_field(str *rest, str *field)
{
	size_t at = 0;
	if (rest->n == 0 || str_starts(*rest, STR("\r\n")))
		return false;
	do {
		size_t eol = str_find(str_from(*rest, at), STR("\r\n"));
		if (eol == STR_NPOS) {
			at = rest->n;
			break;
		}
		at += eol + 2;
	} while (at < rest->n && (rest->p[at] == ' ' || rest->p[at] == '\t'));
	*field = str_upto(*rest, at);
	*rest = str_from(*rest, at);
	return true;
}

static void dkim_find_fields(str head, struct fields *f)
{
	str rest = head, field;
	while (dkim_next_field(&rest, &field)) {
		str name = str_trim(str_upto(field, str_find_byte(field, ':')));
		for (size_t i = 0; i < SIGNED; i++) {
			if (!str_eq_nocase(name, signed_fields[i]))
				continue;
			f->more_than_one[i] = !str_absent(f->v[i]);
			f->v[i] = field;
		}
	}
}

static void dkim_write_h(const struct fields *f, struct buf *out)
{
	size_t col = 4;
	buf_add_lit(out, "h=From:From"); /* twice: another From, added on the way, would break the signature */
	for (size_t i = 1; i < SIGNED; i++) {
		if (str_absent(f->v[i]))
			continue;
		buf_add_byte(out, ':');
		col += signed_fields[i].n + 1;
		if (col > LINE) {
			buf_add_lit(out, "\r\n\t ");
			col = signed_fields[i].n + 2;
		}
		buf_add(out, signed_fields[i]);
	}
	buf_add_lit(out, ";\r\n\t");
}

static bool dkim_hash_body(str head, str tail, unsigned char out[HASH_LEN])
{
	struct body b = { .hash = EVP_MD_CTX_new() };
	bool ok = b.hash && EVP_DigestInit_ex(b.hash, EVP_sha256(), NULL) == 1;
	if (ok) {
		dkim_push(&b, dkim_body_of(head));
		dkim_push(&b, tail);
		dkim_finish(&b);
		ok = EVP_DigestFinal_ex(b.hash, out, NULL) == 1;
	}
	EVP_MD_CTX_free(b.hash);
	return ok;
}

/* RSA signs the text (hashing it), Ed25519 its SHA-256 (RFC 8463 section 3). */
static bool dkim_make_signature(const struct key *k, str text, unsigned char *out, size_t *n)
{
	unsigned char hash[HASH_LEN];
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	bool ok = c != NULL;
	if (ok && k->alg == DKIM_RSA)
		ok = EVP_DigestSignInit(c, NULL, EVP_sha256(), NULL, k->pkey) == 1 &&
		     EVP_DigestSign(c, out, n, (const unsigned char *)text.p, text.n) == 1;
	else if (ok)
		ok = EVP_Digest(text.p, text.n, hash, NULL, EVP_sha256(), NULL) == 1 &&
		     EVP_DigestSignInit(c, NULL, NULL, NULL, k->pkey) == 1 &&
		     EVP_DigestSign(c, out, n, hash, sizeof(hash)) == 1;
	EVP_MD_CTX_free(c);
	return ok;
}

static err dkim_sign_one(const struct key *k, const struct fields *f, const char *bh, int64_t now_us, struct buf *canon,
			 struct buf *out)
{
	unsigned char raw[SIGNATURE_MAX], b64[SIGNATURE_MAX * 4 / 3 + 8];
	size_t n = sizeof(raw), from = out->n;
	buf_addf(out, "DKIM-Signature: v=1; a=%s; c=relaxed/relaxed;\r\n\td=%s; s=%s; t=%lld;\r\n\t", names[k->alg],
		 k->domain, k->selector, (long long)(now_us / US_PER_S));
	dkim_write_h(f, out);
	buf_addf(out, "bh=%s;\r\n\tb=", bh);
	buf_reset(canon);
	dkim_canon_field(f->v[0], canon);
	buf_add_lit(canon, "\r\n");
	for (size_t i = 1; i < SIGNED; i++) {
		if (str_absent(f->v[i]))
			continue;
		dkim_canon_field(f->v[i], canon);
		buf_add_lit(canon, "\r\n");
	}
	dkim_canon_field(str_from(buf_str(out), from), canon);
	TRY(buf_err(canon));
	if (!dkim_make_signature(k, buf_str(canon), raw, &n))
		return err_make(ERR_BUG, "the message cannot be signed");
	size_t len = (size_t)EVP_EncodeBlock(b64, raw, (int)n);
	for (size_t at = 0; at < len; at += LINE) {
		if (at)
			buf_add_lit(out, "\r\n\t ");
		buf_add_mem(out, b64 + at, len - at < LINE ? len - at : LINE);
	}
	buf_add_lit(out, "\r\n");
	return buf_err(out);
}

err dkim_sign(const struct dkim_signer *s, str head, str tail, int64_t now_us, struct buf *out)
{
	unsigned char hash[HASH_LEN], bh[HASH_LEN * 4 / 3 + 8];
	struct fields f = {};
	struct buf BUF_AUTO canon = {};
	dkim_find_fields(head, &f);
	if (str_absent(f.v[0]) || f.more_than_one[0])
		return err_make(ERR_INVALID, "a message has one From, or it is not signed");
	if (!dkim_hash_body(head, tail, hash))
		return err_make(ERR_BUG, "the message cannot be hashed");
	EVP_EncodeBlock(bh, hash, sizeof(hash));
	buf_init(&canon, 1u << 20);
	for (size_t i = 0; i < s->n; i++)
		TRY(dkim_sign_one(&s->v[i], &f, (const char *)bh, now_us, &canon, out));
	return OK;
}

err dkim_sign_buf(const struct dkim_signer *s, struct buf *head, str tail, int64_t now_us)
{
	struct buf BUF_AUTO sig = {};
	if (dkim_signer_keys(s) == 0)
		return OK;
	buf_init(&sig, 64u << 10);
	TRY(dkim_sign(s, buf_str(head), tail, now_us, &sig));
	if (!buf_room(head, sig.n))
		return err_make(ERR_LIMIT, "the message is too large to be signed");
	memmove(head->p + sig.n, head->p, head->n);
	memcpy(head->p, sig.p, sig.n);
	buf_commit(head, sig.n);
	return OK;
}
