// Short messages at the edge of the screen: what was done, what failed and what to do, and Undo.
import { notifications } from "@mantine/notifications";
import { createElement } from "react";
import { UndoAction } from "../components/UndoAction.tsx";
import { messages } from "../i18n/index.tsx";
import { explain } from "./explain.ts";

export const undoMs = 7000;

const show = (what: Parameters<typeof notifications.show>[0]): string =>
	notifications.show({ withBorder: true, closeButtonProps: { "aria-label": messages().common.close }, ...what });

export const toast = {
	/** Why something was not taken. */
	hint(message: string): void {
		show({ message, color: "yellow", autoClose: 8000 });
	},
	/** `id`: said once, however often it happens while it is shown. */
	done(message: string, id?: string): void {
		show({ message, autoClose: 4000, ...(id ? { id } : {}) });
	},
	/** Something failed that has no error of ours behind it. */
	trouble(message: string): void {
		show({ message, color: "red", autoClose: 9000 });
	},
	error(error: unknown): void {
		const { title, text } = explain(error, messages());
		show({ title, message: text, color: "red", autoClose: 9000 });
	},
	/** Undo is offered for a while; `onExpire` runs when it was not taken. */
	undo(message: string, onUndo: () => void, onExpire?: () => void): void {
		let taken = false;
		let over = false;
		const id = show({
			message: createElement(UndoAction, {
				text: message,
				onUndo: () => {
					taken = true;
					notifications.hide(id);
					onUndo();
				},
			}),
			autoClose: undoMs,
			onClose: () => {
				if (!taken && !over) {
					over = true;
					onExpire?.();
				}
			},
		});
	},
};
