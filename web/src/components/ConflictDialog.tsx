// Somebody else changed what one is writing: both texts side by side, and the choice. Nothing is written before it.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useT } from "../i18n/index.tsx";
import { excerpts, sameJson } from "../lib/conflict.ts";

export interface Conflict<T extends object = Record<string, unknown>> {
	/** What was typed here and is not saved. */
	mine: Partial<T>;
	/** What the server has now, and its version. */
	theirs: T;
	version: number;
	/** What they changed; empty: not known. */
	changed: readonly string[];
}

/** What is shown of a pair of fields in one row: the HTML stands for the design it was made from. */
const silent = new Set(["design", "contentFormat", "version", "revision"]);

export function ConflictDialog<T extends object>({
	conflict,
	name,
	show,
	onTheirs,
	onMine,
	busy,
}: {
	conflict: Conflict<T>;
	name: string;
	/** Words for a value that is no text; null: only that it differs. */
	show?: (field: string, value: unknown) => string | null;
	onTheirs: () => void;
	onMine: () => void;
	busy?: boolean;
}) {
	const t = useT();
	const c = t.conflict;
	const theirs = conflict.theirs as Record<string, unknown>;
	const mine = conflict.mine as Record<string, unknown>;
	const fields = [...new Set([...Object.keys(mine), ...conflict.changed])].filter(f => !silent.has(f));
	const text = (field: string, value: unknown): string => {
		const said = show?.(field, value);
		if (said) return said;
		if (typeof value === "string") return value;
		if (typeof value === "number") return String(value);
		if (typeof value === "boolean") return value ? t.common.yes : t.common.no;
		if (Array.isArray(value) && value.every(x => typeof x === "string")) return value.join(", ");
		return value === null || value === undefined ? "" : JSON.stringify(value);
	};
	return (
		<Modal
			opened
			size="lg"
			title={c.title}
			onClose={() => {}}
			withCloseButton={false}
			closeOnEscape={false}
			closeOnClickOutside={false}
		>
			<Stack>
				<Text size="sm">{c.text(name)}</Text>
				<div className="conflict">
					{fields.map(field => {
						const typed = field in mine;
						const changed = !typed || conflict.changed.length === 0 || conflict.changed.includes(field);
						const here = text(field, mine[field]);
						const there = text(field, theirs[field]);
						if (typed && sameJson(mine[field], theirs[field])) return null;
						const [a, b] = typed ? excerpts(here, there) : ["", excerpts("", there)[1]];
						return (
							<section key={field} aria-label={c.fields[field] ?? field}>
								<h3>{c.fields[field] ?? field}</h3>
								<dl>
									<div data-side="mine">
										<dt>{c.mine}</dt>
										<dd>{typed ? a || c.empty : c.untouched}</dd>
									</div>
									<div data-side="theirs">
										<dt>{c.theirs}</dt>
										<dd>{changed ? b || c.empty : c.unchanged}</dd>
									</div>
								</dl>
							</section>
						);
					})}
				</div>
				<Text size="xs" c="dimmed">
					{c.help}
				</Text>
				<Group justify="flex-end">
					<Button variant="default" onClick={onTheirs} disabled={busy ?? false}>
						{c.takeTheirs}
					</Button>
					<Button onClick={onMine} loading={busy ?? false}>
						{c.keepMine}
					</Button>
				</Group>
			</Stack>
		</Modal>
	);
}
