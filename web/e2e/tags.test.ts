// Fields by the keyboard alone: what is typed, pasted or picked is exactly that tag in the mail that is saved.
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Page } from "playwright-core";
import { drop, eventually, findings, noErrors, post, register, settled, shot, visit } from "./lib.ts";

async function editor(page: Page): Promise<string> {
	await page.goto("/campaigns");
	await page.getByRole("button", { name: "New campaign" }).first().click();
	await page.waitForURL("**/edit");
	await page.getByRole("textbox", { name: "Subject" }).waitFor();
	return new URL(page.url()).pathname.split("/")[2]!;
}
interface Written {
	subject: string;
	content: string;
}
const bodyOf = (page: Page) => page.getByRole("textbox", { name: "Message", exact: true });

it("types, picks and pastes fields by the keyboard", { timeout: 240_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Keyboard");
		await post(page, "/api/contacts", { email: "x@example.com", variables: { company: "Acme", plan: "pro" } });
		const id = await editor(page);
		const read = async () => (await (await page.request.get(`/api/campaigns/${id}`)).json()) as Written;
		const becomes = (html: string, what: string) => eventually(read, c => c.content.includes(html), what);
		const type = async (text: string) => {
			await bodyOf(page).focus();
			await page.keyboard.press("Control+a");
			await page.keyboard.press("Delete");
			await page.keyboard.type(text);
		};
		const typed: [string, string][] = [
			["Dear {{firstName}}, hello", ">Dear {{firstName}}, hello<"],
			['Dear {{firstName | default: "you"}}, hello', '>Dear {{firstName | default: "you"}}, hello<'],
			["Dear {{ firstName }}! {{lastName}}{{email}}.", ">Dear {{firstName}}! {{lastName}}{{email}}.<"],
			["{{variables.company}} and {{company}}", ">{{variables.company}} and {{company}}<"],
			["{{firstName | default:'my friend'}}x", '>{{firstName | default: "my friend"}}x<'],
			// What is no plain field stays what it is.
			['{% if plan == "pro" %}A & B{% endif %} 1 < 2', '>{% if plan == "pro" %}A &amp; B{% endif %} 1 &lt; 2<'],
			["a {{ b", ">a {{ b<"],
		];
		for (const [keys, html] of typed) {
			await type(keys);
			await becomes(html, keys);
		}
		// "{{" and a choice: with the arrows and Enter, and by going on typing; Escape leaves the text alone.
		await type("Hi {{com");
		const list = page.getByRole("listbox", { name: "Insert field" });
		await list.getByRole("option", { name: "company" }).waitFor();
		await settled(page);
		await shot(page, "field-suggest");
		assert.deepEqual(await findings(page, "field-suggest"), []);
		await page.keyboard.press("Enter");
		await list.waitFor({ state: "detached" });
		await page.keyboard.type(" team");
		await becomes(">Hi {{variables.company}} team<", "a picked field");
		await type("Hi {{");
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Tab");
		await page.keyboard.type("!");
		await becomes(">Hi {{lastName}}!<", "the second choice");
		await type("Hi {{fir");
		await list.waitFor();
		await page.keyboard.press("Escape");
		await list.waitFor({ state: "detached" });
		await page.keyboard.type("stName}}");
		await becomes(">Hi {{firstName}}<", "typed on after Escape");

		// Undo takes the chip back, and the text is what was typed.
		await page.keyboard.press("Control+z");
		await eventually(read, c => !c.content.includes(">Hi {{firstName}}<") || c.content.includes("{{"), "undo");

		// Pasted text and HTML.
		await v.context.grantPermissions(["clipboard-read", "clipboard-write"]);
		await type("");
		await page.evaluate(() =>
			navigator.clipboard.writeText('Hello {{firstName | default: "there"}},\n{{company}} says hi'),
		);
		await page.keyboard.press("Control+v");
		await becomes('Hello {{firstName | default: "there"}},', "pasted text");
		await becomes("{{company}} says hi", "pasted text, second line");
		await type("");
		await page.evaluate(() =>
			navigator.clipboard.write([
				new ClipboardItem({
					"text/html": new Blob(["<p>Dear <b>{{firstName}}</b>, of {{variables.company}}</p>"], { type: "text/html" }),
				}),
			]),
		);
		await page.keyboard.press("Control+v");
		await becomes("Dear <strong>{{firstName}}</strong>, of {{variables.company}}", "pasted HTML");

		// The subject, too.
		await page.getByRole("textbox", { name: "Subject" }).click();
		await page.keyboard.type('{{firstName | default: "Friend"}}, news for {{var');
		await list.getByRole("option", { name: "company" }).waitFor();
		await page.keyboard.press("Enter");
		await eventually(
			read,
			c => c.subject === '{{firstName | default: "Friend"}}, news for {{variables.company}}',
			"the subject",
		);
		// Half a template has no preview.
		drop(v, /422 .*\/preview/);
		noErrors(v);
	} finally {
		await v.end();
	}
});
