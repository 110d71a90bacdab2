// What a new campaign begins with: a greeting, room to write, and the way out at the foot.
import type { Messages } from "../i18n/en.ts";
import type { Node } from "./schema.ts";

export function startDesign(t: Messages): Node {
	return {
		type: "doc",
		content: [
			{
				type: "paragraph",
				content: [
					{ type: "text", text: t.editor.greeting },
					{ type: "field", attrs: { name: "firstName", fallback: t.editor.there } },
					{ type: "text", text: t.editor.greetingEnd },
				],
			},
			{ type: "paragraph" },
			{ type: "horizontalRule" },
			{
				type: "paragraph",
				attrs: { small: true },
				content: [
					{ type: "text", text: `${t.editor.footerText} ` },
					{
						type: "text",
						text: t.editor.unsubscribeText,
						marks: [{ type: "link", attrs: { href: "{{unsubscribeUrl}}" } }],
					},
				],
			},
		],
	};
}
