// A thin proxy before the emulator, for what it lacks: node front.mjs PORT UPSTREAM_PORT.
// - ID tokens are signed with RS256 by a key that is published, as Google's are (the emulator signs with a secret and
//   publishes none).
// - POST /__front sets what goes wrong: {"faults": [{"path": "/gmail/v1/…", "method": "POST", "times": 1, "status": 429, "headers":
//   {}, "body": {}} …]}; "cut": "after" lets the request through and cuts the connection instead of the answer, "before"
//   cuts it at once; "delay" waits so many ms before. {"expire": true}: no access token that was given so far is taken
//   any more. {"lifetime": 60}: what is given from now on says that it lives so long. {"rewrite": true}: mail goes out
//   with a Message-ID of the server's own, as with some mailboxes.
// - GET /__front counts requests.
import crypto from "node:crypto";
import http from "node:http";

const [port, upstream] = process.argv.slice(2).map(Number);
const { privateKey, publicKey } = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
const kid = "front-1";
const state = { faults: [], expired: new Set(), given: new Set(), lifetime: 0, rewrite: false, counts: {} };
const b64 = (x) => Buffer.from(x).toString("base64url");

function sign(token) {
  const claims = Buffer.from(token.split(".")[1], "base64url").toString();
  const text = `${b64(JSON.stringify({ alg: "RS256", typ: "JWT", kid }))}.${b64(claims)}`;
  return `${text}.${crypto.sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
}

function forward(request, body) {
  return new Promise((resolve, reject) => {
    const headers = { ...request.headers, connection: "close", "content-length": String(body.length) };
    delete headers["transfer-encoding"];
    const out = http.request({ port: upstream, host: "127.0.0.1", method: request.method, path: request.url, headers }, (answer) => {
      const pieces = [];
      answer.on("data", (p) => pieces.push(p));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) }));
    });
    out.on("error", reject);
    out.end(body);
  });
}

function fault_for(request) {
  const at = state.faults.findIndex((f) => request.url.startsWith(f.path) && (!f.method || f.method === request.method) && (f.skip ?? 0) <= 0);
  for (const f of state.faults) if (f.skip > 0 && request.url.startsWith(f.path) && (!f.method || f.method === request.method)) f.skip--;
  if (at < 0) return null;
  const fault = state.faults[at];
  if (fault.times !== undefined && --fault.times <= 0) state.faults.splice(at, 1);
  return fault;
}

function control(request, response, body) {
  if (request.method === "POST") {
    const order = JSON.parse(body.toString());
    if (order.faults) state.faults = order.faults;
    if (order.expire) for (const t of state.given) state.expired.add(t);
    if (order.lifetime !== undefined) state.lifetime = order.lifetime;
    if (order.rewrite !== undefined) state.rewrite = order.rewrite;
  }
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ counts: state.counts, faults: state.faults.length, given: [...state.given] }));
}

const google_error = (code, reason, message) => JSON.stringify({ error: { code, message, errors: [{ domain: "usageLimits", reason, message }] } });

async function metadata(request, answer) {
  const raw = await forward({ ...request, method: "GET", headers: request.headers, url: request.url.replace(/\?.*/, "?format=raw") }, Buffer.alloc(0));
  const text = Buffer.from(JSON.parse(raw.body.toString()).raw ?? "", "base64url").toString().split("\r\n\r\n")[0];
  const own = /^x-loumass-id:\s*(\S+)/im.exec(text);
  const document = JSON.parse(answer.body.toString());
  if (own) document.payload.headers.push({ name: "X-Loumass-Id", value: own[1] });
  answer.body = Buffer.from(JSON.stringify(document));
}

function rewritten(body) {
  const message = JSON.parse(body.toString());
  const raw = Buffer.from(message.raw, "base64url").toString("latin1");
  message.raw = Buffer.from(raw.replace(/^message-id:.*\r\n/im, `Message-ID: <${crypto.randomUUID()}@mail.gmail.com>\r\n`), "latin1").toString("base64url");
  return Buffer.from(JSON.stringify(message));
}

async function pass(request, response, body) {
  const fault = fault_for(request);
  if (fault?.delay) await new Promise((done) => setTimeout(done, fault.delay));
  if (fault?.cut === "before") return request.socket.destroy();
  if (fault?.status) {
    response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
    return response.end(typeof fault.body === "string" ? fault.body : JSON.stringify(fault.body ?? {}));
  }
  const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  if (state.expired.has(token)) {
    response.writeHead(401, { "content-type": "application/json" });
    return response.end(google_error(401, "authError", "Invalid Credentials"));
  }
  if (request.url === "/favicon.ico") return response.writeHead(204).end();
  if (request.url.startsWith("/oauth2/v3/certs")) {
    response.writeHead(200, { "content-type": "application/json" });
    return response.end(JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" }] }));
  }
  if (state.rewrite && request.method === "POST" && request.url.startsWith("/gmail/v1/users/me/messages/send")) body = rewritten(body);
  const answer = await forward(request, body);
  if (fault?.cut === "after") return request.socket.destroy();
  if (request.url.startsWith("/oauth2/token") && answer.status === 200) {
    const document = JSON.parse(answer.body.toString());
    if (document.id_token) document.id_token = sign(document.id_token);
    if (state.lifetime) document.expires_in = state.lifetime;
    state.given.add(document.access_token);
    answer.body = Buffer.from(JSON.stringify(document));
  }
  if (request.url.includes("format=metadata") && answer.status === 200) await metadata(request, answer);
  delete answer.headers["content-length"];
  delete answer.headers["transfer-encoding"];
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}

http
  .createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    if (request.url === "/__front") return control(request, response, body);
    const name = `${request.method} ${request.url.split("?")[0]}`;
    state.counts[name] = (state.counts[name] ?? 0) + 1;
    try {
      await pass(request, response, body);
    } catch {
      response.destroy(); // the emulator is away: so are we
    }
  })
  .listen(port, "127.0.0.1");
