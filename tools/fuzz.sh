#!/usr/bin/env bash
# Runs every fuzz target of a clang build for N minutes each on its corpus: tools/fuzz.sh BUILD-DIR MINUTES.
# New inputs go to a scratch corpus; a crash is kept in .cache/fuzz/NAME and fails the run.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
build=$1
minutes=$2
passed=0
failed=0
while read -r exe; do
	name=$(basename "$exe" _fuzz)
	scratch=$root/.cache/fuzz/$name
	corpus=$root/tests/corpus/$name
	mkdir -p "$scratch/new"
	# The corpus folders are named with dashes or underscores as their authors pleased.
	[ -d "$corpus" ] || corpus=$root/tests/corpus/${name//_/-}
	printf '» %s\n' "$name"
	if "$exe" -max_total_time=$((minutes * 60)) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$scratch/" "$scratch/new" "$corpus" >"$scratch/log" 2>&1; then
		passed=$((passed + 1))
		grep -E 'stat::number_of_executed_units|DONE' "$scratch/log" | tail -2
	else
		failed=$((failed + 1))
		tail -30 "$scratch/log"
	fi
done < <(find "$build" -type f -name '*_fuzz' -perm -u+x | sort)
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
