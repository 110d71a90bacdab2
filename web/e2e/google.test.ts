// Google, played by its emulator: signing in with it, connecting a mailbox, and a campaign that leaves through it.
import assert from "node:assert/strict";
import { it } from "node:test";
import { findings, noErrors, settled, shot, visit } from "./lib.ts";

const mailbox = "mona@gmail.example";

it("signs in with Google, connects Gmail and disconnects it", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await page.goto("/signin");
		await page.getByRole("link", { name: "Sign in with Google" }).waitFor();
		await settled(page);
		await shot(page, "google-signin");
		assert.deepEqual(await findings(page, "signin"), []);
		await page.getByRole("link", { name: "Sign in with Google" }).click();
		await page.getByRole("button", { name: mailbox }).click(); // Google's page
		await page.getByRole("navigation").first().waitFor();
		assert.match(new URL(page.url()).pathname, /^\/(welcome)?$/); // an account with nothing in it is led on to the welcome page
		await page.goto("/senders");
		await page.getByRole("button", { name: "Connect Gmail" }).click();
		await page.getByRole("dialog").getByText("Google asks you to allow two things").waitFor();
		await settled(page);
		await shot(page, "google-connect");
		assert.deepEqual(await findings(page, "connect"), []);
		await page.getByRole("button", { name: "Go to Google" }).click();
		await page.getByRole("button", { name: mailbox }).click();
		await page.getByText("Gmail is connected").waitFor();
		const card = page.getByRole("region", { name: mailbox });
		await card.getByText("Active").waitFor();
		await page.getByText("Gmail is connected").waitFor({ state: "hidden" });
		await settled(page);
		await shot(page, "google-senders");
		assert.deepEqual(await findings(page, "senders"), []);
		await card.getByRole("button", { name: "Test" }).click();
		await page.getByText("The test went well").waitFor();
		await page.getByRole("button", { name: "Close" }).click();
		await card.getByRole("button", { name: "Disconnect" }).click();
		await card.getByRole("button", { name: "Connect again" }).waitFor();
		await card.getByText("disconnected from Google").waitFor();
		noErrors(v);
	} finally {
		await v.end();
	}
});
