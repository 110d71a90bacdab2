// People in sequences, and their rights: enrolled by hand, by tag and by filter; one is stopped; a sending window is kept;
// an older version comes back; what is overdue is ended; red findings stop a start; and on a person's own page
// tracking is switched off, their data downloaded, and they are erased.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import type { Page } from "playwright-core";
import { eventually, findings, noErrors, post, register, settled, shot, visit } from "./lib.ts";

const mail = (id: string, subject: string) => ({ id, type: "email", subject, content: "<p>Hello</p>" });
const read = async <T>(page: Page, path: string): Promise<T> => (await (await page.request.get(path)).json()) as T;

/** The demo's own PostgreSQL, over its socket. */
function database(sql: string): void {
	const data = process.env.LOUMASS_DATA ?? "";
	execFileSync("psql", [
		"-X",
		"-q",
		"-v",
		"ON_ERROR_STOP=1",
		"-h",
		`${data}/pg/run`,
		"-U",
		"loumass",
		"-d",
		"loumass",
		"-c",
		sql,
	]);
}

interface Kept {
	settings: { window?: { days: number[]; from: string } } | null;
	version: number;
	steps: unknown[];
}

async function capture(page: Page): Promise<void> {
	await post(page, "/api/senders", { kind: "capture", name: "Capture", fromEmail: "me@example.com", isDefault: true });
}

/** Opens the dialog, fills it in, and reads how many came in. */
async function enroll(page: Page, how: string, fill: () => Promise<void>, said: string): Promise<void> {
	await page.getByRole("button", { name: "Enrol people" }).first().click();
	const dialog = page.getByRole("dialog", { name: "Enrol people" });
	await dialog.getByText(how, { exact: true }).click();
	await fill();
	await dialog.getByRole("button", { name: "Enrol", exact: true }).click();
	await dialog.getByText(said).waitFor();
	await dialog.getByRole("button", { name: "Close" }).last().click();
	await dialog.waitFor({ state: "detached" });
}

it("enrols in three ways, stops one person, keeps a window, brings a version back", { timeout: 300_000 }, async () => {
	const v = await visit();
	const { page } = v;
	const axe: string[] = [];
	try {
		await register(page, "Enroller");
		for (const [firstName, tags] of [
			["Ann", ["vip"]],
			["Ben", ["vip"]],
			["Cleo", []],
			["Dora", []],
		] as const)
			await post(page, "/api/contacts", { email: `${firstName.toLowerCase()}@example.com`, firstName, tags });
		await capture(page);
		const wait = { id: "rest", type: "delay", delay: { days: 30 } };
		const { id } = await post<{ id: string }>(page, "/api/sequences", {
			name: "Long",
			steps: [mail("one", "First"), wait, mail("two", "Second")],
		});
		await post(page, `/api/sequences/${id}/activate`, {});

		await page.goto(`/sequences/${id}?tab=people`);
		const dialog = page.getByRole("dialog", { name: "Enrol people" });
		await enroll(
			page,
			"People",
			async () => {
				await dialog.getByRole("combobox", { name: "Contacts" }).fill("dora");
				await page.getByRole("option", { name: /Dora/ }).click();
				await page.keyboard.press("Tab"); // the list closes
			},
			"1 person enrolled",
		);
		await enroll(
			page,
			"A tag",
			async () => {
				await dialog.getByRole("combobox", { name: "Everybody with this tag" }).click();
				await page.getByRole("option", { name: "vip (2)" }).click();
			},
			"2 people enrolled",
		);
		await enroll(
			page,
			"A filter",
			async () => {
				await dialog.getByRole("textbox", { name: "Name or address contains" }).fill("cleo");
				await dialog.getByText("1 contact matches").waitFor();
				axe.push(...(await findings(page, "enrol by filter")));
				await shot(page, "people-enrol");
			},
			"1 person enrolled",
		);
		for (const who of ["Ann", "Ben", "Cleo", "Dora"])
			await page.getByRole("button", { name: who, exact: true }).waitFor();

		await page.getByRole("button", { name: "Actions: Dora" }).click();
		await page.getByRole("menuitem", { name: "Stop" }).click();
		const stop = page.getByRole("dialog", { name: "Stop the sequence for Dora?" });
		await stop.getByRole("button", { name: "Stop" }).click();
		await stop.waitFor({ state: "detached" });
		await page.locator('tbody .status[data-status="DONE"]').waitFor();
		assert.equal(await page.locator('tbody .status[data-status="DONE"]').count(), 1);
		await settled(page);
		axe.push(...(await findings(page, "people")));
		await shot(page, "people-stopped");

		// Mails go out on Mondays to Fridays from eight.
		await page.getByRole("tab", { name: "Settings" }).click();
		await page.getByRole("switch", { name: "Send only at these times" }).check();
		await page.getByLabel("From", { exact: true }).fill("08:00");
		await eventually(
			async () => (await read<Kept>(page, `/api/sequences/${id}`)).settings?.window,
			w => w?.from === "08:00" && w.days.length === 5,
			"the window on the server",
		);
		await page.reload();
		assert.equal(await page.getByLabel("From", { exact: true }).inputValue(), "08:00");
		axe.push(...(await findings(page, "settings")));
		await shot(page, "people-window");

		// The second version has lost a step; the first one is brought back.
		const changed = await page.request.patch(`/api/sequences/${id}`, {
			data: { steps: [mail("one", "First"), wait], enrollments: "keep" },
			headers: { Origin: new URL(page.url()).origin },
		});
		assert.ok(changed.ok(), await changed.text());
		await page.goto(`/sequences/${id}?tab=versions`);
		await page.getByRole("button", { name: "Bring these steps back" }).click();
		await page.getByText("You have changes that are not running yet.").waitFor();
		await page.getByRole("button", { name: "Review and publish" }).click();
		const diff = page.getByRole("dialog");
		await diff.getByText("This becomes version 3.").waitFor();
		await diff.getByRole("button", { name: "Publish" }).click();
		await diff.waitFor({ state: "detached" });
		await eventually(
			() => read<Kept>(page, `/api/sequences/${id}`),
			q => q.version === 3 && q.steps.length === 3,
			"the third version",
		);
		assert.deepEqual(axe, []);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("stops a start on red findings, shows the secret, and asks about who is overdue", { timeout: 300_000 }, async () => {
	const v = await visit();
	const { page } = v;
	const axe: string[] = [];
	try {
		await register(page, "Starter");
		const contact = await post<{ id: string }>(page, "/api/contacts", { email: "eve@example.com", firstName: "Eve" });
		await capture(page);
		const { id } = await post<{ id: string }>(page, "/api/sequences", {
			name: "Late",
			settings: { latenessHours: 1 },
			steps: [mail("one", "First"), { id: "call", type: "webhook", name: "Tell us", webhook: { url: "nowhere" } }],
		});
		await page.goto(`/sequences/${id}`);
		await page.getByRole("button", { name: "Activate" }).click();
		const before = page.getByRole("dialog", { name: "Before it runs" });
		await before.getByText("Tell us: Give an address that starts with https:// or http://.").waitFor();
		assert.ok(await before.getByRole("button", { name: "Activate" }).isDisabled());
		axe.push(...(await findings(page, "red findings")));
		await shot(page, "start-refused");
		await before.getByRole("button", { name: "Cancel" }).click();
		await before.waitFor({ state: "detached" });

		await page.locator(".react-flow__node-step", { hasText: "Tell us" }).click();
		const panel = page.getByRole("complementary", { name: "Step: Tell us" });
		await panel.getByRole("button", { name: "Show the signing secret" }).click();
		const { secret } = await read<{ secret: string }>(page, "/api/sequences/webhook-secret");
		await eventually(
			() => panel.getByRole("textbox", { name: "Signing secret" }).inputValue(),
			shown => shown === secret,
			"the secret",
		);
		axe.push(...(await findings(page, "webhook step")));
		await shot(page, "webhook-secret");
		await panel.getByRole("textbox", { name: "Address", exact: true }).fill("https://example.com/hook");
		await page.locator(".step-card[data-bad]").waitFor({ state: "detached" });
		await page.getByRole("button", { name: "Activate" }).click();
		await before.getByRole("button", { name: "Activate" }).click();
		await page.locator('.status[data-status="ACTIVE"]').first().waitFor();

		// The machine was off for a week, and its clock says so in the database: who comes in has been due since then.
		database(
			`UPDATE "Sequence" SET "activatedAt" = "activatedAt" - interval '8 days', "status" = 'PAUSED' WHERE "id" = '${id}'`,
		);
		await post(page, `/api/sequences/${id}/enroll`, { contactIds: [contact.id] });
		database(`UPDATE "EnrollmentDue" SET "dueAt" = "dueAt" - interval '7 days' WHERE "sequenceId" = '${id}'`);
		// A status that is written alone is a resume of now, after which nobody is overdue.
		database(`UPDATE "Sequence" SET "status" = 'ACTIVE', "resumedAt" = now() - interval '8 days' WHERE "id" = '${id}'`);
		await eventually(
			async () => (await read<{ overdue: number }>(page, `/api/sequences/${id}`)).overdue,
			n => n === 1,
			"people overdue",
		);
		await page.reload();
		await page.getByText("1 person has been due for so long").waitFor();
		await settled(page);
		axe.push(...(await findings(page, "overdue")));
		await shot(page, "overdue");
		await page.getByRole("button", { name: "End it for them" }).click();
		await page.getByText("Ended for 1 person").waitFor();
		await page.getByText("1 person has been due for so long").waitFor({ state: "detached" });
		const captured = await read<{ data: { to: string }[] }>(page, "/api/capture");
		assert.deepEqual(
			captured.data.filter(m => m.to === "eve@example.com"),
			[],
		);
		assert.deepEqual(axe, []);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("switches tracking off for one person, gives their data out, and erases them", { timeout: 300_000 }, async () => {
	const v = await visit();
	const { page } = v;
	const axe: string[] = [];
	try {
		await register(page, "Keeper");
		const { id } = await post<{ id: string }>(page, "/api/contacts", { email: "fay@example.com", firstName: "Fay" });
		await post(page, "/api/topics", { name: "Offers" });
		await page.goto(`/contacts/${id}`);
		await page.getByText("No consent is on record").waitFor();
		await page.getByRole("switch", { name: "Track opens and clicks" }).uncheck();
		await eventually(
			async () => (await read<{ trackingOff: boolean }>(page, `/api/contacts/${id}/choices`)).trackingOff,
			Boolean,
			"tracking off",
		);
		await page.reload();
		await page.getByText("No consent is on record").waitFor();
		assert.equal(await page.getByRole("switch", { name: "Track opens and clicks" }).isChecked(), false);
		for (const [width, name] of [
			[1440, "contact-rights"],
			[390, "contact-rights-narrow"],
		] as const) {
			await page.setViewportSize({ width, height: 900 });
			await settled(page);
			axe.push(...(await findings(page, name)));
			await shot(page, name, true);
			assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false, name);
		}
		const [file] = await Promise.all([
			page.waitForEvent("download"),
			page.getByRole("link", { name: "Download everything" }).click(),
		]);
		assert.match(await readFile(await file.path(), "utf8"), /fay@example\.com/);
		await page.getByRole("button", { name: "Erase this person" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("button", { name: "Erase this person" }).click();
		await dialog.getByText("Contact: 1").waitFor();
		axe.push(...(await findings(page, "receipt")));
		await shot(page, "contact-erased");
		await dialog.getByRole("button", { name: "Close" }).click();
		await page.waitForURL("**/contacts");
		await page.getByText("No contacts yet").waitFor();
		assert.deepEqual(axe, []);
		noErrors(v);
	} finally {
		await v.end();
	}
});
