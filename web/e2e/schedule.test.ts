// What waits for its hour: scheduled in another zone, shown with its time, taken off again; and one that is cancelled
// on its way, whose rest stays unsent.
import assert from "node:assert/strict";
import { it } from "node:test";
import { campaignTo, findings, noErrors, post, register, settled, shot, standing, visit } from "./lib.ts";

it("schedules in a zone, takes off the schedule, and schedules again", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Planner");
		const id = await campaignTo(page, { people: 3 });
		const at = async () =>
			(await (await page.request.get(`/api/campaigns/${id}`)).json()) as { status: string; scheduledAt: string | null };
		await page.goto(`/campaigns/${id}/edit?step=review`);
		await page.getByLabel("At a set time").check();
		await page.getByLabel("Date and time").fill("2020-01-01T09:00");
		await page.getByText("That time has passed.").waitFor();
		assert.ok(await page.getByRole("button", { name: "Schedule" }).isDisabled());

		const year = new Date().getFullYear() + 1;
		await page.getByRole("combobox", { name: "Time zone" }).fill("Tokyo");
		await page.getByRole("option", { name: /Tokyo/ }).first().click();
		await page.getByLabel("Date and time").fill(`${year}-07-01T09:30`);
		await page
			.getByText(/Send(s|ing)?|09:30/)
			.first()
			.waitFor();
		await settled(page);
		await shot(page, "schedule-review");
		assert.deepEqual(await findings(page, "schedule"), []);
		await page.getByRole("button", { name: "Schedule" }).click();
		await page.getByRole("dialog").getByText(/09:30/).waitFor();
		await page.getByRole("dialog").getByRole("button", { name: "Schedule" }).click();
		await page.locator('.status[data-status="SCHEDULED"]').first().waitFor();
		// Half past nine in Tokyo, shown in the person's own zone.
		assert.equal((await at()).scheduledAt, `${year}-07-01T00:30:00.000Z`);
		await page.getByText(/02:30/).first().waitFor();
		await settled(page);
		await shot(page, "scheduled");
		assert.deepEqual(await findings(page, "scheduled"), []);
		await page.goto("/campaigns");
		await page.getByText("Scheduled").first().waitFor();

		await page.goto(`/campaigns/${id}`);
		await page.getByRole("button", { name: "Take off the schedule" }).click();
		await page.waitForURL("**/edit");
		await page.getByText("Back to draft").waitFor();
		const draft = await at();
		assert.equal(draft.status, "DRAFT");
		assert.equal(draft.scheduledAt, null);

		// And once more, so soon that it goes out by itself.
		await post(page, `/api/campaigns/${id}/schedule`, { scheduledAt: new Date(Date.now() + 4000).toISOString() });
		await page.goto(`/campaigns/${id}`);
		await page.locator('.status[data-status="SENT"]').first().waitFor({ timeout: 60_000 });
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("cancels what has not been sent", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Stopper");
		const id = await campaignTo(page, { people: 90, perSecond: 1 });
		await post(page, `/api/campaigns/${id}/send`, {});
		await page.goto(`/campaigns/${id}`);
		await page.getByRole("button", { name: "Cancel the rest" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByText("Cancel what has not been sent?").waitFor();
		await settled(page);
		await shot(page, "cancel");
		assert.deepEqual(await findings(page, "cancel"), []);
		await dialog.getByRole("button", { name: "Keep sending" }).click();
		await page.getByRole("button", { name: "Cancel the rest" }).click();
		await dialog.getByRole("button", { name: "Cancel the rest" }).click();
		await page.getByText("The rest is cancelled").waitFor();
		await page.locator('.status[data-status="SENT"]').first().waitFor();
		const stats = async () =>
			((await (await page.request.get(`/api/campaigns/${id}`)).json()) as { stats: Record<string, number> }).stats;
		const sent = await standing(async () => (await stats()).sent, 4000, "what is sent after cancelling");
		assert.ok(sent! < 90, "cancelled before the end");
		assert.equal((await stats()).pending, 0);
		await page.goto(`/campaigns/${id}?tab=recipients&status=FAILED`);
		await page.locator("tbody tr[aria-rowindex]").first().waitFor();
		await shot(page, "cancelled-recipients");
		noErrors(v);
	} finally {
		await v.end();
	}
});
