/* A mailbox over IMAP: what is new by its UIDs. The first look begins with what has arrived since the mailbox was
 * connected, however long ago that is; when UIDVALIDITY has changed, with the newest messages. A message that was taken
 * before is known by its Message-ID and has no effect again. */
#include "base/log.h"
#include "base/time.h"
#include "core/sender/mailbox.h"
#include "inbound/inbound_int.h"
#include "os/clock.h"
#include "smtp/imap.h"

#define IDLE_SPELL (4 * US_PER_MIN) /* then IDLE is begun again: firewalls forget quiet connections */
#define IDLE_LOOK (15 * US_PER_S)   /* how soon a crowd, or a change of settings, is noticed */
#define LOOK_BACK 2000u		    /* messages, of a mailbox that is new to us or was rebuilt */

static err imap_mailbox_params_of(struct reading *r, struct arena *a, struct imap_params *out)
{
	const struct q_mailbox_claim_row *b = r->box;
	*out = (struct imap_params){
		.host = b->host,
		.port = (uint16_t)b->port.v,
		.security = str_eq(b->security, STR("tls"))	   ? IMAP_SECURITY_TLS
			    : str_eq(b->security, STR("starttls")) ? IMAP_SECURITY_STARTTLS
								   : IMAP_SECURITY_NONE,
		.any_certificate = !b->tls_verify,
		.public_only = r->app->config->mail_hosts_public,
		.xoauth2 = str_eq(b->auth, STR("xoauth2")),
		.username = b->username,
		.stop = r->stop,
	};
	return mailbox_secret(r->app, a, b->sender_id, b->auth, b->secret_sealed, &out->secret);
}

static err imap_mailbox_begin_at(struct reading *r, struct imap *c, const struct imap_folder *f)
{
	struct arena ARENA_AUTO a = {};
	bool known = r->uid_validity.has && r->uid_next.has;
	if (known && r->uid_validity.v == f->uid_validity)
		return OK;
	uint32_t next = f->uid_next ? f->uid_next : 1, first = next > LOOK_BACK ? next - LOOK_BACK : 1, arrived = 0;
	if (known) {
		log_info("inbound.renumbered", "mailbox %.*s has new numbers; its last messages are read again",
			 STR_FMT(r->box->id));
		next = first;
	} else if (f->exists > 0) {
		TRY(reading_words(r, imap_arrived_since(c, &a, first, r->box->since - CLOCKS_DIFFER, &arrived)));
		next = arrived ? arrived : next;
	}
	r->uid_validity = SOME_I64(f->uid_validity);
	r->uid_next = SOME_I64(next);
	return OK;
}

/* Everything that is there now. */
static err imap_mailbox_read_new(struct reading *r, struct imap *c)
{
	for (;;) {
		struct arena ARENA_AUTO list = {};
		uint32_t *uids;
		size_t n;
		int64_t now = clock_now();
		TRY(reading_words(r, imap_uids(c, &list, (uint32_t)r->uid_next.v, MAILS_A_ROUND, &uids, &n)));
		if (n == 0) {
			r->looked = SOME_I64(now);
			return OK;
		}
		for (size_t i = 0; i < n; i++) {
			struct arena ARENA_AUTO a = {};
			struct imap_mail mail;
			TRY(reading_hold(r));
			err e = imap_fetch(c, &a, uids[i], MAIL_READ_MAX, &mail);
			if (!err_is(e))
				e = reading_take(r, mail.raw, mail.at, STR_NULL);
			else if (e.code == ERR_NOT_FOUND)
				e = OK; /* deleted by its owner meanwhile */
			TRY(reading_words(r, e));
			r->uid_next = SOME_I64((int64_t)uids[i] + 1);
			TRY(reading_seen(r, mail.at ? mail.at : clock_now()));
		}
	}
}

/* Waits in spells, so that the lease is renewed and a crowd is noticed. *go_on false: give the mailbox back. */
static err imap_mailbox_wait_for_mail(struct reading *r, struct imap *c, bool *go_on)
{
	bool changed = false;
	int64_t until = clock_mono() + IDLE_SPELL;
	while (!changed && clock_mono() < until) {
		struct arena ARENA_AUTO a = {};
		if (atomic_load(r->crowd)) {
			*go_on = false;
			return OK;
		}
		TRY(reading_hold(r));
		TRY(reading_words(r, imap_idle(c, &a, IDLE_LOOK, &changed)));
		if (!changed) { /* the server would have said so */
			r->looked = SOME_I64(clock_now());
			TRY(reading_seen(r, 0));
		}
	}
	return OK;
}

err imap_read_mailbox(struct reading *r)
{
	struct arena ARENA_AUTO a = {};
	struct imap_params p;
	struct imap_folder folder;
	struct imap *c = NULL;
	TRY(imap_mailbox_params_of(r, &a, &p));
	err e = imap_open(&a, &p, NULL, &c);
	if (!err_is(e))
		e = imap_examine(c, &a, r->box->folder, &folder);
	if (!err_is(e)) {
		e = imap_mailbox_begin_at(r, c, &folder);
		if (!err_is(e))
			e = reading_seen(r, 0);
	}
	for (bool go_on = true; !err_is(e) && go_on;) {
		e = imap_mailbox_read_new(r, c);
		if (!err_is(e))
			e = reading_seen(r, 0);
		go_on = !err_is(e) && imap_can_idle(c);
		if (go_on)
			e = imap_mailbox_wait_for_mail(r, c, &go_on);
	}
	imap_close(c);
	return reading_words(r, e);
}
