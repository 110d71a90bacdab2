#!/usr/bin/env bash
# Taste kept by scripts: floors, banned functions, sizes, format, static analysis, generated files, docs in step.
# Each check prints one line; the exit status is the number of checks that failed.
set -uo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
cd "$root" || exit 1
failed=0
passed=0
check() {
	local name=$1 out
	shift
	if out=$("$@" 2>&1); then
		printf 'ok    %s\n' "$name"
		passed=$((passed + 1))
	else
		printf 'FAIL  %s\n%s\n' "$name" "$out" | head -40
		failed=$((failed + 1))
	fi
}

sources() { git ls-files -co --exclude-standard 'src/*.c' 'src/*.h' 'tools/*.c' 'benchmarks/*.c' | grep -v '/gen/'; }

banned() {
	# Copies without a bound, numbers without errors, jumps over cleanups, text with a hidden state.
	! sources | xargs grep -nE '\b(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|alloca|setjmp|longjmp|tmpnam|mktemp|popen|rand|srand|localtime|gmtime)\(' | grep -vE '_test\.c|/gen/'
}
sizes() {
	local long
	long=$(sources | xargs wc -l | awk '$2 != "total" && $1 > 800 { print $2 ": " $1 " lines (800 at most)" }')
	[ -z "$long" ] || { echo "$long"; return 1; }
}
format() {
	local wrong
	wrong=$(sources | xargs clang-format --dry-run -Werror 2>&1 | grep -E 'error' | head -20)
	[ -z "$wrong" ] || { echo "$wrong"; return 1; }
}
unfinished() { ! git grep -nIE '\b(TODO|FIXME|XXX|HACK)\b' -- src sql tools web/src tests ':!tools/lint.sh' ':!*.lock'; }
raw_sql() {
	# SQL lives in sql/: outside db/ nobody sends a statement of his own.
	! grep -rnE 'PQexec|PQsendQuery|libpq-fe\.h' src --include='*.c' --include='*.h' | grep -v '^src/db/'
}
headers() {
	local bad=0 f
	for f in $(git ls-files 'src/*.h' | grep -v /gen/); do
		grep -q '^#pragma once' "$f" || { echo "$f: no #pragma once"; bad=1; }
	done
	return "$bad"
}
tenant_scope() {
	local f bad=0
	for f in sql/q/system/*.sql; do
		[ -e "$f" ] || continue
		head -1 "$f" | grep -q '^--' || { echo "$f: say at the top why this needs no tenant"; bad=1; }
	done
	return "$bad"
}
generated() { tools/sqlgen.sh --check; }
plans() { tools/sqlgen.sh --lint; }
config_doc() { build/loumass config docs | diff -u docs/config.md -; }
api_doc() { build/loumass api docs | diff -u docs/api.md -; }
openapi_valid() {
	mkdir -p .cache && build/loumass api openapi >.cache/openapi.json &&
		REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true tests/openapi/node_modules/.bin/redocly lint --config tests/openapi/redocly.yaml .cache/openapi.json
}
static_analysis() {
	# It knows neither __attribute__((cleanup)), which closes what it calls leaked, nor all of C23's initialisers.
	mkdir -p .cache/cppcheck
	cppcheck --quiet --cppcheck-build-dir=.cache/cppcheck --error-exitcode=1 --enable=warning,portability --inline-suppr -j "$(nproc)" --std=c11 -Isrc \
		--suppress=missingIncludeSystem --suppress=unknownMacro --suppress='*:src/db/gen/*' --suppress=syntaxError --suppress=readdirCalled --suppress=getpwnamCalled \
		--suppress=normalCheckLevelMaxBranches --suppress=resourceLeak --suppress=memleak:src/os/journal_slot.c --suppress=internalAstError --suppress=negativeIndex:src/core/report/stats.c \
		-DLOUMASS_VERSION='""' -D_GNU_SOURCE \
		--library=posix --library=gnu src tools 2>&1
}
# clang's warnings; gcc's are errors in CI's own builds (tools/lib.sh).
warnings() {
	[ -f .cache/clang/build.ninja ] || CC=clang meson setup .cache/clang . --werror -Dbuildtype=debug || return 1
	ninja -C .cache/clang
}
# `loumass licenses` names each library that the program is linked with.
licensed() {
	local bad=0 lib
	for lib in $(readelf -dW build/loumass | sed -n 's/.*NEEDED.*\[\(.*\)\.so.*/\1/p' | grep -v '^ld-'); do
		grep -q "{ \"$lib\"," src/cli/about.c || { echo "src/cli/about.c does not name $lib"; bad=1; }
	done
	return "$bad"
}
shells() { shellcheck -x -e SC2016,SC2119,SC2120,SC2317 run test .ci/run bench tools/*.sh tests/*.sh tests/postgres/*.sh tests/upgrade/*.sh; }
judgements() { /usr/bin/python3 benchmarks/verdicts.py --floors; }
named_tests() {
	# The proofs that the documentation names exist.
	local name bad=0
	for name in $(grep -ohE '`test_[a-z0-9_]+`' docs/*.md README.md ARCHITECTURE.md | tr -d '`' | sort -u); do
		grep -rqE "\\b$name\\(" tests/scenario tests/cluster tests/nodes tests/upgrade src --include='*.py' --include='*_test.c' || { echo "no test $name"; bad=1; }
	done
	return "$bad"
}
strays() {
	# What a run leaves behind (a data directory, a key), and what is no source by its size.
	local found
	found=$(git ls-files -c | grep -E '(^|/)(PG_VERSION|secret\.key|node\.id|[^/]*\.pid)"?$'
		git ls-files -cz | xargs -0 -I{} find {} -maxdepth 0 -type f -size +1024k)
	[ -z "$found" ] || { echo "$found"; return 1; }
}
prisma_contract() { tools/contract_check.py; }

check "floors: a folder includes only its own and lower ones" tools/floors.py
check "cleanups: begun before anything may return" tools/cleanups.py
check "file-local functions carry their module's prefix" tools/prefixes.py
check "no banned function" banned
check "no file over 800 lines" sizes
# Each version of it writes a few lines differently: Debian 12's has the say.
case $(clang-format --version) in
*" version 14."*) check "formatted" format ;;
*) echo "--    formatted: told by clang-format 14 (Debian 12) alone" ;;
esac
check "nothing left unfinished" unfinished
check "nothing kept that a run leaves behind" strays
check "libpq only in db/" raw_sql
check "headers guard themselves" headers
check "system queries say why" tenant_scope
check "generated queries are up to date" generated
check "claims lock their rows once" tools/claims.py
check "tenant queries keep their tenant (plan lint)" plans
check "queries keep their plans at any age (plan guard)" /usr/bin/python3 tools/plan_guard.py
check "prisma/schema.prisma holds the contract" prisma_contract
check "the tests that the docs name are there" named_tests
check "docs/config.md is what the program prints" config_doc
check "docs/schema.md is what the migrations make" /usr/bin/python3 tools/schema_doc.py --check
check "docs/api.md is what the program prints" api_doc
check "the OpenAPI document is valid, by another's linter" openapi_valid
if [ -n "${CI:-}" ]; then check "clang builds it without a warning" warnings; else echo "--    clang builds it without a warning: in CI only (CI=true tools/lint.sh)"; fi
check "every library's license is named" licensed
check "no function that nothing calls" tools/dead.py build
check "the binary is hardened" tools/hardened.sh build/loumass
check "the judgements are as good as the last release's" judgements
check "cppcheck" static_analysis
check "shellcheck" shells
echo "$passed passed, $failed failed"
exit "$((failed > 0))"
