/* Attachments and inline images. The type comes from the content, not from what a browser says; a file's name is made
 * harmless; programs are refused, because no mail server takes them. */
#include "base/limits.h"
#include "core/campaign/campaign_int.h"
#include "db/gen/attachment_q.h"
#include "db/gen/campaign_q.h"

#define FILENAME_MAX_BYTES 150u

static const struct magic {
	const char *bytes;
	size_t n, at;
	const char *type;
} magics[] = {
	{ "\x89PNG\r\n\x1a\n", 8, 0, "image/png" },
	{ "\xff\xd8\xff", 3, 0, "image/jpeg" },
	{ "GIF87a", 6, 0, "image/gif" },
	{ "GIF89a", 6, 0, "image/gif" },
	{ "WEBP", 4, 8, "image/webp" },
	{ "%PDF-", 5, 0, "application/pdf" },
	{ "BM", 2, 0, "image/bmp" },
	{ "\x1f\x8b", 2, 0, "application/gzip" },
};

static const struct ending {
	const char *ending, *type;
} endings[] = {
	/* for what bytes alone do not tell */
	{ ".txt", "text/plain" },
	{ ".csv", "text/csv" },
	{ ".ics", "text/calendar" },
	{ ".html", "text/html" },
	{ ".svg", "image/svg+xml" },
	{ ".json", "application/json" },
	{ ".xml", "application/xml" },
	{ ".zip", "application/zip" },
	{ ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
	{ ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	{ ".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation" },
	{ ".odt", "application/vnd.oasis.opendocument.text" },
	{ ".ods", "application/vnd.oasis.opendocument.spreadsheet" },
	{ ".mp3", "audio/mpeg" },
	{ ".mp4", "video/mp4" },
	{ ".vcf", "text/vcard" },
	{ ".eml", "message/rfc822" },
};

static const char *const programs[] = { ".exe", ".com", ".bat", ".cmd", ".scr", ".pif", ".js",	".jse",
					".vbs", ".vbe", ".wsf", ".wsh", ".msi", ".jar", ".lnk", ".hta",
					".cpl", ".ps1", ".reg", ".dll", ".iso", ".img" };

static bool campaign_ends_with(str s, const char *ending)
{
	str e = str_z(ending);
	return s.n >= e.n && str_eq_nocase(str_from(s, s.n - e.n), e);
}

str attachment_type(str filename, str data)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++) {
		const struct magic *m = &magics[i];
		if (data.n >= m->at + m->n && memcmp(data.p + m->at, m->bytes, m->n) == 0)
			return str_z(m->type);
	}
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		if (campaign_ends_with(filename, endings[i].ending))
			return str_z(endings[i].type);
	}
	return STR("application/octet-stream");
}

str attachment_filename(struct arena *a, str given)
{
	size_t slash = str_rfind_byte(given, '/'), back = str_rfind_byte(given, '\\');
	if (slash != STR_NPOS)
		given = str_from(given, slash + 1);
	back = str_rfind_byte(given, '\\');
	if (back != STR_NPOS)
		given = str_from(given, back + 1);
	if (!str_utf8_valid(given))
		given = STR("");
	char *p = arena_alloc(a, given.n + 1);
	for (size_t i = 0; i < given.n; i++) {
		unsigned char c = (unsigned char)given.p[i];
		p[i] = c < 0x20 || c == 0x7f || strchr("<>:\"|?*", c) ? '_' : given.p[i];
	}
	str s = str_trim(str_of(p, given.n));
	while (str_starts(s, STR(".")))
		s = str_from(s, 1);
	if (s.n > FILENAME_MAX_BYTES) { /* the end tells the type: cut in front of it */
		size_t dot = str_rfind_byte(s, '.');
		str tail = dot != STR_NPOS && s.n - dot <= 12 ? str_from(s, dot) : STR("");
		str head = str_upto(s, str_utf8_floor(s, FILENAME_MAX_BYTES - tail.n));
		s = arena_printf(a, "%.*s%.*s", STR_FMT(head), STR_FMT(tail));
	}
	return str_empty(s) ? STR("attachment") : s;
}

/* Editable by its state: as the text is. */
static err campaign_may_attach(tenant_db db, struct arena *a, str campaign_id)
{
	struct q_campaign_state_row state;
	err e = q_campaign_state(db, a, &(struct q_campaign_state_in){ .id = campaign_id }, &state);
	if (e.code == ERR_NOT_FOUND)
		return no_campaign();
	TRY(e);
	if (!str_eq(state.status, STR("DRAFT")) && !str_eq(state.status, STR("SCHEDULED")))
		return err_make(ERR_CONFLICT, "attachments can be changed only before a campaign is sent");
	return OK;
}

err attachment_add(tenant_db db, struct arena *a, str campaign_id, str filename, bool is_inline, str data,
		   struct campaign_attachment *out)
{
	struct tenant_tx TENANT_TX_AUTO tx = {};
	struct q_attachment_sums_row sums;
	str name = attachment_filename(a, filename), type = attachment_type(name, data);
	if (str_empty(data))
		return err_make(ERR_INVALID, "the file is empty");
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		if (campaign_ends_with(name, programs[i]))
			return err_make(ERR_INVALID, "programs cannot be sent by mail: no server takes them");
	}
	if (is_inline && !str_starts(type, STR("image/")))
		return err_make(ERR_INVALID, "only images can stand in the text: PNG, JPEG, GIF or WebP");
	TRY(tenant_begin(db, &tx));
	TRY(campaign_may_attach(tx.db, a, campaign_id));
	TRY(q_attachment_sums(tx.db, a, &(struct q_attachment_sums_in){ .campaign_id = campaign_id }, &sums));
	if (sums.n >= ATTACHMENTS_MAX)
		return err_make(ERR_LIMIT, "a campaign has at most 20 attachments");
	if ((uint64_t)sums.bytes + data.n > ATTACHMENTS_TOTAL_MAX)
		return err_make(ERR_LIMIT,
				"the attachments of a campaign may be 15 MB together: most mail servers take no more");
	struct q_attachment_insert_in row = {
		.id = make_id(a),
		.campaign_id = campaign_id,
		.filename = name,
		.content_type = type,
		.inline_ = is_inline,
		.data = data,
		.now = clock_now(),
	};
	if (is_inline)
		row.content_id = arena_printf(a, "%.*s@loumass", STR_FMT(row.id));
	TRY(q_attachment_insert(tx.db, a, &row, NULL));
	TRY(tenant_commit(&tx));
	*out = (struct campaign_attachment){ .id = row.id,
					     .filename = name,
					     .content_type = type,
					     .content_id = row.content_id,
					     .is_inline = is_inline,
					     .bytes = (int64_t)data.n,
					     .created_at = row.now };
	return OK;
}

err attachment_list(tenant_db db, struct arena *a, str campaign_id, struct campaign_attachment **out, size_t *n)
{
	struct q_attachment_all_rows rows;
	struct campaign_progress exists;
	TRY(campaign_progress(db, a, campaign_id, &exists));
	TRY(q_attachment_all(db, a, &(struct q_attachment_all_in){ .campaign_id = campaign_id }, &rows));
	struct campaign_attachment *v = arena_array(a, struct campaign_attachment, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_attachment_all_row *r = &rows.v[i];
		v[i] = (struct campaign_attachment){ .id = r->id,
						     .filename = r->filename,
						     .content_type = r->content_type,
						     .content_id = r->content_id,
						     .is_inline = r->inline_,
						     .bytes = r->bytes,
						     .created_at = r->created_at };
	}
	*out = v;
	*n = rows.n;
	return OK;
}

err attachment_get(tenant_db db, struct arena *a, str campaign_id, str id, struct campaign_attachment *out, str *data)
{
	struct q_attachment_one_row r;
	err e = q_attachment_one(db, a, &(struct q_attachment_one_in){ .campaign_id = campaign_id, .id = id }, &r);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, "there is no such attachment");
	TRY(e);
	*out = (struct campaign_attachment){ .id = r.id,
					     .filename = r.filename,
					     .content_type = r.content_type,
					     .content_id = r.content_id,
					     .is_inline = r.inline_,
					     .bytes = r.bytes,
					     .created_at = r.created_at };
	*data = r.data;
	return OK;
}

err attachment_delete(tenant_db db, struct arena *a, str campaign_id, str id)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	int64_t gone = 0;
	TRY(tenant_begin(db, &tx));
	TRY(campaign_may_attach(tx.db, a, campaign_id));
	TRY(q_attachment_drop(tx.db, a, &(struct q_attachment_drop_in){ .campaign_id = campaign_id, .id = id }, &gone));
	if (!gone)
		return err_make(ERR_NOT_FOUND, "there is no such attachment");
	return tenant_commit(&tx);
}
