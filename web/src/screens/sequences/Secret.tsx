// What webhook steps are signed with: asked for when somebody wants to see it, and forgotten when the panel closes.
import { Button, Group, Text, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { CopyIcon } from "../../components/bits.tsx";
import { ErrorState } from "../../components/states.tsx";
import { useW } from "./useW.ts";

export function WebhookSecret() {
	const w = useW();
	const [shown, setShown] = useState(false);
	const secret = useQuery({
		queryKey: ["webhook-secret"],
		queryFn: async () => (await api.get<{ secret: string }>("/api/sequences/webhook-secret")).secret,
		enabled: shown,
		gcTime: 0,
		refetchOnWindowFocus: false,
	});
	return (
		<section className="panel-part">
			<Text size="sm" mb="xs">
				{w.step.secretHelp}
			</Text>
			{shown && secret.isError ? (
				<ErrorState error={secret.error} onRetry={() => secret.refetch()} />
			) : secret.data ? (
				<Group gap={4} wrap="nowrap" align="flex-end">
					<TextInput
						readOnly
						label={w.step.secret}
						className="mono"
						style={{ flex: 1, minWidth: 0 }}
						value={secret.data}
						onFocus={e => e.currentTarget.select()}
					/>
					<CopyIcon value={secret.data} label={w.step.secretCopy} />
				</Group>
			) : (
				<Button
					variant="default"
					loading={shown && secret.isPending}
					leftSection={<IconKey size={16} />}
					onClick={() => setShown(true)}
				>
					{w.step.secretShow}
				</Button>
			)}
		</section>
	);
}
