#include "core/content/capture.h"
#include "core/ground/text.h"
#include "db/gen/capture_q.h"

err capture_list(tenant_db db, struct arena *a, const struct capture_list_in *in, struct capture_list *out)
{
	struct q_capture_page_rows rows;
	struct q_capture_page_in q = { .search = like_literal(a, in->search),
				       .campaign_id = in->campaign_id,
				       .cursor = in->cursor,
				       .limit = in->limit + 1 };
	TRY(q_capture_page(db, a, &q, &rows));
	struct capture_list l = { .more = rows.n > (size_t)in->limit };
	l.n = l.more ? (size_t)in->limit : rows.n;
	l.v = arena_array(a, struct capture, l.n);
	for (size_t i = 0; i < l.n; i++) {
		const struct q_capture_page_row *r = &rows.v[i];
		l.v[i] = (struct capture){ .id = r->id,
					   .sender_id = r->sender_id,
					   .recipient_id = r->recipient_id,
					   .campaign_id = r->campaign_id,
					   .sequence_id = r->sequence_id,
					   .contact_id = r->contact_id,
					   .from = r->from,
					   .to = r->to,
					   .subject = r->subject,
					   .bytes = r->bytes,
					   .created_at = r->created_at };
	}
	*out = l;
	return OK;
}

err capture_count(tenant_db db, struct arena *a, const struct capture_list_in *in, int64_t *out)
{
	struct q_capture_total_row row;
	struct q_capture_total_in q = { .search = like_literal(a, in->search), .campaign_id = in->campaign_id };
	TRY(q_capture_total(db, a, &q, &row));
	*out = row.count;
	return OK;
}

err capture_get(tenant_db db, struct arena *a, str id, struct capture *out, str *raw)
{
	struct q_capture_one_row r;
	err e = q_capture_one(db, a, &(struct q_capture_one_in){ .id = id }, &r);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, "there is no such captured message");
	TRY(e);
	*out = (struct capture){ .id = r.id,
				 .sender_id = r.sender_id,
				 .recipient_id = r.recipient_id,
				 .campaign_id = r.campaign_id,
				 .sequence_id = r.sequence_id,
				 .contact_id = r.contact_id,
				 .from = r.from,
				 .to = r.to,
				 .subject = r.subject,
				 .bytes = r.bytes,
				 .created_at = r.created_at };
	*raw = r.raw;
	return OK;
}

err capture_show(tenant_db db, struct arena *a, str id, struct capture *out, struct mime_mail *mail)
{
	str raw;
	TRY(capture_get(db, a, id, out, &raw));
	return mime_read(a, raw, mail);
}

err capture_delete(tenant_db db, struct arena *a, str id)
{
	int64_t gone = 0;
	TRY(q_capture_drop(db, a, &(struct q_capture_drop_in){ .id = id }, &gone));
	return gone ? OK : err_make(ERR_NOT_FOUND, "there is no such captured message");
}

err capture_delete_all(tenant_db db, struct arena *a, int64_t *removed)
{
	return q_capture_drop_all(db, a, removed);
}

err capture_add(tenant_db db, struct arena *a, const struct capture_new *in)
{
	struct q_capture_insert_in row = { .id = make_id(a),
					   .sender_id = in->sender_id,
					   .campaign_id = in->campaign_id,
					   .contact_id = in->contact_id,
					   .from = in->from,
					   .to = in->to,
					   .subject = in->subject,
					   .raw = in->raw,
					   .now = clock_now() };
	return q_capture_insert(db, a, &row, NULL);
}
