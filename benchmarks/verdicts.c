/* What the readers say of messages and replies, a line each: what ./bench verdicts and tests/corpus compare.
 *   verdicts messages FILE…   file, kind, bounce, cause, code, recipient, leave, back on, rule, said (escaped)
 *   verdicts replies <TSV     phase and reply in, phase, reply, outcome, cause out */
#include "base/time.h"
#include "smtp/smtp_verdict.h"
#include "wire/report.h"
#include <stdio.h>
#include <stdlib.h>

static str read_file(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		fprintf(stderr, "%s cannot be read\n", path);
		exit(1);
	}
	size_t most = 4u << 20;
	char *p = arena_alloc(a, most);
	size_t n = fread(p, 1, most, f);
	fclose(f);
	return str_of(p, n);
}

static void column(str s)
{
	putchar('\t');
	if (str_empty(s))
		putchar('-');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n')
			fputs("\\n", stdout);
		else if (s.p[i] == '\t')
			putchar(' ');
		else if (s.p[i] != '\r')
			putchar(s.p[i]);
	}
}

static void message(const char *path)
{
	static const char *const leaves[] = { "-", "doubtful", "sure" };
	struct arena ARENA_AUTO a = {};
	struct report r;
	err e = report_read(&a, read_file(&a, path), &r);
	fputs(path, stdout);
	if (err_is(e)) {
		puts("\tunreadable");
		return;
	}
	column(str_z(report_kind_name(r.kind)));
	column(str_z(bounce_kind_name(r.bounce)));
	column(r.refusal.cause ? str_z(r.refusal.name) : STR_NULL);
	column(r.code);
	column(r.recipient);
	column(str_z(leaves[r.leave]));
	column(r.away.known ? arena_printf(&a, "%lld", (long long)(r.away.back / US_PER_DAY)) : STR_NULL);
	column(str_z(r.rule));
	column(r.said);
	column(r.words);
	putchar('\n');
}

static enum smtp_phase phase_named(str name)
{
	for (int p = SMTP_PHASE_CONNECT; p <= SMTP_PHASE_QUIT; p++)
		if (str_eq_nocase(name, str_z(smtp_phase_name((enum smtp_phase)p))))
			return (enum smtp_phase)p;
	return SMTP_PHASE_RCPT;
}

static void reply(struct arena *a, str line)
{
	str phase, text, rest = line;
	if (!str_next(&rest, '\t', &phase) || !str_next(&rest, '\t', &text))
		return;
	char *p = arena_alloc(a, text.n + 3);
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		bool escape = text.p[i] == '\\' && i + 1 < text.n && (text.p[i + 1] == 'r' || text.p[i + 1] == 'n');
		p[n++] = !escape ? text.p[i] : text.p[++i] == 'r' ? '\r' : '\n';
	}
	p[n++] = '\r';
	p[n++] = '\n';
	struct smtp_reply_reader reader;
	struct smtp_reply read = {};
	str in = str_of(p, n);
	smtp_reply_reader_init(&reader);
	if (smtp_reply_read(&reader, &in, &read) == SMTP_READ_REPLY) {
		struct smtp_verdict v = smtp_verdict_of(phase_named(phase), &read);
		printf("%.*s\t%.*s\t%s\t%s\n", STR_FMT(phase), STR_FMT(text), smtp_outcome_name(v.outcome),
		       v.reason ? v.reason : "-");
	} else {
		printf("%.*s\t%.*s\tunreadable\t-\n", STR_FMT(phase), STR_FMT(text));
	}
	smtp_reply_reader_deinit(&reader);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "messages") == 0) {
		for (int i = 2; i < argc; i++)
			message(argv[i]);
		return 0;
	}
	char line[16384];
	while (argc > 1 && fgets(line, sizeof(line), stdin)) {
		struct arena ARENA_AUTO a = {};
		str s = str_z(line);
		while (s.n && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
			s.n--;
		reply(&a, s);
	}
	return 0;
}
