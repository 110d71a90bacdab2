// The fields one can insert: the contact's own, the person's variables in use, the unsubscribe link.
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { q } from "../api/queries.ts";
import { useT } from "../i18n/index.tsx";
import { basicFields, unsubscribeField } from "../lib/template.ts";

export interface FieldChoice {
	name: string;
	label: string;
	own: boolean;
}

export function useFieldLabel(): (name: string) => string {
	const t = useT();
	return useCallback((name: string) => t.editor.fields[name] ?? name.replace(/^variables\./, ""), [t]);
}

export function useFields(): { choices: FieldChoice[]; known: string[] | null } {
	const query = useQuery(q.fields);
	const label = useFieldLabel();
	return useMemo(() => {
		const own = (query.data ?? []).map(f => (f.name.startsWith("variables.") ? f.name : `variables.${f.name}`));
		const basic: string[] = [...basicFields];
		return {
			choices: [
				...basic.map(name => ({ name, label: label(name), own: false })),
				...own
					.filter(n => !basic.includes(n.replace(/^variables\./, "")))
					.map(name => ({ name, label: label(name), own: true })),
				{ name: unsubscribeField, label: label(unsubscribeField), own: false },
			],
			known: query.data ? own : null,
		};
	}, [query.data, label]);
}
