// When a campaign's mails may leave: an hour of everybody's own day, hours and days, and what of those whose hour has gone by.
import { Checkbox, Group, Radio, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { q } from "../../api/queries.ts";
import type { AudienceCount, Delivery, Forecast } from "../../api/types.ts";
import { useT } from "../../i18n/index.tsx";
import { dateTime, num } from "../../lib/format.ts";
import { allZones } from "../../lib/zone.ts";
import type { CampaignDraft } from "./useCampaignDraft.ts";

/** Whether people's zones matter. */
export const isZoned = (d: Delivery | null | undefined): boolean =>
	Boolean(d && (d.at || d.window?.useContactTimezone));

function clean(d: Delivery): Delivery | null {
	const kept = Object.fromEntries(Object.entries(d).filter(([, v]) => v != null)) as Delivery;
	return kept.at || kept.window ? kept : null;
}

export function Zones({ count }: { count: AudienceCount | undefined }) {
	const t = useT().clock;
	const z = count?.zones;
	if (!z) return null;
	return (
		<Text size="sm" c="dimmed" className="tnum">
			{t.zones(z.set, z.guessed, z.missing + z.unknown)}
			{z.unknown > 0 && ` ${t.zonesUnknown(z.unknown)}`}
		</Text>
	);
}

/** The mails hour by hour, as the Earth turns. */
export function Waves({ forecast }: { forecast: Forecast }) {
	const t = useT().clock;
	const waves = forecast.waves ?? [];
	if (waves.length < 2) return null;
	const first = Date.parse(waves[0]?.at ?? "");
	const last = Date.parse(waves[waves.length - 1]?.at ?? "");
	const span = Math.max(last - first, 3_600_000);
	const most = Math.max(...waves.map(x => x.mails));
	return (
		<figure className="waves" style={{ margin: "8px 0 0" }}>
			<svg
				viewBox="0 0 400 60"
				width="100%"
				height="60"
				preserveAspectRatio="none"
				role="img"
				aria-label={t.wavesLabel}
			>
				<line x1="0" x2="400" y1="59.5" y2="59.5" stroke="currentColor" opacity="0.3" />
				{waves.map(x => (
					<rect
						key={x.at}
						x={4 + ((Date.parse(x.at) - first) / span) * 386}
						y={58 - Math.max(3, (x.mails / most) * 54)}
						width="6"
						height={Math.max(3, (x.mails / most) * 54)}
						rx="1.5"
						fill="var(--mantine-primary-color-filled)"
					>
						<title>{`${dateTime(x.at)}: ${num(x.mails)}${x.zone ? ` · ${x.zone}` : ""}`}</title>
					</rect>
				))}
			</svg>
			<Group justify="space-between" gap="xs">
				<Text size="xs" c="dimmed">
					{dateTime(waves[0]?.at ?? "")}
				</Text>
				<Text size="xs" c="dimmed">
					{dateTime(waves[waves.length - 1]?.at ?? "")}
				</Text>
			</Group>
			<details>
				<summary>
					<Text span size="xs">
						{t.wavesTable}
					</Text>
				</summary>
				<ul className="bare">
					{waves.map(x => (
						<li key={x.at} className="tnum">
							{dateTime(x.at)}: {num(x.mails)}{" "}
							{x.zone ? `(${x.zone}${x.zones > 1 ? ` +${num(x.zones - 1)}` : ""})` : ""}
						</li>
					))}
				</ul>
			</details>
		</figure>
	);
}

export function Times({
	campaignId,
	draft,
	count,
}: {
	campaignId: string;
	draft: CampaignDraft;
	count: AudienceCount | undefined;
}) {
	const t = useT().clock;
	const zones = useMemo(allZones, []);
	const d: Delivery = draft.state.delivery ?? {};
	const win = d.window;
	const put = (patch: Delivery) => draft.change({ delivery: clean({ ...d, ...patch }) });
	const given = Boolean(draft.state.delivery);
	const forecast = useQuery({
		...q.forecast(campaignId, JSON.stringify([draft.state.delivery, draft.state.audience, draft.save])),
		enabled: given && draft.save === "saved",
	});
	return (
		<Stack gap="sm">
			<Switch
				label={t.theirTime}
				description={t.theirTimeHelp}
				checked={Boolean(d.at)}
				onChange={e =>
					put(e.currentTarget.checked ? { at: "09:00" } : { at: undefined, date: undefined, passed: undefined })
				}
			/>
			{d.at && (
				<>
					<Group align="flex-end" gap="sm">
						<TextInput
							type="time"
							label={t.at}
							value={d.at}
							onChange={e => e.currentTarget.value && put({ at: e.currentTarget.value })}
						/>
						<TextInput
							type="date"
							label={t.onDate}
							value={d.date ?? ""}
							onChange={e => put({ date: e.currentTarget.value || undefined })}
						/>
					</Group>
					<Radio.Group
						label={t.passed}
						value={d.passed ?? "tomorrow"}
						onChange={v => put({ passed: v as "tomorrow" | "now" })}
					>
						<Group gap="md" mt={6}>
							<Radio value="tomorrow" label={t.passedTomorrow} />
							<Radio value="now" label={t.passedNow} />
						</Group>
					</Radio.Group>
				</>
			)}
			<Switch
				label={t.window}
				description={t.windowHelp}
				checked={Boolean(win)}
				onChange={e =>
					put({
						window: e.currentTarget.checked
							? { days: [1, 2, 3, 4, 5], from: "08:00", to: "18:00", useContactTimezone: true }
							: undefined,
					})
				}
			/>
			{win && (
				<>
					<Checkbox.Group
						label={t.days}
						value={(win.days ?? []).map(String)}
						onChange={v => put({ window: { ...win, days: v.map(Number).sort() } })}
					>
						<Group gap="sm" mt={6}>
							{t.weekdays.map((name, i) => (
								<Checkbox key={name} value={String(i + 1)} label={name} />
							))}
						</Group>
					</Checkbox.Group>
					<Group gap="sm">
						<TextInput
							type="time"
							label={t.from}
							value={win.from ?? "00:00"}
							onChange={e => e.currentTarget.value && put({ window: { ...win, from: e.currentTarget.value } })}
						/>
						<TextInput
							type="time"
							label={t.to}
							value={win.to === "24:00" ? "23:59" : (win.to ?? "23:59")}
							onChange={e => e.currentTarget.value && put({ window: { ...win, to: e.currentTarget.value } })}
						/>
					</Group>
					<Switch
						label={t.byContact}
						checked={win.useContactTimezone === true}
						onChange={e => put({ window: { ...win, useContactTimezone: e.currentTarget.checked } })}
					/>
				</>
			)}
			{given && (
				<Select
					label={t.otherZone}
					placeholder={t.otherZoneAccount}
					clearable
					searchable
					limit={60}
					data={zones}
					value={d.timezone ?? null}
					onChange={v => put({ timezone: v ?? undefined })}
				/>
			)}
			{isZoned(draft.state.delivery) && <Zones count={count} />}
			{given && forecast.data && (
				<div>
					{forecast.data.lastMailAt && <Text size="sm">{t.lastMail(dateTime(forecast.data.lastMailAt))}</Text>}
					<Waves forecast={forecast.data} />
				</div>
			)}
		</Stack>
	);
}
