// The fields that fit what is typed after "{{", beside the cursor; arrows, Enter and Tab choose, Escape lets it be.
import { Portal } from "@mantine/core";
import { type Editor, useEditorState } from "@tiptap/react";
import { type RefObject, useEffect, useId, useState } from "react";
import { useT } from "../i18n/index.tsx";
import { type OpenTag, openTag } from "./tags.ts";
import { useFields } from "./useFields.ts";

export type SuggestKeys = RefObject<((key: KeyboardEvent) => boolean) | null>;

export function FieldSuggest({
	editor,
	keys,
	withUnsubscribe = true,
}: {
	editor: Editor;
	/** Filled with what takes a key first while the list is open. */
	keys: SuggestKeys;
	withUnsubscribe?: boolean;
}) {
	const t = useT();
	const id = useId();
	const { choices } = useFields();
	const open = useEditorState({
		editor,
		selector: ({ editor: e }) => (e.isFocused ? openTag(e) : null),
		equalityFn: (a, b) => a?.from === b?.from && a?.to === b?.to && a?.query === b?.query,
	});
	const [at, setAt] = useState(0);
	const [let_, setLet] = useState<number | null>(null);
	const query = open?.query.toLocaleLowerCase() ?? "";
	const found = open
		? choices
				.filter(
					f =>
						(withUnsubscribe || f.name !== "unsubscribeUrl") &&
						`${f.label} ${f.name}`.toLocaleLowerCase().includes(query),
				)
				.slice(0, 8)
		: [];
	const shown = open !== null && open.from !== let_ && found.length > 0;
	const current = Math.min(at, found.length - 1);
	const pick = (name: string, tag: OpenTag) =>
		editor.chain().focus().insertContentAt({ from: tag.from, to: tag.to }, { type: "field", attrs: { name } }).run();
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new word begins at its first choice
	useEffect(() => setAt(0), [query]);
	useEffect(() => {
		if (open === null) setLet(null);
	}, [open]);
	keys.current = key => {
		if (!shown || !open || key.isComposing) return false;
		if (key.key === "ArrowDown") setAt((current + 1) % found.length);
		else if (key.key === "ArrowUp") setAt((current + found.length - 1) % found.length);
		else if (key.key === "Enter" || key.key === "Tab") pick(found[current]!.name, open);
		else if (key.key === "Escape") setLet(open.from);
		else return false;
		key.preventDefault();
		return true;
	};
	useEffect(() => {
		const dom = editor.view.dom;
		if (shown) dom.setAttribute("aria-activedescendant", `${id}-${current}`);
		else dom.removeAttribute("aria-activedescendant");
	}, [shown, current, id, editor]);
	if (!shown || !open) return null;
	const place = editor.view.coordsAtPos(open.from);
	const above = place.bottom + 280 > innerHeight;
	return (
		<Portal>
			<div
				className="field-suggest"
				role="listbox"
				aria-label={t.editor.insertField}
				data-escape-layer
				style={{
					left: Math.max(8, Math.min(place.left, innerWidth - 258)),
					...(above ? { bottom: innerHeight - place.top + 4 } : { top: place.bottom + 4 }),
				}}
			>
				{found.map((f, i) => (
					<div
						key={f.name}
						id={`${id}-${i}`}
						role="option"
						tabIndex={-1}
						aria-selected={i === current}
						onMouseDown={e => {
							e.preventDefault();
							pick(f.name, open);
						}}
					>
						{f.label}
						<small>{`{{${f.name}}}`}</small>
					</div>
				))}
			</div>
		</Portal>
	);
}
