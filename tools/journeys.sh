#!/usr/bin/env bash
# The web app's journeys, a file at a time, against the instance that tools/with_demo.sh runs. A file that fails is run once more and
# named: twice is a failure.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../web"
passed=0
failed=0
for file in e2e/*.test.ts; do
	if node --import tsx --test "$file" || { echo "» $file once more" && node --import tsx --test "$file"; }; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
exit "$((failed > 0))"
