/* Written by tools/sqlgen from sql/q/system/choice.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_choice_of_recipient_in {
	str id;
	str tracking_id;
};
struct q_choice_of_recipient_row {
	str user_id;
	str contact_id;
	str email;
	str status;
	str campaign_id; /* may be absent */
	str name;
};
/* Whose mail it was, to whom, and in whose name it came. */
err q_choice_of_recipient(system_db db, struct arena *a, const struct q_choice_of_recipient_in *in, struct q_choice_of_recipient_row *out);
