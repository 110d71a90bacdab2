/* Written by tools/sqlgen from sql/q/tenant/attachment.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_attachment_sums_in {
	str campaign_id;
};
struct q_attachment_sums_row {
	int64_t n;
	int64_t bytes;
};
err q_attachment_sums(tenant_db db, struct arena *a, const struct q_attachment_sums_in *in, struct q_attachment_sums_row *out);

struct q_attachment_insert_in {
	str id;
	str campaign_id;
	str filename;
	str content_type;
	str content_id; /* may be absent */
	bool inline_;
	str data;
	int64_t now; /* µs */
};
err q_attachment_insert(tenant_db db, struct arena *a, const struct q_attachment_insert_in *in, int64_t *affected);

struct q_attachment_all_in {
	str campaign_id;
};
struct q_attachment_all_row {
	str id;
	str filename;
	str content_type;
	str content_id; /* may be absent */
	bool inline_;
	int64_t bytes;
	int64_t created_at; /* µs */
};
struct q_attachment_all_rows {
	struct q_attachment_all_row *v;
	size_t n;
};
err q_attachment_all(tenant_db db, struct arena *a, const struct q_attachment_all_in *in, struct q_attachment_all_rows *out);

struct q_attachment_one_in {
	str campaign_id;
	str id;
};
struct q_attachment_one_row {
	str id;
	str filename;
	str content_type;
	str content_id; /* may be absent */
	bool inline_;
	int64_t bytes;
	int64_t created_at; /* µs */
	str data;
};
err q_attachment_one(tenant_db db, struct arena *a, const struct q_attachment_one_in *in, struct q_attachment_one_row *out);

struct q_attachment_data_in {
	str campaign_id;
};
struct q_attachment_data_row {
	str filename;
	str content_type;
	str content_id; /* may be absent */
	bool inline_;
	str data;
};
struct q_attachment_data_rows {
	struct q_attachment_data_row *v;
	size_t n;
};
err q_attachment_data(tenant_db db, struct arena *a, const struct q_attachment_data_in *in, struct q_attachment_data_rows *out);

struct q_attachment_drop_in {
	str campaign_id;
	str id;
};
err q_attachment_drop(tenant_db db, struct arena *a, const struct q_attachment_drop_in *in, int64_t *affected);

struct q_attachment_copy_in {
	str to_id;
	int64_t now; /* µs */
	str from_id;
	struct str_array ids;
};
/* Ids by the caller, one per row of the source, in its order. */
err q_attachment_copy(tenant_db db, struct arena *a, const struct q_attachment_copy_in *in, int64_t *affected);
