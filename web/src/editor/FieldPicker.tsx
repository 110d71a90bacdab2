import { ActionIcon, Combobox, ScrollArea, Tooltip, useCombobox } from "@mantine/core";
import { IconBraces } from "@tabler/icons-react";
import { useState } from "react";
import { useT } from "../i18n/index.tsx";
import { useFields } from "./useFields.ts";

export function FieldPicker({
	onPick,
	withUnsubscribe = true,
	size = 30,
}: {
	onPick: (name: string) => void;
	withUnsubscribe?: boolean;
	size?: number;
}) {
	const t = useT();
	const { choices } = useFields();
	const [typed, setTyped] = useState("");
	const combobox = useCombobox({
		onDropdownClose: () => {
			combobox.resetSelectedOption();
			setTyped("");
		},
		onDropdownOpen: () => combobox.focusSearchInput(),
	});
	const found = choices.filter(
		f =>
			(withUnsubscribe || f.name !== "unsubscribeUrl") &&
			`${f.label} ${f.name}`.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase()),
	);
	return (
		<Combobox
			store={combobox}
			width={250}
			position="bottom-end"
			withinPortal
			onOptionSubmit={name => {
				combobox.closeDropdown();
				onPick(name);
			}}
		>
			<Combobox.Target withAriaAttributes={false}>
				<Tooltip label={t.editor.insertField}>
					<ActionIcon
						variant="subtle"
						color="gray"
						size={size}
						aria-label={t.editor.insertField}
						aria-haspopup="listbox"
						aria-expanded={combobox.dropdownOpened}
						onMouseDown={e => e.preventDefault()}
						onClick={() => combobox.toggleDropdown()}
					>
						<IconBraces size={17} />
					</ActionIcon>
				</Tooltip>
			</Combobox.Target>
			<Combobox.Dropdown>
				<Combobox.Search
					value={typed}
					onChange={e => {
						setTyped(e.currentTarget.value);
						combobox.selectFirstOption();
					}}
					placeholder={t.editor.fieldSearch}
					aria-label={t.editor.fieldSearch}
				/>
				<Combobox.Options aria-label={t.editor.insertField}>
					<ScrollArea.Autosize mah={260} type="scroll">
						{found.length === 0 && <Combobox.Empty>{t.palette.nothing}</Combobox.Empty>}
						{found.map(f => (
							<Combobox.Option value={f.name} key={f.name}>
								{f.label}
							</Combobox.Option>
						))}
					</ScrollArea.Autosize>
				</Combobox.Options>
			</Combobox.Dropdown>
		</Combobox>
	);
}
