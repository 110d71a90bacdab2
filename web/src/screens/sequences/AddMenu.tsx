// The kinds of steps to choose from, opened where it was asked for.
import { Menu } from "@mantine/core";
import { StepIcon } from "./look.tsx";
import { type StepType, stepTypes } from "./types.ts";
import { useW } from "./useW.ts";

export function TypeItems({ onPick, first }: { onPick: (type: StepType) => void; first?: boolean }) {
	const w = useW();
	return stepTypes
		.filter(type => !first || type !== "exit")
		.map(type => (
			<Menu.Item key={type} leftSection={<StepIcon type={type} />} onClick={() => onPick(type)} className="add-item">
				{w.types[type]}
				<small>{w.typeHelp[type]}</small>
			</Menu.Item>
		));
}

export function AddMenu({
	at,
	onPick,
	onClose,
}: {
	at: { x: number; y: number } | null;
	onPick: (type: StepType) => void;
	onClose: () => void;
}) {
	const w = useW();
	return (
		<Menu
			opened={at !== null}
			onClose={onClose}
			position="bottom"
			width={300}
			shadow="lg"
			menuItemTabIndex={0}
			withInitialFocusPlaceholder={false}
		>
			<Menu.Target>
				<span className="add-anchor" style={{ left: at?.x ?? 0, top: at?.y ?? 0 }} aria-hidden />
			</Menu.Target>
			<Menu.Dropdown aria-label={w.canvas.add} className="add-menu">
				<TypeItems onPick={onPick} />
			</Menu.Dropdown>
		</Menu>
	);
}
