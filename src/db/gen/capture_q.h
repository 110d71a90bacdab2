/* Written by tools/sqlgen from sql/q/tenant/capture.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_capture_page_in {
	str search; /* may be absent */
	str campaign_id; /* may be absent */
	str cursor; /* may be absent */
	int64_t limit;
};
struct q_capture_page_row {
	str id;
	str sender_id; /* may be absent */
	str recipient_id; /* may be absent */
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
	str contact_id; /* may be absent */
	str from;
	str to;
	str subject;
	int64_t bytes;
	int64_t created_at; /* µs */
};
struct q_capture_page_rows {
	struct q_capture_page_row *v;
	size_t n;
};
/* Newest first: ids are cuids, which sort by time. */
err q_capture_page(tenant_db db, struct arena *a, const struct q_capture_page_in *in, struct q_capture_page_rows *out);

struct q_capture_total_in {
	str search; /* may be absent */
	str campaign_id; /* may be absent */
};
struct q_capture_total_row {
	int64_t count;
};
err q_capture_total(tenant_db db, struct arena *a, const struct q_capture_total_in *in, struct q_capture_total_row *out);

struct q_capture_one_in {
	str id;
};
struct q_capture_one_row {
	str id;
	str sender_id; /* may be absent */
	str recipient_id; /* may be absent */
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
	str contact_id; /* may be absent */
	str from;
	str to;
	str subject;
	int64_t bytes;
	int64_t created_at; /* µs */
	str raw;
};
err q_capture_one(tenant_db db, struct arena *a, const struct q_capture_one_in *in, struct q_capture_one_row *out);

struct q_capture_insert_in {
	str id;
	str sender_id; /* may be absent */
	str campaign_id; /* may be absent */
	str contact_id; /* may be absent */
	str from;
	str to;
	str subject;
	str raw;
	int64_t now; /* µs */
};
err q_capture_insert(tenant_db db, struct arena *a, const struct q_capture_insert_in *in, int64_t *affected);

struct q_capture_drop_in {
	str id;
};
err q_capture_drop(tenant_db db, struct arena *a, const struct q_capture_drop_in *in, int64_t *affected);

err q_capture_drop_all(tenant_db db, struct arena *a, int64_t *affected);
