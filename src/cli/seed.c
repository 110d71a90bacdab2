/* loumass seed: the small fixture, or a demo account. */
#include "core/demo/seed.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
	{ .name = "demo", .doc = "A demo account with contacts, campaigns and results instead of the small fixture" },
};

static err seed(struct cli *c)
{
	const struct app *app;
	struct seed_done done;
	TRY(cli_app(c, &app));
	TRY(cli_has(c, "demo") ? seed_demo(app, c->arena, &done) : seed_small(app, c->arena, &done));
	if (done.made)
		cli_say(c, "%lld contacts, %lld campaigns, %lld events", (long long)done.contacts,
			(long long)done.campaigns, (long long)done.events);
	else
		cli_say(c, "all is there already");
	cli_say(c, "sign in as %.*s%s%.*s", STR_FMT(done.email), str_absent(done.password) ? "" : " with the password ",
		STR_FMT(done.password));
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_str(w, "email", done.email);
	json_kv_str(w, "password", done.password);
	json_kv_bool(w, "made", done.made);
	json_kv_i64(w, "contacts", done.contacts);
	json_kv_i64(w, "campaigns", done.campaigns);
	json_kv_i64(w, "events", done.events);
	json_end_obj(w);
	return OK;
}

const struct cli_command seed_commands[] = {
	{ .group = "seed",
	  .summary = "Load demo data; does nothing if it is there already",
	  .doc = "Without --demo: test@example.com with one contact and a two-step sequence; its password is made up "
		 "and shown once.\n"
		 "With --demo: demo@loumass.local, whose sender keeps all mail here.",
	  CLI_OPTIONS(options),
	  .creates = true,
	  .run = seed },
};
const size_t seed_commands_n = sizeof(seed_commands) / sizeof(*seed_commands);
