#!/usr/bin/env bash
# Builds the Debian package: tools/package.sh [DIRECTORY] puts loumass_VERSION_ARCH.deb there (default: build-release).
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
# shellcheck source=tools/lib.sh
. "$root/tools/lib.sh"
cd "$root"
need_packages build package
build_program "$root/build-release" --buildtype=release
build_web
out=$(readlink -f "${1:-$root/build-release}")
bin=$root/build-release/loumass
version=$(cat VERSION)
arch=$(dpkg --print-architecture)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
chmod 755 "$stage"
tree=$stage/tree
install -Dm755 "$bin" "$tree/usr/bin/loumass"
strip --strip-unneeded "$tree/usr/bin/loumass"
mkdir -p "$tree/usr/share/loumass"
cp -r web/dist "$tree/usr/share/loumass/web"
cp web/agents.txt "$tree/usr/share/loumass/agents.txt"
find "$tree/usr/share/loumass" -type f -exec chmod 644 {} +
find "$tree" -type d -exec chmod 755 {} +
install -Dm644 deploy/systemd/loumass.service "$tree/usr/lib/systemd/system/loumass.service"
for f in docs/*.md LICENSE README.md; do install -Dm644 "$f" "$tree/usr/share/doc/loumass/$(basename "$f")"; done
mv "$tree/usr/share/doc/loumass/LICENSE" "$tree/usr/share/doc/loumass/copyright"
install -Dm644 web/dist/THIRD-PARTY-NOTICES.txt "$tree/usr/share/doc/loumass/THIRD-PARTY-NOTICES.txt"
cp -r deploy/prometheus deploy/grafana "$tree/usr/share/doc/loumass/"
mkdir -p "$tree/usr/share/man/man1" "$tree/usr/share/man/man5" "$tree/usr/share/bash-completion/completions" \
	"$tree/usr/share/zsh/vendor-completions" "$tree/usr/share/fish/vendor_completions.d" "$tree/etc/loumass" "$tree/DEBIAN"
"$bin" man | gzip -9n >"$tree/usr/share/man/man1/loumass.1.gz"
"$bin" config man | gzip -9n >"$tree/usr/share/man/man5/loumass.conf.5.gz"
"$bin" completion bash >"$tree/usr/share/bash-completion/completions/loumass"
"$bin" completion zsh >"$tree/usr/share/zsh/vendor-completions/_loumass"
"$bin" completion fish >"$tree/usr/share/fish/vendor_completions.d/loumass.fish"
# Commands find the installation whatever folder they are run in.
"$bin" config sample | sed "s|^#data = .*|data = /var/lib/loumass|" >"$tree/etc/loumass/loumass.conf"
chmod 644 "$tree/etc/loumass/loumass.conf"
echo /etc/loumass/loumass.conf >"$tree/DEBIAN/conffiles"
# What the program is linked with, by the packages that bring it.
mkdir -p "$stage/debian"
printf 'Source: loumass\n\nPackage: loumass\nArchitecture: any\n' >"$stage/debian/control"
depends=$(cd "$stage" && dpkg-shlibdeps -O tree/usr/bin/loumass 2>/dev/null | sed 's/^shlibs:Depends=//')
cat >"$tree/DEBIAN/control" <<END
Package: loumass
Version: $version
Architecture: $arch
Maintainer: LOUMASS <maintainers@loumass.example>
Section: mail
Priority: optional
Installed-Size: $(du -sk "$tree" | cut -f1)
Depends: $depends, adduser, ca-certificates, tzdata
Recommends: postgresql, postgresql-client
Homepage: https://loumass.example
Description: email campaigns and automated sequences, self-hosted
 A multi-tenant platform for email campaigns and sequences on PostgreSQL: one
 program that sends through SMTP or Gmail, tracks opens, clicks, replies and
 bounces, and serves a web application and an API.
END
cat >"$tree/DEBIAN/postinst" <<'END'
#!/bin/sh
set -e
if [ "$1" = configure ]; then
	getent passwd loumass >/dev/null || adduser --system --group --home /var/lib/loumass --no-create-home --quiet loumass
	install -d -o loumass -g loumass -m 0711 /var/lib/loumass
	chown root:loumass /etc/loumass/loumass.conf
	chmod 0640 /etc/loumass/loumass.conf
	if [ -d /run/systemd/system ]; then
		systemctl daemon-reload
		systemctl enable loumass.service >/dev/null 2>&1 || true
		if [ -z "$2" ]; then systemctl start loumass.service || true; else systemctl try-restart loumass.service || true; fi
	fi
fi
END
cat >"$tree/DEBIAN/prerm" <<'END'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then systemctl stop loumass.service || true; fi
END
cat >"$tree/DEBIAN/postrm" <<'END'
#!/bin/sh
# The data directory stays: it holds the secret and, perhaps, the database. `purge` says where it is.
set -e
if [ "$1" = purge ] && [ -d /var/lib/loumass ]; then echo "loumass: the data in /var/lib/loumass were left; remove them yourself." >&2; fi
[ ! -d /run/systemd/system ] || systemctl daemon-reload || true
END
chmod 755 "$tree/DEBIAN/postinst" "$tree/DEBIAN/prerm" "$tree/DEBIAN/postrm"
deb=$out/loumass_${version}_$arch.deb
dpkg-deb --root-owner-group -Zxz --build "$tree" "$deb" >/dev/null
echo "$deb"
