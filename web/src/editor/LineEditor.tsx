// One line of text with field chips: the subject and the preview line.
import { TextInput } from "@mantine/core";
import { EditorContent, useEditor, useEditorState } from "@tiptap/react";
import { useEffect, useRef } from "react";
import { useT } from "../i18n/index.tsx";
import { fieldTag, pieces } from "../lib/template.ts";
import { lineExtensions } from "./extensions.ts";
import { FieldPicker } from "./FieldPicker.tsx";
import { FieldSuggest, type SuggestKeys } from "./FieldSuggest.tsx";
import type { Node } from "./schema.ts";
import { useFieldLabel } from "./useFields.ts";

function toDoc(value: string): Node {
	const content = pieces(value).flatMap<Node>(p =>
		"text" in p
			? p.text
				? [{ type: "text", text: p.text }]
				: []
			: [{ type: "field", attrs: { name: p.name, fallback: p.fallback } }],
	);
	return { type: "doc", content: [{ type: "paragraph", ...(content.length > 0 ? { content } : {}) }] };
}
function toValue(doc: Node): string {
	return (doc.content?.[0]?.content ?? [])
		.map(n =>
			n.type === "field"
				? fieldTag({ name: String(n.attrs?.name ?? ""), fallback: String(n.attrs?.fallback ?? "") })
				: (n.text ?? ""),
		)
		.join("");
}

export function LineEditor({
	value,
	onChange,
	label,
	placeholder,
}: {
	value: string;
	onChange: (v: string) => void;
	label: string;
	placeholder: string;
}) {
	const t = useT();
	const fieldLabel = useFieldLabel();
	const report = useRef(onChange);
	report.current = onChange;
	const last = useRef(value);
	const suggest: SuggestKeys = useRef(null);
	const editor = useEditor({
		extensions: lineExtensions({ label: fieldLabel, placeholder }),
		content: toDoc(value),
		immediatelyRender: true,
		editorProps: {
			attributes: { role: "textbox", "aria-label": label, "aria-multiline": "false" },
			handleKeyDown: (_view, e) => (suggest.current?.(e) ?? false) || (e.key === "Enter" && !e.isComposing),
			transformPastedText: text => text.replace(/\s*[\r\n]+\s*/g, " "),
			transformPastedHTML: html => html.replace(/<br\s*\/?>|<\/(p|div|h\d)>/gi, " "),
		},
		onUpdate: ({ editor: e }) => {
			last.current = toValue(e.getJSON() as Node);
			report.current(last.current);
		},
	});
	useEffect(() => {
		if (value === last.current) return;
		last.current = value;
		editor.commands.setContent(toDoc(value), { emitUpdate: false });
	}, [value, editor]);
	const field = useEditorState({
		editor,
		selector: ({ editor: e }) =>
			e?.isActive("field") ? (e.getAttributes("field") as { name: string; fallback: string }) : null,
	});
	return (
		<div>
			<div className="line-editor">
				<EditorContent editor={editor} />
				<FieldSuggest editor={editor} keys={suggest} withUnsubscribe={false} />
				<FieldPicker withUnsubscribe={false} onPick={name => editor.chain().focus().insertField({ name }).run()} />
			</div>
			{field && (
				<TextInput
					size="xs"
					mx={10}
					mb={6}
					maw={260}
					label={`${fieldLabel(field.name)}: ${t.editor.fallback}`}
					value={field.fallback}
					onChange={e => editor.commands.updateAttributes("field", { fallback: e.currentTarget.value })}
				/>
			)}
		</div>
	);
}
