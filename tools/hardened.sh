#!/usr/bin/env bash
# Is a binary built as meson.build says? Position independent, all relocations read-only before main, no executable
# stack, stack protector, fortified calls, and on x86 the landing pads of indirect-branch tracking (the mark in the
# binary's own notes needs start files that carry it, which Debian 12's do not).
set -euo pipefail
bin=${1:?usage: tools/hardened.sh BINARY}
bad=0
want() {
	local what=$1
	shift
	"$@" >/dev/null || { echo "$bin: $what"; bad=1; }
}
header=$(readelf -hW "$bin")
segments=$(readelf -lW "$bin")
dynamic=$(readelf -dW "$bin")
symbols=$(readelf --dyn-syms -W "$bin")
has() { grep -qE "$2" <<<"$1"; }
want "not position independent (b_pie)" has "$header" 'Type:[[:space:]]+DYN'
want "no read-only relocations (-z relro)" has "$segments" 'GNU_RELRO'
want "symbols are bound late (-z now)" has "$dynamic" 'BIND_NOW|FLAGS.*NOW'
want "an executable stack (-z noexecstack)" has "$segments" 'GNU_STACK.* RW +0x'
want "no stack protector" has "$symbols" '__stack_chk_fail'
want "no fortified call (_FORTIFY_SOURCE)" has "$symbols" '__[a-z]+_chk@'
case $(uname -m) in
x86_64) want "functions have no landing pads (-fcf-protection)" test "$(objdump -d --no-show-raw-insn "$bin" | grep -c 'endbr64')" -gt 1000 ;;
esac
exit "$bad"
