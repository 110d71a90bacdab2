// What a production build needs beyond Vite: a small script that sets the colour scheme before the first paint
// (hashed, so that the page needs no inline script), and .br and .gz siblings of every text file, so that the
// server compresses nothing at run time.
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";
import { noticesOf } from "./notices.ts";

const bootSource =
	'(function(){var s="auto";try{s=localStorage.getItem("loumass-scheme")||s}catch(e){}' +
	'if(s==="auto")s=matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light";' +
	'document.documentElement.setAttribute("data-mantine-color-scheme",s)})();\n';

const textTypes = new Set([".html", ".js", ".css", ".svg", ".json", ".txt", ".webmanifest"]);
const smallest = 512;

async function* filesBelow(dir: string): AsyncGenerator<string> {
	for (const entry of await readdir(dir, { withFileTypes: true })) {
		const path = join(dir, entry.name);
		if (entry.isDirectory()) yield* filesBelow(path);
		else yield path;
	}
}

export function ship(): Plugin {
	let outDir = "dist";
	const bootName = `assets/boot-${createHash("sha256").update(bootSource).digest("base64url").slice(0, 8)}.js`;
	return {
		name: "loumass-ship",
		apply: "build",
		configResolved(config) {
			outDir = config.build.outDir;
		},
		async generateBundle() {
			this.emitFile({ type: "asset", fileName: bootName, source: bootSource });
			const notices = await noticesOf(this.getModuleIds());
			this.emitFile({ type: "asset", fileName: "THIRD-PARTY-NOTICES.txt", source: notices });
		},
		transformIndexHtml() {
			return [{ tag: "script", attrs: { src: `/${bootName}` }, injectTo: "head-prepend" }];
		},
		async closeBundle() {
			const br = promisify(brotliCompress);
			const gz = promisify(gzip);
			const jobs: Promise<void>[] = [];
			for await (const path of filesBelow(outDir)) {
				if (!textTypes.has(extname(path))) continue;
				jobs.push(
					(async () => {
						const body = await readFile(path);
						if (body.length < smallest) return;
						const [b, g] = await Promise.all([
							br(body, {
								params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
							}),
							gz(body, { level: 9 }),
						]);
						await Promise.all([writeFile(`${path}.br`, b), writeFile(`${path}.gz`, g)]);
					})(),
				);
			}
			await Promise.all(jobs);
		},
	};
}
