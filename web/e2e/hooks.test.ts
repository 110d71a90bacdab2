// Webhooks: made, with a secret that is shown; tested, read in their log, paused, resumed and deleted; another account sees none of it.
import assert from "node:assert/strict";
import { it } from "node:test";
import { findings, register, settled, shot, visit } from "./lib.ts";

it("makes a webhook, tests it, reads its log and pauses it", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Webhook Person");
		await page.goto("/settings?tab=hooks");
		await page.getByText("No webhooks yet").waitFor();
		await settled(page);
		assert.deepEqual(await findings(page, "no webhooks"), []);
		await page.getByRole("button", { name: "New webhook" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Address").fill("ftp://example.invalid");
		await dialog.getByRole("button", { name: "Create" }).click();
		await dialog
			.getByText(/https:\/\//)
			.nth(1)
			.waitFor();
		await dialog.getByLabel("Address").fill("https://hooks.example.invalid/in");
		await dialog.getByLabel("Contacts").check();
		await settled(page);
		assert.deepEqual(await findings(page, "a new webhook"), []);
		await shot(page, "hooks-new");
		await dialog.getByRole("button", { name: "Create" }).click();
		const secret = dialog.getByLabel("Secret", { exact: true });
		await secret.waitFor();
		assert.match(await secret.inputValue(), /^whsec_/);
		await page.keyboard.press("Escape");
		await dialog.waitFor({ state: "detached" });

		await page.getByRole("button", { name: /^More: https/ }).click();
		await page.getByRole("menuitem", { name: "Send a test" }).click();
		await page.getByText("A test event is on its way").waitFor();
		await page.getByText("Failing").waitFor({ timeout: 60_000 });
		await page.getByRole("button", { name: "Deliveries" }).click();
		await dialog.getByRole("button", { name: "test" }).click();
		await dialog.getByText('"type": "test"').waitFor();
		await settled(page);
		assert.deepEqual(await findings(page, "deliveries"), []);
		await shot(page, "hooks-log");
		await page.setViewportSize({ width: 390, height: 844 });
		await settled(page);
		await shot(page, "hooks-log-phone");
		await page.keyboard.press("Escape");
		await dialog.waitFor({ state: "detached" });
		await shot(page, "hooks-phone");
		await page.setViewportSize({ width: 1440, height: 900 });

		await page.getByRole("button", { name: /^More: https/ }).click();
		await page.getByRole("menuitem", { name: "Pause" }).click();
		await page.getByText("Paused", { exact: true }).waitFor();
		await shot(page, "hooks-list");
		await page.getByRole("button", { name: /^More: https/ }).click();
		await page.getByRole("menuitem", { name: "Resume" }).click();
		await page.getByText("Paused", { exact: true }).waitFor({ state: "detached" });

		const other = await visit();
		await register(other.page, "Neighbour");
		await other.page.goto("/settings?tab=hooks");
		await other.page.getByText("No webhooks yet").waitFor();
		await other.end();

		await page.getByRole("button", { name: /^More: https/ }).click();
		await page.getByRole("menuitem", { name: "Delete" }).click();
		await dialog.getByRole("button", { name: "Delete" }).click();
		await page.getByText("No webhooks yet").waitFor();
		assert.deepEqual(
			v.errors.filter(e => !e.includes("422")),
			[],
		);
	} finally {
		await v.end();
	}
});
