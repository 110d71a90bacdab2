import { Button, Group, Text } from "@mantine/core";
import { useT } from "../i18n/index.tsx";

export function UndoAction({ text, onUndo }: { text: string; onUndo: () => void }) {
	const t = useT();
	return (
		<Group justify="space-between" wrap="nowrap" gap="sm">
			<Text size="sm">{text}</Text>
			<Button size="compact-sm" variant="light" onClick={onUndo}>
				{t.common.undo}
			</Button>
		</Group>
	);
}
