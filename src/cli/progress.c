#include "cli/progress.h"
#include "base/time.h"
#include "os/clock.h"
#include <stdio.h>
#include <unistd.h>

#define BAR 30
#define DRAW_EVERY (100 * US_PER_MS)
#define LINE_EVERY (10 * US_PER_S)

void progress_begin(struct progress *p, const struct cli *c, const char *what, const char *unit)
{
	*p = (struct progress){
		.what = what,
		.unit = unit,
		.tty = isatty(STDERR_FILENO),
		.quiet = c->json,
		.started = clock_mono(),
		.base = -1,
	};
}

static void progress_amount(const struct progress *p, double n, char out[32])
{
	if (!p->bytes)
		snprintf(out, 32, "%.0f", n);
	else if (n < 1e6)
		snprintf(out, 32, "%.0f kB", n / 1e3);
	else if (n < 1e9)
		snprintf(out, 32, "%.1f MB", n / 1e6);
	else
		snprintf(out, 32, "%.2f GB", n / 1e9);
}

static void progress_span(double seconds, char out[32])
{
	int64_t s = (int64_t)seconds;
	if (s < 60)
		snprintf(out, 32, "%llds", (long long)s);
	else if (s < 3600)
		snprintf(out, 32, "%lldm%02llds", (long long)(s / 60), (long long)(s % 60));
	else
		snprintf(out, 32, "%lldh%02lldm", (long long)(s / 3600), (long long)(s % 3600 / 60));
}

static void progress_draw_bar(const struct progress *p)
{
	int filled = p->total > 0 ? (int)((double)p->done / (double)p->total * BAR) : 0;
	filled = filled > BAR ? BAR : filled;
	fputc('[', stderr);
	for (int i = 0; i < BAR; i++)
		fputs(i < filled ? "█" : "·", stderr);
	fputs("] ", stderr);
}

void progress_set(struct progress *p, int64_t done, int64_t total, const char *note)
{
	int64_t now = clock_mono();
	p->done = done;
	p->total = total;
	if (p->base < 0)
		p->base = done;
	bool last = total > 0 && done >= total;
	if (p->quiet || (p->drawn && !last && now - p->drawn < (p->tty ? DRAW_EVERY : LINE_EVERY)))
		return;
	p->drawn = now;
	double seconds = (double)(now - p->started) / US_PER_S;
	double rate = seconds > 0 ? (double)(done - p->base) / seconds : 0;
	char have[32], all[32], speed[32], left[32] = "";
	progress_amount(p, (double)done, have);
	progress_amount(p, (double)total, all);
	progress_amount(p, rate, speed);
	if (rate > 0 && total > done)
		progress_span((double)(total - done) / rate, left);
	if (p->tty)
		fputs("\r\033[K", stderr);
	fprintf(stderr, "%s ", p->what);
	if (p->tty && total > 0)
		progress_draw_bar(p);
	fprintf(stderr, "%s%s%s %s, %s/s%s%s%s%s", have, total > 0 ? " of " : "", total > 0 ? all : "",
		p->bytes ? "" : p->unit, speed, left[0] ? ", " : "", left, left[0] ? " left" : "", p->tty ? "" : "\n");
	if (note && p->tty)
		fprintf(stderr, "  %s", note);
	fflush(stderr);
}

void progress_end(struct progress *p, const char *last)
{
	if (p->quiet)
		return;
	if (p->tty && p->drawn)
		fputs("\r\033[K", stderr);
	if (last)
		fprintf(stderr, "%s\n", last);
	fflush(stderr);
}
