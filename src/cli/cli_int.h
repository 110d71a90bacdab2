/* The command line's insides, for cli/ only. */
#pragma once
#include "cli/cli.h"
#include "core/audience/contact.h"

struct cli_given {
	str name, value;
};

struct cli_state {
	struct cli_given *given; /* options of the command and the configuration's flags, in order */
	size_t n_given;
	struct buf json;
	struct json_writer writer;
	bool json_used;
	str tenant;	    /* whose data the command asked for; absent: nobody's */
	struct arena arena; /* what lives until the program ends */
};

/* privacy.c: what a command did to a tenant's data, into the audit log */
void cli_audit(struct cli *c);
/* choice.c: a topic by its id or its name */
err cli_topic(struct cli *c, tenant_db db, str word, str *id);
/* contacts.c: a contact by its id or its address */
err cli_contact(struct cli *c, tenant_db db, str word, struct contact *out);
/* table.c: a line for each finding. ERR_CONFLICT with why: some of them stop it. */
struct checks;
err cli_checks(struct cli *c, const struct checks *k, const char *why);
/* enrollment.c: with the sequences' names, or the contacts' */
struct enrollment_list;
void cli_enrollments(struct cli *c, const struct enrollment_list *l, bool of_contact);
/* help.c */
void help_all(const struct cli_set *sets, size_t n);
void help_group(const struct cli_set *sets, size_t n, str group);
void help_command(const struct cli_command *cmd, const struct cli_hooks *hooks);
void help_usage(const struct cli_command *cmd, struct buf *out);
/* The nearest known word, or NULL when none is near. */
const char *nearest(str word, const char *const *known, size_t n);
