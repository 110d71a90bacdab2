// A message's plain text, with fields put in where one writes; and a first plain text from HTML.
import { Textarea } from "@mantine/core";
import { useRef } from "react";
import { FieldPicker } from "./FieldPicker.tsx";

export function TextBody({ value, onChange, label }: { value: string; onChange: (v: string) => void; label: string }) {
	const area = useRef<HTMLTextAreaElement>(null);
	const insert = (name: string) => {
		const el = area.current;
		const tag = `{{${name}}}`;
		const at = el?.selectionStart ?? value.length;
		onChange(value.slice(0, at) + tag + value.slice(el?.selectionEnd ?? at));
		requestAnimationFrame(() => {
			el?.focus();
			el?.setSelectionRange(at + tag.length, at + tag.length);
		});
	};
	return (
		<div className="text-body">
			<div className="text-body-bar">
				<FieldPicker onPick={insert} />
			</div>
			<Textarea
				ref={area}
				aria-label={label}
				className="mono"
				autosize
				minRows={16}
				maxRows={40}
				value={value}
				onChange={e => onChange(e.currentTarget.value)}
			/>
		</div>
	);
}

/** A first plain text from the HTML, to go on from. */
export function plainOf(html: string): string {
	const doc = new DOMParser().parseFromString(html, "text/html");
	for (const a of doc.querySelectorAll("a[href]")) a.append(` (${a.getAttribute("href")})`);
	for (const el of doc.querySelectorAll("p,h1,h2,h3,li,tr,div,blockquote")) el.append("\n\n");
	for (const el of doc.querySelectorAll("br")) el.replaceWith("\n");
	for (const el of doc.querySelectorAll("style,script,title")) el.remove();
	return (doc.body.textContent ?? "")
		.replace(/[ \t ​]+/g, " ")
		.replace(/ ?\n ?/g, "\n")
		.replace(/\n{3,}/g, "\n\n")
		.trim();
}
