#!/usr/bin/env bash
# The generator on files made for it: what it refuses, what the plan lint finds, what it writes.
set -uo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp -r "$root/tools/sqlgen/test/sql" "$dir/"
mkdir -p "$dir/src/db/gen"
export SQLGEN_TREE=$dir
{
	"$root/tools/sqlgen.sh" tenant/refused
	"$root/tools/sqlgen.sh" --lint tenant/lint
	"$root/tools/sqlgen.sh" system/quotes && cat "$dir/src/db/gen/sys_quotes_q.h" && grep '^		"' "$dir/src/db/gen/sys_quotes_q.c"
} >"$dir/out" 2>&1
diff -u "$root/tools/sqlgen/test/expected.txt" "$dir/out"
