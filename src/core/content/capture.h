/* Captured mail: what the capture sender kept instead of sending. Listed, searched, shown (headers, HTML, text,
 * attachments, taken apart by wire/mime_read), given raw, deleted. Newest first. */
#pragma once
#include "base/num.h"
#include "db/tenant.h"
#include "wire/mime_read.h"

struct capture {
	str id, sender_id, recipient_id, campaign_id, sequence_id, contact_id; /* all but id may be absent */
	str from, to, subject;
	int64_t bytes, created_at;
};

struct capture_list_in {
	str search;	 /* in sender, recipient and subject; absent: all */
	str campaign_id; /* absent: any */
	str cursor;	 /* id of the last one seen; absent: from the newest */
	int64_t limit;
};
struct capture_list {
	struct capture *v;
	size_t n;
	bool more;
};
err capture_list(tenant_db db, struct arena *a, const struct capture_list_in *in, struct capture_list *out);
err capture_count(tenant_db db, struct arena *a, const struct capture_list_in *in, int64_t *out);
/* ERR_NOT_FOUND. raw is the whole message; mail what it says. */
err capture_get(tenant_db db, struct arena *a, str id, struct capture *out, str *raw);
err capture_show(tenant_db db, struct arena *a, str id, struct capture *out, struct mime_mail *mail);
err capture_delete(tenant_db db, struct arena *a, str id); /* ERR_NOT_FOUND */
err capture_delete_all(tenant_db db, struct arena *a, int64_t *removed);

/* Keeps a message that belongs to no recipient: a test. */
struct capture_new {
	str sender_id, campaign_id, contact_id; /* may be absent */
	str from, to, subject, raw;
};
err capture_add(tenant_db db, struct arena *a, const struct capture_new *in);
