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

// An export of Mailchimp with everybody in it, in an old encoding: who had left is not mailed, and the page says so.
it("imports a Mailchimp export with unsubscribed people", { timeout: 180_000 }, async () => {
	const dir = await mkdtemp(join(tmpdir(), "loumass-mailchimp-"));
	const file = join(dir, "audience_export.csv");
	const text =
		"Email Address,First Name,Last Name,Status,TAGS,UNSUB_TIME\r\n" +
		'zoe@two.example,Zoë,Köhler,Subscribed,"""VIP"",""Spring, early""",\r\n' +
		"bo@two.example,Bo,Möller,Unsubscribed,,2025-03-01 09:00:00\r\n" +
		"cy@two.example,Cy,,Cleaned,,\r\n" +
		"no address,Di,,Subscribed,,\r\n";
	await writeFile(file, Buffer.from(text, "latin1"));
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Mover");
		await page.goto("/contacts/import");
		await page.locator('input[type="file"]').setInputFiles(file);
		await page.getByRole("heading", { name: "What is in which column?" }).waitFor({ timeout: 60_000 });
		const becomes = (column: string) => page.getByRole("combobox", { name: `Becomes: ${column}`, exact: true });
		assert.match(await becomes("Status").inputValue(), /^Status/);
		assert.match(await becomes("UNSUB_TIME").inputValue(), /^Opted out/);
		assert.equal(await becomes("TAGS").inputValue(), "Tags");
		// The encoding was found, and can be changed: the preview follows.
		const encoding = page.getByRole("combobox", { name: "Encoding" });
		assert.equal(await encoding.inputValue(), "Windows-1252");
		await page.getByText("Zoë", { exact: false }).first().waitFor();
		await encoding.fill("KOI8-R");
		await page.getByRole("option", { name: "KOI8-R", exact: true }).click();
		await page.getByText("ZoК", { exact: false }).first().waitFor();
		await encoding.fill("Windows-1252");
		await page.getByRole("option", { name: "Windows-1252", exact: true }).click();
		await page.getByText("Zoë", { exact: false }).first().waitFor();
		// Leaving the consent out is warned of.
		await becomes("Status").click();
		await page.getByRole("option", { name: "Do not import" }).click();
		await page.getByText("“Status” looks like a column of consent", { exact: false }).waitFor();
		await settled(page);
		await shot(page, "mailchimp-1-warning");
		await becomes("Status").click();
		await page.getByRole("option", { name: /^Status/ }).click();
		await settled(page);
		await shot(page, "mailchimp-2-columns");
		await page.setViewportSize({ width: 390, height: 844 });
		await shot(page, "mailchimp-2-columns-phone");
		await page.setViewportSize({ width: 1440, height: 900 });
		await page.getByRole("button", { name: "Check the file" }).click();
		await page.getByRole("heading", { name: "This is what would happen" }).waitFor({ timeout: 60_000 });
		await settled(page);
		await shot(page, "mailchimp-3-check");
		const count = (label: string) => page.locator(".count-grid > div", { hasText: label }).locator("dd").textContent();
		assert.equal(await count("Suppressed"), "2");
		await page.getByRole("button", { name: /^Import 3 rows$/ }).click();
		await page.getByRole("heading", { name: "Import finished" }).waitFor({ timeout: 60_000 });
		assert.equal(await count("Suppressed"), "2");
		const [download] = await Promise.all([
			page.waitForEvent("download"),
			page.getByRole("link", { name: "Download refused rows" }).click(),
		]);
		assert.match(await readFile(await download.path(), "utf8"), /^line,reason,Email Address.*\r\n5,.*no address,Di/s);
		await page.goto("/suppressions");
		await page.getByText("bo@two.example").waitFor();
		await page.getByText("opted out before the import", { exact: false }).waitFor();
		await settled(page);
		await shot(page, "mailchimp-4-suppressions");
		// A list of addresses: what is none comes back.
		await page.getByRole("button", { name: "Import list" }).first().click();
		await page.getByRole("textbox").last().fill("*@three.example\nnot one");
		await page.getByRole("dialog").getByRole("button", { name: "Import list" }).click();
		await page.getByText("1 address added, 0 already listed, 1 line refused.").waitFor();
		await settled(page);
		await shot(page, "mailchimp-5-list");
		noErrors(v);
	} finally {
		await v.end();
		await rm(dir, { recursive: true, force: true });
	}
});
