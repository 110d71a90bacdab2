/* Sequences to start from. Each can be activated as it is, once its texts say what its author means. */
#include "core/sequence/sequence_int.h"

#define COLUMN 320
#define ROW 180

struct step_text { /* a step in short: what is NULL or zero is left out */
	const char *id, *type, *name;
	const char *subject, *content;	     /* email */
	const char *subject_de, *content_de; /* the same in German */
	bool reply;			     /* email: in the thread */
	int days, hours;		     /* delay, or a wait's time-out */
	const char *condition;		     /* condition: its type */
	const char *event;		     /* wait, goal */
	const char *reference;		     /* condition */
	const char *tag;		     /* tag */
	const char *yes[3], *no[3];	     /* branches */
	int x, y;			     /* in columns and rows */
	const char *next;
};

#define P(text) "<p>" text "</p>"
#define HELLO P("Hello {{firstName | default: \"there\"}},")
#define HALLO P("Hallo {{firstName | default: \"zusammen\"}},")

static const struct step_text welcome[] = {
	{ .id = "welcome",
	  .type = "email",
	  .subject = "Welcome, {{firstName | default: \"friend\"}}",
	  .content = HELLO P("good to have you here. Over the next days we will send you the few things that help "
			     "most at the beginning.") P("If you have a question, just answer this mail."),
	  .subject_de = "{{firstName | default: \"Hallo\"}}, willkommen!",
	  .content_de =
		  HALLO P("schön, dass Sie da sind. In den nächsten Tagen schicken wir Ihnen das Wenige, das am Anfang "
			  "am meisten hilft.") P("Wenn Sie eine Frage haben, antworten Sie einfach auf diese Mail."),
	  .next = "pause-1" },
	{ .id = "pause-1", .type = "delay", .days = 2, .y = 1, .next = "read" },
	{ .id = "read",
	  .type = "condition",
	  .condition = "opened",
	  .reference = "welcome",
	  .yes = { "first-steps" },
	  .no = { "again" },
	  .y = 2,
	  .next = "pause-2" },
	{ .id = "first-steps",
	  .type = "email",
	  .subject = "Three things to try first",
	  .content = HELLO P("people who do these three things early get the most out of it: …"),
	  .subject_de = "Drei Dinge für den Anfang",
	  .content_de = HALLO P("wer diese drei Dinge früh tut, hat am meisten davon: …"),
	  .x = -1,
	  .y = 3 },
	{ .id = "again",
	  .type = "email",
	  .subject = "Did our welcome reach you?",
	  .content = HELLO P("in case our first mail got lost: here is where to begin."),
	  .subject_de = "Hat Sie unser Willkommen erreicht?",
	  .content_de = HALLO P("falls unsere erste Mail verloren ging: Hier fängt es an."),
	  .x = 1,
	  .y = 3 },
	{ .id = "pause-2", .type = "delay", .days = 3, .y = 4, .next = "how-is-it" },
	{ .id = "how-is-it",
	  .type = "email",
	  .subject = "How is it going?",
	  .content = HELLO P("a week in: what works, and what does not yet? One line is enough, we read every answer."),
	  .subject_de = "Wie läuft es?",
	  .content_de = HALLO P(
		  "eine Woche ist um: Was geht gut, und was noch nicht? Eine Zeile genügt, wir lesen jede Antwort."),
	  .y = 5 },
};

static const struct step_text outreach[] = {
	{ .id = "first",
	  .type = "email",
	  .subject = "{{variables.company | default: \"Your team\"}} and us",
	  .content = HELLO P("I saw what you are building and thought of one thing that may help: …")
		  P("Would fifteen minutes next week suit you?"),
	  .subject_de = "{{variables.company | default: \"Ihr Team\"}} und wir",
	  .content_de = HALLO P("ich habe gesehen, woran Sie arbeiten, und dachte an etwas, das helfen kann: …")
		  P("Passen Ihnen nächste Woche fünfzehn Minuten?"),
	  .next = "pause-1" },
	{ .id = "pause-1", .type = "delay", .days = 3, .y = 1, .next = "second" },
	{ .id = "second",
	  .type = "email",
	  .content = HELLO P("did you get to see my mail? The short version: …"),
	  .content_de = HALLO P("haben Sie meine Mail gesehen? Die kurze Fassung: …"),
	  .reply = true,
	  .y = 2,
	  .next = "pause-2" },
	{ .id = "pause-2", .type = "delay", .days = 5, .y = 3, .next = "third" },
	{ .id = "third",
	  .type = "email",
	  .content = HELLO P("I will not write again after this one. Should it become interesting later, an answer "
			     "to this mail is enough."),
	  .content_de = HALLO P("nach dieser Mail schreibe ich nicht mehr. Wird es später interessant, genügt eine "
				"Antwort auf diese Mail."),
	  .reply = true,
	  .y = 4 },
};

static const struct step_text reengage[] = {
	{ .id = "miss-you",
	  .type = "email",
	  .subject = "Still interested, {{firstName | default: \"friend\"}}?",
	  .content = HELLO P("it has been quiet between us. Here is what is new: …"),
	  .subject_de = "{{firstName | default: \"Hallo\"}}, noch interessiert?",
	  .content_de = HALLO P("es war still zwischen uns. Das ist neu: …"),
	  .next = "pause-1" },
	{ .id = "pause-1", .type = "delay", .days = 4, .y = 1, .next = "read" },
	{ .id = "read",
	  .type = "condition",
	  .condition = "opened",
	  .reference = "miss-you",
	  .yes = { "tag-back" },
	  .no = { "last", "pause-2", "read-last" },
	  .y = 2 },
	{ .id = "tag-back", .type = "tag", .tag = "re-engaged", .x = -1, .y = 3 },
	{ .id = "last",
	  .type = "email",
	  .subject = "Shall we stop writing?",
	  .content = HELLO P("if you would rather not hear from us, do nothing: this is the last mail. If you would, "
			     "one click tells us: <a href=\"https://example.com/stay\">keep me on the list</a>."),
	  .subject_de = "Sollen wir aufhören zu schreiben?",
	  .content_de =
		  HALLO P("wenn Sie lieber nichts mehr von uns hören, müssen Sie nichts tun: Dies ist die letzte Mail. "
			  "Sonst genügt ein Klick: <a href=\"https://example.com/stay\">weiter dabei sein</a>."),
	  .x = 1,
	  .y = 3 },
	{ .id = "pause-2", .type = "delay", .days = 7, .x = 1, .y = 4 },
	{ .id = "read-last",
	  .type = "condition",
	  .condition = "clicked",
	  .reference = "last",
	  .yes = { "tag-stay" },
	  .no = { "tag-dormant" },
	  .x = 1,
	  .y = 5 },
	{ .id = "tag-stay", .type = "tag", .tag = "re-engaged", .y = 6 },
	{ .id = "tag-dormant", .type = "tag", .tag = "dormant", .x = 2, .y = 6 },
};

static const struct step_text onboarding[] = {
	{ .id = "hello",
	  .type = "email",
	  .subject = "Your account is ready",
	  .content = HELLO P("your account is ready. The first thing to do is to make a project; it takes a minute."),
	  .subject_de = "Ihr Konto ist bereit",
	  .content_de = HALLO P("Ihr Konto ist bereit. Als Erstes legen Sie ein Projekt an; das dauert eine Minute."),
	  .next = "made-project" },
	{ .id = "made-project",
	  .type = "wait",
	  .event = "project_created",
	  .days = 3,
	  .yes = { "well-done" },
	  .no = { "help" },
	  .y = 1,
	  .next = "pause" },
	{ .id = "well-done",
	  .type = "email",
	  .subject = "Your first project",
	  .content = HELLO P("your first project stands. Next, most people invite a colleague: …"),
	  .subject_de = "Ihr erstes Projekt",
	  .content_de =
		  HALLO P("Ihr erstes Projekt steht. Als Nächstes laden die meisten jemanden aus dem Team ein: …"),
	  .x = -1,
	  .y = 2 },
	{ .id = "help",
	  .type = "email",
	  .subject = "Can we help you begin?",
	  .content = HELLO P("you have not made a project yet. Is something in the way? Answer this mail and we look "
			     "at it together."),
	  .subject_de = "Können wir beim Anfang helfen?",
	  .content_de = HALLO P("Sie haben noch kein Projekt angelegt. Steht etwas im Weg? Antworten Sie auf diese "
				"Mail, dann sehen wir es uns gemeinsam an."),
	  .x = 1,
	  .y = 2 },
	{ .id = "pause", .type = "delay", .days = 4, .y = 3, .next = "plans" },
	{ .id = "plans",
	  .type = "email",
	  .subject = "What the plans hold",
	  .content = HELLO P("your trial has a week left. This is what each plan holds: …"),
	  .subject_de = "Was die Tarife enthalten",
	  .content_de = HALLO P("Ihre Probezeit dauert noch eine Woche. Das enthält jeder Tarif: …"),
	  .y = 4,
	  .next = "bought" },
	{ .id = "bought", .type = "goal", .event = "plan_bought", .y = 5 },
};

/* ---- As JSON */

static void sequence_templates_write_list(struct json_writer *w, const char *key, const char *const *ids)
{
	if (!ids[0])
		return;
	json_key(w, key);
	json_begin_arr(w);
	for (size_t i = 0; i < 3 && ids[i]; i++)
		json_put_str(w, str_z(ids[i]));
	json_end_arr(w);
}

static void sequence_templates_write_span(struct json_writer *w, const char *key, const struct step_text *t)
{
	json_key(w, key);
	json_begin_obj(w);
	json_kv_i64(w, "days", t->days);
	json_kv_i64(w, "hours", t->hours);
	json_kv_i64(w, "minutes", 0);
	json_end_obj(w);
}

/* The member that is named as the type is. */
static void sequence_templates_write_own(struct json_writer *w, const struct step_text *t)
{
	str type = str_z(t->type);
	if (str_eq(type, STR("delay"))) {
		sequence_templates_write_span(w, "delay", t);
		return;
	}
	if (str_eq(type, STR("tag"))) {
		sequence_templates_write_list(w, "tags", (const char *const[3]){ t->tag });
		return;
	}
	json_key(w, t->type);
	json_begin_obj(w);
	if (t->condition)
		json_kv_str(w, "type", str_z(t->condition));
	if (t->reference)
		json_kv_str(w, "referenceStep", str_z(t->reference));
	if (t->event)
		json_kv_str(w, "event", str_z(t->event));
	if (str_eq(type, STR("wait")))
		sequence_templates_write_span(w, "timeout", t);
	sequence_templates_write_list(w, "trueBranch", t->yes);
	sequence_templates_write_list(w, "falseBranch", t->no);
	json_end_obj(w);
}

static void sequence_templates_write_step(struct json_writer *w, const struct step_text *t, bool german)
{
	json_begin_obj(w);
	json_kv_str(w, "id", str_z(t->id));
	json_kv_str(w, "type", str_z(t->type));
	if (t->content) {
		if (t->subject)
			json_kv_str(w, "subject", str_z(german ? t->subject_de : t->subject));
		json_kv_str(w, "content", str_z(german ? t->content_de : t->content));
		json_kv_bool(w, "replyToThread", t->reply);
		json_kv_bool(w, "trackingEnabled", true);
	} else {
		sequence_templates_write_own(w, t);
	}
	json_key(w, "position");
	json_begin_obj(w);
	json_kv_i64(w, "x", t->x * COLUMN);
	json_kv_i64(w, "y", t->y * ROW);
	json_end_obj(w);
	json_kv_str(w, "nextStepId", str_z(t->next));
	json_end_obj(w);
}

#define STEPS(table) (table), sizeof(table) / sizeof(*(table))
static const struct {
	const char *id, *name, *name_de, *description, *description_de, *trigger_type, *settings;
	const struct step_text *steps;
	size_t n;
} templates[] = {
	{ "welcome-series", "Welcome series", "Willkommensreihe",
	  "A welcome, and two days later a word that depends on whether it was read. For everybody who is new.",
	  "Ein Willkommen, und zwei Tage später ein Wort, das davon abhängt, ob es gelesen wurde. Für alle, die neu "
	  "sind.",
	  "on_signup", "{\"stopOnReply\":false}", STEPS(welcome) },
	{ "outreach", "Three-touch outreach", "Ansprache in drei Schritten",
	  "Three mails in one thread, on working days, that stop as soon as somebody answers.",
	  "Drei Mails in einem Gesprächsfaden, an Werktagen, die enden, sobald jemand antwortet.", "manual",
	  "{\"stopOnReply\":true,\"stopCompanyOnReply\":true,\"window\":{\"days\":[1,2,3,4,5],\"from\":\"09:00\","
	  "\"to\":\"17:00\",\"useContactTimezone\":true}}",
	  STEPS(outreach) },
	{ "re-engagement", "Re-engagement", "Zurückgewinnen",
	  "Asks those who went quiet whether they want to stay, and tags them by what they do.",
	  "Fragt stille Menschen, ob sie bleiben möchten, und verschlagwortet sie nach dem, was sie tun.", "manual",
	  "{\"reentry\":\"after_completed\",\"reentryDays\":180,\"stopOnReply\":true}", STEPS(reengage) },
	{ "onboarding", "Onboarding by event", "Einführung nach Ereignis",
	  "Begins when your system reports signed_up, waits for project_created, and ends when plan_bought arrives.",
	  "Beginnt, wenn Ihr System signed_up meldet, wartet auf project_created und endet, wenn plan_bought kommt.",
	  "on_event", "{\"stopOnReply\":false,\"trigger\":{\"event\":\"signed_up\"}}", STEPS(onboarding) },
};

err sequence_templates(struct arena *a, str language, struct sequence_template **out, size_t *n)
{
	bool german = str_eq(language, STR("de"));
	size_t count = sizeof(templates) / sizeof(*templates);
	*out = arena_array(a, struct sequence_template, count);
	for (size_t i = 0; i < count; i++) {
		struct buf BUF_AUTO text;
		struct json_writer w;
		buf_init(&text, 1u << 20);
		json_writer_init(&w, &text);
		json_begin_arr(&w);
		for (size_t k = 0; k < templates[i].n; k++)
			sequence_templates_write_step(&w, &templates[i].steps[k], german);
		json_end_arr(&w);
		TRY(buf_err(&text));
		(*out)[i] = (struct sequence_template){
			.id = templates[i].id,
			.name = german ? templates[i].name_de : templates[i].name,
			.description = german ? templates[i].description_de : templates[i].description,
			.trigger_type = templates[i].trigger_type,
			.steps = arena_dup(a, buf_str(&text)),
			.settings = str_z(templates[i].settings),
		};
	}
	*n = count;
	return OK;
}
