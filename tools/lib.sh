# What ./run, ./test and ./bench share: packages, Node, the build. Sourced with $root set.
# shellcheck shell=bash disable=SC2154

say() { printf '\033[1m%s\033[0m %s\n' '»' "$*" >&2; }
die() {
	printf 'error: %s\n' "$*" >&2
	exit 1
}

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
		die "this needs root or sudo: $*"
	fi
}

# Installs the Debian packages of a list (tools/packages/NAME.txt) that are missing; silent when none is.
need_packages() {
	local list missing=() name
	for list in "$@"; do
		while read -r name; do
			[ -n "$name" ] || continue
			# "a|b" means whichever exists: names differ between Debian 12, 13 and Ubuntu 24.04.
			local found='' alternative
			for alternative in ${name//|/ }; do
				if dpkg-query -W -f='${Status}' "$alternative" 2>/dev/null | grep -q 'ok installed'; then
					found=yes
					break
				fi
			done
			[ -n "$found" ] || missing+=("$name")
		done < <(sed 's/#.*//;s/[[:space:]]//g' "$root/tools/packages/$list.txt")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	say "installing ${#missing[@]} Debian packages"
	as_root apt-get update -qq
	local pick=() candidates candidate
	for name in "${missing[@]}"; do
		candidates=${name//|/ }
		for candidate in $candidates; do
			if apt-cache show "$candidate" >/dev/null 2>&1; then
				pick+=("$candidate")
				break
			fi
		done
	done
	# A service that a package brings must not start by itself: everything here runs its own instances.
	local policy=/usr/sbin/policy-rc.d made=''
	if [ ! -e "$policy" ]; then
		printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
		as_root chmod 755 "$policy"
		made=yes
	fi
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${pick[@]}" >"$root/.cache/apt.log" 2>&1 ||
		{ tail -20 "$root/.cache/apt.log" >&2; [ -z "$made" ] || as_root rm -f "$policy"; die "apt-get could not install: ${pick[*]}"; }
	[ -z "$made" ] || as_root rm -f "$policy"
}

node_major() { { node --version 2>/dev/null || true; } | sed 's/^v\([0-9]*\).*/\1/'; }

# Node 20 or newer: the system's, else Debian's own npm fetches one into .cache (Debian 12 carries Node 18).
need_node() {
	local major
	[ -x "$root/.cache/node/bin/node" ] && export PATH="$root/.cache/node/bin:$PATH"
	major=$(node_major)
	if [ -z "$major" ] || ! command -v npm >/dev/null; then
		need_packages node
		major=$(node_major)
	fi
	[ "$major" -ge 20 ] && return 0
	say "fetching Node 22 from the npm registry (the system's is $major)"
	local arch
	case $(uname -m) in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) die "no Node 22 for $(uname -m) in the npm registry; install Node 20 or newer" ;; esac
	mkdir -p "$root/.cache/node"
	npm install --loglevel=error --no-audit --no-fund --prefix "$root/.cache/node-pkg" "node-linux-$arch@22" npm@10 >&2
	mkdir -p "$root/.cache/node/bin"
	ln -sf "$root/.cache/node-pkg/node_modules/node-linux-$arch/bin/node" "$root/.cache/node/bin/node"
	ln -sf "$root/.cache/node-pkg/node_modules/npm/bin/npm-cli.js" "$root/.cache/node/bin/npm"
	ln -sf "$root/.cache/node-pkg/node_modules/npm/bin/npx-cli.js" "$root/.cache/node/bin/npx"
	export PATH="$root/.cache/node/bin:$PATH"
}

# A Chromium for the journeys: Debian's, else one from the npm registry into .cache (Ubuntu has it as a snap only).
need_browser() {
	[ -n "${LOUMASS_E2E_CHROMIUM:-}" ] || [ -x /usr/bin/chromium ] && return 0
	local home=$root/.cache/chromium
	need_node
	if [ ! -x "$home/chromium" ]; then
		say "fetching a Chromium from the npm registry"
		npm install --loglevel=error --no-audit --no-fund --prefix "$home" @sparticuz/chromium@153 >&2
		(cd "$home" && TMPDIR=$home node --input-type=module -e 'import c from "@sparticuz/chromium"; await c.executablePath()')
	fi
	export LOUMASS_E2E_CHROMIUM=$home/chromium
}

# Builds the program into build/ (or $1, with further meson options).
build_program() {
	local dir=${1:-$root/build}
	shift || true
	local strict=()
	# A newer compiler's new warning is no reason for a user's build to fail; what a sanitizer puts in makes gcc warn of nothing.
	[ -z "${CI:-}" ] || [[ $* == *b_sanitize* ]] || strict=(--werror)
	if [ ! -f "$dir/build.ninja" ]; then
		meson setup "$dir" "$root" "${strict[@]}" "$@" >"$root/.cache/meson.log" 2>&1 || { tail -20 "$root/.cache/meson.log" >&2; die "meson setup failed"; }
	fi
	ninja -C "$dir" >"$root/.cache/ninja.log" 2>&1 || { grep -E 'error|FAILED|warning' "$root/.cache/ninja.log" | head -30 >&2; die "the build failed: .cache/ninja.log"; }
}

# Builds the web app when its sources are newer than what was built.
build_web() {
	[ -f "$root/web/package.json" ] || return 0
	need_node
	local stamp=$root/web/dist/index.html
	if [ -f "$stamp" ] && [ -z "$(find "$root/web" "$root/src/core/report/agents.txt" -path "$root/web/node_modules" -prune -o -path "$root/web/dist" -prune -o -type f -newer "$stamp" -print -quit)" ]; then
		return 0
	fi
	web_modules
	say "building the web app"
	(cd "$root/web" && npm run --silent build) >"$root/.cache/web.log" 2>&1 || { tail -30 "$root/.cache/web.log" >&2; die "the web app did not build"; }
}

web_modules() {
	need_node
	if [ ! -d "$root/web/node_modules" ] || [ "$root/web/package-lock.json" -nt "$root/web/node_modules/.package-lock.json" ]; then
		say "fetching the web app's packages"
		# Some npm versions refuse a lock that lacks other platforms' optional packages, which a mirror may not carry.
		(cd "$root/web" && { npm ci --silent --no-audit --no-fund || npm install --loglevel=error --no-audit --no-fund --no-save; }) >&2
	fi
}

mkdir -p "$root/.cache"
