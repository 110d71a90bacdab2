// The first five minutes of somebody who has never seen a manual: an account, contacts, a sender, a campaign looked at
// as three people on desktop and phone and as plain text, a test, the last page, sending; then the mail is read, its
// link clicked, and the click appears in the report.
import { it } from "node:test";
import { eventually, noErrors, register, reportOf, settled, shot, visit } from "./lib.ts";

it("from an empty account to a click in the report", { timeout: 240_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Ada Newcomer");
		await page.getByRole("heading", { name: "Welcome, Ada" }).waitFor();
		await shot(page, "journey-1-welcome");

		await page.getByRole("button", { name: "Use five examples" }).click();
		await page.getByText("Five example contacts added").waitFor();
		// A new account may have its capture sender already.
		const capture = page.getByRole("button", { name: "Use the capture sender" });
		if (await capture.isVisible()) await capture.click();
		await page.getByText("2 of 3 done").waitFor();
		await page.getByRole("button", { name: "Write a campaign" }).click();
		await page.waitForURL("**/edit");

		const name = page.getByLabel("Name of the campaign");
		await name.fill("First letter");
		const subject = page.getByRole("textbox", { name: "Subject" });
		await subject.click();
		await page.keyboard.type("News for ");
		await page.getByRole("button", { name: "Insert field" }).first().click();
		await page.getByRole("option", { name: "First name" }).click();
		await subject.press("End");

		const body = page.getByRole("textbox", { name: "Message", exact: true });
		await body.locator("p").nth(1).click();
		await page.keyboard.type("We have something new. ");
		await page.getByRole("button", { name: "Button", exact: true }).click();
		await page.getByLabel("Text on the button").fill("Look at it");
		await page.getByLabel("Where it leads").fill("https://example.com/new");
		await page.getByText("Saved", { exact: true }).first().waitFor();

		// As three people, on three devices.
		const frame = page.frameLocator("iframe.mail-frame");
		const head = page.locator(".device-head strong");
		const seen = new Set<string>();
		for (const device of ["Desktop", "Phone", "Plain text"]) {
			await page.locator(".side-tabs").getByText(device, { exact: true }).click();
			if (device === "Plain text") await page.locator("pre.mail-text", { hasText: "something new" }).waitFor();
			else await frame.getByText("something new").waitFor();
			// The head follows the person chosen before.
			const subject = await eventually(
				async () => (await head.textContent()) ?? "",
				text => text.startsWith("News for") && !seen.has(text),
				"the subject of the next person",
			);
			seen.add(subject);
			await shot(page, `journey-2-preview-${device.toLowerCase().replace(" ", "-")}`);
			await page.getByRole("button", { name: "As seen by →" }).click();
		}

		// Checks as one writes.
		await page.getByRole("tab", { name: /^Checks/ }).click();
		await page.locator(".check").first().waitFor();
		await page.locator('.check[data-level="error"]').waitFor({ state: "detached" });

		// A test goes out and says so.
		await page.getByRole("button", { name: "Send a test" }).click();
		await page.getByRole("button", { name: "Send test" }).click();
		await page.getByText("Test sent to 1 address").waitFor();
		await page.keyboard.press("Escape");

		await page.getByRole("button", { name: "Continue to audience" }).click();
		await page.getByText("people get this message").waitFor();
		await page.locator(".big-count strong", { hasText: /^5$/ }).waitFor();
		await page.getByRole("button", { name: "Continue to review" }).click();
		await page.getByText("This is what will happen").waitFor();
		await settled(page);
		await shot(page, "journey-3-review");
		await page.getByRole("button", { name: "Send to 5 people" }).click();
		await page.getByRole("button", { name: "Send now" }).click();

		// The report, live until it is done.
		await page.locator('.status[data-status="SENT"]').first().waitFor({ timeout: 60_000 });
		const report = await reportOf(page);

		// Read one of the messages and follow its link.
		await page.getByRole("link", { name: "Captured mail" }).click();
		await page
			.getByRole("link", { name: /grace@example\.com/ })
			.first()
			.click();
		const mail = page.frameLocator("iframe.mail-frame");
		await mail.getByText("We have something new.").waitFor();
		await shot(page, "journey-4-captured");
		// Whether the button's own site is there does not matter, only that we are sent on to it.
		const [opened] = await Promise.all([
			v.context.waitForEvent("page"),
			v.context.waitForEvent("request", r => r.url().startsWith("https://example.com/new")),
			mail.getByRole("link", { name: "Look at it" }).click(),
		]);
		await opened.close();

		await page.goto(report);
		await page
			.locator(".funnel-row", { hasText: "Clicked" })
			.locator(".funnel-num", { hasText: /^1/ })
			.waitFor({ timeout: 60_000 });
		await page.getByText("example.com/new").first().waitFor();
		await settled(page);
		await shot(page, "journey-5-report");

		// The person's own page tells the same story.
		await page.goto(`${report}?tab=recipients&engaged=clicked`);
		await page.getByRole("button", { name: "Grace Murray" }).click();
		await page.getByRole("dialog").getByText("Clicked").first().waitFor();
		noErrors(v);
	} finally {
		await v.end();
	}
});
