// A mail server as a sender: what is wrong is shown at its field or step, the test goes well once it is right, and a
// campaign leaves through it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { it } from "node:test";
import { drop, eventually, findings, noErrors, register, settled, shot, visit } from "./lib.ts";

interface Mail {
	to: string;
	text: string;
}
async function mailServer(login: string, password: string) {
	const dir = await mkdtemp(join(tmpdir(), "loumass-smtp-"));
	const child = spawn("/usr/bin/python3", [join(import.meta.dirname, "smtp.py"), dir, login, password], {
		stdio: ["pipe", "pipe", "inherit"],
	});
	const ended = new Promise<void>(resolve => child.on("exit", () => resolve()));
	const mails: Mail[] = [];
	const port = await new Promise<number>((resolve, reject) => {
		child.on("exit", code => reject(new Error(`the mail server ended with ${code}`)));
		createInterface(child.stdout).on("line", line => {
			const said = JSON.parse(line) as { port: number } | Mail;
			if ("port" in said) resolve(said.port);
			else mails.push(said);
		});
	});
	return {
		port,
		mails,
		close: async () => {
			child.stdin.end();
			await ended;
			await rm(dir, { recursive: true, force: true });
		},
	};
}

it("adds a mail server, tests it step by step, and sends through it", { timeout: 180_000 }, async () => {
	const password = "a secret between two";
	const server = await mailServer("alice", password);
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Sender Person");
		await page.getByRole("button", { name: "Use five examples" }).click();
		await page.getByText("Five example contacts added").waitFor();
		await page.goto("/senders");
		await page.getByRole("button", { name: "New sender" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByText("Mail server (SMTP)").click();
		await dialog.getByLabel("Server", { exact: true }).fill("not a host name");
		await dialog.getByRole("button", { name: "Save" }).click();
		const host = dialog.getByLabel("Server", { exact: true });
		await page.waitForFunction(
			() =>
				document.querySelectorAll('[role="dialog"] input[aria-invalid="true"], [role="dialog"] [data-error]').length >
				0,
		);
		await shot(page, "sender-refused");
		assert.deepEqual(await findings(page, "refused sender"), []);

		await host.fill("127.0.0.1");
		await dialog.getByLabel("Port").fill(String(server.port));
		await dialog.getByLabel("User name").fill("alice");
		await dialog.getByLabel("Password", { exact: true }).fill("wrong");
		await dialog.getByLabel("From address").fill("news@sender.example");
		await dialog.getByLabel("Name (optional)").fill("My relay");
		await dialog.getByLabel("Use for new campaigns").check();
		await dialog.getByRole("button", { name: "Save" }).click();
		await page.getByText("Sender added").waitFor();
		const card = page.getByRole("region", { name: "My relay" });
		await card.getByText("Not tested yet").waitFor();

		// Its certificate is its own: the second step says so.
		const steps = () => dialog.locator(".check").evaluateAll(all => all.map(x => x.getAttribute("data-level")));
		const edit = async () => {
			await page.getByRole("button", { name: "Actions: My relay" }).click();
			await page.getByRole("menuitem", { name: "Edit" }).click();
		};
		const test = async (title: string) => {
			await card.getByRole("button", { name: "Test", exact: true }).click();
			await dialog.getByRole("heading", { name: title }).waitFor({ timeout: 90_000 });
			await settled(page);
		};
		await test("The test failed");
		assert.deepEqual(await steps(), ["good", "error"]);
		await dialog.getByText(/certificate/).waitFor();
		await shot(page, "sender-test-failed");
		assert.deepEqual(await findings(page, "failed test"), []);
		await page.keyboard.press("Escape");

		await edit();
		await dialog.getByLabel("The server's certificate must be valid").uncheck();
		await dialog.getByRole("button", { name: "Save" }).click();
		await page.getByText("Sender saved").waitFor();
		await test("The test failed");
		assert.deepEqual(await steps(), ["good", "good", "error"]);
		await page.keyboard.press("Escape");

		await edit();
		await dialog.getByLabel("Password", { exact: true }).fill(password);
		await dialog.getByRole("button", { name: "Save" }).click();
		await dialog.waitFor({ state: "detached" });
		await test("The test went well");
		assert.deepEqual(await steps(), ["good", "good", "good", "good"]);
		await shot(page, "sender-test-well");
		await page.keyboard.press("Escape");
		await card.getByText(/^Tested/).waitFor();
		assert.equal(server.mails.length, 0, "a test sends no mail");

		// A campaign takes it by itself, for it is the default now.
		await page.goto("/campaigns");
		await page.getByRole("button", { name: "New campaign" }).first().click();
		await page.waitForURL("**/edit");
		await page.getByRole("textbox", { name: "Subject" }).click();
		await page.keyboard.type("Through my relay");
		await page.getByRole("textbox", { name: "Message", exact: true }).locator("p").nth(1).click();
		await page.keyboard.type("It is on its way.");
		await page.getByText("Saved", { exact: true }).first().waitFor();
		await page.getByRole("button", { name: "Continue to audience" }).click();
		await page.getByText("people get this message").waitFor();
		await page.getByRole("button", { name: "Continue to review" }).click();
		await page.getByText("Sender: My relay").waitFor();
		await page.getByRole("button", { name: "Send to 5 people" }).click();
		await page.getByRole("button", { name: "Send now" }).click();
		await page.locator('.status[data-status="SENT"]').first().waitFor({ timeout: 60_000 });
		await eventually(
			async () => server.mails.length,
			n => n === 5,
			"mails that arrived",
		);
		assert.equal(new Set(server.mails.map(m => m.to)).size, 5);
		for (const m of server.mails) {
			assert.match(m.text, /Subject: Through my relay/);
			assert.match(m.text, /List-Unsubscribe:/);
		}
		await page.goto("/senders");
		await card.locator(".bar").first().waitFor();
		await card
			.getByText(/^5 · no limit/)
			.first()
			.waitFor();

		// Paused, it waits; the card and the overview say so.
		await page.getByRole("button", { name: "Actions: My relay" }).click();
		await page.getByRole("menuitem", { name: "Pause" }).click();
		await card.locator('.status[data-status="PAUSED"]').waitFor();
		await settled(page);
		await shot(page, "sender-paused");
		await page.goto("/");
		await page
			.getByText(/My relay/)
			.first()
			.waitFor();
		await shot(page, "overview-sender-paused");
		// The refusal of a field is told to the console, too.
		v.errors.splice(0, v.errors.length, ...v.errors.filter(e => !/status of 422/.test(e)));
		noErrors(v);
	} finally {
		await v.end();
		await server.close();
	}
});

it("sets up access tokens that are fetched", { timeout: 180_000 }, async () => {
	const v = await visit();
	const { page } = v;
	try {
		await register(page, "Token Person");
		await page.goto("/senders");
		await page.getByRole("button", { name: "New sender" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("combobox", { name: "Sign-in" }).click();
		await page.getByRole("option", { name: "XOAUTH2" }).click();
		await dialog.getByRole("button", { name: "Fill in for Microsoft 365" }).click();
		assert.equal(await dialog.getByLabel("Server", { exact: true }).inputValue(), "smtp.office365.com");
		assert.match(await dialog.getByLabel("Token endpoint").inputValue(), /login\.microsoftonline\.com/);
		await shot(page, "sender-microsoft");
		await page.setViewportSize({ width: 390, height: 844 });
		await settled(page);
		await shot(page, "sender-microsoft-phone");
		await page.setViewportSize({ width: 1440, height: 900 });
		await dialog.getByLabel("User name").fill("ann@tokens.example");
		await dialog.getByLabel("Name (optional)").fill("Office");
		await dialog.getByRole("button", { name: "Save" }).click();
		await dialog.getByText("Please fill this in.").nth(1).waitFor();
		await shot(page, "sender-tokens");
		assert.deepEqual(await findings(page, "tokens"), []);
		// Where users are strangers, an endpoint in the private network is not asked.
		await dialog.getByLabel("Token endpoint").fill("https://127.0.0.1/token");
		await dialog.getByLabel("Client id").fill("an-application");
		await dialog.getByLabel("Client secret").fill("a secret");
		await dialog.getByRole("button", { name: "Save" }).click();
		await page.getByText("Sender added").waitFor();
		const card = page.getByRole("region", { name: "Office" });
		await card.getByRole("button", { name: "Test", exact: true }).click();
		await dialog.getByRole("heading", { name: "The test failed" }).waitFor();
		await page.keyboard.press("Escape");
		await card.getByText(/^No new access token: /).waitFor();
		await shot(page, "sender-no-token");
		// A token of one's own instead.
		await page.getByRole("button", { name: "Actions: Office" }).click();
		await page.getByRole("menuitem", { name: "Edit" }).click();
		assert.equal(await dialog.getByLabel("Client secret").inputValue(), "");
		await dialog.getByText("I have one").click();
		await dialog.getByLabel("Access token", { exact: true }).fill("an access token");
		await dialog.getByRole("button", { name: "Save" }).click();
		await page.getByText("Sender saved").waitFor();
		await eventually(
			async () =>
				(await page.request.get("/api/senders").then(r => r.json())).data.find(
					(s: { name: string }) => s.name === "Office",
				),
			s => s.tokenUrl === null && s.hasSecret && !s.hasClientSecret && s.tokenError === null,
			"the sender without an endpoint",
		);
		await page.getByRole("button", { name: "Actions: Office" }).click();
		await page.getByRole("menuitem", { name: "Mailbox for replies" }).click();
		assert.equal(await dialog.getByLabel("IMAP server").inputValue(), "outlook.office365.com");
		drop(v, /422/);
		noErrors(v);
	} finally {
		await v.end();
	}
});
