// The text form of a filter. What cannot be read is pointed at where it stands.
import { Button, Group, Text, Textarea } from "@mantine/core";
import { useRef } from "react";
import { useT } from "../../i18n/index.tsx";
import { fieldText } from "../../lib/fieldErrors.ts";
import { useS } from "./api.ts";
import type { Fault } from "./fault.ts";

export function TextForm({
	value,
	onChange,
	fault,
}: {
	value: string;
	onChange: (text: string) => void;
	fault: Fault | null;
}) {
	const s = useS();
	const t = useT();
	const area = useRef<HTMLTextAreaElement>(null);
	const chars = [...value];
	const part = (from: number, to: number) => chars.slice(Math.max(from, 0), to).join("");
	const show = () => {
		if (!fault || !area.current) return;
		area.current.focus();
		area.current.setSelectionRange(part(0, fault.from).length, part(0, fault.to).length);
	};
	return (
		<div className="filter-form">
			<Textarea
				ref={area}
				label={s.textLabel}
				description={s.textHelp}
				autosize
				minRows={4}
				maxRows={16}
				spellCheck={false}
				classNames={{ input: "filter-input" }}
				value={value}
				aria-invalid={fault ? true : undefined}
				aria-errormessage={fault ? "filter-fault" : undefined}
				onChange={e => onChange(e.currentTarget.value)}
			/>
			{fault && (
				<div className="note filter-fault" data-tone="bad" role="alert" id="filter-fault">
					<Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
						<div style={{ minWidth: 0 }}>
							<Text size="sm" fw={550}>
								{s.textWrong}
							</Text>
							<Text size="sm">{fieldText(fault.message, t)}</Text>
						</div>
						{fault.to > fault.from && (
							<Button size="compact-sm" variant="default" onClick={show} style={{ flex: "none" }}>
								{s.goThere}
							</Button>
						)}
					</Group>
					{fault.to > fault.from && (
						<code className="filter-place">
							{fault.from > 36 && "…"}
							{part(fault.from - 36, fault.from)}
							<mark>{part(fault.from, fault.to) || "␣"}</mark>
							{part(fault.to, fault.to + 36)}
						</code>
					)}
				</div>
			)}
		</div>
	);
}
