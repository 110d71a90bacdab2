// Long lists and files: more contacts than are counted, a change to all that match, suppressed addresses from a file,
// and what one takes away again as files.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import type { Page } from "playwright-core";
import { campaignTo, findings, noErrors, post, register, settled, shot, visit } from "./lib.ts";

const rows = 120_000;

/** Presses what downloads, and reads the file. */
async function downloaded(page: Page, press: () => Promise<void>): Promise<{ name: string; text: string }> {
	const [download] = await Promise.all([page.waitForEvent("download"), press()]);
	return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}
const lines = (text: string) => text.split(/\r?\n/).filter(Boolean);

async function importContacts(page: Page, csv: string, tags: string[]): Promise<void> {
	const response = await page.request.post("/api/imports?filename=many.csv", {
		data: Buffer.from(csv),
		headers: { "Content-Type": "text/csv", Origin: new URL(page.url()).origin },
	});
	assert.ok(response.ok(), await response.text());
	const { id } = (await response.json()) as { id: string };
	await post(page, `/api/imports/${id}/start`, {
		map: { email: "Email", firstName: "First" },
		tags,
	});
	for (;;) {
		const { status } = (await (await page.request.get(`/api/imports/${id}`)).json()) as { status: string };
		if (status === "DONE") return;
		assert.notEqual(status, "FAILED");
		await page.waitForTimeout(500);
	}
}

it(`changes all that match of ${rows} contacts`, { timeout: 300_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Collector");
		const file = (keep: (i: number) => boolean) => {
			const csv = ["Email,First"];
			for (let i = 0; i < rows; i++) if (keep(i)) csv.push(`p${i}@example.com,N${i}`);
			return csv.join("\n");
		};
		await importContacts(
			page,
			file(i => i % 12 === 0),
			["dozen"],
		);
		await importContacts(
			page,
			file(i => i % 12 !== 0),
			[],
		);

		await page.goto("/contacts");
		await page.getByText("of more than 100,000").waitFor({ timeout: 60_000 });
		await settled(page);
		await page.getByLabel("Select all rows loaded").check();
		await page.getByRole("button", { name: "Select all that match: more than 100,000" }).click();
		await page.getByText("All that match are selected: more than 100,000").waitFor();
		await shot(page, "contacts-all");
		assert.deepEqual(await findings(page, "all selected"), []);
		await page.getByRole("button", { name: "Add tag" }).click();
		await page.getByRole("combobox", { name: "Tag", exact: true }).fill("everybody");
		await page.keyboard.press("Enter");
		await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
		await page.getByText("Tagged 120,000 contacts with “everybody”").waitFor({ timeout: 60_000 });

		// By search and tag, to one in twelve; then all of those go.
		await page.goto(`/contacts?tags=${encodeURIComponent('["dozen"]')}`);
		await page.getByText("of 10,000").waitFor();
		await page.getByLabel("Select all rows loaded").check();
		await page.getByRole("button", { name: "Select all that match: 10,000" }).click();
		await page.getByRole("button", { name: "Set status" }).click();
		await page.getByRole("menuitem", { name: "Inactive" }).click();
		await page.getByText("Status changed for 10,000 contacts").waitFor({ timeout: 60_000 });
		await page.getByLabel("Select all rows loaded").check();
		await page.getByRole("button", { name: "Select all that match: 10,000" }).click();
		await page.getByRole("button", { name: "Delete", exact: true }).click();
		await page.getByRole("dialog").getByText("Delete 10,000 contacts?").waitFor();
		await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
		await page.getByText("10,000 contacts deleted").waitFor({ timeout: 60_000 });
		await page.getByText("No contact matches").waitFor();
		const { tags } = (await (
			await page.request.get("/api/contacts/tags")
		)
			.json()
			.then((x: { data: { tag: string; count: number }[] }) => ({
				tags: Object.fromEntries(x.data.map(t => [t.tag, t.count])),
			}))) as { tags: Record<string, number> };
		assert.equal(tags.everybody, 110_000);
		assert.equal(tags.dozen, undefined);

		// The search is the server's: one of all of them, at once.
		await page.goto("/contacts");
		await page.getByRole("searchbox").fill("p119999@");
		await page.getByText("p119999@example.com").waitFor();
		await page.getByText("of 1", { exact: false }).waitFor();
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("suppresses a list from a file, and gives every list out as a file", { timeout: 180_000 }, async () => {
	const dir = await mkdtemp(join(tmpdir(), "loumass-lists-"));
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Archivist");
		const id = await campaignTo(page, { people: 5 });

		await page.goto("/suppressions");
		const file = join(dir, "never.txt");
		await writeFile(file, "person0@example.com\nPerson1@Example.com\n@blocked.example\n");
		await page.getByRole("button", { name: "Import list" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("textbox").waitFor();
		await settled(page);
		await shot(page, "suppressions-import");
		assert.deepEqual(await findings(page, "suppressions import"), []);
		// A file goes as soon as it is chosen.
		await dialog.locator('input[type="file"]').or(page.locator('input[type="file"]')).first().setInputFiles(file);
		await page.getByText("3 addresses added").waitFor();
		await page.getByText("@blocked.example").waitFor();
		const never = await downloaded(page, () => page.getByRole("link", { name: "Export" }).click());
		assert.match(never.text, /person1@example\.com/);
		assert.match(never.text, /@blocked\.example/);

		// The audience leaves them out, and the report says so.
		await page.goto(`/campaigns/${id}/edit?step=audience`);
		await page.getByText("people get this message").waitFor();
		await page.locator(".big-count strong", { hasText: /^3$/ }).waitFor();
		await post(page, `/api/campaigns/${id}/send`, {});
		await page.goto(`/campaigns/${id}?tab=recipients`);
		await page.locator('.status[data-status="SENT"]').first().waitFor({ timeout: 60_000 });
		const sent = await downloaded(page, () => page.getByRole("link", { name: "Export" }).click());
		assert.match(sent.name, /\.csv$/);
		assert.equal(lines(sent.text).filter(l => /SENT/.test(l)).length, 3);

		await page.goto("/contacts");
		await page.getByRole("link", { name: "N0" }).waitFor();
		for (const [item, name] of [
			["Export as CSV", /\.csv$/],
			["Export as NDJSON", /\.ndjson$/],
		] as const) {
			await page.getByRole("button", { name: "More", exact: true }).click();
			const all = await downloaded(page, () => page.getByRole("menuitem", { name: item }).click());
			assert.match(all.name, name);
			assert.equal(lines(all.text).filter(l => l.includes("@example.com")).length, 5);
		}

		await page.goto("/settings?tab=data");
		const account = await downloaded(page, () => page.getByRole("link", { name: /^Download|^Export/ }).click());
		for (const what of ["person4@example.com", "Slow going", "@blocked.example"])
			assert.ok(account.text.includes(what), `${what} is in the account's export`);
		noErrors(v);
	} finally {
		await v.end();
		await rm(dir, { recursive: true, force: true });
	}
});
