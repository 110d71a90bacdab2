#include "wire/field_errors.h"

void field_errors_init(struct field_errors *e, struct arena *a)
{
	e->arena = a;
	e->n = e->total = 0;
}

void field_error_add(struct field_errors *e, str field, str message)
{
	e->total++;
	if (e->n == FIELD_ERRORS_MAX)
		return;
	e->v[e->n++] = (struct field_error){ arena_dup(e->arena, field), arena_dup(e->arena, message) };
}

void field_error_addf(struct field_errors *e, const char *field, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	str message = arena_vprintf(e->arena, fmt, ap);
	va_end(ap);
	field_error_add(e, str_z(field), message);
}

err field_errors_err(const struct field_errors *e)
{
	if (e->n == 0)
		return OK;
	const struct field_error *f = &e->v[0];
	return err_make(ERR_INVALID, arena_printf(e->arena, "%.*s: %.*s", STR_FMT(f->field), STR_FMT(f->message)).p);
}
