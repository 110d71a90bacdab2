// How long a delay waits: elapsed time, days to the same hour, business days, or until a day and time of the contact's.
import { Checkbox, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { type Delay, type DelayKind, delayKind, delayMinutes, toDelay } from "./types.ts";
import { delayWords, useW } from "./useW.ts";

const whole = (v: string | number): number => (typeof v === "number" ? v : 0);

export function ElapsedFields({
	value,
	onChange,
	label,
}: {
	value: Delay | null | undefined;
	onChange: (d: Delay) => void;
	label?: string;
}) {
	const w = useW();
	const d = toDelay(delayMinutes(value));
	const part = (key: "days" | "hours" | "minutes", max: number) => (
		<NumberInput
			key={key}
			label={w.step[key]}
			min={0}
			max={max}
			clampBehavior="strict"
			allowDecimal={false}
			allowNegative={false}
			value={d[key]}
			onChange={v => onChange({ ...d, [key]: whole(v) })}
			style={{ flex: 1 }}
		/>
	);
	return (
		<div>
			{label && (
				<Text size="sm" fw={500} mb={4}>
					{label}
				</Text>
			)}
			<Group gap="xs" wrap="nowrap" role="group" aria-label={label ?? w.types.delay}>
				{part("days", 364)}
				{part("hours", 23)}
				{part("minutes", 59)}
			</Group>
		</div>
	);
}

const fresh: Record<DelayKind, Delay> = {
	elapsed: { days: 1, hours: 0, minutes: 0 },
	same: { days: 1, sameTime: true },
	business: { businessDays: 1 },
	until: { until: { days: [2], time: "09:00" } },
};

export function DelayForm({
	value,
	onChange,
}: {
	value: Delay | null | undefined;
	onChange: (d: Delay, kind: string) => void;
}) {
	const w = useW();
	const t = w.clock;
	const kind = delayKind(value);
	const until = value?.until ?? { time: "09:00" };
	const days = (until.days ?? []).map(String);
	const put = (d: Delay) => onChange(d, "delay");
	return (
		<Stack gap="sm">
			<Select
				label={t.delayKind}
				allowDeselect={false}
				data={[
					{ value: "elapsed", label: t.kinds.elapsed },
					{ value: "same", label: t.kinds.same },
					{ value: "business", label: t.kinds.business },
					{ value: "until", label: t.kinds.until },
				]}
				value={kind}
				onChange={v => v && v !== kind && onChange(fresh[v as DelayKind], "delayKind")}
			/>
			{kind === "elapsed" && <ElapsedFields value={value} onChange={d => put(toDelay(delayMinutes(d)))} />}
			{kind === "same" && (
				<NumberInput
					label={w.step.days}
					min={1}
					max={364}
					allowDecimal={false}
					value={toDelay(delayMinutes(value)).days}
					onChange={v => put({ ...value, days: Math.max(1, whole(v)), sameTime: true })}
				/>
			)}
			{kind === "business" && (
				<NumberInput
					label={t.businessDays}
					description={t.businessHelp}
					min={0}
					max={250}
					allowDecimal={false}
					value={value?.businessDays ?? 0}
					onChange={v => put({ ...value, businessDays: whole(v) })}
				/>
			)}
			{(kind === "until" || value?.until) && (
				<>
					<TextInput
						type="time"
						label={t.untilTime}
						value={until.time}
						onChange={e => e.currentTarget.value && put({ ...value, until: { ...until, time: e.currentTarget.value } })}
					/>
					<Checkbox.Group
						label={t.untilDays}
						description={t.untilAnyDay}
						value={days}
						onChange={v => put({ ...value, until: { ...until, days: v.map(Number).sort() } })}
					>
						<Group gap="sm" mt={6}>
							{w.settings.weekdays.map((name, i) => (
								<Checkbox key={name} value={String(i + 1)} label={name} />
							))}
						</Group>
					</Checkbox.Group>
				</>
			)}
			<Text size="xs" c="dimmed">
				{delayMinutes(value) > 0 || kind !== "elapsed" ? w.step.delayText(delayWords(w, value)) : w.step.delayNone}
				{kind === "elapsed" && !value?.until ? "" : ` ${t.theirClock}`}
			</Text>
		</Stack>
	);
}
