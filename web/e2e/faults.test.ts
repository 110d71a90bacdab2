// Small things that must be right: Escape, forms in one language, a mail server by its
// service, wrong fields in the app's words, sending all the same, a sequence's sender, no connection.
import assert from "node:assert/strict";
import { it } from "node:test";
import { campaignTo, drop, eventually, findings, noErrors, post, register, settled, shot, visit } from "./lib.ts";

it("closes one thing with Escape", { timeout: 120_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Escaper");
		await page.goto("/senders?new=true");
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("combobox", { name: "Service" }).click();
		await page.getByRole("option", { name: "Postmark" }).waitFor();
		await page.keyboard.press("Escape");
		await page.getByRole("option", { name: "Postmark" }).waitFor({ state: "detached" });
		await dialog.getByLabel("From address").waitFor();
		await page.keyboard.press("Escape");
		await dialog.waitFor({ state: "detached" });
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("fills in a known mail service, says what is wrong in its words, and keeps Save in view", {
	timeout: 180_000,
}, async () => {
	const v = await visit({ width: 390, height: 700 });
	const { page } = v;
	try {
		await register(page, "Preset");
		await page.goto("/senders?new=true");
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("combobox", { name: "Service" }).click();
		await page.getByRole("option", { name: "SendGrid" }).click();
		assert.equal(await dialog.getByLabel("Server", { exact: true }).inputValue(), "smtp.sendgrid.net");
		assert.equal(await dialog.getByLabel("User name").inputValue(), "apikey");
		const save = dialog.getByRole("button", { name: "Save" });
		const seen = await save.boundingBox();
		assert.ok(seen && seen.y + seen.height <= 700, "Save is in view");
		await dialog.getByLabel("From address").fill("not an address");
		await save.click();
		await dialog.getByText("This is not an email address.").waitFor();
		await eventually(
			() => page.evaluate(() => document.activeElement?.getAttribute("aria-invalid")),
			x => x === "true",
			"the wrong field has the cursor",
		);
		await settled(page);
		await shot(page, "sender-preset");
		assert.deepEqual(await findings(page, "sender-preset"), []);
		await dialog.getByLabel("From address").fill("me@example.com");
		// To log in takes a password.
		await save.click();
		await dialog.getByText("Please fill this in.").waitFor();
		await dialog.getByLabel("Password", { exact: true }).fill("SG.not-a-real-key");
		await save.click();
		await dialog.waitFor({ state: "detached" });
		const { data } = (await (await page.request.get("/api/senders")).json()) as {
			data: { kind: string; isDefault: boolean }[];
		};
		assert.deepEqual(
			data.map(s => [s.kind, s.isDefault]),
			[
				["smtp", true],
				["capture", false],
			],
		);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("makes a form in one language, with every word to be seen first", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Former");
		await page.goto("/forms");
		await page.getByRole("button", { name: "New form" }).first().click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("combobox", { name: "Language of the form" }).click();
		await page.getByRole("option", { name: "Deutsch" }).click();
		assert.equal(await dialog.getByLabel("Heading").inputValue(), "Anmelden");
		await dialog.getByRole("button", { name: "Create" }).click();
		await dialog.getByText("Please fill this in.").first().waitFor();
		await dialog.getByLabel("Name", { exact: true }).fill("Rundbrief");
		await dialog.getByLabel("What people agree to").fill("Schickt mir Post.");
		await settled(page);
		await shot(page, "form-new");
		assert.deepEqual(await findings(page, "form-new"), []);
		await dialog.getByRole("button", { name: "Create" }).click();
		await page.getByText("Form saved").waitFor();
		const { data } = (await (await page.request.get("/api/forms")).json()) as { data: { url: string }[] };
		// An English browser gets the form's German all the same.
		await page.goto(data[0]!.url);
		await page.getByRole("heading", { name: "Anmelden" }).waitFor();
		await page.getByLabel("E-Mail-Adresse").waitFor();
		assert.equal(await page.locator("html").getAttribute("lang"), "de");
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("sends all the same where it is only our judgement", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Stubborn");
		const id = await campaignTo(page, { people: 2 });
		const change = (data: object) =>
			page.request.patch(`/api/campaigns/${id}`, { data, headers: { Origin: new URL(page.url()).origin } });
		await change({ content: '<p>Hello <a href="javascript:alert(1)">there</a></p>' });
		await page.goto(`/campaigns/${id}/edit?step=review`);
		await page.getByRole("button", { name: /^Send to/ }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByText("Our checks advise against it:").waitFor();
		await settled(page);
		await shot(page, "send-anyway");
		assert.deepEqual(await findings(page, "send-anyway"), []);
		await dialog.getByRole("button", { name: "Send all the same" }).click();
		await page.locator('.status[data-status="SENT"]').first().waitFor();

		// What cannot be sent has no such way.
		const empty = await campaignTo(page, { people: 0 });
		await page.request.patch(`/api/campaigns/${empty}`, {
			data: { content: "<p></p>" },
			headers: { Origin: new URL(page.url()).origin },
		});
		await page.goto(`/campaigns/${empty}/edit?step=review`);
		await page.getByText("Fix the problems above before sending.").waitFor();
		assert.ok(await page.getByRole("button", { name: /^Send to/ }).isDisabled());
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("names a sequence's sender before it starts, and where replies are read", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Starter");
		const step = { id: "a", type: "email", subject: "Hello", content: "<p>Hello {{firstName}}</p>", nextStepId: null };
		const { id } = await post<{ id: string }>(page, "/api/sequences", { name: "Warm", steps: [step] });
		await page.goto(`/sequences/${id}`);
		await page.getByRole("button", { name: "Activate" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByText("nothing leaves this installation").waitFor();
		await settled(page);
		await shot(page, "sequence-start");
		assert.deepEqual(await findings(page, "sequence-start"), []);
		await dialog.getByRole("button", { name: "Activate" }).click();
		await page.locator('.status[data-status="ACTIVE"]').first().waitFor();
		assert.equal(await page.getByText("changes that are not running").count(), 0);
		await page.goto("/replies");
		await page.getByRole("link", { name: "Set up a mailbox" }).click();
		await page.getByText("A mailbox belongs to a mail server or to Gmail.").waitFor();
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("shows a page of its own where a room cannot be loaded", { timeout: 120_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Tunnel");
		await page.goto("/contacts");
		await page.getByRole("heading", { name: "Contacts", level: 1 }).waitFor();
		await v.context.setOffline(true);
		await page.getByRole("link", { name: "Domains" }).first().click();
		await page.getByRole("button", { name: "Try again" }).first().waitFor();
		assert.ok(page.url().startsWith(process.env.LOUMASS_E2E_URL ?? ""), page.url());
		await v.context.setOffline(false);
		await page.getByRole("button", { name: "Try again" }).first().click();
		await page.getByRole("heading", { level: 1 }).first().waitFor();
		drop(v, /ERR_INTERNET_DISCONNECTED|ERR_FAILED|dynamically imported|Failed to fetch|preload|ApiError: offline/);
		noErrors(v);
	} finally {
		await v.end();
	}
});
