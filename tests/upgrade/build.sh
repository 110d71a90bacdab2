#!/usr/bin/env bash
# Builds the last release (tests/upgrade/last-release) under .cache and prints its program's path: tests/upgrade/build.sh
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=tools/lib.sh
. "$root/tools/lib.sh"
name=$(grep -v '^#' "$here/last-release")
commit=$(git -C "$root" rev-parse --quiet --verify "$name^{commit}") || die "the last release, $name, is not in this clone's history: git fetch --unshallow --tags (or: git fetch origin $name)"
place=$root/.cache/last-release/$commit
if [ ! -x "$place/build/loumass" ]; then
	say "building the last release, ${commit:0:12}"
	rm -rf "$place"
	mkdir -p "$place"
	git -C "$root" archive "$commit" | tar -x -C "$place"
	meson setup "$place/build" "$place" >"$root/.cache/last-release.log" 2>&1 || { tail -20 "$root/.cache/last-release.log" >&2; die "meson setup of the last release failed"; }
	ninja -C "$place/build" loumass >>"$root/.cache/last-release.log" 2>&1 || { tail -20 "$root/.cache/last-release.log" >&2; die "the last release does not build"; }
fi
echo "$place/build/loumass"
