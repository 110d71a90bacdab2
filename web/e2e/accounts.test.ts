// Register, confirm, sign in, forget the password, change the address: by the pages and the links in the mails.
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Page } from "playwright-core";
import { drop, findings, linkInMail, newAddress, noErrors, register, settled, shot, visit } from "./lib.ts";

/** No session any more, and no page left that asks with it. */
async function signedOut(page: Page): Promise<void> {
	await page.goto("about:blank");
	await page.context().clearCookies();
}

it("an account from its registration to a forgotten password", { timeout: 300_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		const { email, password } = await register(page, "Rita Register");
		await signedOut(page);

		await page.goto("/signin");
		await page.getByRole("link", { name: "Forgot your password?" }).click();
		await page.getByLabel("Email address").fill(email);
		await settled(page);
		assert.deepEqual(await findings(page, "forgot"), []);
		await shot(page, "account-forgot");
		await page.getByRole("button", { name: "Send the link" }).click();
		await page.getByRole("heading", { name: "Check your mail" }).waitFor();
		const link = await linkInMail(email, "reset");

		await page.goto(link);
		await page.getByLabel("New password").fill("iloveyou1");
		await page.getByRole("button", { name: "Set the password" }).click();
		await page.getByText("too easy to guess").waitFor();
		await page.getByLabel("New password").fill("a new long sentence");
		await settled(page);
		assert.deepEqual(await findings(page, "reset"), []);
		await shot(page, "account-reset");
		await page.getByRole("button", { name: "Set the password" }).click();
		await page.getByText("Your new password is set").waitFor();
		await page.getByLabel("Email address").fill(email);
		await page.getByLabel("Password", { exact: true }).fill(password);
		await page.getByRole("button", { name: "Sign in", exact: true }).click();
		await page.getByText("Email or password is wrong").waitFor();
		await page.getByLabel("Password", { exact: true }).fill("a new long sentence");
		await page.getByRole("button", { name: "Sign in", exact: true }).click();
		await page.waitForURL(url => url.pathname === "/");

		await signedOut(page);
		await page.goto(link);
		await page.getByLabel("New password").fill("a third long sentence");
		await page.getByRole("button", { name: "Set the password" }).click();
		await page.getByText("expired or was used already").waitFor();
		drop(v, /\/api\/auth\/(reset|login)/);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("another address, confirmed by both; a stranger's registration says nothing", { timeout: 300_000 }, async () => {
	const v = await visit({ width: 390, height: 844 });
	const { page } = v;
	try {
		const { email, password } = await register(page, "Anton Anders");
		const next = newAddress();
		await page.goto("/settings");
		await page.getByLabel("New email address").fill(next);
		await page.getByLabel("Current password").first().fill(password);
		await page.getByRole("button", { name: "Change address" }).click();
		await page.getByText("Mails are on their way").waitFor();
		await settled(page);
		await shot(page, "account-change-phone", true);
		assert.deepEqual(await findings(page, "settings"), []);
		for (const [to, kind, said] of [
			[next, "address-new", "once the other address is confirmed"],
			[email, "address-old", "Both addresses are confirmed"],
		] as const) {
			await page.goto("about:blank");
			await page.goto(await linkInMail(to, kind));
			await settled(page);
			await shot(page, `account-${kind}-phone`);
			await page.getByRole("button", { name: "Confirm" }).click();
			await page.getByText(said).waitFor();
		}
		await signedOut(page);
		await page.goto("/register");
		await page.getByLabel("Email address").fill(next);
		await page.getByLabel("Password", { exact: true }).fill("somebody else's own");
		await page.getByRole("button", { name: "Create account" }).click();
		await page.getByRole("heading", { name: "Check your mail" }).waitFor();
		await settled(page);
		await shot(page, "account-check-phone");
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("operators read captured system mail", { timeout: 300_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		const { email } = await register(page, "Olga Other");
		await page.goto("/system");
		await page.getByText("This page is for the operator only.").waitFor();
		assert.equal(await page.getByRole("heading", { name: "System mail" }).count(), 0);
		await signedOut(page);
		await page.goto("/signin");
		await page.getByRole("button", { name: /demo account/ }).click();
		await page.waitForURL(url => url.pathname === "/");
		await page.goto("/system");
		await page.getByText(email).first().waitFor();
		await settled(page);
		assert.deepEqual(await findings(page, "system"), []);
		await shot(page, "account-system", true);
		await page.getByRole("button", { name: `Read: Confirm your address, ${email}` }).click();
		await page.getByRole("dialog").getByRole("link").waitFor();
		await shot(page, "account-system-mail");
		noErrors(v);
	} finally {
		await v.end();
	}
});
