/* Written by tools/sqlgen from sql/q/system/form.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_form_owner_in {
	str id;
};
struct q_form_owner_row {
	str user_id; /* may be absent */
	str name;
};
err q_form_owner(system_db db, struct arena *a, const struct q_form_owner_in *in, struct q_form_owner_row *out);

struct q_signup_owner_in {
	str id;
};
struct q_signup_owner_row {
	str user_id; /* may be absent */
	str language; /* may be absent */
	str name;
};
err q_signup_owner(system_db db, struct arena *a, const struct q_signup_owner_in *in, struct q_signup_owner_row *out);

struct q_signup_next_row {
	str id;
	str user_id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	int64_t attempts;
	str form_id;
	str sender_id; /* may be absent */
	str confirm_subject;
	str confirm_text;
};
/* One whose confirmation is to be sent; nobody else takes it for two minutes. */
err q_signup_next(system_db db, struct arena *a, struct q_signup_next_row *out);

struct q_signup_mailed_in {
	str id;
};
err q_signup_mailed(system_db db, struct arena *a, const struct q_signup_mailed_in *in, int64_t *affected);

struct q_signup_later_in {
	bool over;
	str reason;
	double seconds;
	str id;
};
err q_signup_later(system_db db, struct arena *a, const struct q_signup_later_in *in, int64_t *affected);

/* Who did not confirm within a week was not meant. */
err q_signup_sweep(system_db db, struct arena *a, int64_t *affected);
