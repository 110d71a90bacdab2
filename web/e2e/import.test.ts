// A file of 100,000 rows: dropped, mapped by guess, checked, imported, its refused rows downloaded, undone.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { eventually, noErrors, register, settled, shot, visit } from "./lib.ts";

const rows = Number(process.env.LOUMASS_E2E_ROWS ?? 100_000);
const bad = 7;

it(`imports ${rows} rows`, { timeout: 300_000 }, async () => {
	const dir = await mkdtemp(join(tmpdir(), "loumass-import-"));
	const file = join(dir, "people.csv");
	const lines = ["E-Mail;Vorname;Nachname;Company Name"];
	for (let i = 0; i < rows; i++)
		lines.push(
			`${i % Math.floor(rows / bad) === 1 ? `not-an-address-${i}` : `person${i}@example.com`};Vor${i};Nach${i};"Firma; ${i}"`,
		);
	const refused = lines.filter(l => l.startsWith("not-an")).length;
	await writeFile(file, `${lines.join("\r\n")}\r\n`);
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Importer");
		await page.goto("/contacts/import");
		await page.locator('input[type="file"]').setInputFiles(file);
		await page.getByRole("heading", { name: "What is in which column?" }).waitFor({ timeout: 60_000 });
		const becomes = (column: string) => page.getByRole("combobox", { name: `Becomes: ${column}`, exact: true });
		assert.equal(await becomes("E-Mail").inputValue(), "Email address");
		assert.equal(await becomes("Vorname").inputValue(), "First name");
		assert.equal(await becomes("Nachname").inputValue(), "Last name");
		assert.match(await becomes("Company Name").inputValue(), /company/i);
		await page.getByRole("combobox", { name: "Tag everyone in this file" }).fill("big");
		await page.keyboard.press("Enter");
		await settled(page);
		await shot(page, "import-2-columns");
		await page.getByRole("button", { name: "Check the file" }).click();
		await page.getByRole("heading", { name: "This is what would happen" }).waitFor({ timeout: 120_000 });
		await settled(page);
		await shot(page, "import-3-check");
		await page.getByRole("button", { name: /^Import [\d,]+ rows$/ }).click();
		await page.getByRole("heading", { name: "Import finished" }).waitFor({ timeout: 120_000 });
		await settled(page);
		await shot(page, "import-4-result");
		const created = page.locator(".count-grid > div", { hasText: "New" }).locator("dd");
		assert.equal(await created.textContent(), (rows - refused).toLocaleString("en-GB"));
		const [download] = await Promise.all([
			page.waitForEvent("download"),
			page.getByRole("link", { name: "Download refused rows" }).click(),
		]);
		const text = await readFile(await download.path(), "utf8");
		assert.equal(text.match(/not-an-address/g)?.length, refused);

		await page.getByRole("link", { name: "See the contacts" }).click();
		await page.getByText(`of ${(rows - refused).toLocaleString("en-GB")}`).waitFor();
		// The long list scrolls on, page after page.
		const region = page.getByRole("region", { name: "Contacts" });
		await eventually(
			async () => {
				await region.evaluate(el => el.scrollTo(0, el.scrollHeight));
				return Number(await page.locator("tbody tr[aria-rowindex]").first().getAttribute("aria-rowindex"));
			},
			top => top > 400,
			"the first row after scrolling",
		);
		await shot(page, "import-5-contacts");

		await page.goto("/contacts/import");
		await page.getByRole("link", { name: "people.csv" }).first().click();
		await page.getByRole("button", { name: "Undo this import" }).click();
		await page.getByRole("heading", { name: "Import undone" }).waitFor({ timeout: 120_000 });
		await page.goto("/contacts");
		await page.getByText("No contacts yet").waitFor({ timeout: 60_000 });
		noErrors(v);
	} finally {
		await v.end();
		await rm(dir, { recursive: true, force: true });
	}
});
