// Segments: five clauses built by hand, counted while one builds, read as text and back, asked why, and sent to; kept from
// being deleted while something uses them; and two who change one.
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Page } from "playwright-core";
import {
	campaignTo,
	drop,
	eventually,
	findings,
	noErrors,
	post,
	register,
	reportOf,
	settled,
	shot,
	visit,
} from "./lib.ts";

interface Saved {
	id: string;
	name: string;
	text: string;
	filter: { all: Record<string, unknown>[] };
}
const segments = async (page: Page) =>
	((await (await page.request.get("/api/segments")).json()) as { data: Saved[] }).data;
const clause = (page: Page, n: number) => page.locator(".clause-group[data-depth='1'] > ol > .clause").nth(n);
async function pick(page: Page, where: ReturnType<typeof clause>, label: string, option: string | RegExp) {
	await where.getByRole("combobox", { name: label, exact: true }).click();
	await page.getByRole("option", { name: option, exact: true }).click();
}
const written = (page: Page, form: string) =>
	page.getByRole("radiogroup", { name: "How it is written" }).getByText(form, { exact: true }).click();
const counts = (page: Page, n: number) =>
	page.locator(".big-count strong", { hasText: new RegExp(`^${n}$`) }).waitFor();

it("builds a segment of five clauses, sends to it and says why", { timeout: 300_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Builder");
		const id = await campaignTo(page, { people: 1 });
		const topic = await post<{ id: string }>(page, "/api/topics", { name: "Offers", optIn: false });
		assert.ok(topic.id);
		for (const [name, plan, seats, tags] of [
			["ada", "pro", 12, ["vip"]],
			["ben", "pro", 3, ["vip"]],
			["cas", "free", 20, ["vip"]],
			["dia", "pro", 15, []],
			["eve", "pro", 30, ["vip"]],
		] as const)
			await post(page, "/api/contacts", {
				email: `${name}@example.com`,
				firstName: name,
				tags,
				variables: { plan, seats },
			});
		await page.goto("/segments");
		await page.getByText("No segments yet").waitFor();
		await settled(page);
		await shot(page, "segments-empty");
		await page.getByRole("link", { name: "New segment" }).click();
		await page.getByText("Everybody: there are no conditions.").waitFor();
		await counts(page, 6);
		await page.getByRole("textbox", { name: "Name" }).fill("Big and pro");
		const add = page.getByRole("button", { name: "Add condition" });

		await add.click();
		await pick(page, clause(page, 0), "What", "plan");
		await clause(page, 0).getByRole("combobox", { name: "Value" }).click();
		await page.getByRole("option", { name: "pro", exact: true }).click();
		await counts(page, 4);
		await add.click();
		await pick(page, clause(page, 1), "What", "seats");
		await pick(page, clause(page, 1), "Comparison", "is more than");
		await clause(page, 1).getByRole("textbox", { name: "Value" }).fill("10");
		await counts(page, 3);
		await add.click();
		await pick(page, clause(page, 2), "What", "Tags");
		await clause(page, 2).getByRole("combobox", { name: "Value" }).fill("vip");
		await page.keyboard.press("Escape");
		await counts(page, 2);
		await add.click();
		await pick(page, clause(page, 3), "What", "Topic");
		await page.getByText("1 condition is not finished and not counted yet.").waitFor();
		await clause(page, 3).getByRole("combobox", { name: "Topic" }).click();
		await page.getByRole("option", { name: "Offers" }).click();
		await page.getByText("not finished").waitFor({ state: "detached" });
		await page.getByRole("button", { name: "Add group" }).click();
		const inner = clause(page, 4).locator(".clause-group");
		await inner.getByRole("combobox", { name: "People for whom" }).click();
		await page.getByRole("option", { name: "none of these is true" }).click();
		await pick(page, inner.locator(".clause"), "What", "Replied to");
		await page.getByText("2 left").first().waitFor();
		await page
			.getByText(
				"plan is “pro” and seats is more than 10 and Tags include “vip” and wants the topic “Offers” and not replied to any mail",
			)
			.waitFor();
		for (const face of ["ada@example.com", "eve@example.com"]) await page.getByText(face).waitFor();
		await settled(page);
		await shot(page, "segment-built", true);
		assert.deepEqual(await findings(page, "segment-built"), []);

		// As text, with names; wrong, pointed at; and back.
		const text = page.getByRole("textbox", { name: "The conditions as text" });
		await written(page, "Text");
		assert.equal(
			await eventually(
				() => text.inputValue(),
				x => x !== "",
				"the text",
			),
			'plan = "pro" and seats > 10 and tags has "vip" and wants topic "Offers" and not replied to any',
		);
		await text.fill('plan = "pro" and seats > 10 and tags has "vip" and wants topic "Ofers"');
		await page.locator(".filter-place mark", { hasText: "wants" }).waitFor();
		await page.getByText('There is no topic "Ofers"').waitFor();
		await shot(page, "segment-fault");
		assert.deepEqual(await findings(page, "segment-fault"), []);
		await text.fill('plan = "pro" and seats > 10 and tags has "vip" and wants topic "Offers" and not replied to any');
		await page.locator(".filter-fault").waitFor({ state: "detached" });
		await written(page, "Builder");
		await clause(page, 4).waitFor();
		await page.getByRole("button", { name: "Save segment" }).click();
		await page.waitForURL(/\/segments\/c/);
		const [saved] = await segments(page);
		assert.equal(saved?.filter.all.length, 5);

		// Why.
		const why = page.getByRole("combobox", { name: "A contact" });
		await why.fill("ben");
		await page.getByRole("option", { name: /ben@example.com/ }).click();
		await page.getByText("ben is not in it").waitFor();
		await page
			.locator(".why-list li[data-is=false]", { hasText: "seats is more than 10" })
			.getByText("They have: 3")
			.waitFor();
		await settled(page);
		assert.deepEqual(await findings(page, "segment-why"), []);

		// Sent to: those two, and nobody else.
		await page.goto(`/campaigns/${id}/edit?step=audience`);
		await page.getByRole("radio", { name: "People in certain segments" }).check();
		await page.getByRole("combobox", { name: "Segments", exact: true }).click();
		await page.getByRole("option", { name: "Big and pro" }).click();
		await counts(page, 2);
		await eventually(
			async () =>
				(await (await page.request.get(`/api/campaigns/${id}`)).json()) as { audience: { segment?: string[] } },
			x => x.audience.segment?.length === 1,
			"the audience",
		);
		// In use: it says by what, and is not deleted.
		await page.goto(`/segments/${saved?.id}`);
		await page.getByRole("link", { name: "Slow going" }).waitFor();
		await page.getByRole("button", { name: "More" }).click();
		await page.getByRole("menuitem", { name: "Delete segment" }).click();
		await page.getByRole("dialog").getByText("“Big and pro” is in use").waitFor();
		await page.keyboard.press("Escape");
		await page.goto(`/campaigns/${id}/edit?step=review`);
		await page.getByText("Segment: Big and pro").waitFor();
		await page.getByRole("button", { name: "Send to 2 people" }).click();
		await page.getByRole("button", { name: "Send now" }).click();
		await reportOf(page);
		const to = await eventually(
			async () =>
				(
					(await (await page.request.get(`/api/campaigns/${id}/recipients`)).json()) as {
						data: { email: string; status: string }[];
					}
				).data,
			rows => rows.length === 2 && rows.every(r => r.status === "SENT"),
			"two mails",
		);
		assert.deepEqual(to.map(r => r.email).sort(), ["ada@example.com", "eve@example.com"]);
		drop(v, /422/); // the text that was wrong
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("lets two who change a segment choose, and keeps what is not saved", { timeout: 240_000 }, async () => {
	const v = await visit({ width: 390, height: 844 });
	const { page } = v;
	try {
		await register(page, "Two of a segment");
		await post(page, "/api/contacts", { email: "ada@example.com", tags: ["vip"] });
		const s = await post<Saved>(page, "/api/segments", { name: "Guests", filter: 'tags has "vip"' });
		await page.goto(`/segments/${s.id}`);
		await counts(page, 1);
		await page.getByRole("button", { name: "Add condition" }).click();
		await clause(page, 1).getByRole("combobox", { name: "Value" }).fill("ada");
		const headers = { Origin: new URL(page.url()).origin };
		const theirs = await page.request.patch(`/api/segments/${s.id}`, { data: { filter: "opened any" }, headers });
		assert.ok(theirs.ok());
		// A closed tab loses nothing.
		await page.waitForTimeout(600);
		await page.reload();
		await page.getByText("This was changed since you typed here.").waitFor();
		await page.getByRole("button", { name: "Use my text" }).click();
		await clause(page, 1).waitFor();
		const again = await page.request.patch(`/api/segments/${s.id}`, { data: { filter: "clicked any" }, headers });
		assert.ok(again.ok());
		await page.getByRole("button", { name: "Save segment" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByText("Somebody else changed this").waitFor();
		await dialog.getByText("clicked any mail").waitFor();
		await settled(page);
		await shot(page, "segment-conflict-390");
		assert.deepEqual(await findings(page, "segment-conflict"), []);
		await dialog.getByRole("button", { name: "Keep mine" }).click();
		await eventually(
			() => segments(page),
			x => x[0]?.text.includes('"ada"') === true,
			"mine is kept",
		);
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		assert.ok(wide <= 0, `${wide} px too wide`);
		// Deleted, with time to think again.
		await page.getByRole("button", { name: "More" }).click();
		await page.getByRole("menuitem", { name: "Delete segment" }).click();
		await page.getByText("No segments yet").waitFor();
		await page.getByRole("button", { name: "Undo" }).click();
		await page.getByText("Guests").first().waitFor();
		drop(v, /412/);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("filters the contacts by a segment, keeps a filter as one, and enrolls by it", { timeout: 240_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Filterer");
		await campaignTo(page, { people: 1 });
		for (const n of [1, 2, 3])
			await post(page, "/api/contacts", { email: `vip${n}@example.com`, tags: n < 3 ? ["vip"] : [] });
		await post(page, "/api/segments", { name: "First", filter: 'email starts with "vip1"' });
		const q = await post<{ id: string }>(page, "/api/sequences", {
			name: "Welcome",
			steps: [
				{ id: "d", type: "delay", delay: { days: 3, hours: 0, minutes: 0 }, nextStepId: "e" },
				{ id: "e", type: "email", subject: "Hi", content: "<p>Hi</p>", nextStepId: null },
			],
		});
		await post(page, `/api/sequences/${q.id}/activate`, {});
		await page.goto("/contacts");
		await page.getByRole("combobox", { name: "Segment" }).click();
		await page.getByRole("option", { name: "First" }).click();
		await page.getByText("vip2@example.com").waitFor({ state: "detached" });
		await page.getByText("vip1@example.com").waitFor();
		await page.getByRole("combobox", { name: "Segment" }).click();
		await page.getByRole("option", { name: "Any segment" }).click();
		await page.getByRole("searchbox").fill("vip");
		await page.getByText("person0@example.com").waitFor({ state: "detached" });
		await page.getByRole("button", { name: "Save filter" }).click();
		await page.getByRole("radiogroup", { name: "Save as" }).getByText("Segment").click();
		await page.getByRole("textbox", { name: "Name of the segment" }).fill("First");
		await page.getByRole("button", { name: "Save", exact: true }).click();
		await page.getByText("This is taken already. Please choose another.").waitFor();
		await page.getByRole("textbox", { name: "Name of the segment" }).fill("Guests");
		await settled(page);
		await shot(page, "save-as-segment");
		assert.deepEqual(await findings(page, "save-as-segment"), []);
		await page.getByRole("button", { name: "Save", exact: true }).click();
		await page.getByText("Segment saved").waitFor();
		const kept = (await segments(page)).find(x => x.name === "Guests");
		assert.equal(kept?.text, 'all (email contains "vip" or name contains "vip")');
		await page.goto(`/sequences/${q.id}?tab=people`);
		await page.getByRole("button", { name: "Enrol people" }).first().click();
		await page.getByRole("dialog").getByText("A segment").click();
		await page.getByRole("combobox", { name: "Everybody in this segment" }).click();
		await page.getByRole("option", { name: "Guests" }).click();
		await page.getByText("3 contacts are in it now").waitFor();
		await settled(page);
		await shot(page, "enroll-segment");
		await page.getByRole("dialog").getByRole("button", { name: "Enrol", exact: true }).click();
		await page.getByText("3 people enrolled").waitFor();
		drop(v, /409/);
		noErrors(v);
	} finally {
		await v.end();
	}
});
