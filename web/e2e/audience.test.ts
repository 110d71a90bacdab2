// An audience that was set over the API, of a filter or a segment: shown as what it is, and kept until another is chosen.
import assert from "node:assert/strict";
import { it } from "node:test";
import { campaignTo, eventually, findings, noErrors, post, register, settled, shot, visit } from "./lib.ts";

interface Saved {
	audience: { all?: boolean; segment?: string | string[]; filter?: unknown; exclude?: Record<string, unknown> };
}

it("shows segments and filters, and never takes them for everyone", { timeout: 240_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Segmenter");
		const id = await campaignTo(page, { people: 2 });
		for (const n of [1, 2, 3])
			await post(page, "/api/contacts", { email: `pro${n}@example.com`, variables: { plan: "pro" }, tags: ["paid"] });
		const pros = await post<{ id: string }>(page, "/api/segments", { name: "Pros", filter: 'plan = "pro"' });
		const none = await post<{ id: string }>(page, "/api/segments", { name: "Others", filter: 'plan = "basic"' });
		const headers = { Origin: new URL(page.url()).origin };
		const set = async (audience: object) =>
			assert.ok((await page.request.patch(`/api/campaigns/${id}`, { data: { audience }, headers })).ok());
		const read = async () => (await (await page.request.get(`/api/campaigns/${id}`)).json()) as Saved;
		const becomes = (is: (a: Saved["audience"]) => boolean, what: string) =>
			eventually(read, c => is(c.audience), what);

		await set({
			filter: 'plan = "pro" and in segment "Pros"',
			exclude: { filter: 'email = "pro1@example.com"', segment: none.id },
		});
		await page.goto(`/campaigns/${id}/edit?step=audience`);
		const who = (name: string) => page.getByRole("radio", { name });
		assert.ok(await who("As it was set elsewhere").isChecked());
		await page.getByText('plan = "pro" and in segment "Pros"').waitFor();
		await page.getByText('email = "pro1@example.com"').waitFor();
		await page.locator(".big-count strong", { hasText: /^2$/ }).waitFor();
		await settled(page);
		await shot(page, "audience-filter");
		assert.deepEqual(await findings(page, "audience-filter"), []);

		// A change elsewhere on the page leaves it alone.
		await page.getByRole("button", { name: "Do not leave out" }).click();
		await becomes(a => a.exclude?.filter === undefined && a.exclude?.segment !== undefined, "the filter is left in");
		assert.ok((await read()).audience.filter);
		await page.locator(".big-count strong", { hasText: /^3$/ }).waitFor();

		// Another choice, and back.
		await who("Everyone who can get mail").check();
		await becomes(a => a.all === true && a.filter === undefined, "everyone");
		await who("As it was set elsewhere").check();
		await becomes(a => a.all !== true && a.filter !== undefined, "the filter is back");
		await who("People in certain segments").check();
		await page.getByText("Nobody gets this message yet.").waitFor();
		await page.getByRole("combobox", { name: "Segments", exact: true }).click();
		await page.getByRole("option", { name: "Pros" }).click();
		await becomes(a => a.segment?.[0] === pros.id && a.filter === undefined, "the segment");
		await page.locator(".big-count strong", { hasText: /^3$/ }).waitFor();

		// The command line's form, read again; and what will happen says it.
		await set({ segment: "Pros" });
		await page.reload();
		assert.ok(await who("People in certain segments").isChecked());
		await settled(page);
		await shot(page, "audience-segment");
		assert.deepEqual(await findings(page, "audience-segment"), []);
		await page.goto(`/campaigns/${id}/edit?step=review`);
		await page.getByText("Segment: Pros").waitFor();
		noErrors(v);
	} finally {
		await v.end();
	}
});
