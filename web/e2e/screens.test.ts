// Every screen, wide and narrow, light and dark: no serious finding of axe, no console error, nothing wider than the
// window, a picture of each.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Page } from "playwright-core";
import { findings, noErrors, settled, shot, signInDemo, visit } from "./lib.ts";

async function idOf(
	page: Page,
	path: string,
	pick: (row: Record<string, unknown>) => boolean = () => true,
): Promise<string | null> {
	const response = await page.request.get(path);
	const { data } = (await response.json()) as { data: Record<string, unknown>[] };
	return (data.find(pick)?.id as string | undefined) ?? null;
}

async function screens(page: Page): Promise<[string, string][]> {
	const list: [string, string][] = [
		["overview", "/"],
		["welcome", "/welcome"],
		["campaigns", "/campaigns"],
		["sequences", "/sequences"],
		["sequences-new", "/sequences?new=true"],
		["contacts", "/contacts"],
		["contacts-none", "/contacts?search=nobodyhasthisname"],
		["import", "/contacts/import"],
		["segments", "/segments"],
		["segment-new", "/segments/new"],
		["forms", "/forms"],
		["senders", "/senders"],
		["sender-new", "/senders?new=true"],
		["domains", "/domains"],
		["captured", "/captured"],
		["replies", "/replies"],
		["suppressions", "/suppressions"],
		["settings", "/settings"],
		["settings-security", "/settings?tab=security"],
		["settings-keys", "/settings?tab=keys"],
		["settings-privacy", "/settings?tab=privacy"],
		["settings-audit", "/settings?tab=audit"],
		["settings-data", "/settings?tab=data"],
		["system", "/system"],
		["not-found", "/contacts/cnosuchcontact00000000000"],
	];
	const add = (name: string, id: string | null, path: (id: string) => string) => {
		if (id) list.push([name, path(id)]);
	};
	add("contact", await idOf(page, "/api/contacts?limit=1"), id => `/contacts/${id}`);
	const sent = await idOf(page, "/api/campaigns?limit=50", c => c.status === "SENT");
	add("report", sent, id => `/campaigns/${id}`);
	add("report-message", sent, id => `/campaigns/${id}?tab=message`);
	const live = await idOf(page, "/api/campaigns?limit=50", c => c.status === "SENDING" || c.status === "PAUSED");
	add("report-live", live, id => `/campaigns/${id}`);
	add("report-recipients", live ?? sent, id => `/campaigns/${id}?tab=recipients`);
	add(
		"report-scheduled",
		await idOf(page, "/api/campaigns?limit=50", c => c.status === "SCHEDULED"),
		id => `/campaigns/${id}`,
	);
	const draft = await idOf(page, "/api/campaigns?limit=50", c => c.status === "DRAFT");
	add("edit-write", draft, id => `/campaigns/${id}/edit`);
	add("edit-audience", draft, id => `/campaigns/${id}/edit?step=audience`);
	add("edit-review", draft, id => `/campaigns/${id}/edit?step=review`);
	const sequence = await idOf(page, "/api/sequences?limit=1");
	for (const tab of ["steps", "people", "report", "settings", "versions"])
		add(`sequence-${tab}`, sequence, id => `/sequences/${id}?tab=${tab}`);
	add("captured-message", await idOf(page, "/api/capture?limit=1"), id => `/captured?id=${id}`);
	add("reply", await idOf(page, "/api/replies?limit=1"), id => `/replies?id=${id}`);
	const wanted = new RegExp(process.env.LOUMASS_E2E_SCREENS ?? "");
	return list.filter(([name]) => wanted.test(name));
}

describe("screens", () => {
	for (const scheme of (process.env.LOUMASS_E2E_SCHEMES?.split(",") ?? ["light", "dark"]) as ("light" | "dark")[]) {
		for (const width of [1440, 390]) {
			it(`${scheme}, ${width} px`, { timeout: 400_000 }, async () => {
				const v = await visit({ scheme, width, height: width > 1000 ? 900 : 844 });
				try {
					const { page } = v;
					const found: string[] = [];
					await page.goto("/signin");
					await settled(page);
					found.push(...(await findings(page, "signin")));
					await shot(page, `signin-${width}-${scheme}`);
					await page.goto("/register");
					await settled(page);
					found.push(...(await findings(page, "register")));
					await signInDemo(page);
					const expected404 = /cnosuchcontact/;
					for (const [name, path] of await screens(page)) {
						await page.goto(path);
						await page.waitForSelector("h1", { state: "attached" });
						await settled(page);
						await shot(page, `${name}-${width}-${scheme}`);
						found.push(...(await findings(page, `${name} ${scheme} ${width}`)));
						const overflow = await page.evaluate(
							() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
						);
						if (overflow > 0) found.push(`${name} at ${width} px is ${overflow} px too wide`);
					}
					assert.deepEqual(found, []);
					v.errors.splice(0, v.errors.length, ...v.errors.filter(e => !expected404.test(e)));
					noErrors(v);
				} finally {
					await v.end();
				}
			});
		}
	}
});
