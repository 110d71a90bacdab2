// What the rich editor knows beyond TipTap's starter kit: fields, buttons, images, columns, alignment, small print.
import { type Editor, Extension, mergeAttributes, Node } from "@tiptap/core";
import { Placeholder, UndoRedo } from "@tiptap/extensions";
import { NodeSelection, TextSelection } from "@tiptap/pm/state";
import StarterKit from "@tiptap/starter-kit";
import { fieldTag } from "../lib/template.ts";
import { openTag, tagsPlugin } from "./tags.ts";

declare module "@tiptap/core" {
	interface Commands<ReturnType> {
		field: { insertField: (attrs: { name: string; fallback?: string }) => ReturnType };
		mailButton: { insertButton: (attrs: { text: string; href: string }) => ReturnType };
		mailImage: { insertImage: (attrs: Record<string, unknown>) => ReturnType };
		columns: { insertColumns: (n: number) => ReturnType; removeColumns: () => ReturnType };
		mailStyle: { setAlign: (align: string) => ReturnType };
	}
}

export const Field = Node.create<{ label: (name: string) => string }>({
	name: "field",
	group: "inline",
	inline: true,
	atom: true,
	selectable: true,
	addOptions: () => ({ label: (name: string) => name }),
	addAttributes: () => ({
		name: { default: "", parseHTML: el => el.getAttribute("data-field") ?? "" },
		fallback: { default: "", parseHTML: el => el.getAttribute("data-fallback") ?? "" },
	}),
	parseHTML: () => [{ tag: "span[data-field]" }],
	renderHTML({ node }) {
		const label = this.options.label(node.attrs.name);
		return [
			"span",
			{ class: "chip", "data-field": node.attrs.name, "data-fallback": node.attrs.fallback },
			label,
			...(node.attrs.fallback ? [["i", {}, ` · ${node.attrs.fallback}`]] : []),
		];
	},
	renderText: ({ node }) => fieldTag({ name: node.attrs.name, fallback: node.attrs.fallback }),
	addCommands() {
		return {
			insertField:
				attrs =>
				({ commands, editor }) => {
					// Picked after a typed "{{": that is what the chip is for.
					const open = openTag(editor as Editor);
					const chip = { type: this.name, attrs };
					return open ? commands.insertContentAt({ from: open.from, to: open.to }, chip) : commands.insertContent(chip);
				},
		};
	},
	addProseMirrorPlugins() {
		return [tagsPlugin(this.type)];
	},
});

const alignAttribute = {
	align: {
		default: "left",
		parseHTML: (el: HTMLElement) => el.getAttribute("data-align") ?? "left",
		renderHTML: (attrs: Record<string, unknown>) => ({ "data-align": attrs.align as string }),
	},
};

export const MailButton = Node.create({
	name: "mailButton",
	group: "block",
	atom: true,
	selectable: true,
	draggable: true,
	addAttributes: () => ({
		text: { default: "", parseHTML: (el: HTMLElement) => el.getAttribute("data-text") ?? "" },
		href: { default: "", parseHTML: (el: HTMLElement) => el.getAttribute("data-href") ?? "" },
		...alignAttribute,
	}),
	parseHTML: () => [{ tag: "div[data-mail-button]" }],
	renderHTML({ node, HTMLAttributes }) {
		return [
			"div",
			mergeAttributes(HTMLAttributes, {
				"data-mail-button": "",
				"data-text": node.attrs.text,
				"data-href": node.attrs.href,
				text: null,
				href: null,
			}),
			["span", {}, node.attrs.text || "…"],
		];
	},
	addCommands() {
		return {
			insertButton:
				attrs =>
				({ commands }) =>
					commands.insertContent({ type: this.name, attrs }),
		};
	},
});

export const MailImage = Node.create({
	name: "mailImage",
	group: "block",
	atom: true,
	selectable: true,
	draggable: true,
	addAttributes: () => ({
		src: { default: "" },
		cid: { default: "", renderHTML: () => ({}) },
		alt: { default: "" },
		width: { default: null },
		href: { default: "", renderHTML: () => ({}) },
		...alignAttribute,
	}),
	parseHTML: () => [{ tag: "img[src]" }],
	renderHTML({ HTMLAttributes }) {
		const { "data-align": dataAlign, ...img } = HTMLAttributes;
		return ["div", { "data-mail-image": "", "data-align": dataAlign }, ["img", img]];
	},
	addCommands() {
		return {
			insertImage:
				attrs =>
				({ commands }) =>
					commands.insertContent({ type: this.name, attrs }),
		};
	},
});

export const Column = Node.create({
	name: "column",
	content: "block+",
	isolating: true,
	parseHTML: () => [{ tag: "div[data-column]" }],
	renderHTML: ({ HTMLAttributes }) => ["div", mergeAttributes(HTMLAttributes, { "data-column": "" }), 0],
});

export const Columns = Node.create({
	name: "columns",
	group: "block",
	content: "column{2,3}",
	isolating: true,
	parseHTML: () => [{ tag: "div[data-columns]" }],
	renderHTML: ({ HTMLAttributes }) => ["div", mergeAttributes(HTMLAttributes, { "data-columns": "" }), 0],
	addCommands() {
		return {
			insertColumns:
				n =>
				({ chain, state }) => {
					const content = Array.from({ length: n }, () => ({ type: "column", content: [{ type: "paragraph" }] }));
					const from = state.selection.from;
					return chain()
						.insertContent({ type: this.name, content })
						.command(({ tr }) => {
							// Writing goes on in the first of them.
							let at = -1;
							tr.doc.nodesBetween(Math.max(0, from - 2), tr.doc.content.size, (node, pos) => {
								if (at < 0 && node.type.name === this.name && pos >= from - 2) at = pos;
								return at < 0;
							});
							if (at >= 0) tr.setSelection(TextSelection.create(tr.doc, at + 3));
							return true;
						})
						.run();
				},
			removeColumns:
				() =>
				({ state, tr, dispatch }) => {
					const { $from } = state.selection;
					for (let depth = $from.depth; depth > 0; depth--) {
						const node = $from.node(depth);
						if (node.type.name !== this.name) continue;
						const inside: import("@tiptap/pm/model").Node[] = [];
						node.forEach(column => {
							column.forEach(child => {
								inside.push(child);
							});
						});
						if (dispatch) tr.replaceWith($from.before(depth), $from.after(depth), inside);
						return true;
					}
					return false;
				},
		};
	},
});

/** Alignment of paragraphs and headings; small print. */
export const MailStyle = Extension.create({
	name: "mailStyle",
	addGlobalAttributes: () => [
		{
			types: ["paragraph", "heading"],
			attributes: {
				textAlign: {
					default: null,
					parseHTML: (el: HTMLElement) => el.style.textAlign || null,
					renderHTML: (attrs: Record<string, unknown>) =>
						attrs.textAlign ? { style: `text-align: ${attrs.textAlign}` } : {},
				},
			},
		},
		{
			types: ["paragraph"],
			attributes: {
				small: {
					default: false,
					parseHTML: (el: HTMLElement) => el.hasAttribute("data-small"),
					renderHTML: (attrs: Record<string, unknown>) => (attrs.small ? { "data-small": "" } : {}),
				},
			},
		},
	],
	addCommands() {
		return {
			setAlign:
				align =>
				({ state, commands }) => {
					const { selection } = state;
					if (selection instanceof NodeSelection && "align" in selection.node.attrs)
						return commands.updateAttributes(selection.node.type.name, { align });
					const textAlign = align === "left" ? null : align;
					return (
						commands.updateAttributes("paragraph", { textAlign }) || commands.updateAttributes("heading", { textAlign })
					);
				},
		};
	},
});

export function richExtensions(options: { label: (name: string) => string; placeholder: string }) {
	return [
		StarterKit.configure({
			codeBlock: false,
			code: false,
			heading: { levels: [1, 2, 3] },
			link: {
				openOnClick: false,
				autolink: true,
				defaultProtocol: "https",
				isAllowedUri: (url, ctx) => /^\{\{/.test(url) || ctx.defaultValidate(url),
				HTMLAttributes: { rel: null, target: null },
			},
		}),
		Placeholder.configure({ placeholder: options.placeholder, includeChildren: true, showOnlyCurrent: false }),
		Field.configure({ label: options.label }),
		MailButton,
		MailImage,
		Column,
		Columns,
		MailStyle,
	];
}

export function lineExtensions(options: { label: (name: string) => string; placeholder: string }) {
	return [
		StarterKit.configure({
			document: false,
			blockquote: false,
			bold: false,
			bulletList: false,
			code: false,
			codeBlock: false,
			dropcursor: false,
			gapcursor: false,
			hardBreak: false,
			heading: false,
			horizontalRule: false,
			italic: false,
			link: false,
			listItem: false,
			listKeymap: false,
			orderedList: false,
			strike: false,
			trailingNode: false,
			underline: false,
			undoRedo: false,
		}),
		Node.create({ name: "doc", topNode: true, content: "paragraph" }),
		UndoRedo,
		Placeholder.configure({ placeholder: options.placeholder }),
		Field.configure({ label: options.label }),
	];
}
