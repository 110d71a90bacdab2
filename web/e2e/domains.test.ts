// Domains: a tracking domain is added, checked and given up; a domain's set-up is read, and keys are made for it. Wide and
// narrow, light and dark, in both languages, without a finding of axe.
import assert from "node:assert/strict";
import { it } from "node:test";
import { findings, register, settled, shot, visit } from "./lib.ts";

for (const [scheme, width] of [
	["light", 1440],
	["dark", 390],
] as const) {
	it(`domains, ${scheme}, ${width} px`, { timeout: 300_000 }, async () => {
		const v = await visit({ scheme, width, height: 900 });
		const { page } = v;
		const found: string[] = [];
		const look = async (name: string) => {
			await settled(page);
			found.push(...(await findings(page, name)));
			await shot(page, `${name}-${width}-${scheme}`);
			assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false, name);
		};
		try {
			await register(page, "Domains");
			await page.goto("/domains");
			await page.getByRole("heading", { name: "Domains", level: 1 }).waitFor();
			const own = `click-${width}.example.org`;
			await page.getByRole("button", { name: "Add a tracking domain" }).click();
			await page.getByRole("textbox", { name: "Domain" }).fill("no dots");
			await page.getByRole("button", { name: "Add", exact: true }).click();
			await page.getByRole("dialog").locator('[aria-invalid="true"]').waitFor();
			await page.getByRole("textbox", { name: "Domain" }).fill(own);
			await page.getByRole("button", { name: "Add", exact: true }).click();
			const item = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: own }) });
			await item.getByText("Not verified").waitFor();
			await item.getByRole("button", { name: "Check now" }).click();
			await item.getByText(/could not be asked/).waitFor(); // the tests' name server does not answer
			await look("domains");

			await page.getByRole("button", { name: "Look at a domain" }).click();
			await page.getByRole("textbox", { name: "Domain" }).fill("mail.example.org");
			await page.getByRole("button", { name: "Add", exact: true }).click();
			await page.getByRole("heading", { name: "SPF: who may send" }).waitFor();
			await page.getByRole("button", { name: "Make keys" }).click();
			await page.getByText("Waits for its record").first().waitFor();
			assert.equal(await page.getByText("Waits for its record").count(), 2);
			assert.equal(await page.getByText(/^v=DKIM1; k=(rsa|ed25519); p=/).count(), 2);
			await page.reload(); // its address looks like a file's
			await page.getByText("Waits for its record").first().waitFor();
			await look("domain-setup");
			await page.getByRole("button", { name: "Delete all keys" }).click();
			await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
			await page.getByText("No keys yet").waitFor();

			await page.getByRole("link", { name: "All domains" }).click();
			await item.getByRole("button", { name: `Remove ${own}` }).click();
			await item.waitFor({ state: "detached" });
			assert.deepEqual(found, []);
			// The refused name is one the browser reports, too.
			assert.deepEqual(
				v.errors.filter(e => !/status of 422/.test(e)),
				[],
			);
		} finally {
			await v.end();
		}
	});
}
