// Google's emulator as a process of the scenarios': node emulator.mjs PORT BASE_URL STATE SEED. It keeps what it knows in
// STATE when it is stopped by SIGTERM, and knows it again when it is started.
import fs from "node:fs";
import http from "node:http";
import { createServer, deserializeValue, restoreTokenMap, serializeTokenMap, serializeValue } from "@emulators/core";
import google, { seedFromConfig } from "@emulators/google";

const [port, baseUrl, state, seed] = process.argv.slice(2);
const { app, store, tokenMap } = createServer(google, { port: Number(port), baseUrl });
if (fs.existsSync(state)) {
  const saved = JSON.parse(fs.readFileSync(state, "utf8"));
  store.restore({ ...saved.store, data: {} });
  for (const [key, value] of Object.entries(saved.data)) store.setData(key, deserializeValue(value));
  restoreTokenMap(tokenMap, saved.tokens);
} else {
  seedFromConfig(store, baseUrl, JSON.parse(seed));
}

function save() {
  const snapshot = store.snapshot();
  const data = {};
  for (const key of ["google.oauth.pendingCodes", "google.oauth.refreshTokens"]) {
    const value = store.getData(key);
    if (value) data[key] = serializeValue(value);
  }
  fs.writeFileSync(state, JSON.stringify({ store: { ...snapshot, data: {} }, data, tokens: serializeTokenMap(tokenMap) }));
  process.exit(0);
}
process.on("SIGTERM", save);

http
  .createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const answer = await app.fetch(
      new Request(`http://127.0.0.1:${port}${request.url}`, {
        method: request.method,
        headers: request.headers,
        body: body.length ? body : undefined,
      }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  })
  .listen(Number(port), "127.0.0.1");
