#include "sqlgen.h"
void lint_file(PGconn *pg, struct arena *a, struct file *f)
{
	describe_file(pg, a, f);
}
