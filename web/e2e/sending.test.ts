// Pausing and resuming while it runs, and two people who never see each other's things.
import assert from "node:assert/strict";
import { it } from "node:test";
import { campaignTo, findings, noErrors, post, register, shot, standing, visit } from "./lib.ts";

it("pauses and resumes from the report", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Patient Person");
		const id = await campaignTo(page, { people: 60, perSecond: 2 });
		await post(page, `/api/campaigns/${id}/send`, {});
		await page.goto(`/campaigns/${id}`);
		const paused = page.locator('.status[data-status="PAUSED"]').first();
		await page.getByRole("button", { name: "Pause" }).click();
		await paused.waitFor();
		await page.getByText("Paused. Nothing more goes out until you resume.").waitFor();
		const sent = async () => {
			const response = await page.request.get(`/api/campaigns/${id}`);
			return ((await response.json()) as { stats: { sent: number } }).stats.sent;
		};
		const before = await standing(sent, 3000, "what is sent while paused");
		assert.ok(before < 60, "paused before the end");
		await shot(page, "paused");
		await page.getByRole("button", { name: "Resume" }).click();
		await page.locator('.status[data-status="SENT"]').first().waitFor({ timeout: 90_000 });
		assert.equal(await sent(), 60);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("shares a campaign between two senders", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Two Hats");
		const id = await campaignTo(page, { people: 24 });
		await post(page, "/api/senders", { kind: "capture", name: "Second hat", fromEmail: "second@example.com" });
		await page.goto(`/campaigns/${id}/edit`);
		await page.getByLabel("Shared with").click();
		await page.getByRole("option", { name: "second@example.com · Second hat" }).click();
		await page.keyboard.press("Escape");
		await page.getByText("Saved", { exact: true }).first().waitFor();
		assert.deepEqual(await findings(page, "shared"), []);
		await page.goto(`/campaigns/${id}/edit?step=review`);
		await page.getByText("Shared with second@example.com.").waitFor();
		await page.getByRole("button", { name: "Send to 24 people" }).click();
		await page.getByRole("button", { name: "Send now" }).click();
		await page.locator('.status[data-status="SENT"]').first().waitFor({ timeout: 120_000 });
		const mails = (await (await page.request.get("/api/capture?limit=100")).json()) as { data: { from: string }[] };
		const from = mails.data.map(m => m.from);
		assert.equal(from.length, 24);
		assert.ok(from.some(f => f.includes("second@")) && from.some(f => f.includes("news@")), from.join());
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("keeps two people apart", { timeout: 120_000 }, async () => {
	const one = await visit();
	const two = await visit();
	try {
		await register(one.page, "One");
		await register(two.page, "Two");
		const contact = await post<{ id: string }>(one.page, "/api/contacts", {
			email: "secret@example.com",
			firstName: "Secret",
		});
		const campaign = await post<{ id: string }>(one.page, "/api/campaigns", {
			name: "Mine alone",
			subject: "x",
			content: "<p>x</p>",
			contentFormat: "html",
		});

		await one.page.goto("/contacts");
		await one.page.getByText("secret@example.com").waitFor();
		await two.page.goto("/contacts");
		await two.page.getByText("No contacts yet").waitFor();
		await two.page.goto(`/contacts/${contact.id}`);
		await two.page.getByRole("heading", { name: "Nothing here" }).waitFor();
		await two.page.goto(`/campaigns/${campaign.id}/edit`);
		await two.page.getByRole("heading", { name: "Nothing here" }).waitFor();
		await two.page.goto("/campaigns");
		await two.page.getByText("No campaigns yet").waitFor();
		noErrors(one);
		two.errors.splice(0, two.errors.length, ...two.errors.filter(e => !/404/.test(e)));
		noErrors(two);
	} finally {
		await one.end();
		await two.end();
	}
});
