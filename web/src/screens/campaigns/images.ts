// Images that travel inside the message are named cid:… in its HTML; to show them, the editor's own copies stand in.
import { isDesign, type Node } from "../../editor/schema.ts";

export function cidImages(design: unknown): Map<string, string> {
	const out = new Map<string, string>();
	const walk = (n: Node) => {
		if (n.type === "mailImage" && typeof n.attrs?.cid === "string" && typeof n.attrs.src === "string")
			out.set(n.attrs.cid, n.attrs.src);
		n.content?.forEach(walk);
	};
	if (isDesign(design)) walk(design);
	return out;
}
