// Short messages at the edge of the screen: what was done, what failed and what to do, and Undo.
import { notifications } from "@mantine/notifications";
import { createElement } from "react";
import { UndoAction } from "../components/UndoAction.tsx";
import { messages } from "../i18n/index.tsx";
import { explain } from "./explain.ts";

export const undoMs = 7000;

const closable = () => ({ closeButtonProps: { "aria-label": messages().common.close } });

export const toast = {
	/** Why something was not taken. */
	hint(message: string): void {
		notifications.show({ message, color: "yellow", withBorder: true, autoClose: 8000, ...closable() });
	},
	done(message: string): void {
		notifications.show({ message, withBorder: true, autoClose: 4000, ...closable() });
	},
	/** Something failed that has no error of ours behind it. */
	trouble(message: string): void {
		notifications.show({ message, color: "red", withBorder: true, autoClose: 9000 });
	},
	error(error: unknown): void {
		const { title, text } = explain(error, messages());
		notifications.show({ title, message: text, color: "red", withBorder: true, autoClose: 9000, ...closable() });
	},
	/** Undo is offered for a while; `onExpire` runs when it was not taken. */
	undo(message: string, onUndo: () => void, onExpire?: () => void): void {
		let taken = false;
		let over = false;
		const id = notifications.show({
			message: createElement(UndoAction, {
				text: message,
				onUndo: () => {
					taken = true;
					notifications.hide(id);
					onUndo();
				},
			}),
			withBorder: true,
			autoClose: undoMs,
			...closable(),
			onClose: () => {
				if (!taken && !over) {
					over = true;
					onExpire?.();
				}
			},
		});
	},
};
