// For the operator: the installation's OAuth client for Google.
import { Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { q } from "../../api/queries.ts";
import { Panel } from "../../components/Page.tsx";
import { ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { toast } from "../../lib/toast.ts";
import { ClientForm } from "./ClientForm.tsx";

export function OperatorGoogle() {
	const t = useT();
	const queries = useQueryClient();
	const query = useQuery(q.systemGoogle);
	return (
		<Panel title={t.google.operatorTitle}>
			<Text size="sm" c="dimmed" mb="md">
				{t.google.operatorText}
			</Text>
			{query.isPending ? (
				<RowsSkeleton rows={2} />
			) : !query.data ? (
				<ErrorState error={query.error} onRetry={() => query.refetch()} />
			) : (
				<div style={{ maxWidth: 560 }}>
					<ClientForm
						client={query.data}
						path="/api/system/google"
						removable={query.data.source === "settings"}
						onDone={() => {
							toast.done(t.google.saved);
							void queries.invalidateQueries({ queryKey: q.systemGoogle.queryKey });
							void queries.invalidateQueries({ queryKey: q.config.queryKey });
						}}
					/>
				</div>
			)}
		</Panel>
	);
}
