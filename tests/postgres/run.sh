#!/usr/bin/env bash
# The scenarios on every supported PostgreSQL that is not the system's own: tests/postgres/run.sh [14 16 …] [words for pytest]. The servers
# come from npm, without pg_dump: the system's is used. It refuses a server newer than itself, so there the tests of backups stay out.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
root=$(cd "$here/../.." && pwd)
majors=()
while [[ ${1:-} =~ ^[0-9]+$ ]]; do
	majors+=("$1")
	shift
done
[ ${#majors[@]} -gt 0 ] || majors=(14 16 17 18)
[ $# -gt 0 ] || set -- "$root/tests/scenario"
cd "$here"
[ -d node_modules ] || npm ci --silent --no-audit --no-fund
dumps=$(for d in /usr/lib/postgresql/*/bin/pg_dump; do "$d" --version; done | sed -E 's/^[^0-9]*([0-9]+).*/\1/' | sort -n | tail -1)
# The database's user must be able to run them, wherever this tree lies.
place=$(mktemp -d /tmp/loumass-majors-XXXXXX)
trap 'rm -rf "$place"' EXIT
chmod 755 "$place"
passed=0
failed=0
for major in "${majors[@]}"; do
	cp -r "node_modules/postgresql-$major" "$place/$major"
	(cd "$place/$major" && node scripts/hydrate-symlinks.js >/dev/null)
	chmod -R a+rX "$place/$major"
	chmod a+x "$place/$major"/native/bin/*
	echo "» $("$place/$major/native/bin/postgres" --version)"
	without=()
	if [ "$dumps" -lt "$major" ]; then
		echo "  without the tests of backups: pg_dump is of PostgreSQL $dumps"
		without=(--deselect test_backup.py --deselect test_faults.py::test_a_backup_without_room --deselect test_faults.py::test_backups_with_each_call_failing
			--deselect test_faults.py::test_each_system_call_of_the_program_was_failed --deselect test_gmail.py::test_no_secret_in_a_backup)
	fi
	if (cd "$root" && LOUMASS_TEST_PG_BIN=$place/$major/native/bin /usr/bin/python3 -m pytest -q -c tests/scenario/pytest.ini --rootdir tests/scenario \
		-n 2 --dist loadfile "${without[@]}" "$@"); then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
	rm -rf "${place:?}/$major"
done
echo "$passed passed, $failed failed"
exit "$((failed > 0))"
