/* How a campaign will look: for a contact of the tenant, a person given inline, or an invented one; and test mails. */
#include "core/audience/segment.h"
#include "core/campaign/campaign_int.h"
#include "core/content/capture.h"
#include "core/sender/dkim.h"
#include "core/sender/google.h"
#include "core/sender/tracking_domain.h"
#include "db/gen/attachment_q.h"
#include "db/gen/campaign_q.h"
#include "db/gen/sender_q.h"
#include "wire/addr.h"

err campaign_base_url(const struct app *app, tenant_db db, struct arena *a, str *out)
{
	struct q_campaign_domain_row row;
	*out = str_z(app->config->url);
	err e = q_campaign_domain(db, a, &row);
	if (e.code == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	*out = tracking_base(app->config, a, row.domain);
	return OK;
}

/* The part that message_compile names at the beginning of its message, as the field the author knows. */
static const char *campaign_look_field_of(const struct campaign *c, const char *message)
{
	str m = str_z(message);
	if (str_starts(m, STR("subject")))
		return "subject";
	if (str_starts(m, STR("preheader")))
		return "preheader";
	if (str_starts(m, STR("text")) && !str_eq(c->content_format, STR("text")))
		return "textContent";
	return "content";
}

err campaign_compile(const struct app *app, tenant_db db, struct arena *a, const struct campaign *c,
		     const struct sender *s, bool tracking, struct field_errors *errors, struct message **out)
{
	struct q_attachment_data_rows files;
	struct link_keys keys;
	struct tpl_error fault = {};
	struct compose_in in = {
		.id = c->id,
		.user_id = c->user_id,
		.locale = s->locale,
		.subject = c->subject,
		.content = c->content,
		.content_format = c->content_format,
		.text_content = c->text_content,
		.preheader = c->preheader,
		.from_name = c->from_name,
		.reply_to = c->reply_to,
		.tracking = tracking,
		.sender = { .from_email = s->from_email,
			    .from_name = s->from_name,
			    .reply_to = s->reply_to,
			    .leave_to = s->leave_to },
	};
	TRY(campaign_base_url(app, db, a, &in.base_url));
	TRY(q_attachment_data(db, a, &(struct q_attachment_data_in){ .campaign_id = c->id }, &files));
	struct message_attachment *v = arena_array(a, struct message_attachment, files.n);
	for (size_t i = 0; i < files.n; i++) {
		const struct q_attachment_data_row *f = &files.v[i];
		v[i] = (struct message_attachment){ .filename = f->filename,
						    .content_type = f->content_type,
						    .content_id = f->content_id,
						    .is_inline = f->inline_,
						    .data = f->data };
	}
	in.attachments = v;
	in.attachments_n = files.n;
	compose_link_keys(app->keys, &keys);
	err e = compose_message(a, &in, &keys, &fault, out);
	if (e.code != ERR_INVALID && e.code != ERR_LIMIT)
		return e;
	if (fault.message[0] && fault.line)
		field_error_addf(errors, campaign_look_field_of(c, fault.message), "line %u, column %u: %s", fault.line,
				 fault.column, fault.message);
	else
		field_error_addf(errors, campaign_look_field_of(c, fault.message), "%s",
				 fault.message[0] ? fault.message : e.why);
	return field_errors_err(errors);
}

/* ---- Whose eyes */

static err campaign_look_inline_person(struct arena *a, const struct json *v, struct field_errors *errors,
				       struct campaign_person *out)
{
	const struct json *variables = json_get(v, "variables");
	str email = json_str(json_get(v, "email"));
	if (variables && !json_is(variables, JSON_OBJ) && !json_is(variables, JSON_NULL))
		field_error_addf(errors, "contact.variables", "must be an object");
	TRY(field_errors_err(errors));
	out->values = (struct tpl_values){
		.email = str_empty(email) ? STR("ada@example.com") : email,
		.first_name = json_str(json_get(v, "firstName")),
		.last_name = json_str(json_get(v, "lastName")),
		.variables = json_is(variables, JSON_OBJ) ? json_print(a, variables) : STR_NULL,
	};
	return OK;
}

err campaign_person(tenant_db db, struct arena *a, const struct campaign *c, str contact_id, const struct json *inline_,
		    struct field_errors *errors, struct campaign_person *out)
{
	*out = (struct campaign_person){};
	if (!str_empty(contact_id)) {
		struct q_campaign_contact_row r;
		err e = q_campaign_contact(db, a, &(struct q_campaign_contact_in){ .id = contact_id }, &r);
		if (e.code == ERR_NOT_FOUND)
			return err_make(ERR_NOT_FOUND, "there is no such contact");
		TRY(e);
		out->id = r.id;
		out->values = (struct tpl_values){
			.email = r.email, .first_name = r.first_name, .last_name = r.last_name, .variables = r.variables
		};
		return OK;
	}
	if (json_is(inline_, JSON_OBJ))
		return campaign_look_inline_person(a, inline_, errors, out);
	if (!str_absent(c->audience)) {
		struct q_campaign_sample_contact_row r = {};
		struct q_campaign_sample_contact_in in = { .audience = c->audience };
		err e = audience_part(db, a, c->audience, &in.who);
		if (!err_is(e))
			e = q_campaign_sample_contact(db, a, &in, &r);
		if (!err_is(e)) {
			out->id = r.id;
			out->values = (struct tpl_values){ .email = r.email,
							   .first_name = r.first_name,
							   .last_name = r.last_name,
							   .variables = r.variables };
			return OK;
		}
		if (e.code != ERR_NOT_FOUND)
			return e;
	}
	out->values = (struct tpl_values){ .email = STR("ada@example.com"),
					   .first_name = STR("Ada"),
					   .last_name = STR("Lovelace") };
	return OK;
}

/* ---- Preview */

static void campaign_look_instead(str *to, const struct json_opt_str *in)
{
	if (in->given)
		*to = str_absent(in->v) ? STR("") : in->v;
}

static void campaign_look_overlay(struct campaign *c, const struct campaign_look_in *in)
{
	campaign_look_instead(&c->subject, &in->subject);
	campaign_look_instead(&c->content, &in->content);
	campaign_look_instead(&c->preheader, &in->preheader);
	campaign_look_instead(&c->content_format, &in->content_format);
	if (in->text_content.given)
		c->text_content = in->text_content.v;
}

static void campaign_look_warn(struct campaign_look *out, const char *code, str message)
{
	if (out->warnings_n < sizeof(out->warnings) / sizeof(*out->warnings))
		out->warnings[out->warnings_n++] = (struct campaign_warning){ .code = code, .message = message };
}

/* Fields of this message that this person has no value for. */
static void campaign_look_warn_of_gaps(struct arena *a, const struct message *m, const struct campaign_person *p,
				       struct campaign_look *out)
{
	const str *names;
	size_t n = message_field_names(m, &names);
	for (size_t i = 0; i < n; i++) {
		if (str_eq(names[i], STR("unsubscribeUrl")) || !str_empty(tpl_value(a, names[i], &p->values)))
			continue;
		campaign_look_warn(out, "missing_value",
				   arena_printf(a, "%.*s has no value for this person", STR_FMT(names[i])));
	}
}

/* A sender to show when there is none yet: a draft can be looked at all the same. */
static err campaign_look_sender_to_show(tenant_db db, struct arena *a, const struct campaign *c, struct sender *s,
					bool *has)
{
	err e = campaign_sender(db, a, c, s);
	*has = !err_is(e);
	if (e.code != ERR_NOT_FOUND)
		return e;
	*s = (struct sender){ .from_email = STR("sender@example.com") };
	return OK;
}

err campaign_preview(const struct app *app, tenant_db db, struct arena *a, str id, const struct campaign_look_in *in,
		     struct field_errors *errors, struct campaign_look *out)
{
	struct campaign c;
	struct sender s;
	struct campaign_person p;
	struct message_preview preview;
	struct campaign_reply from;
	bool has_sender;
	struct campaign_look look = {};
	TRY(campaign_get(db, a, id, &c));
	campaign_look_overlay(&c, in);
	if (!json_choice_has("html|rich|text", c.content_format))
		field_error_addf(errors, "contentFormat", "must be html, rich or text");
	TRY(field_errors_err(errors));
	TRY(campaign_look_sender_to_show(db, a, &c, &s, &has_sender));
	TRY(campaign_person(db, a, &c, in->contact_id, in->contact, errors, &p));
	TRY(campaign_inherit_subject(db, a, &c, &from));
	struct message *MESSAGE_AUTO m = NULL;
	TRY(campaign_compile(app, db, a, &c, &s, c.tracking, errors, &m));
	struct message_to to = { .id = STR("preview"),
				 .tracking_id = compose_trial_id(app->keys, a, c.user_id),
				 .values = p.values,
				 .date_us = clock_now() };
	TRY(campaign_reply_subject(a, &from, &p.values, &to.subject_re));
	TRY(message_preview(m, &to, a, &preview));
	struct buf BUF_AUTO whole;
	buf_init(&whole, MESSAGE_MAX);
	TRY(message_splice_head(m, &to, &whole));
	look = (struct campaign_look){ .from = preview.from,
				       .to = preview.to,
				       .subject = preview.subject,
				       .html = preview.html,
				       .text = preview.text,
				       .bytes = (int64_t)(whole.n + message_tail(m).n) };
	if (!has_sender)
		campaign_look_warn(&look, "no_sender", STR("there is no sender yet: the From address is an example"));
	if (str_empty(str_trim(look.subject)))
		campaign_look_warn(&look, "empty_subject", STR("the subject is empty for this person"));
	campaign_look_warn_of_gaps(a, m, &p, &look);
	*out = look;
	return OK;
}

/* ---- Test mails */

struct test_mail {
	const struct app *app;
	tenant_db db;
	struct arena *a;
	const struct campaign *c;
	const struct sender *s;
	const struct message *m;
	const struct campaign_person *person;
	struct deliver_smtp server;
	struct dkim_signer *signer;
	str from, subject; /* subject: of a follow-up; absent: the template's */
};

static err campaign_look_test_one(const struct test_mail *t, const struct addr *addr)
{
	struct buf BUF_AUTO raw;
	struct message_preview preview;
	struct message_to to = { .id = make_id(t->a),
				 .tracking_id = compose_trial_id(t->app->keys, t->a, t->c->user_id),
				 .address = addr_wire(t->a, addr),
				 .values = t->person->values,
				 .subject_re = t->subject,
				 .date_us = clock_now() };
	buf_init(&raw, MESSAGE_MAX);
	TRY(message_splice(t->m, &to, &raw));
	TRY(dkim_sign_buf(t->signer, &raw, STR(""), to.date_us));
	if (str_eq(t->s->kind, STR("smtp")))
		return t->app->deliver->send(t->a, &t->server, t->from, to.address, buf_str(&raw));
	if (str_eq(t->s->kind, STR("gmail")))
		return google_send(t->app, t->a, t->s->id, buf_str(&raw));
	TRY(message_preview(t->m, &to, t->a, &preview));
	struct capture_new row = { .sender_id = t->s->id,
				   .campaign_id = t->c->id,
				   .contact_id = t->person->id,
				   .from = preview.from,
				   .to = addr->normal,
				   .subject = preview.subject,
				   .raw = buf_str(&raw) };
	return capture_add(t->db, t->a, &row);
}

static err campaign_look_check_test(struct arena *a, const str *to, size_t n, struct field_errors *errors,
				    struct addr *out)
{
	if (n == 0 || n > CAMPAIGN_TEST_MAX)
		field_error_addf(errors, "to", "must name one to %d addresses", CAMPAIGN_TEST_MAX);
	for (size_t i = 0; i < n && i < CAMPAIGN_TEST_MAX; i++) {
		err e = addr_parse(a, to[i], &out[i]);
		if (err_is(e))
			field_error_addf(errors, "to", "%.*s: %s", STR_FMT(str_upto(to[i], 100)), e.why);
	}
	return field_errors_err(errors);
}

err campaign_test(const struct app *app, tenant_db db, struct arena *a, str id, const str *to, size_t n, str contact_id,
		  struct field_errors *errors, size_t *sent)
{
	struct addr addrs[CAMPAIGN_TEST_MAX];
	struct campaign_reply follows;
	struct campaign c;
	struct sender s;
	struct campaign_person p;
	TRY(campaign_look_check_test(a, to, n, errors, addrs));
	TRY(campaign_get(db, a, id, &c));
	err e = campaign_sender(db, a, &c, &s);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_CONFLICT, "there is no sender: add one, or choose one for this campaign");
	TRY(e);
	bool smtp = str_eq(s.kind, STR("smtp"));
	if (str_eq(s.status, STR("PAUSED")))
		return err_make(ERR_CONFLICT, "the sender is paused: resume it first");
	if (smtp && !app->deliver)
		return err_make(ERR_UNAVAILABLE, "this process cannot reach mail servers");
	TRY(campaign_person(db, a, &c, contact_id, NULL, errors, &p));
	TRY(campaign_inherit_subject(db, a, &c, &follows));
	struct message *MESSAGE_AUTO m = NULL;
	TRY(campaign_compile(app, db, a, &c, &s, false, errors, &m));
	struct test_mail t = { .app = app, .db = db, .a = a, .c = &c, .s = &s, .m = m, .person = &p };
	TRY(campaign_reply_subject(a, &follows, &p.values, &t.subject));
	TRY(compose_envelope_from(a, s.from_email, &t.from));
	if (smtp)
		TRY(deliver_smtp_of(app, a, &s, &t.server));
	if (!str_eq(s.kind, STR("capture")))
		TRY(q_sender_book(db, a, &(struct q_sender_book_in){ .id = s.id, .n = (int64_t)n }, NULL));
	struct dkim_signer *DKIM_SIGNER_AUTO signer = NULL;
	if (smtp && s.dkim)
		TRY(dkim_signer_load(app->keys, db, a, str_from(t.from, str_rfind_byte(t.from, '@') + 1), &signer));
	t.signer = signer;
	*sent = 0;
	for (size_t i = 0; i < n; i++) {
		TRY(campaign_look_test_one(&t, &addrs[i]));
		++*sent;
	}
	return OK;
}
