// Doubles: a person whom another program wrote twice is found, merged into the contact that is chosen, and stays
// unsubscribed; a suppressed person is never shown as getting mail.
import assert from "node:assert/strict";
import { it } from "node:test";
import { database, findings, noErrors, post, register, settled, shot, visit } from "./lib.ts";

it("finds doubles and merges them into one contact", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	const axe: string[] = [];
	try {
		await register(page, "Merger");
		await page.goto("/contacts/doubles");
		await page.getByText("Nobody is here twice").waitFor();
		axe.push(...(await findings(page, "no doubles")));
		const kim = await post<{ id: string }>(page, "/api/contacts", { email: "kim@one.example", firstName: "Kim" });
		const lee = await post<{ id: string }>(page, "/api/contacts", { email: "lee@one.example" });
		for (const [of, email, status] of [
			[kim.id, "Kim@One.example", "UNSUBSCRIBED"],
			[lee.id, "LEE@one.example", "ACTIVE"],
		])
			database(
				`INSERT INTO "Contact" ("id", "userId", "email", "status", "updatedAt") SELECT 'c' || substr(md5(random()::text), 1, 24), "userId", '${email}', '${status}', now() FROM "Contact" WHERE "id" = '${of}'`,
			);
		await page.goto("/contacts");
		await page.getByText("Suppressed").first().waitFor();
		await shot(page, "doubles-list");
		await page.getByRole("main").getByRole("button", { name: "More", exact: true }).click();
		await page.getByRole("menuitem", { name: "Find doubles" }).click();
		const person = page.getByRole("region", { name: "kim@one.example" });
		await person.getByRole("radio", { name: "Keep kim@one.example", exact: true }).check();
		await settled(page);
		await shot(page, "doubles");
		axe.push(...(await findings(page, "doubles")));
		await person.getByRole("button", { name: "Merge" }).click();
		await page.getByRole("dialog").getByText("kim@one.example stays.").waitFor();
		await page.getByRole("dialog").getByRole("button", { name: "Merge" }).click();
		await person.waitFor({ state: "detached" });
		const merged = (await (await page.request.get(`/api/contacts/${kim.id}`)).json()) as { status: string };
		assert.equal(merged.status, "UNSUBSCRIBED");
		await page.getByRole("button", { name: "Merge all" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Merge" }).click();
		await page.getByText("Nobody is here twice").waitFor();
		const left = (await (await page.request.get("/api/contacts")).json()) as { data: unknown[] };
		assert.equal(left.data.length, 2);
		assert.deepEqual(axe, []);
		noErrors(v);
	} finally {
		await v.end();
	}
});
