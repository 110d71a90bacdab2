// Messages whose delivery is in doubt: listed above a campaign's report and above a sequence, decided one by one and together; asked about first.
import assert from "node:assert/strict";
import { it } from "node:test";
import { campaignTo, database, eventually, findings, noErrors, post, register, settled, shot, visit } from "./lib.ts";

/** Makes messages of a sent campaign, or of a sequence, ones that are held in doubt, as a worker leaves them. */
function hold(owner: string, kind: "campaignId" | "sequenceId", n: number): void {
	database(
		`WITH picked AS (SELECT "id", "userId", "campaignId", "sequenceId" FROM "Recipient" WHERE "${kind}" = '${owner}' AND "status" = 'SENT' ORDER BY "id" LIMIT ${n}),
		held AS (UPDATE "Recipient" SET "status" = 'FAILED', "inDoubt" = true, "sentAt" = NULL, "failureReason" = 'in doubt: held' WHERE "id" IN (SELECT "id" FROM picked)),
		kept AS (DELETE FROM "Capture" WHERE "recipientId" IN (SELECT "id" FROM picked)),
		counted AS (UPDATE "Stats" SET "sent" = "sent" - ${n}, "failed" = "failed" + ${n}, "inDoubt" = "inDoubt" + ${n} WHERE "${kind}" = '${owner}')
		INSERT INTO "InDoubt" ("id", "recipientId", "userId", "campaignId", "sequenceId", "cause", "resolution")
		SELECT 'c' || substr(md5(random()::text), 1, 24), "id", "userId", "campaignId", "sequenceId", 'connection', 'held' FROM picked`,
	);
}

for (const phone of [false, true])
	it(`decides about messages in doubt${phone ? " on a phone" : ""}`, { timeout: 180_000 }, async () => {
		const v = await visit(phone ? { width: 390, height: 844 } : {});
		const { page } = v;
		try {
			await register(page, "Dora Doubt");
			const id = await campaignTo(page, { people: 40 });
			await post(page, `/api/campaigns/${id}/send`, {});
			const campaign = async () =>
				(await (await page.request.get(`/api/campaigns/${id}`)).json()) as {
					status: string;
					stats: { sent: number; undecided: number };
				};
			await eventually(campaign, c => c.status === "SENT", "the campaign");
			// Nothing in doubt: nothing is shown.
			await page.goto(`/campaigns/${id}`);
			await page.getByRole("tab", { name: "Summary" }).waitFor();
			assert.equal(await page.getByRole("button", { name: "Resend" }).count(), 0);

			hold(id, "campaignId", 30);
			await page.reload();
			await page.getByText("30 messages may have been delivered, or not").waitFor();
			await settled(page);
			await shot(page, phone ? "doubts-phone" : "doubts", true);
			assert.deepEqual(await findings(page, "doubts"), []);
			const over = () =>
				page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
			assert.ok((await over()) <= 0, "wider than the window");
			assert.equal(await page.getByRole("checkbox", { name: /^Select person/ }).count(), 25);
			await page.getByRole("button", { name: "Show more" }).click();
			await page.waitForFunction(() => document.querySelectorAll('input[aria-label^="Select person"]').length === 30);

			// It asks first, and no is no.
			await page.getByRole("button", { name: "Drop" }).click();
			const dialog = page.getByRole("dialog");
			await dialog.getByText("Drop 30 messages?").waitFor();
			await dialog.getByText("This cannot be undone.").waitFor();
			await shot(page, phone ? "doubts-drop-phone" : "doubts-drop");
			await dialog.getByRole("button", { name: "Cancel" }).click();
			assert.equal((await campaign()).stats.undecided, 30);

			// A mailbox that nobody has given cannot be asked: it says so, and they wait.
			await page.getByRole("button", { name: "Ask the mailbox" }).click();
			await dialog.getByRole("button", { name: "Ask the mailbox" }).click();
			await page.getByText(/no IMAP mailbox/).waitFor();
			await dialog.getByRole("button", { name: "Cancel" }).click();
			v.errors.splice(0, v.errors.length, ...v.errors.filter(e => !e.includes("409")));

			// Two are dropped, the others sent again.
			const boxes = page.getByRole("checkbox", { name: /^Select person/ });
			await boxes.nth(0).check();
			await boxes.nth(3).check();
			await page.getByText("2 selected").waitFor();
			await page.getByRole("button", { name: "Drop" }).click();
			await dialog.getByText("Drop 2 messages?").waitFor();
			await dialog.getByRole("button", { name: "Drop" }).click();
			await page.getByText("Dropped 2 messages").waitFor();
			await page.getByText("28 messages may have been delivered, or not").waitFor();
			await page.getByRole("button", { name: "Resend" }).click();
			await dialog.getByText("Resend 28 messages?").waitFor();
			await dialog.getByRole("button", { name: "Resend" }).click();
			await page.getByText("may have been delivered, or not").waitFor({ state: "detached" });
			await eventually(
				campaign,
				c => c.status === "SENT" && c.stats.sent === 38 && c.stats.undecided === 0,
				"the rest",
			);
			noErrors(v);
		} finally {
			await v.end();
		}
	});

it("lists a sequence's messages in doubt, in German", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Dora Zweifel");
		await post(page, "/api/senders", { kind: "capture", name: "Post", fromEmail: "me@example.com", isDefault: true });
		for (const n of [1, 2]) await post(page, "/api/contacts", { email: `p${n}@example.com` });
		const steps = [
			{
				id: "mail",
				type: "email",
				subject: "Hello",
				content: "<p>Hello</p>",
				nextStepId: null,
				position: { x: 0, y: 0 },
			},
		];
		const { id } = await post<{ id: string }>(page, "/api/sequences", { name: "Zwei", steps });
		await post(page, `/api/sequences/${id}/activate`, {});
		await post(page, `/api/sequences/${id}/enroll`, { emails: ["p1@example.com", "p2@example.com"] });
		const captured = async () =>
			((await (await page.request.get("/api/capture")).json()) as { data: unknown[] }).data.length;
		await eventually(captured, n => n === 2, "both mails");
		hold(id, "sequenceId", 1);
		const origin = new URL(page.url()).origin;
		assert.ok((await page.request.patch("/api/me", { data: { locale: "de" }, headers: { Origin: origin } })).ok());
		await page.goto(`/sequences/${id}`);
		const drop = page.locator("#main").getByRole("button", { name: "Verwerfen", exact: true }); // not the dialog's
		await drop.waitFor();
		await settled(page);
		await shot(page, "doubts-sequence", true);
		assert.deepEqual(await findings(page, "doubts of a sequence"), []);
		await drop.click();
		await page.getByRole("dialog").getByRole("button", { name: "Verwerfen", exact: true }).click();
		await drop.waitFor({ state: "detached" });
		const { data } = (await (await page.request.get(`/api/sequences/${id}/doubts`)).json()) as {
			data: { resolution: string }[];
		};
		assert.deepEqual(
			data.map(x => x.resolution),
			["discarded"],
		);
		noErrors(v);
	} finally {
		await v.end();
	}
});
