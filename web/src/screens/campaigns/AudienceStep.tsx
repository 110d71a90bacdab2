// Who gets it: everyone, segments, by tags, or chosen people; who is left out; and how many that is, counted as one
// chooses. What was set over the API and has no form here is shown, and stays until something else is chosen.
import { Button, Group, MultiSelect, Radio, SegmentedControl, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { q, useList } from "../../api/queries.ts";
import type { Audience, AudienceCount, Campaign } from "../../api/types.ts";
import { LinkAnchor, TagPicker } from "../../components/bits.tsx";
import { Panel } from "../../components/Page.tsx";
import { useT } from "../../i18n/index.tsx";
import { isChosen, kindOf, leftOut, segmentsOf } from "../../lib/audience.ts";
import { num } from "../../lib/format.ts";
import { AudienceParts, FilterText, segmentName } from "./AudienceParts.tsx";
import type { CampaignDraft } from "./useCampaignDraft.ts";

export function Excluded({ count }: { count: AudienceCount }) {
	const t = useT();
	const e = t.editor;
	const rows: [number, string][] = [
		[count.excluded?.suppressed ?? 0, e.exSuppressed],
		[count.excluded?.unwanted ?? 0, t.choice.exUnwanted],
		[count.excluded?.unsubscribed ?? 0, e.exUnsubscribed],
		[count.excluded?.inactive ?? 0, e.exInactive],
		[count.excluded?.duplicate ?? 0, e.exDuplicate],
	];
	const shown = rows.filter(([n]) => n > 0);
	if (shown.length === 0) return null;
	return (
		<div>
			<Text size="sm" c="dimmed">
				{e.leftOut}
			</Text>
			<ul className="bare">
				{shown.map(([n, label]) => (
					<li key={label} className="tnum">
						{num(n)} {label}
					</li>
				))}
			</ul>
		</div>
	);
}

/** Of a follow-up: who had the mail it answers, and what becomes of the others. */
export function InThreads({ count, skip }: { count: AudienceCount; skip: boolean }) {
	const t = useT().clock;
	if (!count.threads) return null;
	return (
		<ul className="bare">
			<li className="tnum">{t.inThread(count.threads.inThread)}</li>
			{count.threads.without > 0 && <li className="tnum">{t.withoutThread(count.threads.without, skip)}</li>}
		</ul>
	);
}

export function AudienceStep({ campaignId, draft }: { campaignId: string; draft: CampaignDraft }) {
	const t = useT();
	const e = t.editor;
	const audience: Audience = draft.state.audience ?? { all: true };
	const kind = kindOf(audience);
	const set = (next: Audience) => draft.change({ audience: next });
	const exclude = (patch: NonNullable<Audience["exclude"]>) => set(leftOut(audience, patch));
	// What cannot be chosen here anew can be gone back to, as long as the page is open.
	const [kept, setKept] = useState<Audience | null>(null);
	const rare = kind === "contacts" || kind === "other" ? audience : kept;
	const segments = useQuery(q.segments);
	const segmentIds = segmentsOf(audience);
	const segmentData = (ids: string[]) => [
		...(segments.data ?? []).map(s => ({ value: s.id, label: s.name })),
		...ids
			.filter(id => !segments.data?.some(s => s.id === id))
			.map(id => ({ value: id, label: segmentName(t, segments.data, id) })),
	];
	const anySegment = (segments.data?.length ?? 0) > 0;
	const leftSegments = segmentsOf(audience.exclude);
	const tags = useQuery(q.tags);
	const chosen = isChosen(audience);
	const count = useQuery({
		...q.audience(audience, draft.state.topicId, draft.state.replyToCampaignId),
		enabled: chosen,
	});
	const topics = useQuery(q.topics);
	const campaigns = useList<Campaign>("campaigns", "/api/campaigns", { sort: "-updatedAt", limit: 100 });
	const past = campaigns.rows.filter(c => c.id !== campaignId && c.status !== "DRAFT" && c.status !== "SCHEDULED");
	const keep = audience.exclude ? { exclude: audience.exclude } : {};
	return (
		<div className="page">
			<div className="cols-side">
				<div>
					<Panel title={e.who}>
						<Stack gap="lg">
							<Radio.Group
								aria-label={e.who}
								value={kind}
								onChange={v => {
									setKept(rare);
									if (v === "all") set({ all: true, ...keep });
									else if (v === "segment") set({ segment: [], ...keep });
									else if (v === "tags") set({ tags: audience.tags ?? [], match: audience.match ?? "any", ...keep });
									else if (rare) set({ ...rare, exclude: undefined, ...keep });
								}}
							>
								<Stack gap={10}>
									<Radio value="all" label={e.whoAll} />
									{(anySegment || kind === "segment") && <Radio value="segment" label={e.whoSegment} />}
									<Radio value="tags" label={e.whoTags} />
									{rare && (
										<Radio
											value={kindOf(rare)}
											label={
												kindOf(rare) === "other"
													? e.whoOther
													: `${e.whoContacts}: ${e.whoContactsCount(rare.contactIds?.length ?? 0)}`
											}
										/>
									)}
								</Stack>
							</Radio.Group>
							{kind === "other" && <AudienceParts audience={audience} />}
							{kind === "segment" && (
								<MultiSelect
									size="sm"
									label={e.segments}
									placeholder={segmentIds.length === 0 ? e.segmentsPlaceholder : undefined}
									data={segmentData(segmentIds)}
									value={segmentIds}
									onChange={segment => set({ ...audience, segment })}
									searchable
								/>
							)}
							{kind === "tags" &&
								(tags.data?.length === 0 ? (
									<p className="note">{e.noTagsYet}</p>
								) : (
									<Stack gap="sm">
										<TagPicker
											label={e.tagsLabel}
											placeholder={e.tagsPlaceholder}
											creatable={false}
											value={audience.tags ?? []}
											onChange={list => set({ ...audience, tags: list })}
										/>
										{(audience.tags?.length ?? 0) > 1 && (
											<SegmentedControl
												size="xs"
												aria-label={e.tagsLabel}
												style={{ alignSelf: "start" }}
												value={audience.match ?? "any"}
												onChange={v => set({ ...audience, match: v as "any" | "all" })}
												data={[
													{ value: "any", label: e.matchAny },
													{ value: "all", label: e.matchAll },
												]}
											/>
										)}
									</Stack>
								))}
						</Stack>
					</Panel>
					{(past.length > 0 || draft.state.replyToCampaignId) && (
						<Panel title={t.clock.followUp}>
							<Stack gap="sm">
								<Select
									size="sm"
									aria-label={t.clock.followUp}
									description={t.clock.followUpHelp}
									placeholder={t.clock.followUpNone}
									clearable
									searchable
									data={past.map(c => ({ value: c.id, label: c.name || t.campaigns.untitled }))}
									value={draft.state.replyToCampaignId}
									onChange={replyToCampaignId => draft.change({ replyToCampaignId })}
								/>
								{draft.state.replyToCampaignId && (
									<Radio.Group
										label={t.clock.followUpElse}
										value={draft.state.replyElse ?? "new"}
										onChange={v => draft.change({ replyElse: v as "new" | "skip" })}
									>
										<Stack gap={8} mt={6}>
											<Radio value="new" label={t.clock.elseNew} />
											<Radio value="skip" label={t.clock.elseSkip} />
										</Stack>
									</Radio.Group>
								)}
							</Stack>
						</Panel>
					)}
					<Panel title={e.exclude}>
						<Stack>
							<TagPicker
								label={e.excludeTags}
								placeholder={e.tagsPlaceholder}
								creatable={false}
								value={audience.exclude?.tags ?? []}
								onChange={list => exclude({ tags: list })}
							/>
							{(anySegment || leftSegments.length > 0) && (
								<MultiSelect
									size="sm"
									label={e.excludeSegments}
									placeholder={leftSegments.length === 0 ? e.segmentsPlaceholder : undefined}
									data={segmentData(leftSegments)}
									value={leftSegments}
									onChange={segment => exclude({ segment })}
									searchable
								/>
							)}
							{audience.exclude?.filter && (
								<Group gap="sm" justify="space-between">
									<Text size="sm" component="span">
										{e.filter}: <FilterText filter={audience.exclude.filter} />
									</Text>
									<Button size="compact-sm" variant="default" onClick={() => exclude({ filter: undefined })}>
										{e.excludeNot}
									</Button>
								</Group>
							)}
							{(audience.exclude?.contactIds?.length ?? 0) > 0 && (
								<Group gap="sm" justify="space-between">
									<Text size="sm">{e.whoContactsCount(audience.exclude?.contactIds?.length ?? 0)}</Text>
									<Button size="compact-sm" variant="default" onClick={() => exclude({ contactIds: [] })}>
										{e.excludeNot}
									</Button>
								</Group>
							)}
							{past.length > 0 && (
								<MultiSelect
									size="sm"
									label={e.excludeCampaigns}
									data={past.map(c => ({ value: c.id, label: c.name || t.campaigns.untitled }))}
									value={audience.exclude?.campaignIds ?? []}
									onChange={campaignIds => exclude({ campaignIds })}
									searchable
								/>
							)}
							{(topics.data?.length ?? 0) > 0 && (
								<Select
									size="sm"
									label={t.choice.campaignTopic}
									description={t.choice.campaignTopicHelp}
									placeholder={t.choice.noTopic}
									clearable
									data={(topics.data ?? []).map(x => ({ value: x.id, label: x.name }))}
									value={draft.state.topicId ?? null}
									onChange={topicId => draft.change({ topicId })}
								/>
							)}
						</Stack>
					</Panel>
				</div>
				<Panel>
					<div aria-live="polite" aria-busy={count.isFetching}>
						{!chosen ? (
							<p style={{ margin: 0 }}>{e.nobody}</p>
						) : count.data ? (
							<Stack gap="lg">
								<div className="big-count">
									<strong>{e.audiencePeople(num(count.data.count), count.data.estimated)}</strong>
									<span>{e.willGet(count.data.count)}</span>
								</div>
								<InThreads count={count.data} skip={draft.state.replyElse === "skip"} />
								<Excluded count={count.data} />
								{count.data.sample?.length > 0 && (
									<div>
										<Text size="sm" c="dimmed">
											{e.sample}
										</Text>
										<ul className="bare">
											{count.data.sample.slice(0, 5).map(c => (
												<li key={c.id} className="ellipsis">
													<LinkAnchor to="/contacts/$contactId" params={{ contactId: c.id }} size="sm">
														{c.displayName ?? c.email}
													</LinkAnchor>
												</li>
											))}
										</ul>
									</div>
								)}
							</Stack>
						) : count.isError ? (
							<p className="bad" style={{ margin: 0 }}>
								{t.errors.title}
							</p>
						) : (
							<Skeleton height={42} width={140} />
						)}
					</div>
				</Panel>
			</div>
		</div>
	);
}
