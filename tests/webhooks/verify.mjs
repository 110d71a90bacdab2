// Verifies calls with the published library of Standard Webhooks: a line of JSON {secret, headers, body} in, "ok" or why not out.
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

for await (const line of createInterface({ input: process.stdin })) {
	const { secret, headers, body } = JSON.parse(line);
	try {
		new Webhook(secret).verify(body, headers);
		console.log("ok");
	} catch (error) {
		console.log(String(error));
	}
}
