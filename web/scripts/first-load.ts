// Measures the first screen as a new visitor gets it: bytes of compressed script over the wire, requests, and when the
// page can be used. Prints one JSON object. LOUMASS_E2E_URL: the running instance; LOUMASS_E2E_RUNS: how often (median).
import { chromium } from "playwright-core";

const baseURL = (process.env.LOUMASS_E2E_URL ?? "http://127.0.0.1:8425").replace(/\/$/, "");
const runs = Number(process.env.LOUMASS_E2E_RUNS ?? 5);

interface Load {
	scriptBytes: number;
	styleBytes: number;
	allBytes: number;
	requests: number;
	firstContentfulPaintMs: number;
	interactiveMs: number;
	scriptMs: number;
}

const browser = await chromium.launch({
	executablePath: process.env.LOUMASS_E2E_CHROMIUM ?? "/usr/bin/chromium",
	args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});

async function load(): Promise<Load> {
	const context = await browser.newContext({ baseURL });
	const page = await context.newPage();
	const cdp = await context.newCDPSession(page);
	await cdp.send("Network.enable");
	await cdp.send("Performance.enable");
	const kinds = new Map<string, string>();
	const sums = { Script: 0, Stylesheet: 0, all: 0, requests: 0 };
	cdp.on("Network.responseReceived", e => kinds.set(e.requestId, e.type));
	cdp.on("Network.loadingFinished", e => {
		const kind = kinds.get(e.requestId);
		sums.all += e.encodedDataLength;
		sums.requests++;
		if (kind === "Script" || kind === "Stylesheet") sums[kind] += e.encodedDataLength;
	});
	await page.goto("/signin", { waitUntil: "commit" });
	await page.locator('input[type="email"]').fill("someone@example.com");
	const interactiveMs = await page.evaluate(() => performance.now());
	await page.waitForLoadState("networkidle");
	const paint = await page.evaluate(
		() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
	);
	const { metrics } = await cdp.send("Performance.getMetrics");
	const metric = (name: string) => metrics.find(m => m.name === name)?.value ?? 0;
	await context.close();
	return {
		scriptBytes: sums.Script,
		styleBytes: sums.Stylesheet,
		allBytes: sums.all,
		requests: sums.requests,
		firstContentfulPaintMs: Math.round(paint),
		interactiveMs: Math.round(interactiveMs),
		scriptMs: Math.round(metric("ScriptDuration") * 1000),
	};
}

const results: Load[] = [];
for (let i = 0; i < runs; i++) results.push(await load());
await browser.close();
const median = (key: keyof Load) => results.map(r => r[key]).sort((a, b) => a - b)[Math.floor(results.length / 2)];
const keys = Object.keys(results[0]!) as (keyof Load)[];
console.log(JSON.stringify(Object.fromEntries(keys.map(k => [k, median(k)]))));
