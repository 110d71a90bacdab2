// Escape closes one thing: an open list or menu first (it does so itself), else the dialog on top. Mantine's dialogs
// would each listen for themselves, and all close at once (app/theme.ts turns that off).
const lists =
	".mantine-Popover-dropdown, .mantine-Menu-dropdown, .mantine-Combobox-dropdown, .mantine-Select-dropdown, [data-escape-layer]";

/** A list closes itself only where the focus is in it, or on what opened it. */
function isOpen(list: Element): boolean {
	const at = document.activeElement;
	return (
		list.checkVisibility() &&
		(list.hasAttribute("data-escape-layer") || list.contains(at) || at?.getAttribute("aria-expanded") === "true")
	);
}

const topDialog = () => [...document.querySelectorAll(".mantine-Modal-content, .mantine-Drawer-content")].at(-1);

/** Called before any other listener is added. A tooltip stops the event, so the dialog closes once all listeners have run. */
export function listenForEscape(): void {
	let listOpen = false;
	let taken: boolean | null = null; // null: somebody kept the key to themself
	addEventListener(
		"keydown",
		e => {
			if (e.key !== "Escape" || e.isComposing) return;
			listOpen = [...document.querySelectorAll(lists)].some(isOpen);
			taken = null;
			const top = topDialog();
			if (listOpen || !top) return;
			setTimeout(() => {
				if (taken ?? e.defaultPrevented) return;
				top.querySelector<HTMLElement>(".mantine-Modal-close, .mantine-Drawer-close, [data-escape-close]")?.click();
			});
		},
		true,
	);
	addEventListener("keydown", e => {
		if (e.key !== "Escape" || e.isComposing) return;
		taken = e.defaultPrevented;
		if (listOpen || topDialog()) e.preventDefault();
	});
}
