#!/usr/bin/env bash
# The Debian package in a clean Debian of this machine's release: it installs, runs as its own user with a private PostgreSQL,
# serves the web app, brings manual pages and completions, is upgraded in place, and leaves the data when it is purged.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
# shellcheck source=tools/lib.sh
. "$root/tools/lib.sh"
[ "$(id -u)" = 0 ] || exec sudo "$0" "$@"
# shellcheck disable=SC1091
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
# shellcheck disable=SC2016 # apt's own variables
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' "Created-By: Packages" | awk -v s="$suite" '$2 == s && $3 == "main" { print $1; exit }')
[ -n "$mirror" ] || die "no archive of $suite among this machine's package sources"
deb=$("$root/tools/package.sh" | tail -1)
base=$(mktemp -d /tmp/loumass-package-XXXXXX)
bare=$base/root
up=''
passed=0
failed=0
finish() {
	[ -z "$up" ] || kill "$up" 2>/dev/null || true
	pkill -9 -f "$bare" 2>/dev/null || true
	umount "$bare/proc" "$bare/dev" 2>/dev/null || true
	mountpoint -q "$bare/proc" || mountpoint -q "$bare/dev" || rm -rf "$base"
}
trap finish EXIT
check() {
	local what=$1
	shift
	if "$@" >"$base/out" 2>&1; then
		echo "ok    $what"
		passed=$((passed + 1))
	else
		echo "FAIL  $what"
		tail -20 "$base/out"
		failed=$((failed + 1))
	fi
}
in_bare() { chroot "$bare" /usr/bin/env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
serves() {
	for _ in $(seq 240); do
		curl -fs "http://127.0.0.1:$1/readyz" >/dev/null && return 0
		kill -0 "$up" || return 1
		sleep 0.5
	done
	return 1
}

say "a clean $suite"
debootstrap --variant=minbase "$suite" "$bare" "$mirror" >"$base/log" 2>&1 || { tail "$base/log" >&2; die "debootstrap failed"; }
mount --bind /dev "$bare/dev"
mount -t proc proc "$bare/proc"
printf '#!/bin/sh\nexit 101\n' >"$bare/usr/sbin/policy-rc.d"
chmod 755 "$bare/usr/sbin/policy-rc.d"
# Slim images leave manual pages out; here they are looked at.
rm -f "$bare/etc/dpkg/dpkg.cfg.d/docker"
cp "$deb" "$bare/tmp/loumass.deb"
in_bare apt-get update -qq
check "installs with what it depends on" in_bare apt-get install -y -qq --no-install-recommends /tmp/loumass.deb postgresql
check "its user exists and owns the data directory" in_bare sh -c '[ "$(stat -c %U /var/lib/loumass)" = loumass ]'
check "the configuration is readable by it alone" in_bare sh -c '[ "$(stat -c %a:%G /etc/loumass/loumass.conf)" = 640:loumass ]'
check "manual pages" in_bare sh -c 'zcat /usr/share/man/man1/loumass.1.gz | grep -q "SS \"loumass campaign send" && zcat /usr/share/man/man5/loumass.conf.5.gz | grep -q database_url'
check "bash completes" in_bare bash -c '. /usr/share/bash-completion/completions/loumass; COMP_WORDS=(loumass camp); COMP_CWORD=1; _loumass; [ "${COMPREPLY[*]}" = campaign ]'
sed 's#^ExecStart=.*#ExecStart=/bin/true#' "$bare/usr/lib/systemd/system/loumass.service" >"$base/loumass.service"
check "the unit is well formed" systemd-analyze verify --man=no "$base/loumass.service"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
sed -i "s/^#listen =.*/listen = 127.0.0.1:$port/" "$bare/etc/loumass/loumass.conf"
start() { # exec: the pid is the program's, not a shell's
	(exec chroot --userspec=loumass:loumass "$bare" /usr/bin/env PATH=/usr/bin:/bin LOUMASS_DATA=/var/lib/loumass loumass up) >"$base/up" 2>&1 &
	up=$!
}
stop() { kill "$up" && wait "$up"; }
start
check "runs as its user, reads its file, and is ready" serves "$port"
check "serves the web app" sh -c "curl -fs http://127.0.0.1:$port/ | grep -q '<div id=\"root\"'"
check "an account can be made" in_bare sh -c "echo 'correct horse battery' | runuser -u loumass -- env LOUMASS_DATA=/var/lib/loumass loumass user create a@example.com --password-stdin"
check "stops cleanly" stop
check "is upgraded in place" in_bare apt-get install -y -qq --reinstall /tmp/loumass.deb
check "its configuration was kept" grep -q "^listen = 127.0.0.1:$port" "$bare/etc/loumass/loumass.conf"
start
check "runs again" serves "$port"
check "with its data" in_bare sh -c "runuser -u loumass -- env LOUMASS_DATA=/var/lib/loumass loumass user list | grep -q a@example.com"
check "stops again" stop
up=''
check "is purged" in_bare apt-get purge -y -qq loumass
check "the data were left" test -s "$bare/var/lib/loumass/secret.key"
echo "$passed passed, $failed failed"
exit "$((failed > 0))"
