// The HTML source, with CodeMirror; loaded when somebody edits source.
import { html } from "@codemirror/lang-html";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";
import { useEffect, useRef } from "react";

const colours = HighlightStyle.define([
	{ tag: [tags.tagName, tags.keyword, tags.typeName], color: "var(--accent)" },
	{ tag: [tags.attributeName, tags.propertyName], color: "var(--warn)" },
	{ tag: [tags.attributeValue, tags.string, tags.number, tags.unit, tags.color, tags.atom], color: "var(--good)" },
	{
		tag: [tags.comment, tags.meta, tags.documentMeta, tags.processingInstruction, tags.angleBracket, tags.punctuation],
		color: "var(--dim)",
	},
	{ tag: tags.invalid, color: "var(--bad)" },
]);

const look = EditorView.theme({
	"&": { color: "var(--text)" },
	".cm-content": { caretColor: "var(--accent)", fontFamily: "var(--mantine-font-family-monospace)" },
	".cm-cursor": { borderLeftColor: "var(--accent)" },
	".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
	".cm-selectionBackground, &.cm-focused .cm-selectionBackground": { backgroundColor: "var(--accent-soft) !important" },
	".cm-panels": { backgroundColor: "var(--bg-side)", color: "var(--text)" },
	".cm-foldGutter span": { color: "var(--dim)" },
});

export default function HtmlEditor({
	value,
	onChange,
	label,
}: {
	value: string;
	onChange: (v: string) => void;
	label: string;
}) {
	const host = useRef<HTMLDivElement>(null);
	const view = useRef<EditorView | null>(null);
	const report = useRef(onChange);
	report.current = onChange;
	const start = useRef(value);
	useEffect(() => {
		if (!host.current) return;
		const v = new EditorView({
			parent: host.current,
			state: EditorState.create({
				doc: start.current,
				extensions: [
					basicSetup,
					html(),
					syntaxHighlighting(colours),
					look,
					EditorView.lineWrapping,
					EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
					EditorView.updateListener.of(u => {
						if (u.docChanged) report.current(u.state.doc.toString());
					}),
				],
			}),
		});
		view.current = v;
		return () => v.destroy();
	}, [label]);
	useEffect(() => {
		const v = view.current;
		if (v && v.state.doc.toString() !== value)
			v.dispatch({ changes: { from: 0, to: v.state.doc.length, insert: value } });
	}, [value]);
	return <div className="code-box" ref={host} />;
}
