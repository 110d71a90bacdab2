/* The decisions about an enrolment in words. Pure: what is read is the trace's kind and detail (core/sequence/enrollment.h). */
#include "core/sequence/sequence_int.h"

struct telling {
	struct arena *a;
	const struct steps *s;
	int step; /* index or STEP_NONE */
	str title;
	const struct json *detail; /* may be NULL */
};

static str sequence_story_word(const struct telling *t, const char *name)
{
	return json_str(json_get(t->detail, name));
}

/* "2026-11-24 09:00 UTC" of an ISO time. */
static str sequence_story_moment(const struct telling *t, const char *name)
{
	str iso = sequence_story_word(t, name);
	if (iso.n < 16)
		return STR("later");
	return arena_printf(t->a, "%.*s %.*s UTC", STR_FMT(str_upto(iso, 10)), STR_FMT(str_slice(iso, 11, 16)));
}

static const struct step *sequence_story_step_of(const struct telling *t)
{
	return t->step == STEP_NONE ? NULL : &t->s->v[t->step];
}

static str sequence_story_tell_enrolled(const struct telling *t)
{
	static const struct {
		const char *source, *text;
	} sources[] = {
		{ "on_signup", "Entered as a new contact" },
		{ "on_event", "Entered by an event" },
		{ "api", "Entered by the API" },
		{ "prisma", "Entered by another program" },
	};
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++)
		if (str_eq(sequence_story_word(t, "source"), str_z(sources[i].source)))
			return str_z(sources[i].text);
	return STR("Entered");
}

static str sequence_story_tell_waiting(const struct telling *t)
{
	const struct step *st = sequence_story_step_of(t);
	if (!st || st->type != STEP_WAIT)
		return arena_printf(t->a, "Waits until %.*s", STR_FMT(sequence_story_moment(t, "until")));
	return arena_printf(t->a, "%s%.*s, at most until %.*s", st->event.n ? "Waits for " : "Waits to be ",
			    STR_FMT(st->event.n ? st->event : str_z(condition_name(st->condition))),
			    STR_FMT(sequence_story_moment(t, "until")));
}

static str sequence_story_tell_branched(const struct telling *t)
{
	const struct step *st = sequence_story_step_of(t);
	bool taken = json_bool(json_get(t->detail, "taken"));
	if (st && st->type == STEP_SPLIT)
		return arena_printf(t->a, "Fell to the %s way of the split %d/%d", taken ? "first" : "second",
				    st->percent, 100 - st->percent);
	if (st && st->type == STEP_WAIT)
		return taken ? arena_printf(t->a, "%.*s: it came", STR_FMT(t->title))
			     : arena_printf(t->a, "%.*s: the time ran out", STR_FMT(t->title));
	return arena_printf(t->a, "%.*s: %s", STR_FMT(t->title), taken ? "yes" : "no");
}

static str sequence_story_tell_tags(const struct telling *t, const char *what)
{
	str out = STR("");
	for (JSON_EACH(tag, json_get(t->detail, "tags")))
		out = arena_printf(t->a, "%.*s%s%.*s", STR_FMT(out), out.n ? ", " : "", STR_FMT(json_str(tag)));
	return arena_printf(t->a, "%s %.*s", what, STR_FMT(out));
}

static str sequence_story_tell_called(const struct telling *t)
{
	int64_t attempts = 0, status = 0;
	(void)json_i64(json_get(t->detail, "attempts"), &attempts);
	bool answered = json_i64(json_get(t->detail, "status"), &status);
	if (json_bool(json_get(t->detail, "ok")))
		return STR("The webhook was called");
	str why =
		answered ? arena_printf(t->a, "it answered %lld", (long long)status) : sequence_story_word(t, "error");
	return arena_printf(t->a, "The webhook was given up after %lld attempts: %.*s", (long long)attempts,
			    STR_FMT(str_empty(why) ? STR("it did not answer") : why));
}

static str sequence_story_tell_moved(const struct telling *t)
{
	int64_t version = 0;
	(void)json_i64(json_get(t->detail, "version"), &version);
	return arena_printf(t->a, "Took version %lld of the steps", (long long)version);
}

static str sequence_story_tell_rewritten(const struct telling *t)
{
	str to = sequence_story_word(t, "to"), status = sequence_story_word(t, "status");
	str moved = str_empty(to) ? STR("") : arena_printf(t->a, " moved to “%.*s”", STR_FMT(to));
	str set = str_empty(status) ? STR("") : arena_printf(t->a, " set to %.*s", STR_FMT(status));
	if (!moved.n && !set.n)
		return STR("Moved to the start by another program");
	return arena_printf(t->a, "By another program:%.*s%s%.*s", STR_FMT(moved), moved.n && set.n ? "," : "",
			    STR_FMT(set));
}

static str sequence_story_tell_exited(const struct telling *t)
{
	static const struct {
		const char *reason, *text;
	} reasons[] = {
		{ "replied", "Left: an answer came" },
		{ "unsubscribed", "Left: unsubscribed" },
		{ "bounced", "Left: the address does not take mail" },
		{ "complained", "Left: complained about a mail" },
		{ "suppressed", "Left: the address is suppressed" },
		{ "inactive", "Left: the contact is not active" },
		{ "goal", "Left: the goal is reached" },
		{ "exit", "Left at an exit step" },
		{ "ended", "Left: ended by hand" },
		{ "edited", "Left: the steps were changed" },
	};
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (str_eq(sequence_story_word(t, "reason"), str_z(reasons[i].reason)))
			return str_z(reasons[i].text);
	return arena_printf(t->a, "Left: %.*s", STR_FMT(sequence_story_word(t, "reason")));
}

str enrollment_story_text(struct arena *a, const struct steps *s, str kind, str step_id, str detail)
{
	struct telling t = { .a = a, .s = s, .step = str_absent(step_id) ? STEP_NONE : steps_find(s, step_id) };
	t.title = t.step == STEP_NONE ? step_id : step_title(a, s, t.step);
	if (!str_absent(detail) && err_is(json_parse(a, detail, &t.detail)))
		t.detail = NULL;
	if (str_eq(kind, STR("enrolled")))
		return sequence_story_tell_enrolled(&t);
	if (str_eq(kind, STR("planned")))
		return arena_printf(a, "“%.*s” is ready to be sent", STR_FMT(t.title));
	if (str_eq(kind, STR("sent")))
		return arena_printf(a, "“%.*s” was sent", STR_FMT(t.title));
	if (str_eq(kind, STR("again")))
		return arena_printf(a, "“%.*s” had been sent before: not sent twice", STR_FMT(t.title));
	if (str_eq(kind, STR("doubt")))
		return STR("Its mail may have gone out unheard: waits for a person's decision");
	if (str_eq(kind, STR("window")))
		return arena_printf(a, "Outside the sending hours: waits until %.*s",
				    STR_FMT(sequence_story_moment(&t, "until")));
	if (str_eq(kind, STR("waiting")))
		return sequence_story_tell_waiting(&t);
	if (str_eq(kind, STR("branched")))
		return sequence_story_tell_branched(&t);
	if (str_eq(kind, STR("tagged")))
		return sequence_story_tell_tags(&t, "Tagged");
	if (str_eq(kind, STR("untagged")))
		return sequence_story_tell_tags(&t, "No longer tagged");
	if (str_eq(kind, STR("calling")))
		return STR("The webhook is being called");
	if (str_eq(kind, STR("called")))
		return sequence_story_tell_called(&t);
	if (str_eq(kind, STR("moved")))
		return sequence_story_tell_moved(&t);
	if (str_eq(kind, STR("rewritten")))
		return sequence_story_tell_rewritten(&t);
	if (str_eq(kind, STR("paused")))
		return STR("Paused");
	if (str_eq(kind, STR("resumed")))
		return STR("Resumed");
	if (str_eq(kind, STR("exited")))
		return sequence_story_tell_exited(&t);
	if (str_eq(kind, STR("completed")))
		return STR("Came to the end");
	if (str_eq(kind, STR("failed")))
		return arena_printf(a, "Failed: %.*s", STR_FMT(sequence_story_word(&t, "reason")));
	return kind;
}
