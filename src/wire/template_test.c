#include "wire/template.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct tpl_values ann = {
	.email = { "ann@example.com", 15 },
	.first_name = { "Ann", 3 },
	.last_name = { "O'Hara", 6 },
	.unsubscribe_url = { "https://m.example/u/x", 21 },
};

static struct tpl_values with(const char *variables)
{
	struct tpl_values v = ann;
	v.variables = str_z(variables);
	return v;
}

static str render(struct arena *a, const char *src, enum tpl_context ctx, struct tpl_values v)
{
	struct tpl *TPL_AUTO t = NULL;
	struct tpl_error e;
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 20);
	if (err_is(tpl_compile(str_z(src), ctx, &e, &t)))
		return arena_printf(a, "%u:%u %s", e.line, e.column, e.message);
	tpl_render(t, &v, &b);
	return arena_dup(a, buf_str(&b));
}

static void fields_and_filters(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct tpl_values v =
		with("{\"company\": \"Ac\\u00e9me \\\"X\\\" \\ud83d\\ude00\", \"n\": 12.5, \"yes\": true,"
		     "\"no\": false, \"nil\": null, \"list\": [\"a\", 2, \"b\\n\"],"
		     "\"address\": {\"zip\": {\"code\": \"1\"}, \"city\": \"Köln\"}, \"A b\": \"ab\", \"x-y\":\"\"}");
	static const char *const cases[][2] = {
		{ "Hi {{firstName}} {{ lastName }} <{{email}}>", "Hi Ann O'Hara <ann@example.com>" },
		{ "{{displayName}}", "Ann O'Hara" },
		{ "{{company}}|{{variables.company}}|{{contact.variables.company}}",
		  "Acéme \"X\" 😀|Acéme \"X\" 😀|Acéme \"X\" 😀" },
		{ "{{n}} {{yes}} [{{no}}] [{{nil}}] {{list}}", "12.5 true [] [] a, 2, b\n" },
		{ "{{address.city}} {{address.zip.code}} {{address.zip}} {{address.nope}}",
		  "Köln 1 {\"code\": \"1\"} " },
		{ "{{variables[\"A b\"]}}{{variables['A b']}}", "abab" },
		{ "{{x-y | default: 'empty'}}{{nope | default: \"none\"}}{{nope | default: firstName | upper}}",
		  "emptynoneANN" },
		{ "{{address.city | upper}} {{company | lower | truncate: 6}} {{ 'x' }}",
		  "1:63 a field's name is missing "
		  "here, such as firstName or "
		  "variables.company" },
		{ "{{address.city | upper}} {{company | lower | truncate: 4}}", "KÖLN acé…" },
		{ "{{company | urlencode}}", "Ac%C3%A9me%20%22X%22%20%F0%9F%98%80" },
		{ "{{ nope | default: \"élan\" | capitalize}} {{ list | trim }}.", "Élan a, 2, b." },
		{ "a {{- firstName -}} b{%- if no -%} c {%- endif %} d", "aAnnb d" },
		{ "{% raw %}{{firstName}} {% if %}{% endraw %}!", "{{firstName}} {% if %}!" },
		{ "{ {x} } {", "{ {x} } {" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(render(&a, cases[i][0], TPL_PLAIN, v).p, cases[i][1]);
	assert_string_equal(tpl_value(&a, STR("variables.n"), &v).p, "12.5");
	assert_true(str_absent(tpl_value(&a, STR("variables.zzz"), &v)));
	struct tpl_values nobody = { .email = STR("x@y.example") };
	assert_string_equal(render(&a, "{{displayName}}{{company}}", TPL_PLAIN, nobody).p, "x@y.example");
}

static void conditions(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct tpl_values v = with("{\"a\":\"1\",\"b\":\"\",\"c\":\"hello\",\"f\":false,\"t\":true}");
	static const char *const cases[][2] = {
		{ "{% if a %}y{% else %}n{% endif %}", "y" },
		{ "{% if b %}y{% else %}n{% endif %}", "n" },
		{ "{% if f %}y{% elsif zz %}z{% elsif a == 1 %}e{% else %}n{% endif %}", "e" },
		{ "{% if a != \"1\" %}y{% endif %}.", "." },
		{ "{% if c contains 'ell' and a == '1' %}y{% endif %}", "y" },
		{ "{% if b or zz or c %}y{% endif %}", "y" },
		{ "{% if b and a or c %}y{% else %}n{% endif %}", "y" },
		{ "{% if a or b and zz %}y{% else %}n{% endif %}", "y" },
		{ "{% if zz and a or b and c %}y{% else %}n{% endif %}", "n" },
		{ "{% if not b %}y{% endif %}{% if !a %}n{% endif %}", "y" },
		{ "{% if t == true and f == false and b == empty %}y{% endif %}", "y" },
		{ "{% if a %}{% if b %}1{% else %}2{% endif %}{% else %}3{% endif %}4", "24" },
		{ "{% if firstName == \"Ann\" %}x{% endif %}", "x" },
		{ "one\n  {% if a %}  \ntwo\n{% endif %}\nthree", "one\ntwo\nthree" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(render(&a, cases[i][0], TPL_PLAIN, v).p, cases[i][1]);
}

static void escaping_by_context(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct tpl_values v = with(
		"{\"x\":\"<script>\\\"'&\",\"js\":\" JavaScript:alert(1)\",\"u\":\"https://e.example/a b?c=1&d='\","
		"\"site\":\"e.example/p\",\"css\":\"red;}</style>(x\",\"mail\":\"a@b.example\"}");
	static const char *const cases[][2] = {
		{ "<p>{{x}}</p>", "<p>&lt;script&gt;&quot;&#39;&amp;</p>" },
		{ "<p title=\"{{x}}\">", "<p title=\"&lt;script&gt;&quot;&#39;&amp;\">" },
		{ "<p title={{u}}>", "<p title=https://e.example/a&#32;b?c&#61;1&amp;d&#61;&#39;>" },
		{ "<p title={{none}} id=1>", "<p title=\"\" id=1>" },
		{ "<a href=\"{{js}}\">", "<a href=\"#\">" },
		{ "<a href=\"{{u}}\">", "<a href=\"https://e.example/a%20b?c=1&amp;d=%27\">" },
		{ "<a href=\"{{site}}\">", "<a href=\"https://e.example/p\">" },
		{ "<a href=\"mailto:{{mail}}?subject={{x}}\">",
		  "<a href=\"mailto:a%40b.example?subject=%3Cscript%3E%22%27%26\">" },
		{ "<a href=\" {% if x %}{{js}}{% endif %}\">", "<a href=\" #\">" },
		{ "<a href=\"java{{js}}\">", "<a href=\"java%20JavaScript%3Aalert%281%29\">" },
		{ "<img src='{{ x | default: \"a\" }}'>", "<img src='%3Cscript%3E%22%27&amp;'>" },
		{ "<style>p{color:{{css}}}</style>", "<style>p{color:redstylex}</style>" },
		{ "<p style=\"color:{{css}}\">", "<p style=\"color:redstylex\">" },
		{ "<!--[if mso]><a href=\"{{js}}\"><![endif]-->", "<!--[if mso]><a href=\"#\"><![endif]-->" },
		{ "<!-- {{x}} -->", "<!-- &lt;script&gt;&quot;&#39;&amp; -->" },
		{ "<script>{{x}}</script>",
		  "1:9 a field cannot stand in a script; mail programs do not run scripts anyway" },
		{ "<a\n onclick=\"{{x}}\">", "2:11 a field cannot stand in the attribute onclick" },
		{ "<a {{x}}>",
		  "1:4 a field cannot stand here inside of a tag; put it into a quoted attribute or the text" },
		{ "<h{{x}}>", "1:3 a field cannot be part of a tag's name" },
		{ "</h{{x}}>", "1:4 a field cannot be part of a tag's name" },
		{ "<a {% if x %}href=\"{{u}}\"{% endif %}>", "<a href=\"https://e.example/a%20b?c=1&amp;d=%27\">" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(render(&a, cases[i][0], TPL_HTML, v).p, cases[i][1]);
	v.first_name = STR("a\r\nBcc: b");
	assert_string_equal(render(&a, "Hi {{firstName}}", TPL_HEADER, v).p, "Hi a  Bcc: b");
	assert_string_equal(render(&a, "{{js}}", TPL_URL, v).p, "#");
}

static void errors_say_where_and_what(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	static const char *const cases[][2] = {
		{ "a\nüb {{firstName", "2:4 \"{{\" is not closed; add \"}}\"" },
		{ "{% if x ", "1:1 \"{%\" is not closed; add \"%}\"" },
		{ "{{ }}", "1:4 a field's name is missing here, such as firstName or variables.company" },
		{ "{{a | uper}}", "1:6 there is no filter \"uper\"; there are default, upper, lower, capitalize, trim, "
				  "truncate and urlencode" },
		{ "{{a b}}", "1:5 \"b\" is not understood here; write {{field}} or {{field | filter}}" },
		{ "{{a | default}}", "1:6 default needs a text: {{firstName | default: \"there\"}}" },
		{ "{{a | truncate: x}}", "1:6 truncate needs a number of characters: {{company | truncate: 40}}" },
		{ "{{a | upper: 1}}", "1:6 the filter upper takes nothing behind it" },
		{ "{{variables.}}",
		  "1:3 the field's name is not complete; write variables.name or variables[\"name\"]" },
		{ "{{variables}}", "1:3 \"variables\" needs a name behind it, such as variables.company" },
		{ "x{% if a %}y", "1:2 {% if … %} is not closed; add {% endif %}" },
		{ "{% endif %}", "1:1 {% endif %} without an {% if … %} before it" },
		{ "{% else %}", "1:1 {% else %} without an {% if … %} before it" },
		{ "{% if a %}{% else %}{% elsif b %}{% endif %}",
		  "1:21 {% elsif %} behind {% else %}; close it with {% endif %} first" },
		{ "{% if a = b %}{% endif %}", "1:9 \"= b \" is not understood here; conditions are joined by and, or; "
					       "compared by ==, !=, contains" },
		{ "{% for x %}", "1:1 there is no tag {% for %}; there are if, elsif, else, endif, raw and endraw" },
		{ "{% raw %}x", "1:1 {% raw %} is not closed; add {% endraw %}" },
		{ "{% if a == 'x %}{% endif %}", "1:12 the quote ' is not closed" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(render(&a, cases[i][0], TPL_PLAIN, ann).p, cases[i][1]);
}

static void limits_hold(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	buf_init(&b, 16 << 20);
	struct tpl_error e;
	struct tpl *t;
	for (unsigned i = 0; i <= TEMPLATE_DEPTH_MAX; i++)
		buf_add_lit(&b, "{%if a%}");
	assert_int_equal(tpl_compile(buf_str(&b), TPL_HTML, &e, &t).code, ERR_INVALID);
	buf_reset(&b);
	for (unsigned i = 0; i <= TEMPLATE_NODES_MAX; i++)
		buf_add_lit(&b, "{{a}}");
	assert_int_equal(tpl_compile(buf_str(&b), TPL_HTML, &e, &t).code, ERR_INVALID);
	buf_reset(&b);
	for (unsigned i = 0; i < 1000; i++)
		buf_addf(&b, "{{a%u}}", i);
	assert_int_equal(tpl_compile(buf_str(&b), TPL_HTML, &e, &t).code, ERR_INVALID);
	buf_reset(&b);
	while (b.n <= CONTENT_MAX)
		buf_add_lit(&b, "ten bytes.");
	assert_int_equal(tpl_compile(buf_str(&b), TPL_HTML, &e, &t).code, ERR_LIMIT);
}

/* Variables that are not JSON must give nothing worse than empty fields. */
static void broken_variables(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	static const char whole[] = "{\"a\": {\"b\": [1, {\"x\": \"\\u12\"}]}, \"c\": \"d\\\\\"}";
	for (size_t n = 0; n < sizeof(whole); n++) {
		struct tpl_values v = ann;
		char *copy = malloc(n ? n : 1);
		memcpy(copy, whole, n);
		v.variables = str_of(copy, n);
		render(&a, "{{c}}{{a.b}}{{a}}{{a.b.x}}", TPL_PLAIN, v);
		free(copy);
	}
	static const char *const broken[] = { "{",	   "[]",       "{\"a\"",      "{\"a\":",
					      "{\"a\":}",  "{\"a\":[", "nonsense",    "{\"a\":1 2}",
					      "{\"a\" 1}", "{,,}",     "{\"a\":\"\\", "{\"a\":\"\\u" };
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++)
		render(&a, "{{c}}{{a.b}}{{a}}", TPL_PLAIN, with(broken[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_and_filters),  cmocka_unit_test(conditions),
		cmocka_unit_test(escaping_by_context), cmocka_unit_test(errors_say_where_and_what),
		cmocka_unit_test(limits_hold),	       cmocka_unit_test(broken_variables),
	};
	return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
