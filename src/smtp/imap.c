#include "smtp/imap.h"
#include "base/num.h"
#include "base/time.h"
#include "os/clock.h"
#include "os/patience.h"
#include "os/public_addr.h"
#include "smtp/tls.h"
#include "wire/imap.h"
#include "wire/mime.h"
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define TIMEOUT_DEFAULT (60 * US_PER_S)
#define CONNECT_TIMEOUT (20 * US_PER_S)
#define SLICE (US_PER_S / 4) /* how often a wait looks whether it should stop */
#define CAPABILITIES_MAX 4096u
#define RESPONSES_MAX 100000u /* untagged ones within one command */

struct imap {
	int fd;
	struct tls *tls;
	struct buf in;
	unsigned tags;
	int64_t timeout;
	uint32_t exists; /* messages in the folder, as the server last said */
	bool news;	 /* one has come since the last search was asked for */
	const _Atomic bool *stop;
	char capabilities[CAPABILITIES_MAX];
	char tag[16];
};

static bool imap_stopped(const struct imap *c)
{
	return (c->stop && atomic_load(c->stop)) || patience_over();
}

static err imap_away(struct arena *a, const char *what)
{
	return err_make(ERR_UNAVAILABLE, arena_printf(a, "%s", what).p);
}

/* ---- Bytes */

static err imap_wait_fd(struct imap *c, struct arena *a, short events, int64_t until)
{
	for (;;) {
		int64_t left = until - clock_mono();
		if (imap_stopped(c))
			return err_make(ERR_AGAIN, "stopping");
		if (left <= 0)
			return imap_away(a, "the mail server did not answer in time");
		struct pollfd p = { .fd = c->fd, .events = events };
		int r = poll(&p, 1, (int)(i64_min(left, SLICE) / US_PER_MS) + 1);
		if (r > 0)
			return OK;
		if (r < 0 && errno != EINTR)
			return imap_away(a, strerror(errno));
	}
}

static err imap_read_more(struct imap *c, struct arena *a, int64_t until)
{
	for (;;) {
		char *to = buf_room(&c->in, 16384);
		size_t n = 0;
		if (!to)
			return err_make(ERR_PROTO, "the mail server answers with too much");
		if (c->tls) {
			enum tls_io io = tls_read(c->tls, to, 16384, &n);
			if (io == TLS_DONE) {
				buf_commit(&c->in, n);
				return OK;
			}
			if (io == TLS_EOF)
				return imap_away(a, "the mail server closed the connection");
			if (io == TLS_FAILED)
				return imap_away(a, tls_why(c->tls));
			TRY(imap_wait_fd(c, a, io == TLS_WANT_WRITE ? POLLOUT : POLLIN, until));
			continue;
		}
		ssize_t r = recv(c->fd, to, 16384, 0);
		if (r > 0) {
			buf_commit(&c->in, (size_t)r);
			return OK;
		}
		if (r == 0)
			return imap_away(a, "the mail server closed the connection");
		if (errno != EAGAIN && errno != EINTR)
			return imap_away(a, strerror(errno));
		TRY(imap_wait_fd(c, a, POLLIN, until));
	}
}

static err imap_send_all(struct imap *c, struct arena *a, str s)
{
	int64_t until = clock_mono() + c->timeout;
	while (s.n) {
		size_t n = 0;
		short events = POLLOUT;
		if (c->tls) {
			enum tls_io io = tls_write(c->tls, s.p, s.n, &n);
			if (io == TLS_EOF || io == TLS_FAILED)
				return imap_away(a, io == TLS_EOF ? "the mail server closed the connection"
								  : tls_why(c->tls));
			if (io == TLS_WANT_READ)
				events = POLLIN;
			if (io != TLS_DONE)
				n = 0;
		} else {
			ssize_t r = send(c->fd, s.p, s.n, MSG_NOSIGNAL);
			if (r < 0 && errno != EAGAIN && errno != EINTR)
				return imap_away(a, strerror(errno));
			n = r > 0 ? (size_t)r : 0;
		}
		s = str_from(s, n);
		if (s.n && n == 0)
			TRY(imap_wait_fd(c, a, events, until));
	}
	return OK;
}

/* ---- Responses. The one before is dropped when the next is asked for. */

static err imap_next_response(struct imap *c, struct arena *a, int64_t until, struct imap_response *out, size_t *used)
{
	size_t n;
	for (;;) {
		switch (imap_whole(buf_str(&c->in), &n)) {
		case IMAP_BROKEN: return err_make(ERR_PROTO, "the mail server answers with too much");
		case IMAP_WHOLE:
			if (!imap_read(str_upto(buf_str(&c->in), n), out))
				return err_make(ERR_PROTO, "this server does not speak IMAP");
			*used = n;
			return OK;
		case IMAP_MORE: TRY(imap_read_more(c, a, until));
		}
	}
}

typedef err on_response(struct imap *c, struct arena *a, const struct imap_response *r, void *arg);

static void imap_note_capabilities(struct imap *c, const struct imap_response *r)
{
	str list = STR_NULL;
	if (r->kind == IMAP_UNTAGGED && str_eq_nocase(r->word, STR("CAPABILITY")))
		list = r->rest;
	else if (str_starts_nocase(r->code, STR("CAPABILITY ")))
		list = str_from(r->code, sizeof("CAPABILITY ") - 1);
	if (!str_absent(list) && list.n < sizeof(c->capabilities)) {
		memcpy(c->capabilities, list.p, list.n);
		c->capabilities[list.n] = 0;
	}
}

/* Servers announce what arrives with the answer to whatever was asked, once: IDLE does not repeat it. Some give the
 * count each time; only a greater one is news. */
static void imap_note_messages(struct imap *c, const struct imap_response *r)
{
	if (!r->numbered)
		return;
	if (str_eq_nocase(r->word, STR("EXPUNGE")) && c->exists > 0)
		c->exists--;
	if (!str_eq_nocase(r->word, STR("EXISTS")))
		return;
	c->news = c->news || r->number > c->exists;
	c->exists = r->number;
}

static bool smtp_imap_capable(const struct imap *c, const char *name)
{
	return imap_capable(str_z(c->capabilities), name);
}

static str imap_said(struct arena *a, const struct imap_response *r)
{
	str words = str_upto(r->rest, 300);
	return arena_printf(a, "the mail server said: %.*s", STR_FMT(words));
}

/* Until the tagged answer of the last command. NO and BAD: `refused` (ERR_INVALID for the caller to rename). */
static err imap_finish(struct imap *c, struct arena *a, on_response *on, void *arg,
		       err (*more)(struct imap *, struct arena *, void *))
{
	int64_t until = clock_mono() + c->timeout;
	for (unsigned i = 0; i < RESPONSES_MAX; i++) {
		struct imap_response r;
		size_t used;
		TRY(imap_next_response(c, a, until, &r, &used));
		imap_note_capabilities(c, &r);
		imap_note_messages(c, &r);
		err e = OK;
		bool over = false;
		if (r.kind == IMAP_TAGGED && str_eq(r.tag, str_z(c->tag))) {
			over = true;
			if (r.status != IMAP_OK)
				e = err_make(ERR_INVALID, imap_said(a, &r).p);
		} else if (r.kind == IMAP_UNTAGGED && r.status == IMAP_BYE) {
			e = err_make(ERR_UNAVAILABLE, imap_said(a, &r).p);
		} else if (r.kind == IMAP_CONTINUE && more) {
			e = more(c, a, arg);
		} else if (on) {
			e = on(c, a, &r, arg);
		}
		buf_consume(&c->in, used);
		if (over || err_is(e))
			return e;
	}
	return err_make(ERR_PROTO, "the mail server does not come to an end");
}

static err imap_command(struct imap *c, struct arena *a, str text)
{
	snprintf(c->tag, sizeof(c->tag), "L%u", ++c->tags);
	return imap_send_all(c, a, arena_printf(a, "%s %.*s\r\n", c->tag, STR_FMT(text)));
}

/* ---- Connecting */

static err imap_dial_one(struct imap *c, struct arena *a, const struct addrinfo *at)
{
	c->fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (c->fd < 0)
		return imap_away(a, strerror(errno));
	if (connect(c->fd, at->ai_addr, at->ai_addrlen) == 0)
		return OK;
	int code = errno;
	socklen_t n = sizeof(code);
	if (code == EINPROGRESS) {
		TRY(imap_wait_fd(c, a, POLLOUT, clock_mono() + CONNECT_TIMEOUT));
		getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &code, &n);
	}
	return code ? imap_away(a, strerror(code)) : OK;
}

static err imap_dial(struct imap *c, struct arena *a, const struct imap_params *p)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;
	char port[8];
	snprintf(port, sizeof(port), "%u", (unsigned)p->port);
	int r = getaddrinfo(arena_z(a, p->host), port, &hints, &list);
	if (r != 0)
		return imap_away(a, gai_strerror(r));
	err e = imap_away(a, "the host has no address");
	for (const struct addrinfo *at = list; at; at = at->ai_next) {
		if (p->public_only && !public_addr(at->ai_addr)) {
			e = imap_away(a, "it has an address in a private network, which is not allowed here");
			continue;
		}
		e = imap_dial_one(c, a, at);
		if (!err_is(e) || e.code == ERR_AGAIN)
			break;
		if (c->fd >= 0)
			close(c->fd);
		c->fd = -1;
	}
	freeaddrinfo(list);
	return e;
}

static err imap_start_tls(struct imap *c, struct arena *a, const struct imap_params *p)
{
	int64_t until = clock_mono() + c->timeout;
	if (c->in.n) /* said before TLS began: it could be anybody's */
		return err_make(ERR_PROTO, "the mail server answers before TLS has begun");
	c->tls = tls_new(c->fd, arena_z(a, p->host), p->port, p->any_certificate);
	if (!c->tls)
		return err_make(ERR_UNAVAILABLE, "TLS could not be started");
	for (;;) {
		enum tls_io io = tls_handshake(c->tls);
		if (io == TLS_DONE)
			break;
		if (io == TLS_EOF || io == TLS_FAILED)
			return imap_away(a, io == TLS_EOF ? "the mail server closed the connection" : tls_why(c->tls));
		TRY(imap_wait_fd(c, a, io == TLS_WANT_WRITE ? POLLOUT : POLLIN, until));
	}
	c->capabilities[0] = 0; /* what was said in clear does not count */
	return OK;
}

static err imap_greet(struct imap *c, struct arena *a)
{
	struct imap_response r;
	size_t used;
	TRY(imap_next_response(c, a, clock_mono() + c->timeout, &r, &used));
	imap_note_capabilities(c, &r);
	bool good = r.kind == IMAP_UNTAGGED && (r.status == IMAP_OK || r.status == IMAP_PREAUTH);
	err e = good ? OK : err_make(ERR_UNAVAILABLE, imap_said(a, &r).p);
	buf_consume(&c->in, used);
	return e;
}

static err imap_ask_capabilities(struct imap *c, struct arena *a)
{
	if (c->capabilities[0])
		return OK;
	TRY(imap_command(c, a, STR("CAPABILITY")));
	return imap_finish(c, a, NULL, NULL, NULL);
}

static err imap_secure(struct imap *c, struct arena *a, const struct imap_params *p, const char **step)
{
	if (p->security == IMAP_SECURITY_TLS) {
		*step = "tls";
		TRY(imap_start_tls(c, a, p));
		*step = "connect";
	}
	TRY(imap_greet(c, a));
	if (p->security == IMAP_SECURITY_STARTTLS) {
		*step = "tls";
		TRY(imap_ask_capabilities(c, a));
		if (!smtp_imap_capable(c, "STARTTLS"))
			return err_make(ERR_UNAVAILABLE, "the mail server offers no STARTTLS: choose tls (port 993)");
		TRY(imap_command(c, a, STR("STARTTLS")));
		err e = imap_finish(c, a, NULL, NULL, NULL);
		if (e.code == ERR_INVALID)
			e.code = ERR_UNAVAILABLE;
		TRY(e);
		TRY(imap_start_tls(c, a, p));
	}
	return imap_ask_capabilities(c, a);
}

/* ---- Logging in */

struct sasl {
	str response; /* base64; empty once it is sent */
};

static err imap_sasl_more(struct imap *c, struct arena *a, void *arg)
{
	struct sasl *s = arg;
	str line = arena_printf(a, "%.*s\r\n", STR_FMT(s->response));
	s->response = STR(""); /* a second question is an error's details (XOAUTH2): an empty line ends it */
	return imap_send_all(c, a, line);
}

static err imap_authenticate(struct imap *c, struct arena *a, const char *mechanism, str message)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 16384);
	mime_base64_bare(&b, message);
	struct sasl s = { .response = arena_dup(a, buf_str(&b)) };
	if (smtp_imap_capable(c, "SASL-IR")) {
		TRY(imap_command(c, a, arena_printf(a, "AUTHENTICATE %s %.*s", mechanism, STR_FMT(s.response))));
		s.response = STR("");
	} else {
		TRY(imap_command(c, a, arena_printf(a, "AUTHENTICATE %s", mechanism)));
	}
	return imap_finish(c, a, NULL, &s, imap_sasl_more);
}

static err imap_log_in_plain(struct imap *c, struct arena *a, const struct imap_params *p)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 16384);
	if (smtp_imap_capable(c, "AUTH=PLAIN")) {
		buf_add_byte(&b, 0);
		buf_add(&b, p->username);
		buf_add_byte(&b, 0);
		buf_add(&b, p->secret);
		return imap_authenticate(c, a, "PLAIN", buf_str(&b));
	}
	if (smtp_imap_capable(c, "LOGINDISABLED"))
		return err_make(ERR_AUTH,
				"the mail server takes no password on this connection: choose starttls or tls");
	buf_add_lit(&b, "LOGIN ");
	if (!imap_quote(&b, p->username))
		return err_make(ERR_AUTH, "the user name has characters that LOGIN cannot carry");
	buf_add_byte(&b, ' ');
	if (!imap_quote(&b, p->secret))
		return err_make(ERR_AUTH, "the password has characters that LOGIN cannot carry");
	TRY(imap_command(c, a, buf_str(&b)));
	return imap_finish(c, a, NULL, NULL, NULL);
}

static err imap_log_in(struct imap *c, struct arena *a, const struct imap_params *p)
{
	c->capabilities[sizeof(c->capabilities) - 1] = 0;
	err e;
	if (p->xoauth2)
		e = imap_authenticate(c, a, "XOAUTH2",
				      arena_printf(a, "user=%.*s\001auth=Bearer %.*s\001\001", STR_FMT(p->username),
						   STR_FMT(p->secret)));
	else
		e = imap_log_in_plain(c, a, p);
	if (e.code == ERR_INVALID)
		e.code = ERR_AUTH;
	TRY(e);
	/* Many servers offer IDLE only to whom they know. */
	TRY(imap_command(c, a, STR("CAPABILITY")));
	return imap_finish(c, a, NULL, NULL, NULL);
}

err imap_open(struct arena *a, const struct imap_params *p, const char **step, struct imap **out)
{
	TRY(patience_wait("a mail server"));
	const char *ignored = NULL;
	struct imap *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	c->fd = -1;
	c->timeout = p->timeout_us ? p->timeout_us : TIMEOUT_DEFAULT;
	c->stop = p->stop;
	buf_init(&c->in, IMAP_RESPONSE_MAX + 65536);
	if (!step)
		step = &ignored;
	*step = "connect";
	err e = imap_dial(c, a, p);
	if (!err_is(e))
		e = imap_secure(c, a, p, step);
	if (!err_is(e)) {
		*step = "auth";
		e = imap_log_in(c, a, p);
	}
	if (err_is(e)) {
		imap_close(c);
		return e;
	}
	*out = c;
	return OK;
}

void imap_close(struct imap *c)
{
	if (!c)
		return;
	struct arena ARENA_AUTO a = {};
	if (c->fd >= 0) {
		c->timeout = US_PER_S / 2;
		err_ignore(imap_command(c, &a, STR("LOGOUT"))); /* a courtesy */
	}
	tls_free(c->tls);
	if (c->fd >= 0)
		close(c->fd);
	buf_deinit(&c->in);
	free(c);
}

/* ---- The mailbox */

static err imap_on_examine(struct imap *c, struct arena *a, const struct imap_response *r, void *arg)
{
	(void)c, (void)a;
	struct imap_folder *f = arg;
	if (r->numbered && str_eq_nocase(r->word, STR("EXISTS")))
		f->exists = r->number;
	str code = r->code, name;
	if (str_absent(code) || !str_next(&code, ' ', &name))
		return OK;
	if (str_eq_nocase(name, STR("UIDVALIDITY")))
		(void)imap_number(str_trim(code), &f->uid_validity);
	else if (str_eq_nocase(name, STR("UIDNEXT")))
		(void)imap_number(str_trim(code), &f->uid_next);
	return OK;
}

err imap_examine(struct imap *c, struct arena *a, str folder, struct imap_folder *out)
{
	struct imap_folder f = {};
	struct buf BUF_AUTO b;
	buf_init(&b, 4096);
	buf_add_lit(&b, "EXAMINE ");
	if (!imap_quote(&b, folder))
		return err_make(ERR_NOT_FOUND, "the folder's name must be in modified UTF-7, as IMAP writes it");
	TRY(imap_command(c, a, buf_str(&b)));
	err e = imap_finish(c, a, imap_on_examine, &f, NULL);
	if (e.code == ERR_INVALID)
		e.code = ERR_NOT_FOUND;
	TRY(e);
	if (f.uid_validity == 0)
		return err_make(ERR_PROTO, "the mail server gives no UIDVALIDITY");
	*out = f;
	return OK;
}

struct uids {
	uint32_t first;
	size_t max, n;
	uint32_t *v;
};

/* Keeps the smallest `max`, in order; servers give them in order anyway. */
static err imap_on_search(struct imap *c, struct arena *a, const struct imap_response *r, void *arg)
{
	(void)c, (void)a;
	struct uids *u = arg;
	struct imap_token t;
	str rest = r->rest;
	if (r->kind != IMAP_UNTAGGED || !str_eq_nocase(r->word, STR("SEARCH")))
		return OK;
	while (imap_token(&rest, &t)) {
		uint32_t uid;
		if (!imap_number(t.s, &uid) || uid < u->first)
			continue;
		size_t i = u->n;
		while (i > 0 && u->v[i - 1] > uid)
			i--;
		if (i == u->max || (i > 0 && u->v[i - 1] == uid))
			continue;
		size_t last = u->n < u->max ? u->n : u->max - 1;
		for (size_t k = last; k > i; k--)
			u->v[k] = u->v[k - 1];
		u->v[i] = uid;
		u->n = last + 1;
	}
	return OK;
}

err imap_uids(struct imap *c, struct arena *a, uint32_t first, size_t max, uint32_t **out, size_t *n)
{
	struct uids u = { .first = first, .max = max, .v = arena_array(a, uint32_t, max) };
	c->news = false;
	TRY(imap_command(c, a, arena_printf(a, "UID SEARCH UID %u:*", first)));
	TRY(imap_finish(c, a, imap_on_search, &u, NULL));
	*out = u.v;
	*n = u.n;
	return OK;
}

err imap_has_message(struct imap *c, struct arena *a, str message_id, bool *out)
{
	struct uids u = { .first = 1, .max = 1, .v = arena_array(a, uint32_t, 1) };
	for (size_t i = 0; i < message_id.n; i++) /* ours have nothing that would need a literal */
		if (message_id.p[i] <= ' ' || message_id.p[i] == '"' || message_id.p[i] == '\\' ||
		    message_id.p[i] > '~')
			return err_make(ERR_INVALID, "no Message-ID");
	TRY(imap_command(c, a, arena_printf(a, "UID SEARCH HEADER Message-ID \"%.*s\"", STR_FMT(message_id))));
	TRY(imap_finish(c, a, imap_on_search, &u, NULL));
	*out = u.n > 0;
	return OK;
}

struct sent_folder {
	str marked, named;
};

static bool imap_called_sent(str name)
{
	static const char *const names[] = { "Sent",	   "Sent Items",	"Sent Messages", "Sent Mail",
					     "INBOX.Sent", "[Gmail]/Sent Mail", "INBOX/Sent" };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq_nocase(name, str_z(names[i])))
			return true;
	return false;
}

/* * LIST (\HasNoChildren \Sent) "/" "Sent Items" */
static err imap_on_list(struct imap *c, struct arena *a, const struct imap_response *r, void *arg)
{
	(void)c;
	struct sent_folder *f = arg;
	struct imap_token flags, delimiter, name, flag;
	str rest = r->rest;
	if (r->kind != IMAP_UNTAGGED || !str_eq_nocase(r->word, STR("LIST")) || !imap_token(&rest, &flags) ||
	    flags.kind != IMAP_LIST || !imap_token(&rest, &delimiter) || !imap_token(&rest, &name) || name.s.n > 500)
		return OK;
	for (str list = flags.s; imap_token(&list, &flag);)
		if (str_eq_nocase(flag.s, STR("\\Sent")) && str_absent(f->marked))
			f->marked = arena_dup(a, name.s);
	if (str_absent(f->named) && imap_called_sent(name.s))
		f->named = arena_dup(a, name.s);
	return OK;
}

err imap_sent_folder(struct imap *c, struct arena *a, str *out)
{
	struct sent_folder f = { .marked = STR_NULL, .named = STR_NULL };
	TRY(imap_command(c, a, STR("LIST \"\" \"*\"")));
	TRY(imap_finish(c, a, imap_on_list, &f, NULL));
	*out = str_absent(f.marked) ? f.named : f.marked;
	return str_absent(*out) ? err_make(ERR_NOT_FOUND, "the mailbox has no folder of sent mail") : OK;
}

struct arrivals {
	int64_t since;
	uint32_t first, uid;
};

static err imap_on_arrival(struct imap *c, struct arena *a, const struct imap_response *r, void *arg)
{
	(void)c, (void)a;
	struct arrivals *s = arg;
	struct imap_token list, t;
	uint32_t uid;
	int64_t at;
	str rest = r->rest;
	if (!r->numbered || !str_eq_nocase(r->word, STR("FETCH")) || !imap_token(&rest, &list) ||
	    list.kind != IMAP_LIST || !imap_item(list.s, "UID", &t) || !imap_number(t.s, &uid) || uid < s->first ||
	    !imap_item(list.s, "INTERNALDATE", &t) || !imap_date(t.s, &at) || at < s->since)
		return OK;
	if (s->uid == 0 || uid < s->uid)
		s->uid = uid;
	return OK;
}

err imap_arrived_since(struct imap *c, struct arena *a, uint32_t first, int64_t at, uint32_t *out)
{
	struct arrivals s = { .since = at, .first = first };
	TRY(imap_command(c, a, arena_printf(a, "UID FETCH %u:* (UID INTERNALDATE)", first)));
	TRY(imap_finish(c, a, imap_on_arrival, &s, NULL));
	*out = s.uid;
	return OK;
}

struct fetching {
	uint32_t uid;
	bool found;
	struct imap_mail mail;
};

static err imap_on_fetch(struct imap *c, struct arena *a, const struct imap_response *r, void *arg)
{
	(void)c;
	struct fetching *f = arg;
	struct imap_token list, t;
	uint32_t uid;
	str rest = r->rest;
	if (!r->numbered || !str_eq_nocase(r->word, STR("FETCH")) || !imap_token(&rest, &list) ||
	    list.kind != IMAP_LIST || !imap_item(list.s, "UID", &t) || !imap_number(t.s, &uid) || uid != f->uid)
		return OK;
	if (imap_item(list.s, "INTERNALDATE", &t))
		(void)imap_date(t.s, &f->mail.at);
	if (imap_item(list.s, "BODY[]", &t) && t.kind == IMAP_STRING) {
		f->mail.raw = arena_dup(a, t.s);
		f->found = true;
	}
	return OK;
}

err imap_fetch(struct imap *c, struct arena *a, uint32_t uid, size_t max, struct imap_mail *out)
{
	struct fetching f = { .uid = uid };
	TRY(imap_command(c, a, arena_printf(a, "UID FETCH %u (UID INTERNALDATE BODY.PEEK[]<0.%zu>)", uid, max)));
	TRY(imap_finish(c, a, imap_on_fetch, &f, NULL));
	if (!f.found)
		return err_make(ERR_NOT_FOUND, "the message is gone");
	*out = f.mail;
	return OK;
}

/* ---- IDLE (RFC 2177) */

bool imap_can_idle(const struct imap *c)
{
	return smtp_imap_capable(c, "IDLE");
}

err imap_idle(struct imap *c, struct arena *a, int64_t wait_us, bool *changed)
{
	int64_t until = clock_mono() + wait_us;
	bool entered = false, seen = false;
	if (!imap_can_idle(c))
		return err_make(ERR_INVALID, "the mail server offers no IDLE");
	*changed = c->news;
	if (c->news)
		return OK;
	TRY(imap_command(c, a, STR("IDLE")));
	while (!seen) {
		struct imap_response r;
		size_t used;
		int64_t limit = entered ? until : clock_mono() + c->timeout;
		err e = imap_next_response(c, a, limit, &r, &used);
		if (err_is(e) && entered && clock_mono() >= until)
			break; /* nothing happened */
		TRY(e);
		imap_note_messages(c, &r);
		if (r.kind == IMAP_CONTINUE)
			entered = true;
		else if (r.kind == IMAP_TAGGED)
			e = err_make(ERR_PROTO, imap_said(a, &r).p);
		else if (r.status == IMAP_BYE)
			e = err_make(ERR_UNAVAILABLE, imap_said(a, &r).p);
		else if (r.numbered && str_eq_nocase(r.word, STR("EXISTS")))
			seen = true;
		buf_consume(&c->in, used);
		TRY(e);
	}
	TRY(imap_send_all(c, a, STR("DONE\r\n")));
	TRY(imap_finish(c, a, NULL, NULL, NULL));
	*changed = seen || c->news;
	return OK;
}
