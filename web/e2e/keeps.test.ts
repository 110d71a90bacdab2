// What must not get lost or go wrong: typed text without a connection, drafts after a closed tab, undo, an ended
// session; and the keyboard and the second language.
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Page } from "playwright-core";
import { drop, eventually, findings, noErrors, register, visit } from "./lib.ts";

const offline = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION/;
async function newCampaign(page: Page): Promise<string> {
	await page.goto("/campaigns");
	await page.getByRole("button", { name: "New campaign" }).first().click();
	await page.waitForURL("**/edit");
	await page.getByRole("textbox", { name: "Subject" }).waitFor();
	return new URL(page.url()).pathname.split("/")[2]!;
}
async function subjectOf(page: Page, id: string): Promise<string> {
	const response = await page.request.get(`/api/campaigns/${id}`);
	return ((await response.json()) as { subject: string }).subject;
}

it("keeps what is typed while the connection is lost, and saves it when it is back", { timeout: 120_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Typist");
		const id = await newCampaign(page);
		await page.getByText("Saved", { exact: true }).first().waitFor();
		await v.context.setOffline(true);
		await page.getByRole("textbox", { name: "Subject" }).click();
		await page.keyboard.type("Written in a tunnel");
		await page.getByText("No connection to the server").waitFor();
		await eventually(
			() => page.getByRole("textbox", { name: "Subject" }).textContent(),
			text => text === "Written in a tunnel",
			"the subject while offline",
		);
		await v.context.setOffline(false);
		await page.getByText("Connected again").waitFor({ timeout: 30_000 });
		await page.getByText("Saved", { exact: true }).first().waitFor();
		await eventually(
			() => subjectOf(page, id),
			subject => subject === "Written in a tunnel",
			"the subject on the server",
		);
		drop(v, offline);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("brings a draft back that never reached the server", { timeout: 120_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Closer");
		const id = await newCampaign(page);
		await page.getByText("Saved", { exact: true }).first().waitFor();
		await v.context.setOffline(true);
		await page.getByRole("textbox", { name: "Subject" }).click();
		await page.keyboard.type("Not sent anywhere");
		await page.waitForFunction(() => Object.values(localStorage).some(x => String(x).includes("Not sent anywhere")));
		// Gone without a last word, as when the battery is empty.
		const next = await v.context.newPage();
		await page.close({ runBeforeUnload: false });
		await v.context.setOffline(false);
		await next.goto(`/campaigns/${id}/edit`);
		await next.getByText("Unsaved changes from this device are back").waitFor();
		await next.getByText("Saved", { exact: true }).first().waitFor();
		await eventually(
			() => subjectOf(next, id),
			subject => subject === "Not sent anywhere",
			"the subject on the server",
		);
		drop(v, offline);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("takes a deletion back, and deletes when nobody does", { timeout: 120_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Undoer");
		await page.getByRole("button", { name: "Use five examples" }).click();
		await page.getByText("Five example contacts added").waitFor();
		const count = async () =>
			((await (await page.request.get("/api/contacts")).json()) as { data: unknown[] }).data.length;
		await page.goto("/contacts");
		await page.getByLabel("Select Ada Byron").check();
		await page.getByRole("button", { name: "Delete", exact: true }).click();
		await page.getByText("1 contact deleted").waitFor();
		await page.getByRole("link", { name: "Ada Byron" }).waitFor({ state: "detached" });
		await page.getByRole("button", { name: "Undo", exact: true }).click();
		await page.getByRole("link", { name: "Ada Byron" }).waitFor();
		assert.equal(await count(), 5);
		await page.getByLabel("Select Ada Byron").check();
		await page.getByRole("button", { name: "Delete", exact: true }).click();
		await page.getByRole("link", { name: "Ada Byron" }).waitFor({ state: "detached" });
		// Leaving the page is as good as waiting.
		await page.goto("/campaigns");
		await eventually(count, n => n === 4, "contacts that are left");
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("comes back to the same page after an ended session", { timeout: 120_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		const { email, password } = await register(page, "Returner");
		await page.goto("/suppressions");
		await page.getByText("No suppressed addresses").waitFor();
		await v.context.clearCookies();
		await page.getByRole("link", { name: "Senders" }).click();
		await page.getByText("Your session has ended").waitFor();
		await page.getByLabel("Email address").fill(email);
		await page.getByLabel("Password", { exact: true }).fill("not the password");
		await page.getByRole("button", { name: "Sign in" }).click();
		await page.getByText("Email or password is wrong.").waitFor();
		await page.getByLabel("Password", { exact: true }).fill(password);
		await page.getByRole("button", { name: "Sign in" }).click();
		await page.getByRole("heading", { name: "Senders", level: 1 }).waitFor();
		drop(v, /401/);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("goes by keyboard", { timeout: 120_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Typewriter");
		await page.getByRole("heading", { name: "Welcome, Typewriter" }).waitFor();
		await page.keyboard.press("Control+k");
		await page.getByRole("combobox", { name: "Search and commands" }).waitFor();
		assert.deepEqual(await findings(page, "palette"), []);
		await page.keyboard.type("suppr");
		await page.locator('[role="option"][aria-selected="true"]', { hasText: "Suppress" }).waitFor();
		await page.keyboard.press("Enter");
		await page.waitForURL("**/suppressions");
		await page.getByRole("heading", { name: "Suppressions", level: 1 }).waitFor();
		await page.keyboard.press("?");
		await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
		assert.deepEqual(await findings(page, "shortcuts"), []);
		await page.keyboard.press("Escape");
		await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor({ state: "detached" });
		await page.keyboard.press("g");
		await page.keyboard.press("p");
		await page.waitForURL("**/contacts");
		await page.getByRole("heading", { name: "Contacts", level: 1 }).waitFor();
		await page.keyboard.press("n");
		await page.waitForURL("**/edit");
		await page.goto("/campaigns");
		await page.getByRole("searchbox").waitFor();
		await page.keyboard.press("/");
		await page.waitForFunction(() => document.activeElement?.hasAttribute("data-page-search"));
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("speaks German, gives out a key once, and deletes the account", { timeout: 120_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		const { password } = await register(page, "Greta");
		await page.goto("/settings");
		await page.getByRole("combobox", { name: "Language and number format" }).click();
		await page.getByRole("option", { name: "Deutsch", exact: true }).click();
		await page.getByRole("button", { name: "Save" }).click();
		await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
		await page.reload();
		await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
		assert.equal(await page.evaluate(() => document.documentElement.lang), "de");

		await page.getByRole("tab", { name: "API-Schlüssel" }).click();
		await page.getByRole("button", { name: "Neuer API-Schlüssel" }).click();
		await page.getByLabel("Wofür ist er?").fill("Test");
		await page.getByRole("button", { name: "Anlegen" }).click();
		const key = await page.getByRole("textbox", { name: "API-Schlüssel angelegt" }).inputValue();
		assert.match(key, /^lm_/);
		const answer = await fetch(new URL("/api/contacts", page.url()), { headers: { Authorization: `Bearer ${key}` } });
		assert.equal(answer.status, 200);
		await page.getByRole("dialog").getByRole("button", { name: "Schließen" }).last().click();

		await page.getByRole("tab", { name: "Ihre Daten" }).click();
		await page.getByRole("button", { name: "Mein Konto löschen" }).click();
		await page.getByLabel("Geben Sie Ihr Passwort ein").fill(password);
		await page.getByRole("dialog").getByRole("button", { name: "Mein Konto löschen" }).click();
		await page.getByText("Ihr Konto ist gelöscht").waitFor();
		await page.getByRole("dialog").getByRole("button", { name: "Schließen" }).last().click();
		await page.waitForURL("**/signin");
		noErrors(v);
	} finally {
		await v.end();
	}
});
