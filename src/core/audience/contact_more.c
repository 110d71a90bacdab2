#include "core/audience/contact_more.h"
#include "base/time.h"
#include "core/ground/text.h"
#include "db/gen/contact_q.h"
#include "wire/report.h"

#define VIEW_FILTER_MAX (16u << 10)

err contact_write_tags(tenant_db db, struct arena *a, struct json_writer *w)
{
	struct q_contact_tags_rows rows;
	TRY(q_contact_tags(db, a, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "tag", rows.v[i].tag);
		json_kv_i64(w, "count", rows.v[i].count);
		json_end_obj(w);
	}
	return OK;
}

err contact_write_fields(tenant_db db, struct arena *a, struct json_writer *w)
{
	struct q_contact_fields_rows rows;
	TRY(q_contact_fields(db, a, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "name", arena_printf(a, "variables.%.*s", STR_FMT(rows.v[i].name)));
		json_kv_i64(w, "count", rows.v[i].count);
		json_end_obj(w);
	}
	return OK;
}

static void contact_more_write_view(struct json_writer *w, str id, str name, str filter, int64_t created_at)
{
	json_begin_obj(w);
	json_kv_str(w, "id", id);
	json_kv_str(w, "name", name);
	json_kv_raw(w, "filter", filter);
	json_kv_time(w, "createdAt", created_at);
	json_end_obj(w);
}

err contact_write_views(tenant_db db, struct arena *a, struct json_writer *w)
{
	struct q_contact_view_list_rows rows;
	TRY(q_contact_view_list(db, a, &rows));
	for (size_t i = 0; i < rows.n; i++)
		contact_more_write_view(w, rows.v[i].id, rows.v[i].name, rows.v[i].filter, rows.v[i].created_at);
	return OK;
}

err contact_view_create(tenant_db db, struct arena *a, str name, const struct json *filter, struct field_errors *errors,
			struct json_writer *w)
{
	str text = json_print(a, filter), id = make_id(a);
	if (!one_line(name))
		field_error_addf(errors, "name", "must be one line");
	if (text.n > VIEW_FILTER_MAX)
		field_error_addf(errors, "filter", "must be at most 16 kB");
	TRY(field_errors_err(errors));
	struct q_contact_view_insert_in row = {
		.id = id, .name = str_trim(name), .filter = text, .now = clock_now() / US_PER_MS * US_PER_MS
	};
	TRY(q_contact_view_insert(db, a, &row, NULL));
	contact_more_write_view(w, id, row.name, text, row.now);
	return OK;
}

err contact_view_delete(tenant_db db, struct arena *a, str id)
{
	int64_t n;
	TRY(q_contact_view_delete(db, a, &(struct q_contact_view_delete_in){ .id = id }, &n));
	return n ? OK : err_make(ERR_NOT_FOUND, "there is no such view");
}

/* What was said when it happened is a server's reply. */
static bool contact_more_is_refusal(str type)
{
	return str_eq(type, STR("BOUNCED")) || str_eq(type, STR("FAILED")) || str_eq(type, STR("PENDING"));
}

err contact_write_timeline(tenant_db db, struct arena *a, str id, str before, int64_t limit, struct json_writer *w,
			   str *next)
{
	struct contact c;
	struct q_contact_timeline_rows rows;
	struct q_contact_timeline_in in = { .contact_id = id, .limit = limit + 1 };
	int64_t at;
	TRY(contact_get(db, a, id, &c));
	if (!str_absent(before)) {
		if (!time_parse_iso(before, &at))
			return err_make(ERR_INVALID, "cursor: is not one of this list");
		in.before = SOME_I64(at);
	}
	TRY(q_contact_timeline(db, a, &in, &rows));
	size_t n = (int64_t)rows.n > limit ? (size_t)limit : rows.n;
	for (size_t i = 0; i < n; i++) {
		json_begin_obj(w);
		json_kv_time(w, "at", rows.v[i].at);
		json_kv_str(w, "type", rows.v[i].type);
		json_kv_str(w, "recipientId", rows.v[i].recipient_id);
		json_kv_str(w, "campaignId", rows.v[i].campaign_id);
		json_kv_str(w, "campaignName", rows.v[i].campaign_name);
		json_kv_str(w, "sequenceId", rows.v[i].sequence_id);
		json_kv_str(w, "sequenceName", rows.v[i].sequence_name);
		json_kv_str(w, "stepId", rows.v[i].step_id);
		json_kv_str(w, "subject", rows.v[i].subject);
		json_kv_str(w, "verdict", rows.v[i].verdict);
		json_kv_str(w, "reason", rows.v[i].reason);
		json_kv_str(w, "cause",
			    contact_more_is_refusal(rows.v[i].type) ? report_cause_of(rows.v[i].reason) : STR_NULL);
		json_kv_str(w, "whyCode", rows.v[i].why_code);
		json_kv_str(w, "whyOf", rows.v[i].why_of);
		json_kv_str(w, "detail", rows.v[i].detail);
		json_end_obj(w);
	}
	*next = STR_NULL;
	if (n < rows.n && n > 0) {
		char *text = arena_alloc(a, TIME_ISO_LEN);
		time_format_iso(rows.v[n - 1].at, text);
		*next = str_of(text, TIME_ISO_LEN);
	}
	return OK;
}
