// When a campaign is paused by itself, and when an address is no longer written to.
import { Button, Group, Modal, NumberInput, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import { ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { explain } from "../../lib/explain.ts";
import { fieldErrors, useFirstError } from "../../lib/fieldErrors.ts";
import { toast } from "../../lib/toast.ts";
import { type BounceSettings, useW } from "./api.ts";

const key = ["bounce-settings"];
const percent = (v: number | null) => (v === null ? "" : Math.round(v * 100_000) / 1000);

function Form({ settings, onClose }: { settings: BounceSettings; onClose: () => void }) {
	const t = useT();
	const w = useW();
	const client = useQueryClient();
	const [form, setForm] = useState<Record<keyof BounceSettings, number | "">>({
		...settings,
		bounceRate: percent(settings.bounceRate),
		complaintRate: percent(settings.complaintRate),
	});
	const [errors, setErrors] = useState<Record<string, string | undefined>>({});
	const formRef = useFirstError<HTMLFormElement>(errors);
	const [busy, setBusy] = useState(false);
	const field = (name: keyof BounceSettings) => ({
		value: form[name],
		error: errors[name],
		hideControls: true,
		allowNegative: false,
		onChange: (v: string | number) => setForm({ ...form, [name]: typeof v === "number" ? v : "" }),
	});
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		setErrors({});
		const share = (v: number | "") => (v === "" ? null : v / 100);
		try {
			const saved = await api.patch<BounceSettings>("/api/bounce-settings", {
				...form,
				bounceRate: share(form.bounceRate),
				complaintRate: share(form.complaintRate),
			});
			client.setQueryData(key, saved);
			toast.done(w.saved);
			onClose();
		} catch (error) {
			setBusy(false);
			if (error instanceof ApiError && error.errors.length > 0) setErrors(fieldErrors(error, t));
			else setErrors({ form: explain(error, t).text });
		}
	};
	return (
		<form ref={formRef} onSubmit={submit} noValidate>
			<Stack>
				<Text size="sm" c="dimmed">
					{w.rulesText}
				</Text>
				<NumberInput label={w.bounceRate} description={w.rateHelp} data-autofocus {...field("bounceRate")} />
				<NumberInput label={w.complaintRate} description={w.rateHelp} {...field("complaintRate")} />
				<NumberInput label={w.guardAfter} {...field("guardAfter")} />
				<NumberInput label={w.softBounces} {...field("softBounces")} />
				<NumberInput label={w.softBounceDays} {...field("softBounceDays")} />
				{errors.form && (
					<Text role="alert" size="sm" className="bad">
						{errors.form}
					</Text>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{t.common.cancel}
					</Button>
					<Button type="submit" loading={busy}>
						{t.common.save}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

export function BounceRules({ onClose, closeLabel }: { onClose: () => void; closeLabel: string }) {
	const w = useW();
	const settings = useQuery({ queryKey: key, queryFn: () => api.get<BounceSettings>("/api/bounce-settings") });
	return (
		<Modal opened onClose={onClose} title={w.rules} closeButtonProps={{ "aria-label": closeLabel }}>
			{settings.data ? (
				<Form settings={settings.data} onClose={onClose} />
			) : settings.isError ? (
				<ErrorState error={settings.error} onRetry={() => settings.refetch()} />
			) : (
				<RowsSkeleton rows={4} />
			)}
		</Modal>
	);
}
