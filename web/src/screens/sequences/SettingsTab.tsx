// How people come in, when mails may go out, and when people leave.
import { Checkbox, Group, NumberInput, Radio, Select, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { q } from "../../api/queries.ts";
import { TagPicker } from "../../components/bits.tsx";
import { HolidaysInput } from "../../components/HolidaysInput.tsx";
import { Panel } from "../../components/Page.tsx";
import { useT } from "../../i18n/index.tsx";
import { allZones } from "../../lib/zone.ts";
import type { Settings, TriggerType, Window } from "./api.ts";
import type { SequenceDraft } from "./useSequenceDraft.ts";
import { useW } from "./useW.ts";

export function SettingsTab({ draft }: { draft: SequenceDraft }) {
	const t = useT();
	const w = useW();
	const s = w.settings;
	const zones = useMemo(allZones, []);
	const senders = useQuery(q.senders);
	const topics = useQuery(q.topics);
	const me = useQuery(q.me);
	const { meta, change } = draft;
	const settings = meta.settings;
	const put = (patch: Partial<Settings>) => change({ settings: { ...settings, ...patch } });
	const filter = settings.trigger?.filter ?? {};
	const trigger = (patch: NonNullable<Settings["trigger"]>) => put({ trigger: { ...settings.trigger, ...patch } });
	const win = settings.window ?? null;
	const window = (patch: Partial<Window>) => put({ window: { ...win, ...patch } });
	return (
		<div className="cols-2">
			<div>
				<Panel title={s.trigger} note={s.triggerNote}>
					<Stack>
						<Radio.Group
							aria-label={s.trigger}
							value={meta.triggerType}
							onChange={v => change({ triggerType: v as TriggerType })}
						>
							<Stack gap="xs">
								{(["manual", "on_signup", "on_event"] as const).map(v => (
									<Radio key={v} value={v} label={s[v]} />
								))}
							</Stack>
						</Radio.Group>
						{meta.triggerType === "on_event" && (
							<TextInput
								label={s.event}
								description={s.eventHelp}
								maxLength={100}
								value={settings.trigger?.event ?? ""}
								onChange={e => trigger({ event: e.currentTarget.value })}
							/>
						)}
						{meta.triggerType !== "manual" && (
							<>
								<TagPicker
									label={s.onlyTags}
									value={filter.tags ?? []}
									onChange={tags => trigger({ filter: { ...filter, tags } })}
								/>
								{(filter.tags?.length ?? 0) > 1 && (
									<Select
										label={s.match}
										data={[
											{ value: "any", label: s.matchAny },
											{ value: "all", label: s.matchAll },
										]}
										value={filter.match ?? "any"}
										onChange={v => trigger({ filter: { ...filter, match: v as "any" | "all" } })}
									/>
								)}
							</>
						)}
						<Radio.Group
							label={s.reentry}
							value={settings.reentry ?? "never"}
							onChange={v => put({ reentry: v as "never" | "after_completed" })}
						>
							<Stack gap="xs" mt={6}>
								<Radio value="never" label={s.reentryNever} />
								<Radio value="after_completed" label={s.reentryAfter} />
							</Stack>
						</Radio.Group>
						{settings.reentry === "after_completed" && (
							<NumberInput
								label={s.reentryDays}
								min={0}
								max={3650}
								allowDecimal={false}
								maw={180}
								value={settings.reentryDays ?? 0}
								onChange={v => put({ reentryDays: typeof v === "number" ? v : 0 })}
							/>
						)}
					</Stack>
				</Panel>
				<Panel title={s.replies}>
					<Stack>
						<Switch
							label={s.stopOnReply}
							description={s.stopOnReplyHelp}
							checked={settings.stopOnReply !== false}
							onChange={e =>
								put({
									stopOnReply: e.currentTarget.checked,
									...(e.currentTarget.checked ? {} : { stopCompanyOnReply: false }),
								})
							}
						/>
						<Switch
							label={s.stopCompany}
							description={s.stopCompanyHelp}
							disabled={settings.stopOnReply === false}
							checked={settings.stopCompanyOnReply === true}
							onChange={e => put({ stopCompanyOnReply: e.currentTarget.checked })}
						/>
					</Stack>
				</Panel>
			</div>
			<div>
				<Panel title={s.sender}>
					<Stack>
						<Select
							aria-label={s.sender}
							placeholder={s.senderNone}
							clearable
							allowDeselect
							data={(senders.data ?? []).map(x => ({
								value: x.id,
								label: `${x.fromName ? `${x.fromName} <${x.fromEmail}>` : x.fromEmail} · ${x.name}`,
							}))}
							value={meta.senderId}
							onChange={v => change({ senderId: v })}
						/>
						{(topics.data?.length ?? 0) > 0 && (
							<Select
								label={t.choice.campaignTopic}
								description={s.topicHelp}
								placeholder={t.choice.noTopic}
								clearable
								data={(topics.data ?? []).map(x => ({ value: x.id, label: x.name }))}
								value={meta.topicId}
								onChange={topicId => change({ topicId })}
							/>
						)}
						<Switch
							label={s.tracking}
							description={s.trackingHelp}
							checked={meta.trackingEnabled}
							onChange={e => change({ trackingEnabled: e.currentTarget.checked })}
						/>
					</Stack>
				</Panel>
				<Panel title={t.nav.sending}>
					<Stack>
						<Switch
							label={s.window}
							description={s.windowHelp}
							checked={win !== null}
							onChange={e =>
								put({
									window: e.currentTarget.checked
										? {
												days: [1, 2, 3, 4, 5],
												from: "09:00",
												to: "17:00",
												timezone: me.data?.timezone ?? "UTC",
												useContactTimezone: false,
											}
										: null,
								})
							}
						/>
						{win && (
							<>
								<Checkbox.Group
									label={s.days}
									value={(win.days ?? []).map(String)}
									onChange={v => v.length > 0 && window({ days: v.map(Number).sort() })}
								>
									<Group gap="sm" mt={6}>
										{s.weekdays.map((name, i) => (
											<Checkbox key={name} value={String(i + 1)} label={name} />
										))}
									</Group>
								</Checkbox.Group>
								<Group grow>
									<TextInput
										type="time"
										label={s.from}
										value={win.from ?? ""}
										onChange={e => e.currentTarget.value && window({ from: e.currentTarget.value })}
									/>
									<TextInput
										type="time"
										label={s.to}
										value={win.to ?? ""}
										onChange={e => e.currentTarget.value && window({ to: e.currentTarget.value })}
									/>
								</Group>
								<Select
									label={s.zone}
									searchable
									limit={60}
									data={zones}
									value={win.timezone ?? "UTC"}
									onChange={v => v && window({ timezone: v })}
								/>
								<Switch
									label={s.contactZone}
									checked={win.useContactTimezone === true}
									onChange={e => window({ useContactTimezone: e.currentTarget.checked })}
								/>
							</>
						)}
						<HolidaysInput
							label={w.clock.holidays}
							description={w.clock.holidaysHelp}
							value={settings.holidays ?? []}
							onChange={holidays => put({ holidays })}
						/>
						<NumberInput
							label={s.lateness}
							description={s.latenessHelp}
							min={1}
							max={8760}
							allowDecimal={false}
							suffix={` ${s.hours}`}
							value={settings.latenessHours ?? 48}
							onChange={v => typeof v === "number" && put({ latenessHours: v })}
						/>
					</Stack>
				</Panel>
				<Panel title={w.bar.description}>
					<Textarea
						aria-label={w.bar.description}
						autosize
						minRows={2}
						maxLength={1000}
						value={meta.description ?? ""}
						onChange={e => change({ description: e.currentTarget.value || null })}
					/>
				</Panel>
			</div>
		</div>
	);
}
