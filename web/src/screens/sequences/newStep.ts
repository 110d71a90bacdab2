// A step as it begins. Ids are new for ever: a mail is sent once for each id, so an id must not come back.
import { renderDesign } from "../../editor/render.ts";
import { startDesign } from "../../editor/start.ts";
import type { Messages } from "../../i18n/en.ts";
import { uuid } from "../../lib/random.ts";
import type { Step, StepType } from "./types.ts";

export const newId = (type: StepType): string => `${type}-${uuid().replaceAll("-", "").slice(0, 8)}`;

export function newStep(type: StepType, t: Messages, lang: string): Step {
	const step: Step = { id: newId(type), type, nextStepId: null };
	switch (type) {
		case "email": {
			const design = startDesign(t);
			return {
				...step,
				subject: "",
				content: renderDesign(design, { title: "", lang }),
				contentFormat: "rich",
				design,
			};
		}
		case "delay":
			return { ...step, delay: { days: 1, hours: 0, minutes: 0 } };
		case "condition":
			return { ...step, condition: { type: "opened", trueBranch: [], falseBranch: [] } };
		case "wait":
			return {
				...step,
				wait: { type: "replied", timeout: { days: 3, hours: 0, minutes: 0 }, trueBranch: [], falseBranch: [] },
			};
		case "split":
			return { ...step, split: { percent: 50, trueBranch: [], falseBranch: [] } };
		case "tag":
		case "untag":
			return { ...step, tags: [] };
		case "webhook":
			return { ...step, webhook: { url: "" } };
		case "goal":
			return { ...step, goal: { event: "" } };
		case "exit":
			return step;
	}
}
