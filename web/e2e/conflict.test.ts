// Two tabs write the same campaign, the same sequence, the same form: nothing is overwritten in silence, and the person
// chooses. No clock decides: a draft that was typed over an older version is shown, too.
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Page } from "playwright-core";
import { campaignTo, drop, eventually, findings, noErrors, post, register, settled, shot, visit } from "./lib.ts";

const refused = /412/;
const subject = (page: Page) => page.getByRole("textbox", { name: "Subject" });
const saved = (page: Page) => page.getByText("Saved", { exact: true }).first().waitFor();
async function write(page: Page, text: string): Promise<void> {
	await subject(page).click();
	await page.keyboard.press("Control+a");
	await page.keyboard.type(text);
}
async function read<T>(page: Page, path: string): Promise<T> {
	return (await (await page.request.get(path)).json()) as T;
}

it("lets two tabs of a campaign choose between theirs and mine", { timeout: 240_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Two Tabs");
		const id = await campaignTo(page, { people: 1 });
		const on = () => read<{ subject: string; preheader: string | null; name: string }>(page, `/api/campaigns/${id}`);
		await page.goto(`/campaigns/${id}/edit`);
		await subject(page).waitFor();
		const other = await v.context.newPage();
		await other.goto(`/campaigns/${id}/edit`);
		await subject(other).waitFor();

		await write(page, "Ours, first");
		await saved(page);
		await eventually(on, c => c.subject === "Ours, first", "the first tab's subject");
		await write(other, "Theirs, later");
		const dialog = other.getByRole("dialog");
		await dialog.getByText("Somebody else changed this").waitFor();
		await dialog.getByText("Ours, first").waitFor();
		await dialog.getByText("Theirs, later").waitFor();
		await settled(other);
		await shot(other, "conflict");
		assert.deepEqual(await findings(other, "conflict"), []);
		assert.equal((await on()).subject, "Ours, first", "nothing is written before the choice");
		await other.keyboard.press("Escape");
		await dialog.getByRole("button", { name: "Take theirs" }).click();
		await dialog.waitFor({ state: "detached" });
		await eventually(
			() => subject(other).textContent(),
			text => text === "Ours, first",
			"theirs in the second tab",
		);

		// And mine over theirs; what I did not touch stays as they have it.
		await page.getByRole("textbox", { name: "Preview line" }).click();
		await page.keyboard.type("A preview of ours");
		await eventually(on, c => c.preheader === "A preview of ours", "the first tab's preview line");
		await write(other, "Mine wins");
		await dialog.getByRole("button", { name: "Keep mine" }).click();
		await eventually(on, c => c.subject === "Mine wins" && c.preheader === "A preview of ours", "mine over theirs");
		await saved(other);
		await write(other, "And goes on");
		await eventually(on, c => c.subject === "And goes on", "further typing");
		drop(v, refused);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("shows a draft that was typed over an older version, whatever the clock says", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Old Draft");
		const id = await campaignTo(page, { people: 1 });
		await page.goto(`/campaigns/${id}/edit`);
		await subject(page).waitFor();
		await v.context.setOffline(true);
		await write(page, "Typed in a tunnel");
		await page.waitForFunction(() => Object.values(localStorage).some(x => String(x).includes("Typed in a tunnel")));
		const next = await v.context.newPage();
		await page.close({ runBeforeUnload: false });
		await v.context.setOffline(false);
		await next.request.patch(`/api/campaigns/${id}`, {
			data: { subject: "Changed elsewhere" },
			headers: { Origin: new URL(process.env.LOUMASS_E2E_URL ?? "").origin },
		});
		// This device is a year ahead.
		await next.addInitScript(() => {
			const real = Date.now;
			Date.now = () => real() + 366 * 86_400_000;
		});
		await next.goto(`/campaigns/${id}/edit`);
		const dialog = next.getByRole("dialog");
		await dialog.getByText("Typed in a tunnel").waitFor();
		await dialog.getByText("Changed elsewhere").waitFor();
		assert.equal((await read<{ subject: string }>(next, `/api/campaigns/${id}`)).subject, "Changed elsewhere");
		await dialog.getByRole("button", { name: "Keep mine" }).click();
		await eventually(
			() => read<{ subject: string }>(next, `/api/campaigns/${id}`),
			c => c.subject === "Typed in a tunnel",
			"the kept draft",
		);
		drop(v, /ERR_INTERNET_DISCONNECTED|ERR_FAILED|412/);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("lets two tabs of a sequence choose, while it is drawn and while it runs", { timeout: 240_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Two Drawers");
		const step = { id: "a", type: "email", subject: "Hello", content: "<p>Hello {{firstName}}</p>", nextStepId: null };
		const { id } = await post<{ id: string }>(page, "/api/sequences", { name: "Shared", steps: [step] });
		const on = () => read<{ name: string; status: string; steps: { subject: string }[] }>(page, `/api/sequences/${id}`);
		const name = (p: Page) => p.getByRole("textbox", { name: "Name of the sequence" });
		const steps = async (p: Page, text: string) => {
			await p.locator(".react-flow__node-step").first().click();
			const panel = p.getByRole("complementary", { name: /^Step: / });
			await panel.getByRole("textbox", { name: "Subject" }).click();
			await p.keyboard.press("Control+a");
			await p.keyboard.type(text);
		};
		await page.goto(`/sequences/${id}`);
		await name(page).waitFor();
		const other = await v.context.newPage();
		await other.goto(`/sequences/${id}`);
		await name(other).waitFor();
		await name(page).fill("Named here");
		await eventually(on, s => s.name === "Named here", "the first name");
		await name(other).fill("Named there");
		const dialog = other.getByRole("dialog");
		await dialog.getByText("Named here").waitFor();
		await settled(other);
		await shot(other, "conflict-sequence");
		await dialog.getByRole("button", { name: "Keep mine" }).click();
		await eventually(on, s => s.name === "Named there", "mine over theirs");

		// It runs: publishing over what somebody else published is a choice, too.
		await page.goto(`/sequences/${id}`);
		await page.getByRole("button", { name: "Activate" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Activate" }).click();
		await eventually(on, s => s.status === "ACTIVE", "the sequence running");
		await page.getByRole("dialog").waitFor({ state: "detached" });
		assert.equal(await page.getByText("changes that are not running").count(), 0);
		await other.goto(`/sequences/${id}`);
		await steps(page, "Published here");
		await steps(other, "Published there");
		await page.getByRole("button", { name: "Publish" }).first().click();
		await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
		await eventually(on, s => s.steps[0]?.subject === "Published here", "the first publication");
		await other.getByRole("button", { name: "Publish" }).first().click();
		await other.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
		await dialog.getByText("Somebody else changed this").waitFor();
		assert.equal((await on()).steps[0]?.subject, "Published here");
		await dialog.getByRole("button", { name: "Take theirs" }).click();
		await eventually(
			() => other.getByRole("textbox", { name: "Subject" }).first().textContent(),
			text => text === "Published here",
			"theirs on the canvas",
		);
		drop(v, refused);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("lets two who edit a form choose", { timeout: 120_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Two Forms");
		const { id } = await post<{ id: string }>(page, "/api/forms", { name: "Newsletter", consentText: "Send me mail" });
		await page.goto("/forms");
		await page
			.getByRole("button", { name: /Newsletter/ })
			.and(page.getByRole("button", { name: /Edit|Change/ }))
			.first()
			.click();
		const form = page.getByRole("dialog").first();
		await form.getByLabel("Heading").fill("My heading");
		await page.request.patch(`/api/forms/${id}`, {
			data: { title: "Their heading", intro: "Their words" },
			headers: { Origin: new URL(page.url()).origin },
		});
		await form.getByRole("button", { name: "Save" }).click();
		const dialog = page.getByRole("dialog", { name: "Somebody else changed this" });
		await dialog.getByText("Their heading").waitFor();
		await dialog.getByRole("button", { name: "Keep mine" }).click();
		await page.getByText("Form saved").waitFor();
		const row = await read<{ title: string; intro: string }>(page, `/api/forms/${id}`);
		assert.deepEqual([row.title, row.intro], ["My heading", "Their words"]);
		drop(v, refused);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("lets two tabs of a contact choose, and keeps what the other did not touch", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Two Cards");
		const { id } = await post<{ id: string }>(page, "/api/contacts", {
			email: "kim@one.example",
			firstName: "Kim",
			tags: ["old"],
			variables: { plan: "free", city: "Rome" },
		});
		type Card = { firstName: string; lastName: string | null; tags: string[]; variables: Record<string, string> };
		const on = () => read<Card>(page, `/api/contacts/${id}`);
		const other = await v.context.newPage();
		const edit = async (p: Page) => {
			await p.goto(`/contacts/${id}`);
			await p.getByRole("button", { name: "Edit", exact: true }).click();
			await p.getByRole("textbox", { name: "First name" }).waitFor();
		};
		const save = (p: Page) => p.getByRole("button", { name: "Save", exact: true }).click();
		await edit(page);
		await edit(other);
		await page.getByRole("textbox", { name: "First name" }).fill("Kay");
		await page.getByRole("textbox", { name: "Value plan" }).fill("pro");
		await save(page);
		await eventually(on, c => c.firstName === "Kay" && c.variables.plan === "pro", "the first tab's change");

		await other.getByRole("textbox", { name: "First name" }).fill("Kimberly");
		await other.getByRole("textbox", { name: "Value city" }).fill("Bern");
		await save(other);
		const dialog = other.getByRole("dialog").filter({ hasText: "Somebody else changed this" });
		await dialog.getByText("Kimberly").waitFor();
		await dialog.getByText("Kay", { exact: true }).waitFor();
		assert.equal((await on()).firstName, "Kay", "nothing is written before the choice");
		await settled(other);
		await shot(other, "conflict-contact");
		assert.deepEqual(await findings(other, "conflict-contact"), []);
		await dialog.getByRole("button", { name: "Keep mine" }).click();
		await eventually(on, c => c.firstName === "Kimberly", "mine over theirs");
		assert.deepEqual((await on()).variables, { plan: "pro", city: "Bern" });

		await edit(page);
		await edit(other);
		await other.getByRole("textbox", { name: "Last name" }).fill("Theirs");
		await save(other);
		await eventually(on, c => c.lastName === "Theirs", "the second tab's change");
		await page.getByRole("textbox", { name: "Last name" }).fill("Mine");
		await save(page);
		const mine = page.getByRole("dialog").filter({ hasText: "Somebody else changed this" });
		await mine.getByRole("button", { name: "Take theirs" }).click();
		await mine.waitFor({ state: "detached" });
		assert.equal(await page.getByRole("textbox", { name: "Last name" }).inputValue(), "Theirs");
		await page.getByRole("textbox", { name: "First name" }).fill("Kim again");
		await save(page);
		await eventually(on, c => c.firstName === "Kim again" && c.lastName === "Theirs", "a change over theirs");
		drop(v, refused);
		noErrors(v);
	} finally {
		await v.end();
	}
});
