// What came back and matches nothing, on a phone: it is read, given to a contact or let go.
import assert from "node:assert/strict";
import { it } from "node:test";
import { campaignTo, database, eventually, findings, noErrors, post, register, settled, shot, visit } from "./lib.ts";

it("reads unmatched messages on a phone, assigns one and dismisses the other", { timeout: 180_000 }, async () => {
	const v = await visit({ width: 390, height: 844 });
	const { page } = v;
	try {
		await register(page, "Una Matched");
		const campaign = await campaignTo(page, { people: 1 });
		await post(page, `/api/campaigns/${campaign}/send`, {});
		await eventually(
			async () => ((await (await page.request.get(`/api/campaigns/${campaign}`)).json()) as { status: string }).status,
			status => status === "SENT",
			"the campaign",
		);
		for (const [key, subject] of [
			["a", "About the price"],
			["b", "Undelivered Mail Returned to Sender: the workshop of next week and all that belongs to it"],
		])
			database(
				`INSERT INTO "UnmatchedMessage" ("id", "userId", "key", "source", "kind", "why", "from", "fromName", "subject", "text", "receivedAt")
				SELECT 'c' || substr(md5(random()::text), 1, 24), "userId", '${key}', 'imap', 'reply',
				'it answers a message (In-Reply-To), and no message of ours has this id or recipient',
				'somebody-with-a-long-name@mail.partner-company.example', 'Somebody', '${subject}',
				repeat('I have a question about it. ', 30), now() FROM "Campaign" WHERE "id" = '${campaign}'`,
			);
		await page.goto("/replies?status=unmatched");
		const first = page.getByRole("listitem").filter({ hasText: "About the price" });
		const second = page.getByRole("listitem").filter({ hasText: "Undelivered" });
		await first.getByText("no message of ours has this id").waitFor();
		await settled(page);
		await shot(page, "unmatched-phone", true);
		assert.deepEqual(await findings(page, "unmatched"), []);
		const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		assert.ok((await over()) <= 0, "wider than the window");

		await second.getByRole("button", { name: "Dismiss" }).click();
		await second.waitFor({ state: "detached" });
		await first.getByRole("button", { name: "Show all" }).click();
		await first.getByRole("combobox", { name: "Contact" }).click();
		await page.getByRole("option", { name: /person0@example\.com/ }).click();
		await first.getByRole("button", { name: "Assign" }).click();
		await first.waitFor({ state: "detached" });
		await page.getByText("Nothing is unmatched").waitFor();
		// What was assigned is a conversation now.
		await page.goto("/replies");
		await page.getByText("I have a question about it.").first().waitFor();
		noErrors(v);
	} finally {
		await v.end();
	}
});
