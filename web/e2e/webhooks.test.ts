// Endpoints for providers' reports: made, with an address that is shown once and takes what is signed; rotated; deleted.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { it } from "node:test";
import { findings, noErrors, post, register, settled, shot, visit } from "./lib.ts";

async function report(url: string, secret: string): Promise<number> {
	const signature = createHmac("sha256", secret).update("1t").digest("hex");
	const answer = await fetch(url, {
		method: "POST",
		headers: { "Content-Type": "application/json" },
		body: JSON.stringify({
			signature: { timestamp: "1", token: "t", signature },
			"event-data": { event: "complained", id: "e1", recipient: "stranger@far.example" },
		}),
	});
	return answer.status;
}

it("makes, rotates and deletes an endpoint for a provider's reports", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Reports Person");
		await page.goto("/settings?tab=webhooks");
		await page.getByText("No endpoints yet").waitFor();
		assert.deepEqual(await findings(page, "no endpoints"), []);
		await page.getByRole("button", { name: "New endpoint" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Provider").click();
		await page.getByRole("option", { name: "Mailgun" }).click();
		await settled(page);
		assert.deepEqual(await findings(page, "a new endpoint"), []);
		await dialog.getByLabel("Webhook signing key").fill("a signing key");
		await shot(page, "webhooks-new");
		await dialog.getByRole("button", { name: "Create" }).click();
		const address = dialog.getByLabel("Address", { exact: true });
		await address.waitFor();
		const url = await address.inputValue();
		assert.match(url, /\/api\/webhooks\/mailgun\/wh_/);
		await settled(page);
		assert.deepEqual(await findings(page, "its address"), []);
		await shot(page, "webhooks-made");
		await dialog.getByRole("button", { name: "Close" }).last().click();
		await dialog.waitFor({ state: "detached" });
		assert.equal(await report(url, "another key"), 401);
		await page.reload();
		await page.getByText(/The last delivery was refused/).waitFor();
		assert.equal(await report(url, "a signing key"), 200);
		await page.reload();
		await page.getByText("1 event").waitFor();
		assert.equal(await page.getByText(/The last delivery was refused/).count(), 0);
		await shot(page, "webhooks-list");

		await page.getByRole("button", { name: "Rotate: Mailgun" }).click();
		await dialog.getByRole("button", { name: "Rotate" }).click();
		await address.waitFor();
		const second = await address.inputValue();
		assert.notEqual(second, url);
		await dialog.getByRole("button", { name: "Close" }).last().click();
		await dialog.waitFor({ state: "detached" });
		assert.equal(await report(url, "a signing key"), 404);
		assert.equal(await report(second, "a signing key"), 200);

		await page.setViewportSize({ width: 390, height: 844 });
		await settled(page);
		await shot(page, "webhooks-phone");
		assert.deepEqual(await findings(page, "endpoints on a phone"), []);
		await page.getByRole("button", { name: "Delete: Mailgun" }).click();
		await dialog.getByRole("button", { name: "Delete" }).click();
		await page.getByText("No endpoints yet").waitFor();
		assert.equal(await report(second, "a signing key"), 404);

		// A sender without a mailbox: its dialog opens and nothing is asked in vain.
		const smtp = {
			kind: "smtp",
			name: "Relay",
			fromEmail: "a@reports.example",
			host: "127.0.0.1",
			port: 9,
			security: "none",
		};
		await post(page, "/api/senders", smtp);
		await page.setViewportSize({ width: 1280, height: 900 });
		await page.goto("/senders");
		await page.getByRole("button", { name: "Actions: Relay" }).click();
		await page.getByRole("menuitem", { name: "Mailbox for replies" }).click();
		await dialog.getByRole("button", { name: "Save and test" }).waitFor();
		await page.keyboard.press("Escape");
		await dialog.waitFor({ state: "detached" });
		// Its reply addresses are marked when that is asked for.
		await page.getByRole("button", { name: "Actions: Relay" }).click();
		await page.getByRole("menuitem", { name: "Edit" }).click();
		await dialog.getByLabel("Mark reply addresses").check();
		await shot(page, "sender-reply-tags");
		await dialog.getByRole("button", { name: "Save" }).click();
		await dialog.waitFor({ state: "detached" });
		const senders = (await (await page.request.get("/api/senders")).json()) as {
			data: { name: string; replyTags: boolean }[];
		};
		assert.equal(senders.data.find(s => s.name === "Relay")?.replyTags, true);
	} finally {
		await v.end();
	}
	noErrors(v);
});
