// What people choose: topics and a form are made; somebody signs up (their browser does the work), confirms by mail, chooses on the
// preference page, leaves and comes back; they are erased, and the log tells. Wide and narrow, light and dark, axe clean.
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Page } from "playwright-core";
import { baseURL, eventually, findings, register, settled, shot, visit } from "./lib.ts";

interface List<T> {
	data: T[];
}

const get = <T>(page: Page, path: string): Promise<T> =>
	page.evaluate(async p => (await fetch(p)).json(), path) as Promise<T>;

/** The first message to an address that the capture sender kept: its text. */
async function mailTo(page: Page, email: string, subject: RegExp): Promise<string> {
	const found = await eventually(
		async () => {
			const all = await get<List<{ id: string; to: string; subject: string }>>(page, "/api/capture");
			return all.data.find(m => m.to === email && subject.test(m.subject));
		},
		m => m !== undefined,
		`mail to ${email}`,
	);
	return (await get<{ text: string }>(page, `/api/capture/${found?.id}`)).text;
}

for (const [scheme, width] of [
	["light", 1440],
	["dark", 390],
] as const) {
	it(`forms, topics and privacy, ${scheme}, ${width} px`, { timeout: 300_000 }, async () => {
		const v = await visit({ scheme, width, height: 900 });
		const { page } = v;
		const found: string[] = [];
		const look = async (name: string, of: Page = page) => {
			await settled(of);
			found.push(...(await findings(of, name)));
			await shot(of, `${name}-${width}-${scheme}`);
			assert.equal(await of.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false, name);
		};
		try {
			await register(page, "Choice");
			await page.goto("/forms");
			await page.getByRole("button", { name: "New topic" }).click();
			await page.getByRole("textbox", { name: "Name" }).fill("Offers");
			await page.getByRole("button", { name: "Add", exact: true }).click();
			await page.getByRole("heading", { name: "Offers" }).waitFor();
			await page.getByRole("button", { name: "New form" }).click();
			await page.getByRole("textbox", { name: "Name" }).fill("Newsletter");
			await page.getByRole("textbox", { name: "What people agree to" }).fill("I want the newsletter.");
			await page.getByRole("checkbox", { name: "Let the browser do some work first" }).check();
			await look("form-dialog");
			await page.getByRole("button", { name: "Create", exact: true }).click();
			await page.getByRole("heading", { name: "Newsletter" }).waitFor();
			await look("forms");
			const form = (await get<List<{ url: string }>>(page, "/api/forms")).data[0];
			assert.ok(form);

			// The person.
			const other = await v.context.newPage();
			const path = new URL(form.url).pathname;
			await other.goto(path);
			await look("public-form", other);
			const email = `zoe-${width}@example.net`;
			await other.getByRole("textbox", { name: "Email address" }).fill(email);
			await other.getByRole("button", { name: "Sign up" }).click();
			await other.getByRole("heading", { name: "Check your mail" }).waitFor({ timeout: 60_000 });
			const link = /\/f\/c\/\w+/.exec(await mailTo(page, email, /confirm/i))?.[0];
			assert.ok(link);
			await other.goto(link);
			await look("public-confirm", other);
			await other.getByRole("button", { name: "Yes, sign me up" }).click();
			await other.getByRole("heading", { name: "You are signed up" }).waitFor();

			// A campaign, so that they have a message with a link.
			const headers = { Origin: baseURL };
			const data = { name: "n", subject: "News", content: "<p>x</p>", audience: { all: true } };
			const campaign = (await (await page.request.post("/api/campaigns", { headers, data })).json()) as { id: string };
			await page.request.post(`/api/campaigns/${campaign.id}/send`, { headers, data: {} });
			const preferences = /\/u\/\w+/.exec(await mailTo(page, email, /News/))?.[0];
			assert.ok(preferences);
			await other.goto(preferences);
			await other.getByRole("checkbox", { name: "Offers" }).uncheck();
			await other.getByRole("button", { name: "Save" }).click();
			await other.getByText("Your choices are saved.").waitFor();
			assert.equal(await other.getByRole("checkbox", { name: "Offers" }).isChecked(), false);
			await look("preferences", other);
			await other.getByRole("button", { name: "Unsubscribe from everything" }).click();
			await other.getByRole("heading", { name: "You are unsubscribed" }).waitFor();
			await look("preferences-left", other);
			await other.getByRole("radio", { name: "Too many messages" }).check();
			await other.getByRole("button", { name: "Send" }).click();
			await other.getByRole("heading", { name: "Thank you for telling us." }).waitFor();
			await eventually(
				async () => {
					await other.goto(preferences);
					return other.getByRole("button", { name: "Subscribe again" }).isVisible();
				},
				Boolean,
				"a way back on the preference page",
			);
			await other.getByRole("button", { name: "Subscribe again" }).click();
			await other.getByRole("heading", { name: "Welcome back" }).waitFor();
			await other.close();

			// The tenant: privacy and the log.
			await page.goto("/settings?tab=privacy");
			await page.getByRole("textbox", { name: "At most so many messages to one person" }).fill("3");
			await page.getByRole("button", { name: "Save", exact: true }).click();
			await page.getByText("Saved", { exact: true }).waitFor();
			await look("privacy");
			await page.getByRole("textbox", { name: "The person's address" }).fill(email);
			await page.getByRole("button", { name: "Erase this person" }).click();
			await page.getByRole("dialog").getByRole("button", { name: "Erase this person" }).click();
			await page.getByText("Contact: 1").waitFor();
			await look("erased");
			await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
			await page.goto("/settings?tab=audit");
			await page.getByText("POST /api/privacy/erase").waitFor();
			await page.getByRole("button", { name: "Check the chain" }).click();
			await page.getByText(/unbroken/).waitFor();
			await look("audit");
			await page.goto("/suppressions");
			await page.getByText("Erased person (hash kept)").waitFor();
			await look("suppressions-erased");
			assert.deepEqual(found, []);
			assert.deepEqual(v.errors, []);
		} finally {
			await v.end();
		}
	});
}
