/* The preference page /u/<trackingId>: in the sender's name, with the sender's topics. GET shows it and changes
 * nothing: link scanners may come. What changes something is a POST:
 *   /u/<id>          leaves all, by the page's button or by a mail program (RFC 8058): into the journal, then
 *                    answered, so that it holds with the database away; 404 when the database knows of no such mail
 *   /u/<id>/topics   which topics the person wants
 *   /u/<id>/reason   why they left
 *   /u/<id>/back     comes back; only with an id that we signed, and only what the person did themselves is undone
 * The id of a test mail (track_trial_make) has the same page, marked as a trial: every POST says so and changes nothing.
 * The page needs no script and loads nothing. */
#include "base/log.h"
#include "core/audience/topics.h"
#include "core/inbound/event_track.h"
#include "track/page.h"
#include "track/track_int.h"

#define PREFIX STR("/u/")
#define BODY_MAX (64u << 10)
#define TOPICS_MAX 100u

struct words {
	str title, this_sender, title_of, lead, one_click, leave, accident, done_title, done, back_title, back_lead,
		back, welcome_title, welcome, topics_title, topics_lead, save, saved, why, why_words, tell, thanks,
		close, not_now, unknown_title, unknown, trial_title, trial, trial_done, reason[4];
};
/* clang-format off */
static const struct words texts[PAGE_LANGS] = {
	[PAGE_EN] = {
		.title = STR_INIT("Your preferences"),
		.this_sender = STR_INIT("this sender"),
		.title_of = STR_INIT("Mail from %s"),
		.lead = STR_INIT("You get mail from %s at %s."),
		.one_click = STR_INIT("Leave all"),
		.leave = STR_INIT("Unsubscribe from everything"),
		.accident = STR_INIT("If you came here by accident, just close this page: nothing has changed."),
		.done_title = STR_INIT("You are unsubscribed"),
		.done = STR_INIT("You will get no more mail from this sender. It may take a moment until messages that are already under way have stopped."),
		.back_title = STR_INIT("You get no mail from %s"),
		.back_lead = STR_INIT("The address %s is unsubscribed. Only you can change that."),
		.back = STR_INIT("Subscribe again"),
		.welcome_title = STR_INIT("Welcome back"),
		.welcome = STR_INIT("You will get mail from this sender again. Every message has a link to this page."),
		.topics_title = STR_INIT("What would you like to get?"),
		.topics_lead = STR_INIT("Untick what you would rather not get."),
		.save = STR_INIT("Save"),
		.saved = STR_INIT("Your choices are saved."),
		.why = STR_INIT("Would you say why? (You need not.)"),
		.why_words = STR_INIT("In your own words"),
		.tell = STR_INIT("Send"),
		.thanks = STR_INIT("Thank you for telling us."),
		.close = STR_INIT("You can close this page now."),
		.not_now = STR_INIT("That does not work at the moment. Please try again in a minute."),
		.unknown_title = STR_INIT("This link is not known"),
		.unknown = STR_INIT("We cannot tell which address this link belongs to, so nothing was changed. Please use the link in a newer message, or reply to the sender."),
		.trial_title = STR_INIT("This is a trial"),
		.trial = STR_INIT("This is a trial: the link is from a test mail. Nothing has changed, and nothing on this page changes anything."),
		.trial_done = STR_INIT("The link is from a test mail, so nothing has changed. From a real mail, it would have worked."),
		.reason = { STR_INIT("Too many messages"), STR_INIT("It is not about what interests me"),
			    STR_INIT("I never asked for it"), STR_INIT("Something else") },
	},
	[PAGE_DE] = {
		.title = STR_INIT("Ihre Einstellungen"),
		.this_sender = STR_INIT("diesem Absender"),
		.title_of = STR_INIT("Post von %s"),
		.lead = STR_INIT("Sie bekommen Post von %s an %s."),
		.one_click = STR_INIT("Alles abbestellen"),
		.leave = STR_INIT("Alles abbestellen"),
		.accident = STR_INIT("Wenn Sie versehentlich hier sind, schließen Sie einfach die Seite: Es hat sich nichts geändert."),
		.done_title = STR_INIT("Sie sind abgemeldet"),
		.done = STR_INIT("Sie bekommen keine Post mehr von diesem Absender. Nachrichten, die schon unterwegs sind, können noch ankommen."),
		.back_title = STR_INIT("Sie bekommen keine Post von %s"),
		.back_lead = STR_INIT("Die Adresse %s ist abgemeldet. Nur Sie selbst können das ändern."),
		.back = STR_INIT("Wieder anmelden"),
		.welcome_title = STR_INIT("Willkommen zurück"),
		.welcome = STR_INIT("Sie bekommen wieder Post von diesem Absender. In jeder Nachricht steht ein Link zu dieser Seite."),
		.topics_title = STR_INIT("Was möchten Sie bekommen?"),
		.topics_lead = STR_INIT("Nehmen Sie den Haken weg, wo Sie lieber nichts bekommen."),
		.save = STR_INIT("Speichern"),
		.saved = STR_INIT("Ihre Auswahl ist gespeichert."),
		.why = STR_INIT("Möchten Sie sagen, warum? (Sie müssen nicht.)"),
		.why_words = STR_INIT("In eigenen Worten"),
		.tell = STR_INIT("Senden"),
		.thanks = STR_INIT("Danke für die Auskunft."),
		.close = STR_INIT("Sie können die Seite jetzt schließen."),
		.not_now = STR_INIT("Das geht gerade nicht. Bitte versuchen Sie es in einer Minute noch einmal."),
		.unknown_title = STR_INIT("Dieser Link ist unbekannt"),
		.unknown = STR_INIT("Wir wissen nicht, zu welcher Adresse dieser Link gehört; es wurde nichts geändert. Bitte nehmen Sie den Link in einer neueren Nachricht oder antworten Sie dem Absender."),
		.trial_title = STR_INIT("Das ist ein Probelauf"),
		.trial = STR_INIT("Das ist ein Probelauf: Der Link ist aus einer Testmail. Es hat sich nichts geändert, und nichts auf dieser Seite ändert etwas."),
		.trial_done = STR_INIT("Der Link ist aus einer Testmail, deshalb hat sich nichts geändert. Aus einer echten Mail hätte er gewirkt."),
		.reason = { STR_INIT("Zu viele Nachrichten"), STR_INIT("Die Themen interessieren mich nicht"),
			    STR_INIT("Ich habe das nie bestellt"), STR_INIT("Etwas anderes") },
	},
};
/* clang-format on */
static const str reason_values[4] = { STR_INIT("too_often"), STR_INIT("not_relevant"), STR_INIT("never_asked"),
				      STR_INIT("other") };

struct visit {
	struct track *t;
	struct http_request *r;
	const struct words *w;
	struct tracked who;
	str id; /* the tracking id, as the path has it */
	struct choice_person person;
	bool known; /* the database said whose it is */
	bool trial; /* of a test mail: it is nobody's */
	str sender; /* HTML */
};

/* The text with its %s filled in, in order. */
static void preferences_fill(struct buf *out, str text, const str *v)
{
	for (size_t at; (at = str_find(text, STR("%s"))) != STR_NPOS; text = str_from(text, at + 2)) {
		buf_add(out, str_upto(text, at));
		buf_add(out, *v++);
	}
	buf_add(out, text);
}

/* False: answered. */
static bool preferences_arrive(struct visit *v, struct http_request *r, void *arg)
{
	struct arena *a = http_arena(r);
	char user_id[TRACK_TRIAL_USER_MAX + 1];
	*v = (struct visit){ .t = arg, .r = r, .w = &texts[page_lang(r)] };
	str path = str_from(http_path(r), PREFIX.n);
	bool named = str_next(&path, '/', &v->id);
	v->trial = named && track_trial_verify(&v->t->ids, v->id, user_id);
	if (!v->trial && !(named && track_who(v->t, r, v->id, true, &v->who))) {
		http_reply_canned(r, v->t->not_found);
		return false;
	}
	err e = v->trial ? choice_trial(v->t->app, a, arena_dup(a, str_z(user_id)), &v->person)
			 : choice_by_person(v->t->app, a, v->who.recipient_id, v->who.tracking_id, &v->person);
	v->known = !err_is(e);
	v->sender = v->known ? arena_printf(a, "<strong>%.*s</strong>",
					    STR_FMT(page_escape(a, str_upto(v->person.sender,
									    str_utf8_floor(v->person.sender, 200)))))
			     : v->w->this_sender;
	return true;
}

static void preferences_reply(struct visit *v, int status, str title, const struct buf *body)
{
	page_reply(v->r, &(struct page){ .status = status, .title = title, .body = buf_str(body) });
}

static void preferences_not_now(struct visit *v)
{
	struct buf BUF_AUTO b = {};
	buf_init(&b, 4096);
	buf_add_lit(&b, "<h1>");
	buf_add(&b, v->w->title);
	buf_add_lit(&b, "</h1>\n<p>");
	buf_add(&b, v->w->not_now);
	buf_add_lit(&b, "</p>\n");
	http_answer_header(v->r, "Retry-After", STR("60"));
	preferences_reply(v, 503, v->w->title, &b);
}

/* --- the page */

/* A person recognises their address; who looks over their shoulder learns little. */
static str preferences_masked(struct arena *a, str email)
{
	size_t at = str_rfind_byte(email, '@');
	if (at == STR_NPOS || at == 0)
		return STR("…");
	size_t first = str_utf8_floor(email, 4);
	while (first > 1 && str_utf8_floor(email, first - 1) > 0)
		first = str_utf8_floor(email, first - 1);
	return page_escape(a,
			   arena_printf(a, "%.*s…%.*s", STR_FMT(str_upto(email, first)), STR_FMT(str_from(email, at))));
}

static void preferences_form(struct visit *v, struct buf *b, const char *act)
{
	buf_addf(b, "<form method=\"post\" action=\"/u/%.*s%s\">\n", STR_FMT(v->id), act);
}

static void preferences_add_topics(struct visit *v, struct buf *b)
{
	struct arena *a = http_arena(v->r);
	if (v->person.n == 0)
		return;
	preferences_form(v, b, "/topics");
	buf_add_lit(b, "<fieldset><legend><h2>");
	buf_add(b, v->w->topics_title);
	buf_add_lit(b, "</h2></legend>\n<p class=\"small\">");
	buf_add(b, v->w->topics_lead);
	buf_add_lit(b, "</p>\n");
	for (size_t i = 0; i < v->person.n; i++) {
		const struct choice_topic *t = &v->person.topics[i];
		buf_addf(b, "<label class=\"row\"><input type=\"checkbox\" name=\"topic\" value=\"%.*s\"%s><span>%.*s",
			 STR_FMT(t->id), t->wanted ? " checked" : "", STR_FMT(page_escape(a, t->name)));
		if (!str_empty(t->description))
			buf_addf(b, "<span class=\"small\">%.*s</span>", STR_FMT(page_escape(a, t->description)));
		buf_add_lit(b, "</span></label>\n");
	}
	buf_add_lit(b, "</fieldset>\n<p><button type=\"submit\">");
	buf_add(b, v->w->save);
	buf_add_lit(b, "</button></p>\n</form>\n");
}

static void preferences_add_leave(struct visit *v, struct buf *b)
{
	if (v->person.n > 0) {
		buf_add_lit(b, "<h2>");
		buf_add(b, v->w->one_click);
		buf_add_lit(b, "</h2>\n");
	}
	preferences_form(v, b, "");
	buf_add_lit(b, "<input type=\"hidden\" name=\"unsubscribe\" value=\"1\">\n<p><button type=\"submit\"");
	buf_add(b, v->person.n > 0 ? STR(" class=\"quiet\">") : STR(">"));
	buf_add(b, v->w->leave);
	buf_add_lit(b, "</button></p>\n</form>\n");
}

static bool preferences_has_left(const struct visit *v)
{
	return v->known && (v->person.suppressed || str_eq(v->person.status, STR("UNSUBSCRIBED")));
}

static void preferences_show(struct visit *v, str note)
{
	struct buf BUF_AUTO b = {}, BUF_AUTO title = {};
	struct arena *a = http_arena(v->r);
	bool left = preferences_has_left(v);
	str address = v->known ? preferences_masked(a, v->person.email) : STR("…");
	str name = v->known ? page_escape(a, v->person.sender) : v->w->this_sender;
	buf_init(&b, 256u << 10);
	buf_init(&title, 8u << 10);
	preferences_fill(&title, left ? v->w->back_title : v->w->title_of, (str[]){ name });
	buf_add_lit(&b, "<h1>");
	buf_add(&b, buf_str(&title));
	buf_add_lit(&b, "</h1>\n");
	if (!str_empty(note)) {
		buf_add_lit(&b, "<p class=\"note\" role=\"status\">");
		buf_add(&b, note);
		buf_add_lit(&b, "</p>\n");
	}
	buf_add_lit(&b, "<p>");
	if (left)
		preferences_fill(&b, v->w->back_lead, (str[]){ address });
	else
		preferences_fill(&b, v->w->lead, (str[]){ v->sender, address });
	buf_add_lit(&b, "</p>\n");
	if (left && !str_absent(v->who.recipient_id)) {
		preferences_form(v, &b, "/back");
		buf_add_lit(&b, "<p><button type=\"submit\">");
		buf_add(&b, v->w->back);
		buf_add_lit(&b, "</button></p>\n</form>\n");
	} else if (!left) {
		if (!v->person.gone)
			preferences_add_topics(v, &b);
		preferences_add_leave(v, &b);
		buf_add_lit(&b, "<p class=\"small\">");
		buf_add(&b, v->w->accident);
		buf_add_lit(&b, "</p>\n");
	}
	preferences_reply(v, 200, buf_str(&title), &b);
}

static void preferences_show_run(struct http_request *r, void *arg)
{
	struct visit v;
	if (preferences_arrive(&v, r, arg))
		preferences_show(&v, v.trial ? v.w->trial : STR_NULL);
}

/* --- what the person does */

static void preferences_topics_run(struct http_request *r, void *arg)
{
	struct visit v;
	str wanted[TOPICS_MAX];
	if (!preferences_arrive(&v, r, arg))
		return;
	size_t n = page_fields(r, STR("topic"), wanted, TOPICS_MAX);
	if (!v.known || err_is(choice_set_topics(v.t->app, http_arena(r), &v.person, wanted, n)) ||
	    err_is(choice_by_person(v.t->app, http_arena(r), v.who.recipient_id, v.who.tracking_id, &v.person))) {
		preferences_not_now(&v);
		return;
	}
	preferences_show(&v, v.w->saved);
}

static void preferences_reason_run(struct http_request *r, void *arg)
{
	struct visit v;
	if (!preferences_arrive(&v, r, arg))
		return;
	str words = page_field(r, STR("words")), reason = page_field(r, STR("reason"));
	err e = v.known ? choice_say_why(v.t->app, http_arena(r), &v.person, str_empty(reason) ? STR("other") : reason,
					 words)
			: err_make(ERR_UNAVAILABLE, "");
	if (err_is(e) && e.code != ERR_INVALID) {
		preferences_not_now(&v);
		return;
	}
	struct buf BUF_AUTO b = {};
	buf_init(&b, 4096);
	buf_addf(&b, "<h1>%.*s</h1>\n<p class=\"small\">%.*s</p>\n", STR_FMT(v.w->thanks), STR_FMT(v.w->close));
	preferences_reply(&v, 200, v.w->thanks, &b);
}

static void preferences_back_run(struct http_request *r, void *arg)
{
	struct visit v;
	if (!preferences_arrive(&v, r, arg))
		return;
	if (str_absent(v.who.recipient_id)) { /* an id that anybody could have made up */
		http_reply_canned(r, v.t->not_found);
		return;
	}
	if (!v.known || err_is(choice_come_back(v.t->app, http_arena(r), &v.person, v.w->back, http_client(r))) ||
	    err_is(choice_by_person(v.t->app, http_arena(r), v.who.recipient_id, v.who.tracking_id, &v.person))) {
		preferences_not_now(&v);
		return;
	}
	if (preferences_has_left(&v)) { /* a bounce or the sender's own list holds them */
		preferences_show(&v, STR_NULL);
		return;
	}
	struct buf BUF_AUTO b = {};
	buf_init(&b, 64u << 10);
	buf_addf(&b, "<h1>%.*s</h1>\n<p>%.*s</p>\n", STR_FMT(v.w->welcome_title), STR_FMT(v.w->welcome));
	preferences_add_topics(&v, &b);
	preferences_reply(&v, 200, v.w->welcome_title, &b);
}

static void preferences_add_reasons(struct visit *v, struct buf *b)
{
	preferences_form(v, b, "/reason");
	buf_addf(b, "<fieldset><legend><h2>%.*s</h2></legend>\n", STR_FMT(v->w->why));
	for (size_t i = 0; i < 4; i++)
		buf_addf(b,
			 "<label class=\"row\"><input type=\"radio\" name=\"reason\" value=\"%.*s\"><span>%.*s"
			 "</span></label>\n",
			 STR_FMT(reason_values[i]), STR_FMT(v->w->reason[i]));
	buf_addf(b,
		 "</fieldset>\n<label class=\"field\">%.*s<textarea name=\"words\" rows=\"3\" maxlength=\"900\">"
		 "</textarea></label>\n<p><button type=\"submit\" class=\"quiet\">%.*s</button></p>\n</form>\n",
		 STR_FMT(v->w->why_words), STR_FMT(v->w->tell));
}

/* Nothing is left of the message, or there never was one: nothing is claimed. */
static void preferences_unknown(struct http_request *r)
{
	struct visit v = { .r = r, .w = &texts[page_lang(r)] };
	struct buf BUF_AUTO b = {};
	buf_init(&b, 4096);
	buf_addf(&b, "<h1>%.*s</h1>\n<p role=\"status\">%.*s</p>\n", STR_FMT(v.w->unknown_title),
		 STR_FMT(v.w->unknown));
	preferences_reply(&v, 404, v.w->unknown_title, &b);
}

static void preferences_answer_done(struct track_accept *a)
{
	struct visit v = { .t = a->t, .r = a->r, .w = &texts[page_lang(a->r)] };
	str path = str_from(http_path(a->r), PREFIX.n);
	struct buf BUF_AUTO b = {};
	buf_init(&b, 64u << 10);
	(void)str_next(&path, '/', &v.id);
	buf_addf(&b, "<h1>%.*s</h1>\n<p role=\"status\">%.*s</p>\n", STR_FMT(v.w->done_title), STR_FMT(v.w->done));
	preferences_add_reasons(&v, &b);
	buf_addf(&b, "<p class=\"small\">%.*s</p>\n", STR_FMT(v.w->close));
	preferences_reply(&v, 200, v.w->done_title, &b);
}

static void preferences_trial_run(struct http_request *r, void *arg)
{
	(void)arg;
	struct visit v = { .r = r, .w = &texts[page_lang(r)] };
	struct buf BUF_AUTO b = {};
	buf_init(&b, 4096);
	buf_addf(&b, "<h1>%.*s</h1>\n<p role=\"status\">%.*s</p>\n", STR_FMT(v.w->trial_title),
		 STR_FMT(v.w->trial_done));
	preferences_reply(&v, 200, v.w->trial_title, &b);
}

static bool preferences_is_trial(const struct track *t, struct http_request *r)
{
	char user_id[TRACK_TRIAL_USER_MAX + 1];
	str path = str_from(http_path(r), PREFIX.n), id;
	return str_next(&path, '/', &id) && track_trial_verify(&t->ids, id, user_id);
}

static void preferences_leave_run(struct http_request *r, void *arg)
{
	struct track *t = arg;
	struct track_accept *a = arena_new(http_arena(r), struct track_accept);
	*a = (struct track_accept){ .t = t, .r = r, .answer = preferences_answer_done };
	a->event.kind = TRACKED_UNSUBSCRIBE;
	a->event.source =
		str_find_nocase(http_body(r), STR("List-Unsubscribe")) != STR_NPOS ? STR("one-click") : STR("page");
	if (!track_who(t, r, str_from(http_path(r), PREFIX.n), true, &a->event)) {
		http_reply_canned(r, t->not_found);
		return;
	}
	/* Claimed is only what will hold: whose mail it was is known, or the database is away and the journal keeps it. */
	struct choice_person person;
	err e = choice_by_person(t->app, http_arena(r), a->event.recipient_id, a->event.tracking_id, &person);
	if (e.code == ERR_NOT_FOUND)
		preferences_unknown(r);
	else
		track_accept_now(a);
}

/* --- which of them */

static void preferences_pick_post(void *ctx, struct http_request *r, struct http_handler *out)
{
	static const struct {
		str end;
		void (*run)(struct http_request *r, void *arg);
	} acts[] = { { STR_INIT("/topics"), preferences_topics_run },
		     { STR_INIT("/reason"), preferences_reason_run },
		     { STR_INIT("/back"), preferences_back_run } };
	*out = (struct http_handler){
		.kind = HTTP_WORKER, .run = preferences_leave_run, .arg = ctx, .body_max = BODY_MAX
	};
	for (size_t i = 0; i < sizeof(acts) / sizeof(*acts); i++)
		if (str_ends(http_path(r), acts[i].end))
			out->run = acts[i].run;
	if (preferences_is_trial(ctx, r))
		out->run = preferences_trial_run;
}

void track_pick_preferences(void *ctx, struct http_request *r, struct http_handler *out)
{
	struct track *t = ctx;
	enum http_method m = http_method(r);
	if (m == HTTP_GET || m == HTTP_HEAD)
		*out = (struct http_handler){ .kind = HTTP_WORKER, .run = preferences_show_run, .arg = ctx };
	else if (m == HTTP_POST)
		preferences_pick_post(ctx, r, out);
	else
		http_reply_canned(r, t->wrong_method);
	track_host_guard(r, ctx, out);
}
