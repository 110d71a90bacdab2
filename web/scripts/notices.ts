// The notices of every package whose code or files the build carries: name, version, license, and the license's text.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const packagePath = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

async function noticeOf(dir: string): Promise<string> {
	const about = JSON.parse(await readFile(join(dir, "package.json"), "utf8"));
	const license = typeof about.license === "string" ? about.license : (about.license?.type ?? "");
	if (!license) throw new Error(`${dir}: package.json names no license; find out which before it is shipped`);
	const file = (await readdir(dir)).find(name => /^(licen[cs]e|copying)/i.test(name));
	const text = file
		? (await readFile(join(dir, file), "utf8")).trim()
		: `License: ${license} (the package carries no text)`;
	return `${about.name} ${about.version} (${license})\n\n${text}\n`;
}

/** From the modules of a bundle: one notice a package, in order of their names. */
export async function noticesOf(modules: Iterable<string>): Promise<string> {
	const dirs = new Set<string>();
	for (const id of modules) {
		const path = id.replace(/^\0/, "").split("?")[0] ?? "";
		const found = packagePath.exec(path);
		if (found?.[1]) dirs.add(found[1]);
	}
	if (dirs.size === 0) throw new Error("no package among the modules: the notices would be empty");
	const notices = await Promise.all([...dirs].map(noticeOf));
	return notices.sort().join(`\n${"-".repeat(80)}\n\n`);
}
