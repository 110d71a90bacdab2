#!/usr/bin/env bash
# Runs a command against a demo instance of its own: a scratch data directory, a free port, LOUMASS_E2E_URL set.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
dir=$(mktemp -d /tmp/loumass-demo.XXXXXX)
chmod 755 "$dir"
# Below the kernel's range for outgoing connections, so that no client takes it first.
port=$((10000 + RANDOM % 20000))
export LOUMASS_DATA=$dir/data LOUMASS_LISTEN=127.0.0.1:$port LOUMASS_URL=http://127.0.0.1:$port LOUMASS_WEB=$root/web/dist
# Nobody answers there: no journey asks the world.
export LOUMASS_DNS=127.0.0.1:1
export LOUMASS_E2E_URL=$LOUMASS_URL LOUMASS_BIN=$root/build/loumass LOUMASS_REGISTRATION=open LOUMASS_MAIL_HOSTS=any
# Google's emulator, and the proxy before it that has what it lacks.
google=$((10000 + RANDOM % 20000))
[ -d "$root/tests/google/node_modules" ] || (cd "$root/tests/google" && npm ci --silent --no-audit --no-fund --ignore-scripts)
node "$root/tests/google/emulator.mjs" $((google + 1)) "http://127.0.0.1:$google" "$dir/google.json" \
	"{\"users\":[{\"email\":\"mona@gmail.example\",\"name\":\"Mona\"}],\"oauth_clients\":[{\"client_id\":\"demo\",\"client_secret\":\"demo\",\"name\":\"LOUMASS\",\"redirect_uris\":[\"$LOUMASS_URL/api/auth/google/callback\"]}]}" &
emulator=$!
node "$root/tests/google/front.mjs" "$google" $((google + 1)) &
front=$!
export LOUMASS_GOOGLE_ISSUER=http://127.0.0.1:$google LOUMASS_GOOGLE_GMAIL=http://127.0.0.1:$google
export LOUMASS_GOOGLE_CLIENT_ID=demo LOUMASS_GOOGLE_CLIENT_SECRET=demo
"$LOUMASS_BIN" up --demo >"$dir/log" 2>&1 &
pid=$!
finish() {
	local status=$?
	kill "$pid" "$emulator" "$front" 2>/dev/null || true
	wait "$pid" "$emulator" "$front" 2>/dev/null || true
	[ "$status" = 0 ] || tail -50 "$dir/log" >&2
	rm -rf "$dir"
}
trap finish EXIT
for _ in $(seq 600); do
	curl -fsS -o /dev/null "$LOUMASS_URL/readyz" 2>/dev/null && break
	kill -0 "$pid" 2>/dev/null || { echo "loumass did not start" >&2; exit 1; }
	sleep 0.2
done
"$@"
