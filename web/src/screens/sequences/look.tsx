// How each kind of step looks.
import {
	IconArrowsSplit2,
	IconClock,
	IconDoorExit,
	IconHelpHexagon,
	IconHourglass,
	IconMail,
	IconTag,
	IconTagOff,
	IconTargetArrow,
	IconVersions,
	IconWebhook,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { StepType } from "./types.ts";

export const stepIcons: Record<StepType, ComponentType<{ size?: number; stroke?: number }>> = {
	email: IconMail,
	delay: IconClock,
	condition: IconArrowsSplit2,
	wait: IconHourglass,
	split: IconVersions,
	tag: IconTag,
	untag: IconTagOff,
	webhook: IconWebhook,
	goal: IconTargetArrow,
	exit: IconDoorExit,
};

export function StepIcon({ type, size = 17 }: { type: StepType; size?: number }) {
	const Icon = stepIcons[type] ?? IconHelpHexagon; // another program's kind
	return (
		<span className="step-icon" data-type={type} aria-hidden>
			<Icon size={size} stroke={1.7} />
		</span>
	);
}
