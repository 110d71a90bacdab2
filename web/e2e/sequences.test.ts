// A sequence from nothing: drawn, tried out with the virtual clock, started; people enrolled, a captured mail opened
// and its link followed, and each on the right branch.
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Locator, Page } from "playwright-core";
import { eventually, findings, noErrors, post, register, settled, shot, visit } from "./lib.ts";

interface Found {
	data: { id: string }[];
}

const card = (page: Page, title: string): Locator =>
	page.locator(".react-flow__node-step").filter({ has: page.locator("strong", { hasText: title }) });

/** Puts a step where the named plus sign stands. */
async function add(page: Page, plus: string, kind: string): Promise<void> {
	await page.getByRole("button", { name: plus, exact: true }).click();
	await page.getByRole("menuitem", { name: kind }).click();
	await page.getByRole("complementary", { name: /^Step: / }).waitFor();
}

/** Writes the open email step as HTML source. */
async function write(page: Page, subject: string, html: string, shown: string): Promise<void> {
	const panel = page.getByRole("complementary", { name: /^Step: / });
	await panel.getByRole("textbox", { name: "Subject" }).click();
	await page.keyboard.type(subject);
	await panel.getByRole("button", { name: "Write the email" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByText("HTML source", { exact: true }).click();
	await dialog.getByRole("textbox", { name: "HTML source of the message" }).click();
	await page.keyboard.press("Control+a");
	await page.keyboard.insertText(html);
	await dialog.frameLocator("iframe.mail-frame").getByText(shown).waitFor();
	await dialog.getByRole("button", { name: "Done" }).click();
	await dialog.waitFor({ state: "detached" });
}

it("goes from an empty canvas to the right branch", { timeout: 300_000 }, async () => {
	const v = await visit();
	const { page } = v;
	const axe: string[] = [];
	try {
		await register(page, "Sequence Drawer");
		for (const [email, firstName] of [
			["ada@example.com", "Ada"],
			["bob@example.com", "Bob"],
		])
			await post(page, "/api/contacts", { email, firstName });
		await post(page, "/api/senders", {
			kind: "capture",
			name: "Capture",
			fromEmail: "me@example.com",
			isDefault: true,
		});

		// Drawn from nothing: email, delay, condition, and an email on each side.
		await page.getByRole("link", { name: "Sequences" }).click();
		await page.getByRole("button", { name: "New sequence" }).first().click();
		await page.getByRole("button", { name: "An empty canvas" }).click();
		await page.getByRole("textbox", { name: "Name of the sequence" }).fill("Offer");
		await add(page, "Add a step at the beginning", "Email");
		await write(
			page,
			"The offer",
			'<p>Dear {{firstName}}, <a href="https://example.com/offer">have a look</a></p>',
			"have a look",
		);
		await add(page, "Add a step after The offer", "Delay");
		await page.getByRole("textbox", { name: "Days" }).fill("0");
		await page.getByRole("textbox", { name: "Minutes" }).fill("1");
		await card(page, "Wait 1 minute").waitFor();
		await add(page, "Add a step after Wait 1 minute", "Condition");
		await page.getByRole("combobox", { name: "What to look at" }).click();
		await page.getByRole("option", { name: "clicked", exact: true }).click();
		await page.getByRole("combobox", { name: "Of which email" }).click();
		await page.getByRole("option", { name: "The offer" }).click();
		await add(page, "Add a step after Clicked in “The offer”? (Yes)", "Email");
		await write(page, "Thank you", "<p>Good that you looked.</p>", "Good that");
		await add(page, "Add a step after Clicked in “The offer”? (No)", "Email");
		await page.locator(".step-card[data-bad]").waitFor();
		await write(page, "Once more", "<p>You have not looked yet.</p>", "You have not");
		await page.locator(".step-card[data-bad]").waitFor({ state: "detached" });
		await page.getByText("Saved", { exact: true }).first().waitFor();
		assert.equal(await page.locator(".react-flow__node-step").count(), 5);
		await settled(page);
		axe.push(...(await findings(page, "canvas")));
		await shot(page, "sequence-1-canvas");

		// By keyboard: a step is reached, opened, doubled, and that taken back.
		await card(page, "Thank you").focus();
		await page.keyboard.press("d");
		await page.waitForFunction(() => document.querySelectorAll(".react-flow__node-step").length === 6);
		await card(page, "The offer").first().focus();
		await page.keyboard.press("Control+z");
		await page.waitForFunction(() => document.querySelectorAll(".react-flow__node-step").length === 5);
		await page.keyboard.press("Enter");
		await page.getByRole("complementary", { name: "Step: The offer" }).waitFor();

		// The virtual clock takes both ways.
		await page.getByRole("button", { name: "Try it" }).click();
		const tried = page.getByRole("dialog");
		for (const [behaviour, mail] of [
			["open it and click", "Thank you"],
			["do nothing", "Once more"],
		] as const) {
			await tried.getByRole("combobox", { name: "With every mail, people" }).click();
			await page.getByRole("option", { name: behaviour, exact: true }).click();
			await tried.getByRole("button", { name: /^Play/ }).click();
			// It plays by itself too, and may be there first.
			const toEnd = tried.getByRole("button", { name: "To the end" });
			await eventually(
				async () => {
					if (await toEnd.isEnabled()) await toEnd.click({ timeout: 1000 }).catch(() => undefined);
					return toEnd.isDisabled();
				},
				there => there,
				"the player at its end",
			);
			await tried.getByRole("button", { name: `Mail: ${mail}` }).waitFor();
			await eventually(
				() => tried.getByRole("button", { name: /^Mail: / }).count(),
				n => n === 2,
				"mails on this way",
			);
		}
		await tried.frameLocator("iframe.mail-frame").getByText("You have not looked yet").waitFor();
		axe.push(...(await findings(page, "try it")));
		await shot(page, "sequence-2-try");
		await page.keyboard.press("Escape");
		await tried.waitFor({ state: "detached" });

		// Started, and two people in it.
		await page.getByRole("button", { name: "Activate" }).click();
		const before = page.getByRole("dialog", { name: "Before it runs" });
		await before.locator(".check").first().waitFor();
		axe.push(...(await findings(page, "before it runs")));
		await shot(page, "sequence-2-before");
		await before.getByRole("button", { name: "Activate" }).click();
		await page.locator('.status[data-status="ACTIVE"]').first().waitFor();
		await page.getByRole("button", { name: "Enrol people" }).click();
		const enroll = page.getByRole("dialog");
		await enroll.getByText("Addresses", { exact: true }).click();
		await enroll.getByRole("textbox", { name: /One address a line/ }).fill("ada@example.com\nbob@example.com\n");
		await enroll.getByRole("button", { name: "Enrol", exact: true }).click();
		await enroll.getByText("2 people enrolled").waitFor();
		await enroll.getByRole("button", { name: "Close" }).last().click();
		const sequence = new URL(page.url()).pathname;

		// Ada reads hers and follows the link. A click within seconds would count as a scanner's.
		await page.goto("/captured");
		const adas = page.getByRole("link", { name: /ada@example\.com/ }).first();
		await eventually(
			async () => {
				await page.reload();
				await settled(page);
				return adas.isVisible();
			},
			Boolean,
			"the first mail among the captured",
		);
		await page.waitForTimeout(11_000);
		await adas.click();
		const mail = page.frameLocator("iframe.mail-frame");
		const [opened] = await Promise.all([
			v.context.waitForEvent("page"),
			v.context.waitForEvent("request", r => r.url().startsWith("https://example.com/offer")),
			mail.getByRole("link", { name: "have a look" }).click(),
		]);
		await opened.close();

		// A minute later each has taken a way, and their traces say which and why.
		await page.goto(`${sequence}?tab=people&status=COMPLETED`);
		await page.getByRole("button", { name: "Ada", exact: true }).waitFor({ timeout: 120_000 });
		await page.getByRole("button", { name: "Bob", exact: true }).waitFor({ timeout: 60_000 });
		for (const [who, way, sent] of [
			["Ada", "Clicked in “The offer”? → Yes", "“Thank you” was sent"],
			["Bob", "Clicked in “The offer”? → No", "“Once more” was sent"],
		] as const) {
			await page.getByRole("button", { name: who, exact: true }).click();
			const why = page.getByRole("dialog");
			await why.getByText(way).waitFor();
			await why.getByText(sent).waitFor();
			axe.push(...(await findings(page, `why ${who}`)));
			await shot(page, `sequence-3-why-${who}`);
			await why.getByRole("button", { name: "Close" }).click();
			await why.waitFor({ state: "detached" });
		}
		// Her own page leads to the same answer.
		const [ada] = ((await (await page.request.get("/api/contacts?search=ada@example.com")).json()) as Found).data;
		await page.goto(`/contacts/${ada?.id}`);
		await page.getByRole("button", { name: "Why? Offer" }).click();
		await page.getByRole("dialog").getByText("Clicked in “The offer”? → Yes").waitFor();

		await page.goto("/captured");
		await page.getByText("Thank you").first().waitFor();
		const subjects = await page.locator("main").innerText();
		assert.equal(subjects.split("Thank you").length, 2, "one mail on the one way");
		assert.equal(subjects.split("Once more").length, 2, "one mail on the other");

		// The figures stand on the steps.
		await page.goto(sequence);
		await page.getByText("1 yes · 1 no").waitFor();
		await settled(page);
		axe.push(...(await findings(page, "running canvas")));
		await shot(page, "sequence-4-running");
		await page.goto(`${sequence}?tab=report`);
		await page.getByText("Step by step").waitFor();
		await settled(page);
		axe.push(...(await findings(page, "report")));
		await shot(page, "sequence-5-report");
		assert.deepEqual(axe, []);
		noErrors(v);
	} finally {
		await v.end();
	}
});

it("edits a running sequence: drawn by mouse, compared, published; and carries it in a file", {
	timeout: 240_000,
}, async () => {
	const v = await visit();
	const { page } = v;
	const axe: string[] = [];
	try {
		await register(page, "Sequence Editor");
		const contact = await post<{ id: string }>(page, "/api/contacts", { email: "cleo@example.com", firstName: "Cleo" });
		await post(page, "/api/senders", {
			kind: "capture",
			name: "Capture",
			fromEmail: "me@example.com",
			isDefault: true,
		});
		const mail = { type: "email", content: "<p>Hello</p>" };
		const { id } = await post<{ id: string }>(page, "/api/sequences", {
			name: "Running",
			steps: [
				{ ...mail, id: "one", subject: "First", position: { x: 0, y: 0 }, nextStepId: "rest" },
				{ id: "rest", type: "delay", delay: { days: 1 }, position: { x: 0, y: 170 }, nextStepId: "two" },
				{ ...mail, id: "two", subject: "Second", position: { x: 0, y: 340 }, nextStepId: null },
			],
		});
		await post(page, `/api/sequences/${id}/activate`, {});
		await post(page, `/api/sequences/${id}/enroll`, { contactIds: [contact.id] });

		await page.goto(`/sequences/${id}`);
		await card(page, "Wait 1 day").getByText("1 here").waitFor();
		// Cut the last way, put a loose step there, and draw the way anew.
		await page.getByRole("button", { name: "Add a step after Wait 1 day" }).hover();
		await page.getByRole("button", { name: "Disconnect: Wait 1 day → Second" }).click();
		await card(page, "Second").getByText("Nothing leads here yet").waitFor();
		await page.getByRole("button", { name: "Undo" }).first().click();
		await card(page, "Second").getByText("Nothing leads here yet").waitFor({ state: "detached" });
		await add(page, "Add a step after Wait 1 day", "Condition");
		await add(page, "Add a step after Opened the last email? (Yes)", "Exit");
		await page.getByRole("button", { name: "Close the step" }).click();
		await page.getByRole("button", { name: "Tidy up" }).click();
		// The canvas glides to its new places; a way is drawn once it stands still.
		const still = () => page.locator(".react-flow__viewport").getAttribute("style");
		for (let before = "", now = await still(); now !== before; now = await still()) {
			before = now ?? "";
			await page.waitForTimeout(400);
		}
		await card(page, "Second").locator(".react-flow__handle.source").hover();
		await page.mouse.down();
		await card(page, "Leaves the sequence").locator(".react-flow__handle.target").hover();
		await page.mouse.up();
		await page.locator(".step-end").waitFor({ state: "detached" });

		// Nothing of it runs before it is published.
		await page.getByText("You have changes that are not running yet.").waitFor();
		await page.getByRole("button", { name: "Review and publish" }).click();
		const diff = page.getByRole("dialog");
		await diff.getByText("This becomes version 2.").waitFor();
		await diff.getByText("What about the 1 person under way?").waitFor();
		axe.push(...(await findings(page, "diff")));
		await shot(page, "sequence-6-diff");
		await diff.getByRole("radio", { name: "Move them to the new steps" }).click();
		await diff.getByRole("button", { name: "Publish" }).click();
		await diff.waitFor({ state: "detached" });
		await page.getByText("You have changes that are not running yet.").waitFor({ state: "detached" });

		await page.getByRole("tab", { name: "Versions" }).click();
		await page.getByText("Version 2", { exact: true }).waitFor();
		await page.getByText("1 person on it").waitFor();
		await page.getByRole("tab", { name: "People" }).click();
		await page.getByRole("button", { name: "Actions: Cleo" }).click();
		await page.getByRole("menuitem", { name: "Pause" }).click();
		await page.locator('tbody .status[data-status="PAUSED"]').waitFor();
		await page.getByRole("button", { name: "Cleo", exact: true }).click();
		await page.getByRole("dialog").getByText("Took version 2 of the steps").waitFor();
		await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

		// Out into a file, and in again as a draft.
		await page.getByRole("button", { name: "More", exact: true }).click();
		const [file] = await Promise.all([
			page.waitForEvent("download"),
			page.getByRole("menuitem", { name: "Export as JSON" }).click(),
		]);
		await page.goto("/sequences?new=true");
		const [chooser] = await Promise.all([
			page.waitForEvent("filechooser"),
			page.getByRole("button", { name: "Import JSON" }).click(),
		]);
		await chooser.setFiles(await file.path());
		await page.waitForURL(url => /^\/sequences\/c/.test(url.pathname) && !url.pathname.endsWith(id));
		await card(page, "Leaves the sequence").waitFor();
		await page.locator('.status[data-status="DRAFT"]').first().waitFor();

		// A condition that goes asks which side stays.
		await card(page, "Opened the last email?").focus();
		await page.keyboard.press("Delete");
		await page.getByRole("dialog").getByRole("button", { name: "Keep the second side (1 step)" }).click();
		await page.waitForFunction(() => document.querySelectorAll(".react-flow__node-step").length === 4);
		// The list says and does the same.
		await page.getByText("List", { exact: true }).click();
		await page.getByRole("button", { name: "Move up: Second" }).click();
		await eventually(
			() => page.locator(".list-open strong").allInnerTexts(),
			names => names.join(" → ") === "First → Second → Wait 1 day → Leaves the sequence",
			"the steps of the list",
		);
		await page.getByText("Saved", { exact: true }).first().waitFor();
		axe.push(...(await findings(page, "list")));
		assert.deepEqual(axe, []);
		noErrors(v);
	} finally {
		await v.end();
	}
});
