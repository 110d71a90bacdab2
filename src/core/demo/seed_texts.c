/* What the demo account has written. */
#include "base/buf.h"
#include "base/limits.h"
#include "core/demo/seed_int.h"
#include "wire/html.h"

#define SITE "https://www.meridian.example"

const struct seed_mail seed_mails[] = {
	{ "Autumn product news",
	  "What is new at Meridian, {{firstName | default: \"friend\"}}",
	  "Three things we shipped this month",
	  NULL,
	  84,
	  "Autumn at Meridian",
	  "Three things that took us all summer, and that you will notice on Monday.",
	  { "Shared calendars that understand time zones", "Search that finds what you meant",
	    "A quieter inbox: digests, once a day" },
	  "See what is new",
	  { SITE "/news/autumn", SITE "/calendar", SITE "/search" } },
	{ "Customer survey",
	  "Two minutes for a better Meridian?",
	  "Five questions, no sign-in",
	  "customer",
	  63,
	  "How are we doing?",
	  "You have been with us for a while. Five questions tell us what to build next.",
	  { "It takes two minutes", "Your answers are read by the people who write the code",
	    "The results will be public" },
	  "Answer the survey",
	  { SITE "/survey/2026", SITE "/survey/results-2025", SITE "/contact" } },
	{ "Meetup Berlin",
	  "See you in Berlin? {{variables.city}} is not that far",
	  "An evening about mail that people want to read",
	  "event-2026",
	  49,
	  "Meridian Meetup",
	  "An evening of short talks and long conversations.",
	  { "Doors open at 18:30", "Four talks of ten minutes", "Food from the market hall" },
	  "Save a seat",
	  { SITE "/meetup", SITE "/meetup/speakers", SITE "/meetup/venue" } },
	{ "October newsletter",
	  "October: faster, and a little kinder",
	  "Numbers, people, and a recipe",
	  "newsletter",
	  35,
	  "The October letter",
	  "Every page now opens in half the time. Here is how, and what else happened.",
	  { "Half the time to the first page", "Meet Ines, who answers your questions",
	    "The cake from our birthday: the recipe" },
	  "Read the letter",
	  { SITE "/letter/october", SITE "/people/ines", SITE "/letter/cake" } },
	{ "Trial: your first week",
	  "{{firstName | default: \"Hello\"}}, getting the most out of your trial",
	  "Three steps that pay off",
	  "trial",
	  21,
	  "Your first week",
	  "People who do these three things in their first week stay. So we say them aloud.",
	  { "Invite one colleague", "Import what you have", "Turn on the weekly summary" },
	  "Open your workspace",
	  { SITE "/start", SITE "/help/import", SITE "/help/summary" } },
	{ "November newsletter",
	  "November: your data, your rules",
	  "Export everything, any time",
	  "newsletter",
	  12,
	  "The November letter",
	  "You asked for a way out, in case you ever need one. Here it is: one button, everything.",
	  { "Export in open formats", "Retention you set yourself", "A page that shows who saw what" },
	  "How it works",
	  { SITE "/letter/november", SITE "/help/export", SITE "/privacy" } },
	{ "Launch: Meridian Teams",
	  "Teams is here, {{firstName | default: \"everyone\"}}",
	  "For groups of two to two hundred",
	  NULL,
	  3,
	  "Meridian Teams",
	  "Work together without a meeting about how to work together.",
	  { "Roles that fit on one page", "Shared drafts with suggestions", "One bill, seats you can move" },
	  "Try Teams",
	  { SITE "/teams", SITE "/teams/pricing", SITE "/teams/tour" } },
	{ "Year in review",
	  "Your year with Meridian",
	  "A few numbers about {{variables.company | default: \"you\"}}",
	  NULL,
	  -45,
	  "Your year",
	  "A small look back before the year is over.",
	  { "What you made", "What you finished", "What you left for January" },
	  "Look back",
	  { SITE "/year", SITE "/year/share", SITE "/contact" } },
};
const size_t seed_mails_n = sizeof(seed_mails) / sizeof(*seed_mails);

str seed_mail_html(struct arena *a, const struct seed_mail *m)
{
	struct buf BUF_AUTO b;
	buf_init(&b, CONTENT_MAX);
	buf_addf(
		&b,
		"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
		"content=\"width=device-width\"><title>%s</title></head>\n"
		"<body style=\"margin:0;background:#f3f4f6;font:16px/26px Helvetica,Arial,sans-serif;color:#1f2937\">\n"
		"<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\"><tr><td "
		"align=\"center\" "
		"style=\"padding:24px 12px\">\n"
		"<table role=\"presentation\" width=\"560\" cellpadding=\"0\" cellspacing=\"0\" "
		"style=\"max-width:560px;width:100%%;background:#ffffff;border-radius:8px\"><tr><td "
		"style=\"padding:32px\">\n"
		"<p style=\"margin:0 0 24px;font-weight:bold;color:#0f766e\">Meridian</p>\n"
		"<h1 style=\"margin:0 0 16px;font-size:26px;line-height:34px\">%s</h1>\n"
		"<p>Dear {{firstName | default: \"reader\"}},</p>\n<p>%s</p>\n<ul style=\"padding-left:20px\">\n",
		m->title, m->title, m->lead);
	for (size_t i = 0; i < 3; i++) {
		if (i == 0)
			buf_addf(&b, "<li>%s</li>\n", m->points[i]);
		else
			buf_addf(&b, "<li><a href=\"%s\" style=\"color:#0f766e\">%s</a></li>\n", m->links[i],
				 m->points[i]);
	}
	buf_addf(&b,
		 "</ul>\n{%% if variables.company %%}<p>We wrote this with {{variables.company}} in mind.</p>{%% endif "
		 "%%}\n"
		 "<p style=\"margin:28px 0\"><a href=\"%s\" style=\"background:#0f766e;color:#ffffff;padding:12px 22px;"
		 "border-radius:6px;text-decoration:none\">%s</a></p>\n"
		 "<p>Warmly,<br>Mira from Meridian</p>\n</td></tr></table>\n"
		 "<p style=\"font-size:12px;line-height:18px;color:#6b7280\">You get this because you signed up at "
		 "Meridian. "
		 "<a href=\"{{unsubscribeUrl}}\" style=\"color:#6b7280\">Unsubscribe</a></p>\n"
		 "</td></tr></table>\n</body></html>\n",
		 m->links[0], m->button);
	return arena_dup(a, buf_str(&b));
}

const char seed_steps_small[] = "[{\"id\":\"email-1\",\"type\":\"email\",\"subject\":\"Welcome!\",\"content\":\"<p>"
				"Welcome!</p>\",\"trackingEnabled\":true,"
				"\"position\":{\"x\":0,\"y\":0},\"nextStepId\":\"delay-1\"},"
				"{\"id\":\"delay-1\",\"type\":\"delay\",\"delay\":{\"days\":1,\"hours\":0,\"minutes\":"
				"0},\"position\":{\"x\":0,\"y\":160},"
				"\"nextStepId\":null}]";

const char seed_steps_demo[] =
	"[{\"id\":\"email-1\",\"type\":\"email\",\"subject\":\"Welcome to Meridian, {{firstName | default: "
	"\\\"friend\\\"}}\","
	"\"content\":\"<p>Good to have you here. <a href=\\\"https://www.meridian.example/start\\\">Open your "
	"workspace</a></p>\","
	"\"trackingEnabled\":true,\"position\":{\"x\":0,\"y\":0},\"nextStepId\":\"delay-1\"},"
	"{\"id\":\"delay-1\",\"type\":\"delay\",\"delay\":{\"days\":2,\"hours\":0,\"minutes\":0},\"position\":{\"x\":0,"
	"\"y\":170},"
	"\"nextStepId\":\"condition-1\"},"
	"{\"id\":\"condition-1\",\"type\":\"condition\",\"condition\":{\"type\":\"opened\",\"referenceStep\":\"email-"
	"1\","
	"\"trueBranch\":[\"email-2\"],\"falseBranch\":[\"email-3\"]},\"position\":{\"x\":0,\"y\":340},\"nextStepId\":"
	"\"delay-2\"},"
	"{\"id\":\"email-2\",\"type\":\"email\",\"subject\":\"Three things to try first\",\"content\":\"<p>People who "
	"do these three "
	"things stay: <a href=\\\"https://www.meridian.example/help/import\\\">import what you have</a>, invite one "
	"colleague, turn on "
	"the weekly summary.</p>\",\"trackingEnabled\":true,\"position\":{\"x\":-150,\"y\":550},\"nextStepId\":null},"
	"{\"id\":\"email-3\",\"type\":\"email\",\"subject\":\"Did our first mail reach you?\",\"content\":\"<p>In case "
	"it got lost: "
	"<a href=\\\"https://www.meridian.example/start\\\">here is where to begin</a>.</p>\",\"trackingEnabled\":true,"
	"\"position\":{\"x\":150,\"y\":550},\"nextStepId\":null},"
	"{\"id\":\"delay-2\",\"type\":\"delay\",\"delay\":{\"days\":3,\"hours\":0,\"minutes\":0},\"position\":{\"x\":0,"
	"\"y\":720},"
	"\"nextStepId\":null}]";
