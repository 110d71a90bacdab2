// Small parts used on many screens.
import {
	ActionIcon,
	Anchor,
	Button,
	CopyButton,
	TagsInput,
	Text,
	TextInput,
	Tooltip,
	UnstyledButton,
} from "@mantine/core";
import { IconCheck, IconCopy, IconSearch, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { createLink } from "@tanstack/react-router";
import { type ComponentProps, forwardRef, type ReactNode, useEffect, useRef, useState } from "react";
import { q } from "../api/queries.ts";
import { useT } from "../i18n/index.tsx";
import { dateTime, dateTimeFull, relative } from "../lib/format.ts";

export const LinkButton = createLink(
	forwardRef<HTMLAnchorElement, Omit<ComponentProps<typeof Button<"a">>, "component">>((props, ref) => (
		<Button component="a" ref={ref} {...props} />
	)),
);
export const LinkAnchor = createLink(
	forwardRef<HTMLAnchorElement, Omit<ComponentProps<typeof Anchor<"a">>, "component">>((props, ref) => (
		<Anchor component="a" ref={ref} {...props} />
	)),
);
export const LinkBlock = createLink(
	forwardRef<HTMLAnchorElement, Omit<ComponentProps<typeof UnstyledButton<"a">>, "component">>((props, ref) => (
		<UnstyledButton component="a" ref={ref} {...props} />
	)),
);

export function StatusBadge({ status }: { status: string }) {
	const t = useT();
	return (
		<span className="status" data-status={status}>
			{(t.status as Record<string, string>)[status] ?? status}
		</span>
	);
}

export function Tag({ children }: { children: ReactNode }) {
	return <span className="tag">{children}</span>;
}

export function TagRow({ tags, max = 3 }: { tags: readonly string[] | null; max?: number }) {
	const list = tags ?? [];
	return (
		<span className="tags">
			{list.slice(0, max).map(tag => (
				<Tag key={tag}>{tag}</Tag>
			))}
			{list.length > max && (
				<span className="tag tag-more" title={list.slice(max).join(", ")}>
					+{list.length - max}
				</span>
			)}
		</span>
	);
}

/** A time as people say it, with the exact one behind it. */
export function Ago({ at, absolute }: { at: string | null; absolute?: boolean }) {
	if (!at) return <span>–</span>;
	return (
		<time dateTime={at} title={dateTimeFull(at)} className="nowrap">
			{absolute ? dateTime(at) : relative(at)}
		</time>
	);
}

export function CopyIcon({ value, label }: { value: string; label?: string }) {
	const t = useT();
	return (
		<CopyButton value={value}>
			{({ copied, copy }) => (
				<Tooltip label={copied ? t.common.copied : (label ?? t.common.copy)}>
					<ActionIcon variant="subtle" color="gray" onClick={copy} aria-label={label ?? t.common.copy}>
						{copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
					</ActionIcon>
				</Tooltip>
			)}
		</CopyButton>
	);
}

/** The search of a page; "/" goes there. Reports what was typed after a short pause. */
export function SearchBox({
	value,
	onChange,
	placeholder,
	w,
}: {
	value: string;
	onChange: (v: string) => void;
	placeholder: string;
	w?: number | string;
}) {
	const t = useT();
	const [typed, setTyped] = useState(value);
	const reported = useRef(value);
	useEffect(() => {
		if (value !== reported.current) {
			reported.current = value;
			setTyped(value);
		}
	}, [value]);
	const report = useRef(onChange);
	report.current = onChange;
	useEffect(() => {
		if (typed === reported.current) return;
		const timer = setTimeout(() => {
			reported.current = typed;
			report.current(typed);
		}, 220);
		return () => clearTimeout(timer);
	}, [typed]);
	return (
		<TextInput
			type="search"
			data-page-search
			aria-label={placeholder}
			placeholder={placeholder}
			value={typed}
			onChange={e => setTyped(e.currentTarget.value)}
			leftSection={<IconSearch size={16} aria-hidden />}
			rightSection={
				typed ? (
					<ActionIcon variant="subtle" color="gray" size="sm" aria-label={t.common.clear} onClick={() => setTyped("")}>
						<IconX size={14} />
					</ActionIcon>
				) : (
					<kbd className="key key-hint" aria-hidden>
						/
					</kbd>
				)
			}
			onKeyDown={e => {
				if (e.key === "Escape" && typed) {
					e.preventDefault();
					e.stopPropagation();
					setTyped("");
				}
			}}
			w={w}
			className="search-box"
		/>
	);
}

export function TagPicker({
	value,
	onChange,
	label,
	description,
	placeholder,
	creatable = true,
	hideLabel,
}: {
	value: string[];
	onChange: (v: string[]) => void;
	label: string;
	description?: string;
	placeholder?: string;
	creatable?: boolean;
	hideLabel?: boolean;
}) {
	const t = useT();
	const tags = useQuery(q.tags);
	const known = (tags.data ?? []).map(x => x.tag);
	return (
		<TagsInput
			label={hideLabel ? undefined : label}
			aria-label={label}
			description={description}
			placeholder={value.length === 0 ? (placeholder ?? t.tags.add) : undefined}
			data={known}
			value={value}
			onChange={next => onChange(creatable ? next : next.filter(x => known.includes(x)))}
			clearable={false}
			maxTags={50}
			splitChars={[",", ";"]}
			acceptValueOnBlur={creatable}
		/>
	);
}

export function Field({ label, children }: { label: string; children: ReactNode }) {
	return (
		<div className="fact">
			<dt>{label}</dt>
			<dd>{children}</dd>
		</div>
	);
}

export function Dim({ children }: { children: ReactNode }) {
	return (
		<Text span c="dimmed" size="sm">
			{children}
		</Text>
	);
}
