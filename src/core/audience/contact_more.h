/* Around contacts: tags and variables in use, saved views, a contact's timeline; written straight into an answer's
 * list. */
#pragma once
#include "core/audience/contact.h"

err contact_write_tags(tenant_db db, struct arena *a, struct json_writer *w);
err contact_write_fields(tenant_db db, struct arena *a, struct json_writer *w);

err contact_write_views(tenant_db db, struct arena *a, struct json_writer *w);
err contact_view_create(tenant_db db, struct arena *a, str name, const struct json *filter, struct field_errors *errors,
			struct json_writer *w);
err contact_view_delete(tenant_db db, struct arena *a, str id);

/* Newest first, from before an instant (ISO text; absent: from now). *next: where to go on; absent at the end. */
err contact_write_timeline(tenant_db db, struct arena *a, str id, str before, int64_t limit, struct json_writer *w,
			   str *next);
