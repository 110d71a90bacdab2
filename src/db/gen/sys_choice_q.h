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
	str hash; /* may be absent */
	bool barred;
};
/* Whose mail it was, to whom, and in whose name it came. Of a message that was deleted what is still known: with the contact deleted as
 * well its id and address are empty, and barred says whether their hash is on the list. */
err q_choice_of_recipient(system_db db, struct arena *a, const struct q_choice_of_recipient_in *in, struct q_choice_of_recipient_row *out);

struct q_choice_seal_in {
	str hash_key;
};
/* Contacts that another program deleted: the hash stays, the address does not. */
err q_choice_seal(system_db db, struct arena *a, const struct q_choice_seal_in *in, int64_t *affected);
