#include "core/demo/seed.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/time.h"
#include "core/account/account.h"
#include "core/content/compose.h"
#include "core/demo/seed_int.h"
#include "core/ground/text.h"
#include "core/report/recount.h"
#include "core/sequence/sequence.h"
#include "db/gen/seed_q.h"
#include "db/gen/sequence_q.h"
#include "db/gen/sys_seed_q.h"
#include "wire/links.h"
#include "wire/token.h"

#define CAPTURES 48

struct planting {
	const struct app *app;
	struct arena *a;
	tenant_db db; /* inside the transaction */
	int64_t now;
	str sender_id, from, key;
	int64_t events;
	struct link_keys links;
};

static const str gmail_agent =
	STR_INIT("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)");
static const str apple_agent = STR_INIT("Mozilla/5.0");
static const str agents[] = {
	STR_INIT("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 "
		 "Safari/537.36"),
	STR_INIT("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
		 "Mobile/15E148"),
	STR_INIT("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Thunderbird/128.4.0"),
	STR_INIT("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"),
};
#define AGENTS ((struct str_array){ .v = agents, .n = sizeof(agents) / sizeof(*agents) })

/* The account with this address, made when it is not there. */
static err seed_have_account(const struct app *app, struct arena *a, str email, str name, str password, str *id,
			     bool *made)
{
	struct field_errors errors;
	*made = false;
	err e = account_find(app_system(app), a, email, id);
	if (e.code != ERR_NOT_FOUND)
		return e;
	field_errors_init(&errors, a);
	*made = true;
	return account_create(app_system(app), a,
			      &(struct account_new){ .email = email, .name = name, .password = password }, &errors, id);
}

static str seed_id_at(struct arena *a, int64_t us)
{
	char *id = arena_alloc(a, CUID_LEN + 1);
	cuid_make(us, id);
	return str_of(id, CUID_LEN);
}

/* ---- The small fixture */

static err seed_plant_small(tenant_db db, struct arena *a)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	int64_t now = clock_now();
	str id = make_id(a), email = STR("contact1@example.com"), first = STR("John"), last = STR("Doe"),
	    tags = STR("[]"), variables = STR("{}"), status = STR("ACTIVE");
	TRY(tenant_begin(db, &tx));
	struct q_seed_sequence_in sequence = { .id = make_id(a),
					       .name = STR("Welcome Series"),
					       .status = STR("DRAFT"),
					       .trigger_type = STR("manual"),
					       .steps = str_z(seed_steps_small),
					       .at = now };
	TRY(q_seed_sequence(tx.db, a, &sequence, NULL));
	struct q_seed_contacts_in contact = { .ids = { &id, 1 },
					      .emails = { &email, 1 },
					      .first = { &first, 1 },
					      .last = { &last, 1 },
					      .tags = { &tags, 1 },
					      .variables = { &variables, 1 },
					      .statuses = { &status, 1 },
					      .at = { &now, 1 } };
	TRY(q_seed_contacts(tx.db, a, &contact, NULL));
	return tenant_commit(&tx);
}

err seed_small(const struct app *app, struct arena *a, struct seed_done *out)
{
	str id, password = token_random(a, STR(""), 15);
	struct q_seed_state_row state;
	bool made;
	TRY(seed_have_account(app, a, STR(SEED_TEST_EMAIL), STR("Test User"), password, &id, &made));
	tenant_db db = tenant_of(app->db, a, id);
	*out = (struct seed_done){ .email = STR(SEED_TEST_EMAIL), .password = made ? password : STR_NULL };
	TRY(q_seed_state(db, a, &state));
	if (state.contacts > 0)
		return OK;
	TRY(seed_plant_small(db, a));
	out->made = true;
	out->contacts = 1;
	return OK;
}

/* ---- Campaigns of the past */

static str seed_audience_of(struct arena *a, const struct seed_mail *m)
{
	return m->tag ? arena_printf(a, "{\"tags\":[\"%s\"]}", m->tag) : STR("{\"all\":true}");
}

static str seed_random_tail(struct arena *a)
{
	unsigned char bytes[5];
	char *out = arena_alloc(a, 11);
	token_random_bytes(bytes, sizeof(bytes));
	token_hex(bytes, sizeof(bytes), out);
	return str_of(out, 10);
}

/* The links as the message counts them: in the order of its HTML. */
static void seed_number_links(const struct planting *p, const struct seed_mail *m, str urls[3], str ids[3])
{
	static const size_t order[3] = { 1, 2, 0 };
	for (size_t i = 0; i < 3; i++) {
		urls[i] = str_z(m->links[order[i]]);
		ids[i] = arena_printf(p->a, "%zu", i + 1);
	}
}

/* What came of the messages of a campaign, or of a sequence's step. */
static err seed_plant_events(struct planting *p, str source, str step, int64_t start, const str *urls,
			     const str *link_ids, size_t n)
{
	int64_t sent = 0, opens = 0, clicks = 0, replies = 0;
	TRY(q_seed_sent(p->db, p->a, &(struct q_seed_sent_in){ .start = start, .source_id = source, .step_id = step },
			&sent));
	struct q_seed_opens_in o = { .source_id = source,
				     .step_id = step,
				     .gmail = gmail_agent,
				     .apple = apple_agent,
				     .agents = AGENTS,
				     .now = p->now };
	TRY(q_seed_opens(p->db, p->a, &o, &opens));
	struct q_seed_clicks_in c = { .source_id = source,
				      .step_id = step,
				      .urls = { urls, n },
				      .link_ids = { link_ids, n },
				      .agents = AGENTS,
				      .now = p->now };
	TRY(q_seed_clicks(p->db, p->a, &c, &clicks));
	TRY(q_seed_link_clicks(p->db, p->a, &(struct q_seed_link_clicks_in){ .source_id = source }, NULL));
	TRY(q_seed_replies(p->db, p->a, &(struct q_seed_replies_in){ .source_id = source, .now = p->now }, &replies));
	p->events += sent + opens + clicks + replies;
	return OK;
}

static err seed_plant_past(struct planting *p, const struct seed_mail *m, int64_t start, str id)
{
	char stamp[CUID_LEN + 1];
	str urls[3], link_ids[3];
	int64_t planned = 0;
	cuid_floor(start, stamp);
	struct q_seed_recipients_in r = { .campaign_id = id,
					  .key = p->key,
					  .sender_id = p->sender_id,
					  .start = start,
					  .prefix = arena_dup(p->a, str_of(stamp, 9)),
					  .tail = seed_random_tail(p->a),
					  .audience = seed_audience_of(p->a, m) };
	TRY(q_seed_recipients(p->db, p->a, &r, &planned));
	seed_number_links(p, m, urls, link_ids);
	TRY(seed_plant_events(p, id, STR_NULL, start, urls, link_ids, 3));
	TRY(q_seed_unsubscribes(p->db, p->a, &(struct q_seed_unsubscribes_in){ .campaign_id = id, .now = p->now },
				NULL));
	return q_seed_bounces(p->db, p->a, &(struct q_seed_bounces_in){ .campaign_id = id, .start = start }, NULL);
}

/* Nine in the morning of that day, give or take. */
static int64_t seed_morning(const struct planting *p, const struct seed_mail *m)
{
	int64_t at = p->now - m->days_ago * US_PER_DAY;
	return at - at % US_PER_DAY + 8 * US_PER_HOUR + (m->days_ago * 17 % 90) * US_PER_MIN;
}

static err seed_plant_campaign(struct planting *p, const struct seed_mail *m, str *id)
{
	bool past = m->days_ago > 0;
	int64_t start = seed_morning(p, m), made = past ? start - 2 * US_PER_DAY : p->now - 4 * US_PER_HOUR;
	struct q_seed_campaign_in row = {
		.id = seed_id_at(p->a, made),
		.name = str_z(m->name),
		.subject = str_z(m->subject),
		.content = seed_mail_html(p->a, m),
		.preheader = str_z(m->preheader),
		.status = past ? STR("SENT") : STR("SCHEDULED"),
		.sender_id = p->sender_id,
		.audience = seed_audience_of(p->a, m),
		.created_at = made,
	};
	if (past) {
		row.started_at = SOME_I64(start);
		row.sent_at = SOME_I64(start + 6 * US_PER_MIN);
	} else {
		row.scheduled_at = SOME_I64(start);
	}
	*id = row.id;
	TRY(q_seed_campaign(p->db, p->a, &row, NULL));
	return past ? seed_plant_past(p, m, start, row.id) : OK;
}

static err seed_plant_draft(struct planting *p)
{
	static const struct seed_mail draft = {
		"Winter workshop",
		"A workshop for {{variables.company}}?",
		"Two hours, online, in January",
		"customer",
		0,
		"Winter workshop",
		"We are planning a small workshop for teams like yours. This is still a draft: look at the checks "
		"beside it.",
		{ "Two hours, online", "Twelve seats", "Bring a real problem" },
		"Tell me more",
		{ "https://www.meridian.example/workshop", "https://www.meridian.example/workshop/dates",
		  "https://www.meridian.example/contact" },
	};
	struct q_seed_campaign_in row = {
		.id = seed_id_at(p->a, p->now - US_PER_HOUR),
		.name = str_z(draft.name),
		.subject = str_z(draft.subject),
		.content = seed_mail_html(p->a, &draft),
		.preheader = str_z(draft.preheader),
		.status = STR("DRAFT"),
		.sender_id = p->sender_id,
		.audience = seed_audience_of(p->a, &draft),
		.created_at = p->now - US_PER_HOUR,
	};
	return q_seed_campaign(p->db, p->a, &row, NULL);
}

/* ---- A running sequence */

static err seed_plant_step(struct planting *p, str sequence, str step, double after, struct opt_bool opened,
			   const char *link)
{
	str url = str_z(link);
	str link_id = STR("1");
	struct q_seed_step_recipients_in r = { .sequence_id = sequence,
					       .step_id = step,
					       .key = p->key,
					       .sender_id = p->sender_id,
					       .after = after,
					       .now = p->now,
					       .opened = opened };
	TRY(q_seed_step_recipients(p->db, p->a, &r, NULL));
	return seed_plant_events(p, sequence, step, p->now, &url, &link_id, 1);
}

/* What the engine would have kept of each one's way. */
static err seed_plant_ways(struct planting *p, str id)
{
	TRY(q_seed_enrollment_mails(p->db, p->a, &(struct q_seed_enrollment_mails_in){ .sequence_id = id }, NULL));
	TRY(q_seed_enrollment_queue(p->db, p->a, &(struct q_seed_enrollment_queue_in){ .sequence_id = id }, NULL));
	TRY(q_seed_enrollment_trace(p->db, p->a, &(struct q_seed_enrollment_trace_in){ .sequence_id = id }, NULL));
	TRY(q_seed_sequence_stats(p->db, p->a, &(struct q_seed_sequence_stats_in){ .sequence_id = id }, NULL));
	return q_seed_step_stats(p->db, p->a, &(struct q_seed_step_stats_in){ .sequence_id = id }, NULL);
}

static err seed_plant_sequence(struct planting *p)
{
	int64_t made = p->now - 40 * US_PER_DAY;
	double later = 2 * 86400 + 30;
	struct q_seed_sequence_in row = {
		.id = seed_id_at(p->a, made),
		.name = STR("Welcome to the trial"),
		.description = STR("A welcome, and two days later a word that depends on whether it was read"),
		.status = STR("ACTIVE"),
		.sender_id = p->sender_id,
		.trigger_type = STR("manual"),
		.steps = str_z(seed_steps_demo),
		.settings = STR("{\"stopOnReply\":false}"),
		.activated_at = SOME_I64(made + US_PER_HOUR),
		.at = made
	};
	struct q_sequence_version_keep_in version = {
		.id = row.id, .version = 1, .version_id = make_id(p->a), .now = made
	};
	TRY(q_seed_sequence(p->db, p->a, &row, NULL));
	TRY(q_sequence_version_keep(p->db, p->a, &version, NULL));
	TRY(q_seed_enrollments(p->db, p->a, &(struct q_seed_enrollments_in){ .sequence_id = row.id, .now = p->now },
			       NULL));
	TRY(seed_plant_step(p, row.id, STR("email-1"), 20, (struct opt_bool){}, "https://www.meridian.example/start"));
	TRY(seed_plant_step(p, row.id, STR("email-2"), later, SOME_BOOL(true),
			    "https://www.meridian.example/help/import"));
	TRY(seed_plant_step(p, row.id, STR("email-3"), later, SOME_BOOL(false), "https://www.meridian.example/start"));
	return seed_plant_ways(p, row.id);
}

/* A draft that somebody has begun. */
static err seed_plant_sequence_draft(struct planting *p)
{
	struct sequence_template *v;
	size_t n;
	TRY(sequence_templates(p->a, STR_NULL, &v, &n));
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(str_z(v[i].id), STR("outreach")))
			continue;
		struct q_seed_sequence_in row = { .id = seed_id_at(p->a, p->now - 2 * US_PER_HOUR),
						  .name = STR("Outreach to agencies"),
						  .description = str_z(v[i].description),
						  .status = STR("DRAFT"),
						  .trigger_type = str_z(v[i].trigger_type),
						  .steps = v[i].steps,
						  .settings = v[i].settings,
						  .at = p->now - 2 * US_PER_HOUR };
		TRY(q_seed_sequence(p->db, p->a, &row, NULL));
	}
	return OK;
}

/* ---- Captured mail: real messages, whose links work */

struct captured {
	str *recipients, *contacts, *to, *subjects, *raw;
	int64_t *at;
	size_t n;
};

static err seed_capture_one(struct planting *p, const struct message *m, const struct q_seed_to_capture_row *r,
			    struct captured *k)
{
	struct buf BUF_AUTO raw;
	struct message_preview shown;
	struct message_to to = { .id = r->id,
				 .tracking_id = r->tracking_id,
				 .date_us = r->sent_at.v,
				 .values = { .email = r->email,
					     .first_name = r->first_name,
					     .last_name = r->last_name,
					     .variables = r->variables } };
	buf_init(&raw, MESSAGE_MAX);
	TRY(message_splice(m, &to, &raw));
	TRY(message_preview(m, &to, p->a, &shown));
	k->recipients[k->n] = r->id;
	k->contacts[k->n] = r->contact_id;
	k->to[k->n] = r->email;
	k->subjects[k->n] = shown.subject;
	k->raw[k->n] = arena_dup(p->a, buf_str(&raw));
	k->at[k->n++] = r->sent_at.v;
	return OK;
}

static err seed_plant_captures(struct planting *p, str user_id, const struct seed_mail *m, str campaign_id)
{
	struct q_seed_to_capture_rows rows;
	struct tpl_error fault;
	struct message *MESSAGE_AUTO message = NULL;
	struct compose_in in = { .id = campaign_id,
				 .user_id = user_id,
				 .subject = str_z(m->subject),
				 .content = seed_mail_html(p->a, m),
				 .content_format = STR("html"),
				 .preheader = str_z(m->preheader),
				 .tracking = true,
				 .sender = { .from_email = p->from, .from_name = STR("Meridian") },
				 .base_url = str_z(p->app->config->url) };
	TRY(compose_message(p->a, &in, &p->links, &fault, &message));
	TRY(q_seed_to_capture(p->db, p->a, &(struct q_seed_to_capture_in){ .campaign_id = campaign_id, .n = CAPTURES },
			      &rows));
	struct captured k = { .at = arena_array(p->a, int64_t, rows.n) };
	str **columns[] = { &k.recipients, &k.contacts, &k.to, &k.subjects, &k.raw };
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		*columns[i] = arena_array(p->a, str, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		TRY(seed_capture_one(p, message, &rows.v[i], &k));
	struct q_seed_captures_in put = {
		.sender_id = p->sender_id,
		.campaign_id = campaign_id,
		.from = arena_printf(p->a, "Meridian <%.*s>", STR_FMT(p->from)),
		.recipients = { k.recipients, k.n },
		.contacts = { k.contacts, k.n },
		.to = { k.to, k.n },
		.subjects = { k.subjects, k.n },
		.raw = { k.raw, k.n },
		.at = { k.at, k.n },
	};
	return q_seed_captures(p->db, p->a, &put, NULL);
}

/* ---- All of it */

static str seed_track_key(const struct app *app, struct arena *a)
{
	unsigned char key[KEY_BYTES];
	char *hex = arena_alloc(a, 2 * KEY_BYTES + 1);
	keyring_subkey(app->keys, "track", 0, key);
	token_hex(key, sizeof(key), hex);
	token_wipe(key, sizeof(key));
	return str_of(hex, 2 * KEY_BYTES);
}

static err seed_plant_people(struct planting *p, int64_t *n)
{
	struct seed_people v;
	seed_people_make(p->a, p->now, &v);
	struct q_seed_contacts_in in = { .ids = { v.ids, v.n },
					 .emails = { v.emails, v.n },
					 .first = { v.first, v.n },
					 .last = { v.last, v.n },
					 .tags = { v.tags, v.n },
					 .variables = { v.variables, v.n },
					 .statuses = { v.statuses, v.n },
					 .at = { v.at, v.n } };
	TRY(q_seed_contacts(p->db, p->a, &in, n));
	struct q_seed_view_in view = { .id = make_id(p->a),
				       .name = STR("VIP customers"),
				       .filter = STR("{\"status\":\"ACTIVE\",\"tags\":[\"customer\",\"vip\"]}") };
	return q_seed_view(p->db, p->a, &view, NULL);
}

static err seed_plant_inbox(struct planting *p)
{
	static const str words[] = {
		STR_INIT("This looks great, can you send me the price list?"),
		STR_INIT("Thanks! Is there also a version for small teams?"),
		STR_INIT("We talked about it on Tuesday and would like a demo. Does Thursday at ten suit you?"),
		STR_INIT("Not right now, but please write again in spring."),
		STR_INIT("Who do I talk to about the invoice from last month?"),
		STR_INIT("The link to the guide does not open for me. Could you attach it?"),
		STR_INIT("Yes please, two of them."),
	};
	struct q_seed_conversations_in in = { .sender_id = p->sender_id,
					      .texts = { words, sizeof(words) / sizeof(*words) } };
	TRY(q_seed_conversations(p->db, p->a, &in, NULL));
	return q_seed_conversation_messages(p->db, p->a, &(struct q_seed_conversation_messages_in){ .to = p->from },
					    NULL);
}

static err seed_plant_demo(struct planting *p, tenant_db db, str user_id, struct seed_done *out)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_seed_sender_row sender;
	struct q_seed_plan_whole_row planner;
	const struct seed_mail *latest = NULL;
	str id, latest_id = STR_NULL;
	TRY(tenant_begin(db, &tx));
	p->db = tx.db;
	TRY(q_seed_plan_whole(p->db, p->a, &planner));
	TRY(q_seed_sender(p->db, p->a, &sender));
	p->sender_id = sender.id;
	p->from = sender.from_email;
	TRY(seed_plant_people(p, &out->contacts));
	for (size_t i = 0; i < seed_mails_n; i++) {
		TRY(seed_plant_campaign(p, &seed_mails[i], &id));
		out->campaigns++;
		if (seed_mails[i].days_ago > 0) {
			latest = &seed_mails[i];
			latest_id = id;
		}
	}
	TRY(seed_plant_draft(p));
	TRY(seed_plant_sequence(p));
	TRY(seed_plant_sequence_draft(p));
	TRY(seed_plant_inbox(p));
	if (latest)
		TRY(seed_plant_captures(p, user_id, latest, latest_id));
	TRY(tenant_commit(&tx));
	out->campaigns++;
	out->events = p->events;
	out->made = true;
	return OK;
}

err seed_demo(const struct app *app, struct arena *a, struct seed_done *out)
{
	struct planting p = { .app = app, .a = a, .now = clock_now(), .key = seed_track_key(app, a) };
	struct q_seed_state_row state;
	struct q_seed_partitions_row partitions;
	struct recount counted;
	str id;
	bool made;
	a->ceiling = 512u << 20;
	compose_link_keys(app->keys, &p.links);
	TRY(seed_have_account(app, a, STR(DEMO_EMAIL), STR("Mira Demo"), STR(SEED_DEMO_PASSWORD), &id, &made));
	tenant_db db = tenant_of(app->db, a, id);
	*out = (struct seed_done){ .email = STR(DEMO_EMAIL), .password = STR(SEED_DEMO_PASSWORD) };
	TRY(q_seed_state(db, a, &state));
	if (state.contacts == 0) {
		TRY(q_seed_partitions(app_system(app), a,
				      &(struct q_seed_partitions_in){ .since = p.now - 90 * US_PER_DAY }, &partitions));
		TRY(seed_plant_demo(&p, db, id, out));
	}
	if (state.contacts > 0 && state.stats > 0)
		return OK;
	/* Killed in between: the rows are there, their counters not yet. */
	TRY(recount_look(app_system(app), a));
	TRY(recount_user(app_system(app), a, id, true, &counted));
	return OK;
}
