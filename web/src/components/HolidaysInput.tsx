// Days that are no business days: 2026-12-25, or 12-25 for every year.
import { Textarea } from "@mantine/core";
import { useState } from "react";

const date = /^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** A date a line; what is none stays in the field and is not kept. */
export function HolidaysInput({
	label,
	description,
	value,
	onChange,
}: {
	label: string;
	description: string;
	value: readonly string[];
	onChange: (v: string[]) => void;
}) {
	const [text, setText] = useState<string | null>(null);
	const lines = (text ?? value.join("\n")).split(/[\s,;]+/).filter(Boolean);
	const wrong = lines.filter(x => !date.test(x));
	return (
		<Textarea
			label={label}
			description={description}
			autosize
			minRows={1}
			maxRows={8}
			value={text ?? value.join("\n")}
			error={wrong.length > 0 ? wrong.join(", ") : null}
			onChange={e => {
				setText(e.currentTarget.value);
				const all = e.currentTarget.value.split(/[\s,;]+/).filter(Boolean);
				if (all.every(x => date.test(x))) onChange(all);
			}}
			onBlur={() => wrong.length === 0 && setText(null)}
		/>
	);
}
