#!/usr/bin/env bash
# The scenarios on every supported PostgreSQL that is not the system's own: tests/postgres/run.sh [14 16 …]. The servers come from npm.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$here"
[ -d node_modules ] || npm ci --silent --no-audit --no-fund
# The database's user must be able to run them, wherever this tree lies.
place=$(mktemp -d /tmp/loumass-majors-XXXXXX)
trap 'rm -rf "$place"' EXIT
chmod 755 "$place"
[ $# -gt 0 ] || set -- 14 16 17 18
passed=0
failed=0
for major in "$@"; do
	cp -r "node_modules/postgresql-$major" "$place/$major"
	(cd "$place/$major" && node scripts/hydrate-symlinks.js >/dev/null)
	chmod -R a+rX "$place/$major"
	chmod a+x "$place/$major"/native/bin/*
	version=$("$place/$major/native/bin/postgres" --version)
	echo "» $version"
	if LOUMASS_TEST_PG_BIN=$place/$major/native/bin /usr/bin/python3 -m pytest -q -c "$root/tests/scenario/pytest.ini" --rootdir "$root/tests/scenario" \
		"$root"/tests/scenario/test_{tenants,campaigns,tracking,sequences_api}.py; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
	rm -rf "${place:?}/$major"
done
echo "$passed passed, $failed failed"
exit "$((failed > 0))"
