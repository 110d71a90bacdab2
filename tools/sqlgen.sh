#!/usr/bin/env bash
# Writes src/db/gen from sql/q: typed C for every query, checked against a scratch database made from prisma/migrations.
#
#   tools/sqlgen.sh                            all files
#   tools/sqlgen.sh tenant/contact system/x    these files only (sql/q/tenant/contact.sql, sql/q/system/x.sql)
#   tools/sqlgen.sh --check                    writes nothing, fails when the committed output is not up to date
#   tools/sqlgen.sh --lint [names]             plan lint: shows tenant queries that read a relation without its tenant
#   tools/sqlgen.sh --psql [psql options]      psql on the scratch database (its tables are empty; changes stay in the cache)
#   tools/sqlgen.sh --url                      starts it, prints its URL and waits for a line on standard input
#
# SQLGEN_TREE=DIR takes DIR/sql/q and DIR/src/db/gen instead of this tree's (tests do).
# The format of the .sql files: sql/q/README.md. The scratch cluster is kept between runs under /tmp, runs while somebody
# uses it, and holds a database per state of the migrations, so several runs at once do not meet.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
tree=${SQLGEN_TREE:-$root}
mkdir -p "$root/.cache"

pg_bin=$(for d in /usr/lib/postgresql/*/bin; do [ -x "$d/initdb" ] && echo "$d"; done | sort -V | tail -1)
[ -n "$pg_bin" ] || pg_bin=$(dirname "$(command -v initdb)")
base=/tmp/loumass-sqlgen-$(id -u)
data=$base/pg
as_pg() { "$@"; }
if [ "$(id -u)" = 0 ]; then
	as_pg() { runuser -u postgres -- "$@"; }
fi

build_tool() {
	local sources hash dir
	sources=("$root"/tools/sqlgen/*.c "$root"/src/base/{err,str,arena,buf,num,log,time}.c)
	hash=$(cat "$root"/tools/sqlgen/*.[ch] "$root"/src/base/*.h "${sources[@]}" | sha256sum | cut -c1-16)
	tool=$root/.cache/sqlgen-$hash
	[ -x "$tool" ] && return
	dir=$(mktemp -d)
	# shellcheck disable=SC2046
	cc -std=gnu2x -D_GNU_SOURCE -O1 -g -I"$root/src" -I"$root/tools/sqlgen" $(pkg-config --cflags libpq libcjson) \
		"${sources[@]}" -o "$dir/sqlgen" $(pkg-config --libs libpq libcjson) -lm
	rm -f "$root"/.cache/sqlgen-*
	mv "$dir/sqlgen" "$tool"
	rmdir "$dir"
}

# Lock 8 is held shared by every run that uses the cluster; lock 9 by the one that starts it or makes a database.
start() {
	mkdir -p "$base"
	[ "$(id -u)" != 0 ] || chown postgres "$base"
	exec 8>>"$base/users.lock" 9>>"$base/start.lock"
	flock 9
	flock -s 8
	if [ ! -f "$data/PG_VERSION" ]; then
		rm -rf "$data"
		as_pg "$pg_bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$root/.cache/sqlgen-initdb.log"
	fi
	if ! as_pg "$pg_bin/pg_ctl" -D "$data" status >/dev/null 2>&1; then
		rm -f "$data/postmaster.pid"
		(cd / && as_pg "$pg_bin/pg_ctl" -D "$data" -w -s -l "$base/log" \
			-o "-c listen_addresses= -k $base -c fsync=off -c max_connections=50 -c shared_buffers=32MB" start 8>&- 9>&-)
	fi
	local name
	name=m_$(cat "$root"/prisma/migrations/*/migration.sql | sha256sum | cut -c1-16)
	url="host=$base user=postgres dbname=$name"
	if ! psql -qAtX "$url" -c 'select 1' >/dev/null 2>&1; then
		local admin="host=$base user=postgres dbname=postgres" old
		psql -qX "$admin" -c "create database $name"
		cat "$root"/prisma/migrations/*/migration.sql | psql -qX -v ON_ERROR_STOP=1 -1 "$url" >/dev/null || {
			psql -qX "$admin" -c "drop database $name"
			echo "the migrations do not apply" >&2
			exit 1
		}
		# Those of other checkouts on this machine are theirs: only what nobody has made anew for long goes.
		for old in $(psql -qAtX "$admin" -c "select datname from pg_database where datname like 'm\\_%' and datname <> '$name' order by oid desc offset 16"); do
			psql -qX "$admin" -c "drop database $old" 2>/dev/null || true
		done
	fi
	flock -u 9
}

# The last user stops it.
stop() {
	local status=$?
	flock 9
	if flock -n 8; then
		as_pg "$pg_bin/pg_ctl" -D "$data" -m fast -s stop >/dev/null 2>&1 || true
	fi
	exit "$status"
}

case ${1:-} in
-h | --help)
	sed -n '2,15s/^# \{0,1\}//p' "$0"
	exit 0
	;;
esac
start
trap stop EXIT
case ${1:-} in
--psql)
	shift
	psql -X "$url" "$@"
	;;
--url)
	echo "$url"
	read -r _ || true
	;;
--check | --lint)
	build_tool
	mode=$1
	shift
	"$tool" "$mode" "$url" "$tree" "$@"
	;;
*)
	build_tool
	"$tool" "$url" "$tree" "$@"
	;;
esac
