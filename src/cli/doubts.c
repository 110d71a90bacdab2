/* loumass campaign doubts, loumass sequence doubts: messages that may have gone out without our hearing of it. */
#include "cli/cli_int.h"
#include "core/sequence/doubt.h"
#include "core/sequence/sequence.h"

static const struct cli_option doubts_options[] = {
	CLI_USER_OPTION,
	{ .name = "resend", .doc = "Send those that are held once more, with the same Message-ID" },
	{ .name = "drop", .doc = "Never send those that are held again" },
	{ .name = "ask", .doc = "Ask the sender's IMAP mailbox: those among its sent mail are confirmed" },
	{ .name = "id", .arg = "ID", .repeat = true, .doc = "Only this one; may be given several times" },
	{ .name = "undecided", .doc = "List only those that are held" },
};

static err doubts_print(struct cli *c, tenant_db db, struct doubt_owner owner)
{
	static const char *const heads[] = { "since", "email", "what happened", "decision", "decided", "id" };
	struct cli_table *t = cli_table(c, heads, 6);
	struct json_writer *w = cli_json(c);
	struct doubt_list l;
	struct doubt_list_in in = {
		.owner = owner, .undecided = cli_has(c, "undecided"), .cursor = STR_NULL, .limit = 200
	};
	json_begin_arr(w);
	do {
		TRY(doubt_list(db, c->arena, &in, &l));
		for (size_t i = 0; i < l.n; i++) {
			const struct doubt *d = &l.v[i];
			str cells[6] = { cli_minute(c, SOME_I64(d->created_at)),
					 d->email,
					 str_eq(d->cause, STR("killed"))  ? STR("the sending process died")
					 : str_eq(d->cause, STR("lease")) ? STR("the node was lost")
									  : STR("the connection broke"),
					 str_eq(d->resolution, STR("held")) ? STR("undecided") : d->resolution,
					 cli_minute(c, d->decided_at),
					 d->id };
			cli_row(t, cells);
			doubt_write(w, d);
			in.cursor = d->id;
		}
	} while (l.more);
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

static err doubts_decide(struct cli *c, tenant_db db, struct doubt_owner owner)
{
	static const char *const done[] = { "will be sent again", "dropped", "confirmed" };
	const struct app *app;
	struct doubt_decided d;
	struct doubt_decide_in in = { .owner = owner,
				      .decision = cli_has(c, "resend") ? DOUBT_RESEND
						  : cli_has(c, "drop") ? DOUBT_DROP
								       : DOUBT_ASK,
				      .some = cli_has(c, "id") };
	in.n = cli_opt_all(c, "id", &in.ids);
	TRY(cli_app(c, &app));
	TRY(doubt_decide(app, db, c->arena, &in, &d));
	cli_say(c, "%lld %s, %lld undecided", (long long)d.decided, done[in.decision], (long long)d.undecided);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_i64(w, "decided", d.decided);
	json_kv_i64(w, "undecided", d.undecided);
	json_end_obj(w);
	return OK;
}

static err doubts_run(struct cli *c, tenant_db db, struct doubt_owner owner)
{
	int decisions = cli_has(c, "resend") + cli_has(c, "drop") + cli_has(c, "ask");
	if (decisions > 1)
		return cli_usage(c, "give one of --resend, --drop and --ask");
	if (decisions == 0 && cli_has(c, "id"))
		return cli_usage(c, "--id needs a decision: --resend, --drop or --ask");
	return decisions ? doubts_decide(c, db, owner) : doubts_print(c, db, owner);
}

static err doubts_of_campaign(struct cli *c)
{
	tenant_db db;
	TRY(cli_tenant(c, &db));
	return doubts_run(c, db, (struct doubt_owner){ .id = c->args[0] });
}

static err doubts_of_sequence(struct cli *c)
{
	tenant_db db;
	struct sequence q;
	TRY(cli_tenant(c, &db));
	TRY(sequence_find(db, c->arena, c->args[0], &q));
	return doubts_run(c, db, (struct doubt_owner){ .id = q.id, .sequence = true });
}

#define DOC "Without a decision it lists them. What was decided before is left alone."

const struct cli_command doubts_commands[] = {
	{ .group = "campaign",
	  .name = "doubts",
	  .args = "<id>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Messages that may have gone out unheard: list them, or decide about those that are held",
	  .doc = DOC,
	  .examples = "loumass campaign doubts cm… --resend\n",
	  CLI_OPTIONS(doubts_options),
	  .run = doubts_of_campaign },
	{ .group = "sequence",
	  .name = "doubts",
	  .args = "<sequence>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Messages that may have gone out unheard: list them, or decide about those that are held",
	  .doc = DOC,
	  CLI_OPTIONS(doubts_options),
	  .run = doubts_of_sequence },
};
const size_t doubts_commands_n = sizeof(doubts_commands) / sizeof(*doubts_commands);
