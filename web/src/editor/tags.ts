// The template language in the rich editor: a whole field tag becomes a chip however it came (typed, pasted, dropped,
// written by a phone's keyboard), and an open "{{" offers the fields. What a chip cannot say exactly stays text, and
// goes out as it was written.
import type { Editor } from "@tiptap/core";
import type { Node, NodeType } from "@tiptap/pm/model";
import { Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";
import { fieldTag } from "../lib/template.ts";

const tag = /\{\{\s*([A-Za-z_][\w.-]*)\s*(?:\|\s*default:\s*(?:["“”„]([^"“”„{}]+)["“”]|['‘’]([^'‘’{}]+)['’])\s*)?\}\}/g;
/** Each position of a text block is one letter; what is no text is one that no tag holds. */
const lettersOf = (block: Node): string => block.textBetween(0, block.content.size, undefined, "￼");

/** Every whole tag of the document as a chip, or null when there is none. */
function chips(tr: Transaction, type: NodeType): Transaction | null {
	const found: { from: number; to: number; name: string; fallback: string }[] = [];
	tr.doc.descendants((node, at) => {
		if (!node.isTextblock) return true;
		for (const m of lettersOf(node).matchAll(tag)) {
			const fallback = m[2] ?? m[3] ?? "";
			// A chip's tag must say the same as what was written.
			if (fieldTag({ name: m[1]!, fallback }).length < fallback.length) continue;
			found.push({ from: at + 1 + m.index, to: at + 1 + m.index + m[0].length, name: m[1]!, fallback });
		}
		return false;
	});
	if (found.length === 0) return null;
	for (const { from, to, name, fallback } of found.reverse()) {
		const marks = tr.doc.resolve(from + 1).marks();
		tr.replaceWith(from, to, type.create({ name, fallback }, null, marks));
	}
	return tr;
}

export const tagsPlugin = (type: NodeType) =>
	new Plugin({
		key: new PluginKey("template-tags"),
		appendTransaction(transactions, _before, state) {
			// Taking a chip back shows the text it was made of.
			if (!transactions.some(x => x.docChanged) || transactions.some(x => x.getMeta("history$"))) return null;
			return chips(state.tr, type);
		},
	});

export interface OpenTag {
	from: number;
	to: number;
	query: string;
}
/** The "{{" that is being typed before the cursor. */
export function openTag(editor: Editor): OpenTag | null {
	const { selection } = editor.state;
	const { $from, empty } = selection;
	if (!empty || !$from.parent.isTextblock) return null;
	const before = $from.parent.textBetween(0, $from.parentOffset, undefined, "￼");
	const m = /\{\{\s*([\w.]*)$/.exec(before);
	return m ? { from: $from.pos - m[0].length, to: $from.pos, query: m[1]! } : null;
}
