#include "core/ground/hold.h"
#include "base/time.h"
#include "db/gen/sys_account_q.h"
#include "db/gen/sys_backup_q.h"

err hold_get(system_db db, struct arena *a, struct hold *out)
{
	struct q_setting_get_row row;
	err e = q_setting_get(db, a, &(struct q_setting_get_in){ .key = STR("held") }, &row);
	*out = (struct hold){};
	if (e.code == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	if (!time_parse_iso(str_upto(row.value, TIME_ISO_LEN), &out->since))
		out->since = 1;
	out->from = str_from(row.value, TIME_ISO_LEN + 1);
	return OK;
}

err hold_release(system_db db, struct arena *a, bool pause)
{
	SYSTEM_TX_AUTO struct system_tx tx = {};
	int64_t n = 0;
	TRY(system_begin(db, &tx));
	if (pause) {
		TRY(q_backup_pause_campaigns(
			tx.db, a, &(struct q_backup_pause_campaigns_in){ .reason = STR("restored from a backup") },
			NULL));
		TRY(q_backup_pause_sequences(tx.db, a, NULL));
	}
	TRY(q_backup_drop_setting(tx.db, a, &(struct q_backup_drop_setting_in){ .key = STR("held") }, &n));
	TRY(system_commit(&tx));
	return n ? OK : err_make(ERR_NOT_FOUND, "nothing is held: this installation sends");
}
