/* The options of `loumass sequence …` that name files, people and what they do. */
#pragma once
#include "cli/cli.h"
#include "core/sequence/sequence.h"

/* A file of JSON; "-" for standard input. The error names it. */
err sequence_words_file(struct cli *c, str path, const struct json **out);
/* The steps in it: a list of steps, or an exported sequence. */
const struct json *sequence_words_steps(const struct json *file);
void sequence_words_problems(struct cli *c, const struct step_problems *p);
/* --contact, --tag, --csv, --search, --all: each is let in by itself, the counts are summed. ERR_INVALID: none
 * given. */
err sequence_words_enroll(struct cli *c, tenant_db db, str sequence_id, struct sequence_enrolled *sum);
/* --contact as ids. ERR_NOT_FOUND names the address. */
err sequence_words_contacts(struct cli *c, tenant_db db, struct json_strs *out);
/* --does and --event as a trial takes them. */
err sequence_words_behaviour(struct cli *c, const struct json **out);
