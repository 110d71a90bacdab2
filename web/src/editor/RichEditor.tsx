// The rich text of a message, as it will look. A bar for formatting, and a second one for whatever is selected.
import {
	ActionIcon,
	Button,
	FileButton,
	Group,
	Modal,
	NumberInput,
	Select,
	Stack,
	Text,
	TextInput,
	Tooltip,
} from "@mantine/core";
import {
	IconAlignCenter,
	IconAlignLeft,
	IconAlignRight,
	IconArrowBackUp,
	IconArrowForwardUp,
	IconBold,
	IconColumns2,
	IconColumns3,
	IconItalic,
	IconLink,
	IconList,
	IconListNumbers,
	IconPhoto,
	IconQuote,
	IconRectangle,
	IconSeparatorHorizontal,
	IconStrikethrough,
	IconTrash,
	IconUnderline,
} from "@tabler/icons-react";
import { type Editor, EditorContent, useEditor, useEditorState } from "@tiptap/react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { upload } from "../api/client.ts";
import type { Attachment } from "../api/types.ts";
import { modKey } from "../app/Shell.tsx";
import { useT } from "../i18n/index.tsx";
import { toast } from "../lib/toast.ts";
import { richExtensions } from "./extensions.ts";
import { FieldPicker } from "./FieldPicker.tsx";
import { FieldSuggest, type SuggestKeys } from "./FieldSuggest.tsx";
import { safeHref } from "./render.ts";
import type { Node } from "./schema.ts";
import { useFieldLabel } from "./useFields.ts";

function Tool({
	label,
	hint,
	active,
	disabled,
	onClick,
	children,
}: {
	label: string;
	hint?: string;
	active?: boolean;
	disabled?: boolean;
	onClick: () => void;
	children: ReactNode;
}) {
	return (
		<Tooltip label={hint ? `${label} (${hint})` : label}>
			<ActionIcon
				variant={active ? "light" : "subtle"}
				color={active ? undefined : "gray"}
				size={30}
				aria-label={label}
				aria-pressed={active}
				disabled={disabled}
				onMouseDown={e => e.preventDefault()}
				onClick={onClick}
			>
				{children}
			</ActionIcon>
		</Tooltip>
	);
}

function ImageDialog({
	campaignId,
	onInsert,
	onClose,
}: {
	campaignId?: string | undefined;
	onInsert: (attrs: Record<string, unknown>) => void;
	onClose: () => void;
}) {
	const t = useT();
	const [src, setSrc] = useState("");
	const [alt, setAlt] = useState("");
	const [file, setFile] = useState<File | null>(null);
	const [busy, setBusy] = useState(false);
	const usable = file !== null || /^https?:\/\/\S+/i.test(src.trim());
	return (
		<Modal opened onClose={onClose} title={t.editor.image} closeButtonProps={{ "aria-label": t.common.close }}>
			<form
				onSubmit={async e => {
					e.preventDefault();
					setBusy(true);
					try {
						if (file) {
							const done = await upload<Attachment>(
								`/api/campaigns/${campaignId}/attachments?inline=true&filename=${encodeURIComponent(file.name)}`,
								file,
								file.type || "application/octet-stream",
								() => {},
							);
							const width = await imageWidth(file);
							onInsert({
								src: await thumbnail(file),
								cid: done.contentId,
								alt,
								width: width ? Math.min(600, width) : null,
							});
						} else onInsert({ src: src.trim(), alt });
						onClose();
					} catch (error) {
						toast.error(error);
						setBusy(false);
					}
				}}
			>
				<Stack>
					{campaignId && (
						<Group>
							<FileButton accept="image/png,image/jpeg,image/gif,image/webp" onChange={setFile}>
								{props => (
									<Button variant="default" {...props}>
										{t.editor.imageUpload}
									</Button>
								)}
							</FileButton>
							{file && <Text size="sm">{file.name}</Text>}
						</Group>
					)}
					{!file && (
						<TextInput
							label={t.editor.imageAddress}
							placeholder="https://"
							value={src}
							onChange={e => setSrc(e.currentTarget.value)}
						/>
					)}
					<TextInput
						label={t.editor.imageAlt}
						description={t.editor.imageAltHelp}
						value={alt}
						onChange={e => setAlt(e.currentTarget.value)}
					/>
					<Group justify="flex-end">
						<Button variant="default" onClick={onClose}>
							{t.common.cancel}
						</Button>
						<Button type="submit" disabled={!usable} loading={busy}>
							{t.editor.imageInsert}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}

function dataUrl(file: Blob): Promise<string> {
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => resolve(String(reader.result));
		reader.onerror = () => reject(reader.error);
		reader.readAsDataURL(file);
	});
}
/** What the editor shows of an uploaded image: small enough to be kept with the draft. The original is sent. */
async function thumbnail(file: Blob): Promise<string> {
	if (file.size < 60_000) return dataUrl(file);
	try {
		const bitmap = await createImageBitmap(file);
		const width = Math.min(600, bitmap.width);
		const canvas = document.createElement("canvas");
		canvas.width = width;
		canvas.height = Math.max(1, Math.round((bitmap.height * width) / bitmap.width));
		canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
		bitmap.close();
		return canvas.toDataURL("image/webp", 0.8);
	} catch {
		return dataUrl(file);
	}
}
async function imageWidth(file: Blob): Promise<number | null> {
	try {
		const bitmap = await createImageBitmap(file);
		const { width } = bitmap;
		bitmap.close();
		return width;
	} catch {
		return null;
	}
}

function LinkRow({ editor, href, onDone }: { editor: Editor; href: string; onDone: () => void }) {
	const t = useT();
	const [value, setValue] = useState(href);
	const clean = (v: string) => (/^[\w-]+(\.[\w-]+)+(\/|$|\?)/.test(v) ? `https://${v}` : v);
	const bad = value.trim() !== "" && safeHref(clean(value.trim())) === "";
	return (
		<form
			className="rich-context"
			onSubmit={e => {
				e.preventDefault();
				const to = clean(value.trim());
				if (bad) return;
				if (to === "") editor.chain().focus().extendMarkRange("link").unsetLink().run();
				else if (editor.state.selection.empty && !editor.isActive("link"))
					editor
						.chain()
						.focus()
						.insertContent({ type: "text", text: to, marks: [{ type: "link", attrs: { href: to } }] })
						.run();
				else editor.chain().focus().extendMarkRange("link").setLink({ href: to }).run();
				onDone();
			}}
		>
			<TextInput
				size="xs"
				label={t.editor.linkAddress}
				placeholder="https://"
				value={value}
				error={bad ? t.editor.linkBad : undefined}
				onChange={e => setValue(e.currentTarget.value)}
				style={{ flex: "1 1 220px" }}
				data-link-input
				autoFocus={href === ""}
				onKeyDown={e => {
					if (e.key === "Escape") {
						e.preventDefault();
						onDone();
						editor.commands.focus();
					}
				}}
			/>
			<Button size="xs" type="submit" disabled={bad}>
				{t.editor.linkApply}
			</Button>
			{href && (
				<Button
					size="xs"
					variant="default"
					onClick={() => {
						editor.chain().focus().extendMarkRange("link").unsetLink().run();
						onDone();
					}}
				>
					{t.editor.linkRemove}
				</Button>
			)}
		</form>
	);
}

function Aligns({ editor, value }: { editor: Editor; value: string }) {
	const t = useT();
	return (
		<>
			<Tool
				label={t.editor.alignLeft}
				active={value === "left"}
				onClick={() => editor.chain().focus().setAlign("left").run()}
			>
				<IconAlignLeft size={17} />
			</Tool>
			<Tool
				label={t.editor.alignCenter}
				active={value === "center"}
				onClick={() => editor.chain().focus().setAlign("center").run()}
			>
				<IconAlignCenter size={17} />
			</Tool>
			<Tool
				label={t.editor.alignRight}
				active={value === "right"}
				onClick={() => editor.chain().focus().setAlign("right").run()}
			>
				<IconAlignRight size={17} />
			</Tool>
		</>
	);
}

export function RichEditor({
	design,
	onChange,
	campaignId,
}: {
	design: Node | string;
	onChange: (design: Node) => void;
	/** Whose attachments uploaded images become; without it, images come from an address. */
	campaignId?: string;
}) {
	const t = useT();
	const e = t.editor;
	const label = useFieldLabel();
	const report = useRef(onChange);
	report.current = onChange;
	const last = useRef<unknown>(design);
	const [image, setImage] = useState(false);
	const [linking, setLinking] = useState(false);
	const suggest: SuggestKeys = useRef(null);
	const editor = useEditor({
		extensions: richExtensions({ label, placeholder: e.startHere }),
		content: design,
		immediatelyRender: true,
		editorProps: {
			attributes: { role: "textbox", "aria-label": e.body, "aria-multiline": "true", "data-own-mod-k": "" },
			handleKeyDown: (_view, key) => {
				if (suggest.current?.(key)) return true;
				if ((key.metaKey || key.ctrlKey) && key.key.toLowerCase() === "k") {
					setLinking(true);
					return true;
				}
				return false;
			},
		},
		onFocus: () => setLinking(false),
		onUpdate: ({ editor: ed }) => {
			const json = ed.getJSON() as Node;
			last.current = json;
			report.current(json);
		},
	});
	useEffect(() => {
		if (design === last.current) return;
		last.current = design;
		editor.commands.setContent(design, { emitUpdate: false });
	}, [design, editor]);

	const s = useEditorState({
		editor,
		selector: ({ editor: ed }) => ({
			bold: ed.isActive("bold"),
			italic: ed.isActive("italic"),
			underline: ed.isActive("underline"),
			strike: ed.isActive("strike"),
			bullet: ed.isActive("bulletList"),
			ordered: ed.isActive("orderedList"),
			quote: ed.isActive("blockquote"),
			link: ed.isActive("link") ? String(ed.getAttributes("link").href ?? "") : null,
			style: ed.isActive("heading", { level: 1 })
				? "1"
				: ed.isActive("heading", { level: 2 })
					? "2"
					: ed.isActive("heading", { level: 3 })
						? "3"
						: ed.isActive("paragraph", { small: true })
							? "small"
							: "p",
			align: String(
				(ed.isActive("mailButton")
					? ed.getAttributes("mailButton").align
					: ed.isActive("mailImage")
						? ed.getAttributes("mailImage").align
						: (ed.getAttributes("paragraph").textAlign ?? ed.getAttributes("heading").textAlign)) ?? "left",
			),
			field: ed.isActive("field") ? (ed.getAttributes("field") as { name: string; fallback: string }) : null,
			button: ed.isActive("mailButton") ? (ed.getAttributes("mailButton") as { text: string; href: string }) : null,
			image: ed.isActive("mailImage")
				? (ed.getAttributes("mailImage") as { alt: string; href: string; width: number | null })
				: null,
			columns: ed.isActive("columns"),
			canUndo: ed.can().undo(),
			canRedo: ed.can().redo(),
		}),
	});
	const run = () => editor.chain().focus();
	const showLink = linking || s.link !== null;

	return (
		<div className="rich">
			<div className="rich-bar" role="toolbar" aria-label={e.toolbar}>
				<Select
					size="xs"
					w={132}
					aria-label={e.style}
					value={s.style}
					data={[
						{ value: "p", label: e.paragraph },
						{ value: "1", label: e.heading1 },
						{ value: "2", label: e.heading2 },
						{ value: "3", label: e.heading3 },
						{ value: "small", label: e.small },
					]}
					onChange={v => {
						if (v === "p" || v === "small")
							run()
								.setParagraph()
								.updateAttributes("paragraph", { small: v === "small" })
								.run();
						else
							run()
								.setHeading({ level: Number(v) as 1 | 2 | 3 })
								.run();
					}}
				/>
				<span className="rich-sep" />
				<Tool label={e.bold} hint={`${modKey} B`} active={s.bold} onClick={() => run().toggleBold().run()}>
					<IconBold size={17} />
				</Tool>
				<Tool label={e.italic} hint={`${modKey} I`} active={s.italic} onClick={() => run().toggleItalic().run()}>
					<IconItalic size={17} />
				</Tool>
				<Tool
					label={e.underline}
					hint={`${modKey} U`}
					active={s.underline}
					onClick={() => run().toggleUnderline().run()}
				>
					<IconUnderline size={17} />
				</Tool>
				<Tool label={e.strike} active={s.strike} onClick={() => run().toggleStrike().run()}>
					<IconStrikethrough size={17} />
				</Tool>
				<Tool label={e.link} hint={`${modKey} K`} active={s.link !== null} onClick={() => setLinking(true)}>
					<IconLink size={17} />
				</Tool>
				<span className="rich-sep" />
				<Tool label={e.bulletList} active={s.bullet} onClick={() => run().toggleBulletList().run()}>
					<IconList size={17} />
				</Tool>
				<Tool label={e.orderedList} active={s.ordered} onClick={() => run().toggleOrderedList().run()}>
					<IconListNumbers size={17} />
				</Tool>
				<Tool label={e.quote} active={s.quote} onClick={() => run().toggleBlockquote().run()}>
					<IconQuote size={17} />
				</Tool>
				<span className="rich-sep" />
				<Aligns editor={editor} value={s.align} />
				<span className="rich-sep" />
				<FieldPicker
					onPick={name => {
						if (name === "unsubscribeUrl")
							run()
								.insertContent([
									{
										type: "text",
										text: e.unsubscribeText,
										marks: [{ type: "link", attrs: { href: "{{unsubscribeUrl}}" } }],
									},
								])
								.run();
						else run().insertField({ name }).run();
					}}
				/>
				<Tool label={e.image} onClick={() => setImage(true)}>
					<IconPhoto size={17} />
				</Tool>
				<Tool label={e.button} onClick={() => run().insertButton({ text: e.buttonDefault, href: "" }).run()}>
					<IconRectangle size={17} />
				</Tool>
				<Tool label={e.columns2} onClick={() => run().insertColumns(2).run()} disabled={s.columns}>
					<IconColumns2 size={17} />
				</Tool>
				<Tool label={e.columns3} onClick={() => run().insertColumns(3).run()} disabled={s.columns}>
					<IconColumns3 size={17} />
				</Tool>
				<Tool label={e.divider} onClick={() => run().setHorizontalRule().run()}>
					<IconSeparatorHorizontal size={17} />
				</Tool>
				<span className="rich-sep" />
				<Tool label={e.undo} hint={`${modKey} Z`} disabled={!s.canUndo} onClick={() => run().undo().run()}>
					<IconArrowBackUp size={17} />
				</Tool>
				<Tool label={e.redo} disabled={!s.canRedo} onClick={() => run().redo().run()}>
					<IconArrowForwardUp size={17} />
				</Tool>
			</div>
			{showLink && (
				<LinkRow key={s.link ?? "new"} editor={editor} href={s.link ?? ""} onDone={() => setLinking(false)} />
			)}
			{s.field && (
				<div className="rich-context">
					<TextInput
						size="xs"
						label={`${label(s.field.name)}: ${e.fallback}`}
						description={e.fallbackHelp}
						value={s.field.fallback}
						onChange={x => editor.commands.updateAttributes("field", { fallback: x.currentTarget.value })}
					/>
				</div>
			)}
			{s.button && (
				<div className="rich-context">
					<TextInput
						size="xs"
						label={e.buttonText}
						value={s.button.text}
						onChange={x => editor.commands.updateAttributes("mailButton", { text: x.currentTarget.value })}
					/>
					<TextInput
						size="xs"
						label={e.buttonHref}
						placeholder="https://"
						style={{ flex: "1 1 200px" }}
						value={s.button.href}
						error={s.button.href !== "" && safeHref(s.button.href) === "" ? e.linkBad : undefined}
						onChange={x => editor.commands.updateAttributes("mailButton", { href: x.currentTarget.value })}
					/>
					<Tool label={t.common.remove} onClick={() => run().deleteSelection().run()}>
						<IconTrash size={16} />
					</Tool>
				</div>
			)}
			{s.image && (
				<div className="rich-context">
					<TextInput
						size="xs"
						label={e.imageAlt}
						style={{ flex: "1 1 180px" }}
						value={s.image.alt}
						onChange={x => editor.commands.updateAttributes("mailImage", { alt: x.currentTarget.value })}
					/>
					<NumberInput
						size="xs"
						label={e.imageWidth}
						w={110}
						min={16}
						max={600}
						hideControls
						value={s.image.width ?? ""}
						onChange={v => editor.commands.updateAttributes("mailImage", { width: typeof v === "number" ? v : null })}
					/>
					<TextInput
						size="xs"
						label={e.imageLink}
						placeholder="https://"
						style={{ flex: "1 1 180px" }}
						value={s.image.href}
						onChange={x => editor.commands.updateAttributes("mailImage", { href: x.currentTarget.value })}
					/>
					<Tool label={t.common.remove} onClick={() => run().deleteSelection().run()}>
						<IconTrash size={16} />
					</Tool>
				</div>
			)}
			{s.columns && !s.field && !s.button && !s.image && !showLink && (
				<div className="rich-context">
					<Button size="compact-xs" variant="default" onClick={() => run().removeColumns().run()}>
						{e.columnsRemove}
					</Button>
				</div>
			)}
			<div className="rich-doc">
				<EditorContent editor={editor} />
				<FieldSuggest editor={editor} keys={suggest} />
			</div>
			{image && (
				<ImageDialog
					campaignId={campaignId}
					onClose={() => setImage(false)}
					onInsert={attrs => run().insertImage(attrs).run()}
				/>
			)}
		</div>
	);
}
