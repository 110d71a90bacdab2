/* loumass domain …, loumass dkim …: names that links live under, and names that mail comes from. */
#include "cli/cli.h"
#include "core/sender/domain_setup.h"
#include "core/sender/sender.h"
#include "core/sender/tracking_domain.h"
#include "wire/json_read.h"

static const struct cli_option user_options[] = { CLI_USER_OPTION };

static err domain_open_tenant(struct cli *c, const struct app **app, tenant_db *db)
{
	TRY(cli_app(c, app));
	return cli_tenant(c, db);
}

/* ---- Tracking domains */

static void domain_say_domain(struct cli *c, const struct tracking_domain *d)
{
	const struct json *records, *found;
	cli_say(c, "%.*s: %s", STR_FMT(d->domain), d->verified ? "verified" : "not verified");
	if (!err_is(json_parse(c->arena, d->dns_records, &records)))
		for (JSON_EACH(r, records))
			cli_say(c, "  %s %-5.*s %.*s -> %.*s", json_bool(json_get(r, "alternative")) ? "or " : "set",
				STR_FMT(json_str(json_get(r, "type"))), STR_FMT(json_str(json_get(r, "name"))),
				STR_FMT(json_str(json_get(r, "value"))));
	if (!str_absent(d->found) && !err_is(json_parse(c->arena, d->found, &found)))
		for (JSON_EACH(r, found))
			cli_say(c, "  is  %-5.*s %.*s", STR_FMT(json_str(json_get(r, "type"))),
				STR_FMT(json_str(json_get(r, "value"))));
	if (!str_absent(d->error))
		cli_say(c, "%.*s", STR_FMT(d->error));
	tracking_domain_write(cli_json(c), d);
}

static err domain_add_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct tracking_domain d;
	TRY(domain_open_tenant(c, &app, &db));
	TRY(tracking_domain_add(app, db, c->arena, c->args[0], &d));
	domain_say_domain(c, &d);
	return OK;
}

static err domain_list_(struct cli *c)
{
	static const char *const heads[] = { "id", "domain", "verified", "what is wrong" };
	const struct app *app;
	tenant_db db;
	struct tracking_domain *v;
	size_t n;
	TRY(domain_open_tenant(c, &app, &db));
	TRY(tracking_domain_list(db, c->arena, &v, &n));
	struct cli_table *t = cli_table(c, heads, 4);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		str cells[] = { v[i].id, v[i].domain, v[i].verified ? STR("yes") : STR("no"),
				str_absent(v[i].error) ? STR("") : v[i].error };
		cli_row(t, cells);
		tracking_domain_write(w, &v[i]);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

static err domain_verify_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct tracking_domain d;
	TRY(domain_open_tenant(c, &app, &db));
	TRY(tracking_domain_find(db, c->arena, c->args[0], &d));
	TRY(tracking_domain_verify(app, db, c->arena, d.id, &d));
	domain_say_domain(c, &d);
	return d.verified ? OK : err_make(ERR_CONFLICT, "the domain is not verified");
}

static err domain_delete_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct tracking_domain d;
	TRY(domain_open_tenant(c, &app, &db));
	TRY(tracking_domain_find(db, c->arena, c->args[0], &d));
	TRY(tracking_domain_delete(db, c->arena, d.id));
	cli_say(c, "deleted %.*s", STR_FMT(d.domain));
	tracking_domain_write(cli_json(c), &d);
	return OK;
}

/* ---- The domain of From addresses */

static void domain_say_setup(struct cli *c, str json)
{
	const struct json *v;
	if (err_is(json_parse(c->arena, json, &v)))
		return;
	for (JSON_EACH(it, json_get(v, "items"))) {
		cli_say(c, "%-5.*s %-8.*s %.*s", STR_FMT(json_str(json_get(it, "id"))),
			STR_FMT(json_str(json_get(it, "state"))), STR_FMT(json_str(json_get(it, "message"))));
		for (JSON_EACH(f, json_get(it, "found")))
			cli_say(c, "      is  %.*s", STR_FMT(json_str(f)));
		if (str_eq(json_str(json_get(it, "state")), STR("ok")))
			continue;
		for (JSON_EACH(r, json_get(it, "records")))
			cli_say(c, "      set %.*s %.*s %.*s", STR_FMT(json_str(json_get(r, "type"))),
				STR_FMT(json_str(json_get(r, "name"))), STR_FMT(json_str(json_get(r, "value"))));
	}
	json_put_raw(cli_json(c), json);
}

static err domain_setup_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	str json;
	TRY(domain_open_tenant(c, &app, &db));
	err e = domain_setup_json(app, db, c->arena, c->args[0], 0, &json);
	if (e.code == ERR_NOT_FOUND)
		e = domain_add(app, db, c->arena, c->args[0], &json);
	TRY(e);
	domain_say_setup(c, json);
	return OK;
}

#define ONE_DOMAIN .args = "<domain>", .min_args = 1, .max_args = 1, CLI_OPTIONS(user_options)

const struct cli_command domain_commands[] = {
	{ .group = "domain",
	  .name = "create",
	  .summary = "Add a tracking domain for links, pixels and the unsubscribe page",
	  .doc = "Prints the DNS record to set. Set it, then `loumass domain verify`.",
	  .examples = "loumass domain create click.example.com\n",
	  .run = domain_add_,
	  ONE_DOMAIN },
	{ .group = "domain",
	  .name = "list",
	  .summary = "List tracking domains",
	  CLI_OPTIONS(user_options),
	  .reads = true,
	  .run = domain_list_ },
	{ .group = "domain",
	  .name = "verify",
	  .summary = "Check a tracking domain in DNS now",
	  .doc = "Fails when it does not point here.",

	  .run = domain_verify_,
	  ONE_DOMAIN },
	{ .group = "domain",
	  .name = "delete",
	  .summary = "Remove a tracking domain",
	  .asks = "Links under it stop working.",
	  .run = domain_delete_,
	  ONE_DOMAIN },
	{ .group = "domain",
	  .name = "setup",
	  .summary = "Check SPF, DKIM, DMARC, MX and PTR of a sending domain",
	  .doc = "Shows what DNS says now, and the exact records to set.",
	  .examples = "loumass domain setup example.com\n",
	  .reads = true,
	  .run = domain_setup_,
	  ONE_DOMAIN },
};
const size_t domain_commands_n = sizeof(domain_commands) / sizeof(*domain_commands);

/* ---- DKIM */

static err domain_say_keys(struct cli *c, tenant_db db, str domain)
{
	static const char *const heads[] = { "selector", "algorithm", "state", "record" };
	struct dkim_key *v;
	size_t n;
	TRY(dkim_list(db, c->arena, domain, &v, &n));
	struct cli_table *t = cli_table(c, heads, 4);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		str cells[] = { v[i].selector, v[i].algorithm, v[i].state,
				str_absent(v[i].error) ? dkim_record_name(c->arena, &v[i]) : v[i].error };
		cli_row(t, cells);
		json_begin_obj(w);
		json_kv_str(w, "selector", v[i].selector);
		json_kv_str(w, "algorithm", v[i].algorithm);
		json_kv_str(w, "state", v[i].state);
		json_kv_str(w, "error", v[i].error);
		json_kv_str(w, "recordName", dkim_record_name(c->arena, &v[i]));
		json_kv_str(w, "recordValue", dkim_record_value(c->arena, &v[i]));
		json_end_obj(w);
	}
	json_end_arr(w);
	cli_table_print(t);
	for (size_t i = 0; i < n; i++)
		if (!str_eq(v[i].state, STR("retiring")))
			cli_say(c, "%.*s TXT %.*s", STR_FMT(dkim_record_name(c->arena, &v[i])),
				STR_FMT(dkim_record_value(c->arena, &v[i])));
	return OK;
}

static err domain_dkim_make_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	str ascii, json;
	TRY(domain_open_tenant(c, &app, &db));
	err e = domain_mine(db, c->arena, c->args[0], &ascii);
	if (e.code == ERR_NOT_FOUND) {
		TRY(domain_add(app, db, c->arena, c->args[0], &json));
		e = domain_mine(db, c->arena, c->args[0], &ascii);
	}
	TRY(e);
	TRY(dkim_make(app, db, c->arena, ascii));
	return domain_say_keys(c, db, ascii);
}

static err domain_dkim_list_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	str ascii;
	TRY(domain_open_tenant(c, &app, &db));
	TRY(domain_mine(db, c->arena, c->args[0], &ascii));
	return domain_say_keys(c, db, ascii);
}

static err domain_dkim_check_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	str ascii;
	TRY(domain_open_tenant(c, &app, &db));
	TRY(domain_mine(db, c->arena, c->args[0], &ascii));
	TRY(dkim_check(app, db, c->arena, ascii));
	return domain_say_keys(c, db, ascii);
}

static err domain_dkim_delete_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	str ascii;
	TRY(domain_open_tenant(c, &app, &db));
	TRY(domain_mine(db, c->arena, c->args[0], &ascii));
	TRY(dkim_delete(db, c->arena, ascii));
	cli_say(c, "deleted the keys of %.*s", STR_FMT(ascii));
	json_begin_obj(cli_json(c));
	json_kv_str(cli_json(c), "domain", ascii);
	json_end_obj(cli_json(c));
	return OK;
}

static err domain_switch_(struct cli *c, bool on)
{
	const struct app *app;
	tenant_db db;
	struct sender s;
	struct field_errors errors;
	struct sender_patch in = { .dkim = SOME_BOOL(on) };
	field_errors_init(&errors, c->arena);
	TRY(domain_open_tenant(c, &app, &db));
	TRY(sender_find(db, c->arena, c->args[0], &s));
	TRY(sender_update(db, c->arena, app->keys, s.id, &in, &errors, &s));
	cli_say(c, "%.*s: mail is %ssigned here", STR_FMT(s.name), on ? "" : "not ");
	sender_write(cli_json(c), &s);
	return OK;
}

static err domain_dkim_on(struct cli *c)
{
	return domain_switch_(c, true);
}

static err domain_dkim_off(struct cli *c)
{
	return domain_switch_(c, false);
}

#define ONE_SENDER .args = "<sender>", .min_args = 1, .max_args = 1, CLI_OPTIONS(user_options)

const struct cli_command dkim_commands[] = {
	{ .group = "dkim",
	  .name = "create",
	  .summary = "Create DKIM keys for a domain, or the next ones",
	  .doc = "Prints the records to set. Keys sign once their records are found in DNS; those before keep theirs "
		 "for a "
		 "week.",
	  .examples = "loumass dkim create example.com\nloumass dkim on Relay\n",
	  .run = domain_dkim_make_,
	  ONE_DOMAIN },
	{ .group = "dkim",
	  .name = "list",
	  .summary = "List a domain's keys and records",
	  .reads = true,
	  .run = domain_dkim_list_,
	  ONE_DOMAIN },
	{ .group = "dkim",
	  .name = "check",
	  .summary = "Check its records in DNS now",
	  .reads = true,
	  .run = domain_dkim_check_,
	  ONE_DOMAIN },
	{ .group = "dkim",
	  .name = "delete",
	  .summary = "Delete all keys of a domain",
	  .asks = "Mail from it is no longer signed.",
	  .run = domain_dkim_delete_,
	  ONE_DOMAIN },
	{ .group = "dkim",
	  .name = "on",
	  .summary = "Sign a sender's mail here, because its server does not",
	  .run = domain_dkim_on,
	  ONE_SENDER },
	{ .group = "dkim",
	  .name = "off",
	  .summary = "Leave signing to the sender's server",
	  .run = domain_dkim_off,
	  ONE_SENDER },
};
const size_t dkim_commands_n = sizeof(dkim_commands) / sizeof(*dkim_commands);
