// Inline images of a captured message: its HTML names them as cid:…, its source carries them in base64. They become
// data: addresses, because the shut-in frame can fetch nothing of ours.

export function inlineImages(html: string, raw: string | undefined): string {
	return /\bcid:/i.test(html) ? withImages(html, imagesOf(raw ?? "")) : html;
}

/** An image that is not there is an empty one: nothing shows cid:… itself. */
export function withImages(html: string, images: ReadonlyMap<string, string>): string {
	return html.replace(/cid:([^"'\s)>]+)/gi, (_, id: string) => images.get(safeDecode(id)) ?? "data:,");
}

function safeDecode(s: string): string {
	try {
		return decodeURIComponent(s);
	} catch {
		return s;
	}
}

export function imagesOf(raw: string): Map<string, string> {
	const out = new Map<string, string>();
	const text = raw.replace(/\r\n/g, "\n");
	for (const m of text.matchAll(/^content-id:\s*<([^>]+)>/gim)) {
		const blank = text.indexOf("\n\n", m.index);
		if (blank < 0) continue;
		const start = Math.max(text.lastIndexOf("\n--", m.index), 0);
		const head = text.slice(start, blank).replace(/\n[ \t]+/g, " ");
		const type = /^content-type:\s*(image\/[a-z0-9.+-]+)/im.exec(head)?.[1];
		if (!type || !/^content-transfer-encoding:\s*base64/im.test(head)) continue;
		const end = text.indexOf("\n--", blank);
		const body = text.slice(blank + 2, end < 0 ? undefined : end).replace(/\s+/g, "");
		out.set(m[1]!, `data:${type};base64,${body}`);
	}
	return out;
}
