/* Written by tools/sqlgen from sql/q/tenant/form.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_form_all_in {
	str id; /* may be absent */
};
struct q_form_all_row {
	str id;
	str sender_id; /* may be absent */
	str name;
	str title;
	str intro; /* may be absent */
	str consent_text;
	str button_text;
	bool ask_name;
	str tags; /* JSON */ /* may be absent */
	str topic_ids; /* JSON */ /* may be absent */
	bool captcha;
	bool active;
	str confirm_subject;
	str confirm_text;
	str redirect_url; /* may be absent */
	int64_t asked;
	int64_t confirmed;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	int64_t revision;
	str revised_fields; /* JSON */ /* may be absent */
	str language; /* may be absent */
};
struct q_form_all_rows {
	struct q_form_all_row *v;
	size_t n;
};
err q_form_all(tenant_db db, struct arena *a, const struct q_form_all_in *in, struct q_form_all_rows *out);

struct q_form_insert_in {
	str id;
	str sender_id; /* may be absent */
	str name;
	str title;
	str intro; /* may be absent */
	str consent_text;
	str button_text;
	bool ask_name;
	str tags; /* JSON */ /* may be absent */
	str topic_ids; /* JSON */ /* may be absent */
	bool captcha;
	bool active;
	str confirm_subject;
	str confirm_text;
	str redirect_url; /* may be absent */
	str language; /* may be absent */
};
err q_form_insert(tenant_db db, struct arena *a, const struct q_form_insert_in *in, int64_t *affected);

struct q_form_set_in {
	str sender_id; /* may be absent */
	str name;
	str title;
	str intro; /* may be absent */
	str consent_text;
	str button_text;
	bool ask_name;
	str tags; /* JSON */ /* may be absent */
	str topic_ids; /* JSON */ /* may be absent */
	bool captcha;
	bool active;
	str confirm_subject;
	str confirm_text;
	str redirect_url; /* may be absent */
	str language; /* may be absent */
	str id;
	struct opt_i64 revision;
};
/* Only the version that was read, where one is named. */
err q_form_set(tenant_db db, struct arena *a, const struct q_form_set_in *in, int64_t *affected);

struct q_form_drop_in {
	str id;
};
err q_form_drop(tenant_db db, struct arena *a, const struct q_form_drop_in *in, int64_t *affected);

struct q_form_topics_in {
	str topic_ids; /* JSON */ /* may be absent */
};
struct q_form_topics_row {
	str id;
	str name;
	str description; /* may be absent */
};
struct q_form_topics_rows {
	struct q_form_topics_row *v;
	size_t n;
};
/* Those of a form's topics that are still there. */
err q_form_topics(tenant_db db, struct arena *a, const struct q_form_topics_in *in, struct q_form_topics_rows *out);

struct q_signup_put_in {
	str form_id;
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str topic_ids; /* JSON */ /* may be absent */
	str consent_text;
	str ip_hash;
	str timezone; /* may be absent */
};
/* Who asks again within ten minutes gets no second mail. */
err q_signup_put(tenant_db db, struct arena *a, const struct q_signup_put_in *in, int64_t *affected);

struct q_signup_take_in {
	str id;
};
struct q_signup_take_row {
	str form_id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str topic_ids; /* JSON */ /* may be absent */
	str consent_text;
	str ip_hash; /* may be absent */
	int64_t created_at; /* µs */
	str timezone; /* may be absent */
};
/* The one who confirms; the row goes with it. */
err q_signup_take(tenant_db db, struct arena *a, const struct q_signup_take_in *in, struct q_signup_take_row *out);

struct q_signup_contact_in {
	str email;
	str id;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str timezone; /* may be absent */
};
struct q_signup_contact_row {
	str id;
};
/* The contact, made or back again under every spelling: by their own hand. */
err q_signup_contact(tenant_db db, struct arena *a, const struct q_signup_contact_in *in, struct q_signup_contact_row *out);
