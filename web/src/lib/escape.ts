// Escape closes one thing: an open list or menu first (it does so itself), else the dialog on top. Mantine's dialogs
// would each listen for themselves, and all close at once (app/theme.ts turns that off).
const lists =
	".mantine-Popover-dropdown, .mantine-Menu-dropdown, .mantine-Combobox-dropdown, .mantine-Select-dropdown, [data-escape-layer]";
let listOpen = false;

/** A list closes itself only where the focus is in it, or on what opened it. */
function isOpen(list: Element): boolean {
	const at = document.activeElement;
	return (
		list.checkVisibility() &&
		(list.hasAttribute("data-escape-layer") || list.contains(at) || at?.getAttribute("aria-expanded") === "true")
	);
}

/** Before anybody else listens. */
export function listenForEscape(): void {
	addEventListener(
		"keydown",
		e => {
			if (e.key === "Escape") listOpen = [...document.querySelectorAll(lists)].some(isOpen);
		},
		true,
	);
	addEventListener("keydown", e => {
		if (e.key !== "Escape" || e.isComposing || e.defaultPrevented) return;
		if (listOpen) return e.preventDefault();
		const top = [...document.querySelectorAll(".mantine-Modal-content, .mantine-Drawer-content")].at(-1);
		if (!top) return;
		e.preventDefault();
		top.querySelector<HTMLElement>(".mantine-Modal-close, .mantine-Drawer-close, [data-escape-close]")?.click();
	});
}
