// What the journeys share: a browser, a context that fails on console errors, axe, screenshots.
// LOUMASS_E2E_URL: the running instance. LOUMASS_E2E_OUT: where screenshots go (none are taken without it).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, chromium, type Page } from "playwright-core";

export const baseURL = (process.env.LOUMASS_E2E_URL ?? "http://127.0.0.1:8425").replace(/\/$/, "");
export const outDir = process.env.LOUMASS_E2E_OUT ?? "";
const executablePath = process.env.LOUMASS_E2E_CHROMIUM ?? "/usr/bin/chromium";

export interface Visit {
	context: BrowserContext;
	page: Page;
	/** Console errors and uncaught exceptions so far. */
	errors: string[];
	end: () => Promise<void>;
}

export async function visit(
	options: { scheme?: "light" | "dark"; width?: number; height?: number; locale?: string } = {},
): Promise<Visit> {
	const profile = await mkdtemp(join(tmpdir(), "loumass-e2e-"));
	const context = await chromium.launchPersistentContext(profile, {
		executablePath,
		headless: true,
		baseURL,
		viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
		colorScheme: options.scheme ?? "light",
		locale: options.locale ?? "en-GB",
		timezoneId: "Europe/Berlin",
		// A person's browser: what says that it is headless is counted as a machine.
		userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
		reducedMotion: "reduce",
		acceptDownloads: true,
		args: [
			"--no-sandbox",
			"--disable-gpu",
			"--disable-quic",
			"--no-first-run",
			"--disable-background-networking",
			"--disable-component-update",
			"--disable-sync",
		],
	});
	context.setDefaultTimeout(60_000);
	const errors: string[] = [];
	const watch = (page: Page) => {
		page.on("console", message => {
			if (message.type() === "error") errors.push(`${page.url()}: ${message.text()} ${message.location().url}`);
		});
		page.on("pageerror", error => errors.push(`${page.url()}: ${error.stack ?? error.message}`));
	};
	context.on("page", watch);
	const page = context.pages()[0] ?? (await context.newPage());
	watch(page);
	return {
		context,
		page,
		errors,
		end: async () => {
			await context.close();
			await rm(profile, { recursive: true, force: true });
		},
	};
}

let people = 0;
export const newAddress = () => `e2e-${process.pid}-${Date.now().toString(36)}-${people++}@example.com`;

/** The link in the newest mail of that kind to an address: system mail is captured, and its operator is the demo account. */
export async function linkInMail(to: string, kind: string): Promise<string> {
	const headers = { Origin: new URL(baseURL).origin, "Content-Type": "application/json" };
	const signedIn = await fetch(`${baseURL}/api/auth/demo`, { method: "POST", headers, body: "{}" });
	assert.ok(signedIn.ok, `the demo account: ${signedIn.status}`);
	const cookie = signedIn.headers
		.getSetCookie()
		.map(c => c.split(";")[0])
		.join("; ");
	return eventually(
		async () => {
			const mails = await fetch(`${baseURL}/api/system/mail`, { headers: { ...headers, Cookie: cookie } });
			const { data } = (await mails.json()) as { data: { to: string; kind: string; text: string | null }[] };
			return data.find(m => m.to === to && m.kind === kind)?.text?.match(/https?:\/\/\S+#token=\S+/)?.[0] ?? "";
		},
		link => link !== "",
		`a mail to ${to}`,
	);
}

/** A new account through the registration page and the link in its mail; ends on the welcome page. */
export async function register(page: Page, name: string): Promise<{ email: string; password: string }> {
	const email = newAddress();
	const password = "correct horse battery";
	await page.goto("/register");
	await page.getByLabel("Your name").fill(name);
	await page.getByLabel("Email address").fill(email);
	await page.getByLabel("Password", { exact: true }).fill(password);
	await page.getByRole("button", { name: "Create account" }).click();
	await page.getByRole("heading", { name: "Check your mail" }).waitFor();
	await page.goto(await linkInMail(email, "verify"));
	await page.getByLabel("Password", { exact: true }).fill(password);
	await page.getByRole("button", { name: "Confirm and sign in" }).click();
	await page.waitForURL("**/welcome");
	return { email, password };
}

/** The demo account, on an install that has one; else a new account. */
export async function signInDemo(page: Page): Promise<void> {
	await page.goto("/signin");
	const demo = page.getByRole("button", { name: /demo account|Demokonto/ });
	const form = page.locator('input[type="password"]');
	await form.waitFor();
	await page.waitForLoadState("networkidle");
	if (await demo.isVisible()) {
		await demo.click();
		await page.waitForURL(url => !url.pathname.startsWith("/signin"));
	} else await register(page, "Screen Visitor");
}

/** What a journey does not show is done over the API, in the person's own session. */
export async function post<T>(page: Page, path: string, data: unknown): Promise<T> {
	const response = await page.request.post(path, {
		data: data as Record<string, unknown>,
		headers: { Origin: new URL(page.url()).origin },
	});
	assert.ok(response.ok(), `${path}: ${response.status()} ${await response.text()}`);
	return (await response.json()) as T;
}

/** The demo's own PostgreSQL, over its socket. */
export function database(sql: string): void {
	const data = process.env.LOUMASS_DATA ?? "";
	const to = ["-h", `${data}/pg/run`, "-U", "loumass", "-d", "loumass"];
	execFileSync("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", ...to, "-c", sql]);
}

/** A finished draft to that many new contacts, through a capture sender. */
export async function campaignTo(
	page: Page,
	{ people, perSecond }: { people: number; perSecond?: number },
): Promise<string> {
	for (let i = 0; i < people; i++)
		await post(page, "/api/contacts", { email: `person${i}@example.com`, firstName: `N${i}` });
	const sender = await post<{ id: string }>(page, "/api/senders", {
		kind: "capture",
		name: "Captures",
		fromEmail: "news@example.com",
		...(perSecond ? { perSecond } : {}),
	});
	const campaign = await post<{ id: string }>(page, "/api/campaigns", {
		name: "Slow going",
		subject: "Slowly",
		content: '<p>Hello</p><p><a href="{{unsubscribeUrl}}">Unsubscribe</a></p>',
		contentFormat: "html",
		senderId: sender.id,
		audience: { all: true },
	});
	return campaign.id;
}

/** Nothing serious or critical by WCAG 2.2 AA. */
export async function findings(page: Page, where: string): Promise<string[]> {
	const result = await new AxeBuilder({ page })
		.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
		// A message is shown as its writer made it.
		.exclude("iframe.mail-frame")
		.analyze();
	const serious = result.violations.filter(v => v.impact === "serious" || v.impact === "critical");
	return serious.map(
		v => `${where}: ${v.id}: ${v.nodes.map(n => `${n.target} ${n.failureSummary ?? ""}`).join("\n  ")}`,
	);
}

export async function shot(page: Page, name: string, full = false): Promise<void> {
	if (!outDir) return;
	await mkdir(outDir, { recursive: true });
	await page.screenshot({ path: join(outDir, `${name}.png`), fullPage: full, animations: "disabled" });
}

/** Waits until what is read is as it should be; fails with what it was last. A click's answer may take its time. */
export async function eventually<T>(
	read: () => Promise<T>,
	good: (value: T) => boolean,
	what: string,
	within = 60_000,
): Promise<T> {
	const end = Date.now() + within;
	for (;;) {
		const value = await read();
		if (good(value)) return value;
		if (Date.now() > end) throw new Error(`${what}: still ${JSON.stringify(value)}`);
		await new Promise(resolve => setTimeout(resolve, 200));
	}
}

/** What stays the same for that long: nothing is under way any more. */
export async function standing<T>(read: () => Promise<T>, forMs: number, what: string): Promise<T> {
	let last = await read();
	let since = Date.now();
	return eventually(
		async () => {
			const now = await read();
			if (now !== last) {
				last = now;
				since = Date.now();
			}
			return now;
		},
		() => Date.now() - since >= forMs,
		what,
	);
}

/** The report that sending leads on to: its path, once the page is really there. */
export async function reportOf(page: Page): Promise<string> {
	await page.waitForURL(url => /^\/campaigns\/[^/]+$/.test(url.pathname));
	return new URL(page.url()).pathname;
}

/** Skeletons gone, fonts there, requests answered. */
export async function settled(page: Page): Promise<void> {
	await page.waitForFunction(
		() => document.fonts.status === "loaded" && !document.querySelector(".mantine-Skeleton-root"),
	);
	await page.waitForTimeout(250);
}

/** Errors of the browser's console that were to be expected. */
export const drop = (v: Visit, expected: RegExp) =>
	v.errors.splice(0, v.errors.length, ...v.errors.filter(e => !expected.test(e)));
export const noErrors = (v: Visit): void => assert.deepEqual(v.errors, []);
