// Another program wrote a step that nobody knows into a running sequence: the Overview, the list and the sequence's own page
// say so and why; put right on the canvas and published, it goes on.
import assert from "node:assert/strict";
import { it } from "node:test";
import { database, eventually, findings, noErrors, post, register, settled, shot, visit } from "./lib.ts";

it("says why a sequence is held, and lets it be put right on the canvas", { timeout: 300_000 }, async () => {
	const v = await visit();
	const { page } = v;
	const axe: string[] = [];
	try {
		await register(page, "Held Here");
		await post(page, "/api/senders", {
			kind: "capture",
			name: "Capture",
			fromEmail: "me@example.com",
			isDefault: true,
		});
		await post(page, "/api/contacts", { email: "ada@example.com", firstName: "Ada" });
		const steps = [
			{ id: "wait", type: "delay", delay: { days: 1 }, nextStepId: "text", position: { x: 0, y: 0 } },
			{ id: "text", type: "delay", delay: { days: 1 }, nextStepId: "mail", position: { x: 0, y: 170 } },
			{
				id: "mail",
				type: "email",
				subject: "Hello",
				content: "<p>Hello</p>",
				nextStepId: null,
				position: { x: 0, y: 340 },
			},
		];
		const { id } = await post<{ id: string }>(page, "/api/sequences", { name: "Written elsewhere", steps });
		await post(page, `/api/sequences/${id}/activate`, {});
		await post(page, `/api/sequences/${id}/enroll`, { emails: ["ada@example.com"] });
		const held = async () =>
			((await (await page.request.get(`/api/sequences/${id}`)).json()) as { held: boolean }).held;
		database(`UPDATE "Sequence" SET "steps" = jsonb_set("steps", '{1,type}', '"sms"') WHERE "id" = '${id}'`);
		await eventually(held, is => is, "the hold");
		const listed = async () =>
			((await (await page.request.get("/api/sequences")).json()) as { data: { held: boolean }[] }).data[0]?.held ===
			true;
		await eventually(listed, is => is, "the hold in the list");

		await page.goto("/sequences");
		await page.getByText("Held", { exact: true }).first().waitFor();
		axe.push(...(await findings(page, "list")));
		await shot(page, "held-list");
		await page.goto("/");
		await page.getByRole("link", { name: /A sequence is held/ }).click();
		const alert = page.getByRole("alert").filter({ hasText: "This sequence is held: 1 person waits" });
		await alert.getByText("This kind of step is not known.").waitFor();
		await settled(page);
		axe.push(...(await findings(page, "held")));
		await shot(page, "held");

		// The step goes; what is left is published.
		const bad = page.locator(".react-flow__node-step").nth(1);
		await bad.focus();
		await page.keyboard.press("Delete");
		await page.waitForFunction(() => document.querySelectorAll(".react-flow__node-step").length === 2);
		await page.getByRole("button", { name: "Review and publish" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
		await alert.waitFor({ state: "detached" });
		await eventually(held, is => !is, "the end of the hold");
		assert.deepEqual(axe, []);
		noErrors(v);
	} finally {
		await v.end();
	}
});
