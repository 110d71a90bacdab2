/* Sign-up forms for people, under /f/: the form, what they send, and the link in their mail. GETs change nothing.
 *   GET  /f/<id>         the hosted form
 *   POST /f/<id>         asks: from the hosted form, or from a snippet on somebody's own page
 *   GET  /f/c/<token>    "yes, it was me", as a button: scanners follow links, and press nothing
 *   POST /f/c/<token>    confirms
 * A honeypot field and a rate per address keep the simplest programs away; a form may ask for a proof of work, which a
 * browser does by itself in a moment and nobody else is asked about. */
#include "base/log.h"
#include "base/time.h"
#include "core/form/form.h"
#include "os/clock.h"
#include "os/public_addr.h"
#include "track/page.h"
#include "track/track_int.h"
#include <pthread.h>

#define PREFIX STR("/f/")
#define CONFIRM STR("/f/c/")
#define BODY_MAX (64u << 10)
#define WORK_BITS 14u	     /* some 16,000 hashes: well below a second in a browser */
#define WORK_VALID (10 * 60) /* seconds */
#define BUCKETS 1024u
#define BURST 10.0
#define PER_SECOND 0.1

struct words {
	str email, first, last, honeypot, work, check_title, check, closed_title, closed, wrong_address, too_many,
		confirm_title, confirm, button, done_title, done, late_title, late, not_now, topics, by;
};
/* clang-format off */
static const struct words texts[PAGE_LANGS] = {
	[PAGE_EN] = {
		.email = STR_INIT("Email address"), .first = STR_INIT("First name"), .last = STR_INIT("Last name"),
		.honeypot = STR_INIT("Leave this empty"), .work = STR_INIT("One moment…"),
		.check_title = STR_INIT("Check your mail"),
		.check = STR_INIT("We sent you a message with a link. Follow it to confirm; only then are you on the list."),
		.closed_title = STR_INIT("This form is closed"), .closed = STR_INIT("It takes no sign-ups at the moment."),
		.wrong_address = STR_INIT("This is not an email address. Please check it."),
		.too_many = STR_INIT("Too many tries. Please wait a minute."),
		.confirm_title = STR_INIT("Confirm your sign-up"), .confirm = STR_INIT("You asked to get mail from %s. Press the button, and it begins."),
		.button = STR_INIT("Yes, sign me up"),
		.done_title = STR_INIT("You are signed up"), .done = STR_INIT("Thank you. Every message has a link to change your mind."),
		.late_title = STR_INIT("This link is used up"), .late = STR_INIT("It was confirmed before, or is older than a week. You can sign up again."),
		.not_now = STR_INIT("That does not work at the moment. Please try again in a minute."),
		.topics = STR_INIT("What would you like to get?"), .by = STR_INIT("A form of %s"),
	},
	[PAGE_DE] = {
		.email = STR_INIT("E-Mail-Adresse"), .first = STR_INIT("Vorname"), .last = STR_INIT("Nachname"),
		.honeypot = STR_INIT("Leer lassen"), .work = STR_INIT("Einen Moment…"),
		.check_title = STR_INIT("Sehen Sie in Ihre Post"),
		.check = STR_INIT("Wir haben Ihnen eine Nachricht mit einem Link geschickt. Folgen Sie ihm, um zu bestätigen; erst dann stehen Sie auf der Liste."),
		.closed_title = STR_INIT("Dieses Formular ist geschlossen"), .closed = STR_INIT("Es nimmt gerade keine Anmeldungen an."),
		.wrong_address = STR_INIT("Das ist keine E-Mail-Adresse. Bitte prüfen Sie sie."),
		.too_many = STR_INIT("Zu viele Versuche. Bitte warten Sie eine Minute."),
		.confirm_title = STR_INIT("Bestätigen Sie Ihre Anmeldung"), .confirm = STR_INIT("Sie möchten Post von %s bekommen. Drücken Sie den Knopf, dann geht es los."),
		.button = STR_INIT("Ja, anmelden"),
		.done_title = STR_INIT("Sie sind angemeldet"), .done = STR_INIT("Vielen Dank. In jeder Nachricht steht ein Link, falls Sie es sich anders überlegen."),
		.late_title = STR_INIT("Dieser Link ist verbraucht"), .late = STR_INIT("Er wurde schon bestätigt oder ist älter als eine Woche. Sie können sich neu anmelden."),
		.not_now = STR_INIT("Das geht gerade nicht. Bitte versuchen Sie es in einer Minute noch einmal."),
		.topics = STR_INIT("Was möchten Sie bekommen?"), .by = STR_INIT("Ein Formular von %s"),
	},
};

/* Finds a number that makes SHA-256(challenge ":" number) begin with so many zero bits; in pieces, so that the page
 * stays alive. Without crypto.subtle, which pages without HTTPS do not have. */
#define ZONE_SCRIPT                                                                                                    \
	"try{document.getElementById('f').elements.timezone.value=Intl.DateTimeFormat().resolvedOptions().timeZone||''}" \
	"catch(e){}\n"
static const str zone_script = STR_INIT(ZONE_SCRIPT);
static const str work_script = STR_INIT(ZONE_SCRIPT
	"(function(){var f=document.getElementById('f'),K=[],I=[],p,d,ok;\n"
	"function frac(x){return((x-Math.floor(x))*4294967296)|0}\n"
	"for(p=2;K.length<64;p++){ok=true;for(d=2;d*d<=p;d++)if(p%d===0)ok=false;\n"
	"if(ok){if(I.length<8)I.push(frac(Math.sqrt(p)));K.push(frac(Math.cbrt(p)))}}\n"
	"function r(x,n){return x>>>n|x<<32-n}\n"
	"function first(s){var b=[],l=s.length,i,j,n=(l+8>>6)+1<<4,h=I.slice(),w=[],a,x,y,t,u;\n"
	"for(i=0;i<n;i++)b[i]=0;for(i=0;i<l;i++)b[i>>2]|=s.charCodeAt(i)<<24-i%4*8;\n"
	"b[l>>2]|=128<<24-l%4*8;b[n-1]=l*8;\n"
	"for(j=0;j<n;j+=16){a=h.slice();for(i=0;i<64;i++){if(i<16)w[i]=b[j+i];else{x=w[i-15];y=w[i-2];\n"
	"w[i]=w[i-16]+w[i-7]+(r(x,7)^r(x,18)^x>>>3)+(r(y,17)^r(y,19)^y>>>10)|0}\n"
	"t=a[7]+(r(a[4],6)^r(a[4],11)^r(a[4],25))+(a[4]&a[5]^~a[4]&a[6])+K[i]+w[i]|0;\n"
	"u=(r(a[0],2)^r(a[0],13)^r(a[0],22))+(a[0]&a[1]^a[0]&a[2]^a[1]&a[2])|0;\n"
	"a=[t+u|0,a[0],a[1],a[2],a[3]+t|0,a[4],a[5],a[6]]}for(i=0;i<8;i++)h[i]=h[i]+a[i]|0}return h[0]>>>0}\n"
	"f.addEventListener('submit',function(e){if(f.elements.nonce.value)return;e.preventDefault();\n"
	"var c=f.elements.challenge.value,bits=+f.elements.bits.value,n=0,b=f.querySelector('button');\n"
	"b.textContent=f.getAttribute('data-work');b.disabled=true;\n"
	"(function go(){for(var k=0;k<2000;k++,n++)if(first(c+':'+n)>>>32-bits===0){f.elements.nonce.value=n;f.submit();return}\n"
	"setTimeout(go,0)})()})})();\n");
/* clang-format on */

static void forms_fill(struct buf *out, str text, str v)
{
	size_t at = str_find(text, STR("%s"));
	buf_add(out, str_upto(text, at == STR_NPOS ? text.n : at));
	if (at == STR_NPOS)
		return;
	buf_add(out, v);
	buf_add(out, str_from(text, at + 2));
}

/* The form's own language, so that its page has one; a form without one speaks the browser's. */
static enum page_lang forms_lang(const struct http_request *r, str language)
{
	return str_eq(language, STR("de")) ? PAGE_DE : str_eq(language, STR("en")) ? PAGE_EN : page_lang(r);
}
static const char *const codes[PAGE_LANGS] = { [PAGE_EN] = "en", [PAGE_DE] = "de" };

static void forms_say(struct http_request *r, enum page_lang lang, int status, str title, str text)
{
	struct buf BUF_AUTO b = {};
	buf_init(&b, 64u << 10);
	buf_addf(&b, "<h1>%.*s</h1>\n<p role=\"status\">%.*s</p>\n", STR_FMT(title), STR_FMT(text));
	page_reply(
		r,
		&(struct page){
			.status = status, .title = title, .body = buf_str(&b), .lang = codes[lang], .frames = true });
}

/* --- how often, per address (of IPv6: per /64): forgotten with the process */

static bool forms_may_ask(const char *ip)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static struct {
		uint64_t who;
		double left;
		int64_t at;
	} buckets[BUCKETS];
	char net[CLIENT_NET_MAX];
	client_net(ip, net);
	uint64_t who = str_hash(str_z(net));
	size_t i = who % BUCKETS;
	int64_t now = clock_mono();
	pthread_mutex_lock(&lock);
	if (buckets[i].who != who) {
		buckets[i].who = who;
		buckets[i].left = BURST;
		buckets[i].at = now;
	}
	double left = buckets[i].left + (double)(now - buckets[i].at) / (double)US_PER_S * PER_SECOND;
	buckets[i].left = left > BURST ? BURST : left;
	buckets[i].at = now;
	bool ok = buckets[i].left >= 1;
	buckets[i].left -= ok;
	pthread_mutex_unlock(&lock);
	return ok;
}

/* --- the proof of work: a challenge says when and for which form it was made */

static str forms_challenge_make(const struct track *t, struct arena *a, str form_id, int64_t at)
{
	char mac[IP_HASH_LEN + 1];
	str text = arena_printf(a, "%lld.%.*s", (long long)at, STR_FMT(form_id));
	token_ip_hash(t->app->keys, arena_printf(a, "work:%.*s", STR_FMT(text)), mac);
	return arena_printf(a, "%.*s.%s", STR_FMT(text), mac);
}

static bool forms_work_done(const struct track *t, struct http_request *r, str form_id)
{
	str challenge = page_field(r, STR("challenge")), nonce = page_field(r, STR("nonce")), at_text;
	struct arena *a = http_arena(r);
	int64_t at, now = clock_now() / US_PER_S;
	str rest = challenge;
	if (str_empty(challenge) || str_empty(nonce) || nonce.n > 20 || !str_next(&rest, '.', &at_text) ||
	    !num_parse_i64(at_text, &at) || at > now + 60 || now - at > WORK_VALID)
		return false;
	return token_equal(challenge, forms_challenge_make(t, a, form_id, at)) &&
	       token_work_done(arena_printf(a, "%.*s:%.*s", STR_FMT(challenge), STR_FMT(nonce)), WORK_BITS);
}

/* --- the form */

static void forms_add_field(struct buf *b, const char *name, const char *type, str label, str value, const char *more)
{
	buf_addf(b,
		 "<label class=\"field\">%.*s<input type=\"%s\" name=\"%s\" maxlength=\"254\" "
		 "value=\"%.*s\"%s></label>\n",
		 STR_FMT(label), type, name, STR_FMT(value), more);
}

static void forms_add_topics(struct buf *b, struct arena *a, const struct form_public *f, const struct words *w)
{
	if (f->n == 0)
		return;
	buf_addf(b, "<fieldset><legend>%.*s</legend>\n", STR_FMT(w->topics));
	for (size_t i = 0; i < f->n; i++) {
		buf_addf(b,
			 "<label class=\"row\"><input type=\"checkbox\" name=\"topic\" value=\"%.*s\" "
			 "checked><span>%.*s",
			 STR_FMT(f->topics[i].id), STR_FMT(page_escape(a, f->topics[i].name)));
		if (!str_empty(f->topics[i].description))
			buf_addf(b, "<span class=\"small\">%.*s</span>",
				 STR_FMT(page_escape(a, f->topics[i].description)));
		buf_add_lit(b, "</span></label>\n");
	}
	buf_add_lit(b, "</fieldset>\n");
}

static void forms_show(const struct track *t, struct http_request *r, const struct form_public *f, str note)
{
	enum page_lang lang = forms_lang(r, f->language);
	const struct words *w = &texts[lang];
	struct arena *a = http_arena(r);
	struct buf BUF_AUTO b = {};
	str title = page_escape(a, f->title);
	buf_init(&b, 256u << 10);
	buf_addf(&b, "<h1>%.*s</h1>\n", STR_FMT(title));
	if (!str_empty(note))
		buf_addf(&b, "<p class=\"note\" role=\"alert\">%.*s</p>\n", STR_FMT(note));
	if (!str_empty(f->intro))
		buf_addf(&b, "<p>%.*s</p>\n", STR_FMT(html_of(a, f->intro).s));
	buf_addf(&b, "<form id=\"f\" method=\"post\" action=\"/f/%.*s\" data-work=\"%.*s\">\n", STR_FMT(f->id),
		 STR_FMT(w->work));
	buf_addf(&b, "<input type=\"hidden\" name=\"timezone\" value=\"%.*s\">\n",
		 STR_FMT(page_escape(a, page_field(r, STR("timezone")))));
	forms_add_field(&b, "email", "email", w->email, page_escape(a, page_field(r, STR("email"))),
			" required autocomplete=\"email\"");
	if (f->ask_name) {
		forms_add_field(&b, "first_name", "text", w->first, page_escape(a, page_field(r, STR("first_name"))),
				" autocomplete=\"given-name\"");
		forms_add_field(&b, "last_name", "text", w->last, page_escape(a, page_field(r, STR("last_name"))),
				" autocomplete=\"family-name\"");
	}
	forms_add_topics(&b, a, f, w);
	buf_addf(&b,
		 "<p class=\"away\" aria-hidden=\"true\"><label>%.*s<input name=\"website\" tabindex=\"-1\" "
		 "autocomplete=\"off\"></label></p>\n<p class=\"small\">%.*s</p>\n",
		 STR_FMT(w->honeypot), STR_FMT(html_of(a, f->consent_text).s));
	if (f->captcha)
		buf_addf(
			&b,
			"<input type=\"hidden\" name=\"challenge\" value=\"%.*s\"><input type=\"hidden\" name=\"bits\" "
			"value=\"%u\"><input type=\"hidden\" name=\"nonce\">\n",
			STR_FMT(forms_challenge_make(t, a, f->id, clock_now() / US_PER_S)), WORK_BITS);
	buf_addf(&b, "<p><button type=\"submit\">%.*s</button></p>\n</form>\n<p class=\"small\">",
		 STR_FMT(page_escape(a, f->button_text)));
	forms_fill(&b, w->by, page_escape(a, f->sender));
	buf_add_lit(&b, "</p>\n");
	page_reply(r, &(struct page){ .status = str_empty(note) ? 200 : 422,
				      .title = title,
				      .body = buf_str(&b),
				      .script = f->captcha ? work_script : zone_script,
				      .lang = codes[lang],
				      .frames = true });
}

/* False: answered. */
static bool forms_find(const struct track *t, struct http_request *r, struct form_public *f)
{
	str id = str_from(http_path(r), PREFIX.n);
	*f = (struct form_public){};
	err e = cuid_valid(id) ? form_find(t->app, http_arena(r), id, f) : err_make(ERR_NOT_FOUND, "");
	if (e.code == ERR_NOT_FOUND) {
		http_reply_canned(r, t->not_found);
		return false;
	}
	enum page_lang lang = forms_lang(r, f->language);
	const struct words *w = &texts[lang];
	if (err_is(e))
		forms_say(r, lang, 503, w->closed_title, w->not_now);
	else if (!f->active)
		forms_say(r, lang, 410, w->closed_title, w->closed);
	return !err_is(e) && f->active;
}

static void form_run(struct http_request *r, void *arg)
{
	struct form_public f;
	if (forms_find(arg, r, &f))
		forms_show(arg, r, &f, STR_NULL);
}

static void forms_ask_run(struct http_request *r, void *arg)
{
	const struct track *t = arg;
	struct form_public f;
	str topics[FORM_TOPICS_MAX];
	if (!forms_find(t, r, &f))
		return;
	enum page_lang lang = forms_lang(r, f.language);
	const struct words *w = &texts[lang];
	if (!forms_may_ask(arena_z(http_arena(r), http_client(r)))) {
		http_answer_header(r, "Retry-After", STR("60"));
		forms_say(r, lang, 429, page_escape(http_arena(r), f.title), w->too_many);
		return;
	}
	if (!str_empty(page_field(r, STR("website")))) { /* who fills in what nobody sees is told that all went well */
		forms_say(r, lang, 200, w->check_title, w->check);
		return;
	}
	if (f.captcha &&
	    !forms_work_done(t, r, f.id)) { /* from a snippet, say: once more here, where the browser does the work */
		forms_show(t, r, &f, STR_NULL);
		return;
	}
	struct form_asked in = { .email = page_field(r, STR("email")),
				 .first_name = page_field(r, STR("first_name")),
				 .last_name = page_field(r, STR("last_name")),
				 .ip = http_client(r),
				 .timezone = page_field(r, STR("timezone")),
				 .topics = topics,
				 .n = page_fields(r, STR("topic"), topics, FORM_TOPICS_MAX) };
	err e = form_ask(t->app, http_arena(r), &f, &in);
	if (e.code == ERR_INVALID)
		forms_show(t, r, &f, w->wrong_address);
	else if (err_is(e))
		forms_say(r, lang, 503, w->check_title, w->not_now);
	else
		forms_say(r, lang, 200, w->check_title, w->check);
}

/* --- the link in the mail */

static void forms_late_or_not_now(struct http_request *r, enum page_lang lang, err e)
{
	const struct words *w = &texts[lang];
	if (e.code == ERR_NOT_FOUND)
		forms_say(r, lang, 410, w->late_title, w->late);
	else
		forms_say(r, lang, 503, w->confirm_title, w->not_now);
}

static bool forms_token_of(const struct track *t, struct http_request *r, str *id)
{
	if (form_token_read(t->app->keys, str_from(http_path(r), CONFIRM.n), id))
		return true;
	http_reply_canned(r, t->not_found);
	return false;
}

static void forms_look_run(struct http_request *r, void *arg)
{
	const struct track *t = arg;
	struct arena *a = http_arena(r);
	struct buf BUF_AUTO b = {};
	str id, sender, language = STR_NULL;
	if (!forms_token_of(t, r, &id))
		return;
	err e = form_confirm_look(t->app, a, id, &sender, &language);
	enum page_lang lang = forms_lang(r, language);
	const struct words *w = &texts[lang];
	if (err_is(e)) {
		forms_late_or_not_now(r, lang, e);
		return;
	}
	buf_init(&b, 64u << 10);
	buf_addf(&b, "<h1>%.*s</h1>\n<p>", STR_FMT(w->confirm_title));
	forms_fill(&b, w->confirm, arena_printf(a, "<strong>%.*s</strong>", STR_FMT(page_escape(a, sender))));
	buf_addf(&b, "</p>\n<form method=\"post\">\n<p><button type=\"submit\">%.*s</button></p>\n</form>\n",
		 STR_FMT(w->button));
	page_reply(r, &(struct page){ .title = w->confirm_title, .body = buf_str(&b), .lang = codes[lang] });
}

static void forms_confirm_run(struct http_request *r, void *arg)
{
	const struct track *t = arg;
	str id, sender, language = STR_NULL, redirect = STR_NULL;
	if (!forms_token_of(t, r, &id))
		return;
	/* The row of the sign-up goes with the confirmation: its language is asked for before. */
	(void)!err_is(form_confirm_look(t->app, http_arena(r), id, &sender, &language));
	enum page_lang lang = forms_lang(r, language);
	const struct words *w = &texts[lang];
	err e = form_confirm(t->app, http_arena(r), id, http_client(r), &redirect);
	if (err_is(e)) {
		forms_late_or_not_now(r, lang, e);
		return;
	}
	if (str_empty(redirect)) {
		forms_say(r, lang, 200, w->done_title, w->done);
		return;
	}
	http_answer_header(r, "Location", redirect);
	http_answer_header(r, "Cache-Control", STR("no-store"));
	http_reply(r, 303, NULL, STR(""));
}

void track_pick_forms(void *ctx, struct http_request *r, struct http_handler *out)
{
	struct track *t = ctx;
	enum http_method m = http_method(r);
	bool confirm = str_starts(http_path(r), CONFIRM);
	if (m == HTTP_GET || m == HTTP_HEAD)
		*out = (struct http_handler){ .kind = HTTP_WORKER,
					      .run = confirm ? forms_look_run : form_run,
					      .arg = ctx };
	else if (m == HTTP_POST)
		*out = (struct http_handler){ .kind = HTTP_WORKER,
					      .run = confirm ? forms_confirm_run : forms_ask_run,
					      .arg = ctx,
					      .body_max = BODY_MAX };
	else
		http_reply_canned(r, t->wrong_method);
}
