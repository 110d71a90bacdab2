// A picture from the person's own device: put into the text, seen in the preview, sent inside the message, shown by
// who reads it, and never asked of another host.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import type { FrameLocator } from "playwright-core";
import { eventually, findings, noErrors, register, reportOf, settled, shot, visit } from "./lib.ts";

/** The image's own width once it is there; 0 when it is broken. */
async function naturalWidth(frame: FrameLocator): Promise<number> {
	const image = frame.getByAltText("Two hills");
	await image.waitFor();
	return image.evaluate(async (el: HTMLImageElement) => {
		await el.decode().catch(() => {});
		return el.naturalWidth;
	});
}

it("sends an uploaded image inside the message", { timeout: 180_000 }, async () => {
	const dir = await mkdtemp(join(tmpdir(), "loumass-image-"));
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Painter");
		await page.getByRole("button", { name: "Use five examples" }).click();
		await page.getByText("Five example contacts added").waitFor();
		const file = join(dir, "hills.png");
		const png = await page.evaluate(() => {
			const canvas = document.createElement("canvas");
			canvas.width = 900;
			canvas.height = 300;
			const c = canvas.getContext("2d")!;
			c.fillStyle = "#bcd7f5";
			c.fillRect(0, 0, 900, 300);
			c.fillStyle = "#3c7a4e";
			c.beginPath();
			c.ellipse(250, 320, 330, 170, 0, 0, 7);
			c.ellipse(700, 330, 300, 130, 0, 0, 7);
			c.fill();
			return canvas.toDataURL("image/png").split(",")[1]!;
		});
		await writeFile(file, Buffer.from(png, "base64"));

		await page.goto("/campaigns");
		await page.getByRole("button", { name: "New campaign" }).first().click();
		await page.waitForURL("**/edit");
		await page.getByRole("textbox", { name: "Subject" }).click();
		await page.keyboard.type("A picture");
		await page.getByRole("textbox", { name: "Message", exact: true }).locator("p").nth(1).click();
		await page.getByRole("button", { name: "Image", exact: true }).click();
		const dialog = page.getByRole("dialog");
		await page.locator('input[type="file"]').last().setInputFiles(file);
		await dialog.getByText("hills.png").waitFor();
		await dialog.getByLabel("What the image shows").fill("Two hills");
		await settled(page);
		await shot(page, "image-dialog");
		assert.deepEqual(await findings(page, "image dialog"), []);
		await dialog.getByRole("button", { name: "Insert image" }).click();
		await page.getByRole("textbox", { name: "Message", exact: true }).getByAltText("Two hills").waitFor();
		await page.getByText("Saved", { exact: true }).first().waitFor();
		const frame = page.frameLocator("iframe.mail-frame");
		await eventually(
			() => naturalWidth(frame),
			width => width > 0,
			"the width in the preview",
		);
		await shot(page, "image-preview");

		await page.getByRole("button", { name: "Continue to audience" }).click();
		await page.getByText("people get this message").waitFor();
		await page.getByRole("button", { name: "Continue to review" }).click();
		await page.getByRole("button", { name: "Send to 5 people" }).click();
		await page.getByRole("button", { name: "Send now" }).click();
		await page.locator('.status[data-status="SENT"]').first().waitFor({ timeout: 60_000 });
		const report = await reportOf(page);

		await page.goto("/captured");
		await page
			.getByRole("link", { name: /A picture/ })
			.first()
			.click();
		await eventually(
			() => naturalWidth(frame),
			width => width === 900, // the message carries the original
			"the width in the message",
		);
		await shot(page, "image-captured");
		await page.locator(".inbox-head").getByText("Source", { exact: true }).click();
		await page.locator("pre.mail-text", { hasText: "Content-ID:" }).waitFor();

		await page.goto(`${report}?tab=message`);
		await eventually(
			() => naturalWidth(frame),
			width => width > 0,
			"the width in the report",
		);
		noErrors(v);
	} finally {
		await v.end();
		await rm(dir, { recursive: true, force: true });
	}
});
