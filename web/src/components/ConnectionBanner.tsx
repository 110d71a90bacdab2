// Says that the server does not answer, asks again with growing patience, and refreshes everything when it is back.
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { connection } from "../api/client.ts";
import { useT } from "../i18n/index.tsx";
import { toast } from "../lib/toast.ts";

export function ConnectionBanner() {
	const t = useT();
	const client = useQueryClient();
	const online = useSyncExternalStore(connection.subscribe, () => connection.online);
	const [wasOffline, setWasOffline] = useState(false);

	useEffect(() => {
		const lost = () => void connection.probe();
		addEventListener("offline", lost);
		addEventListener("online", lost);
		return () => {
			removeEventListener("offline", lost);
			removeEventListener("online", lost);
		};
	}, []);

	useEffect(() => {
		if (online) {
			if (wasOffline) {
				setWasOffline(false);
				toast.done(t.errors.reconnected, "reconnected");
				void client.invalidateQueries();
			}
			return;
		}
		setWasOffline(true);
		let delay = 1000;
		let timer: ReturnType<typeof setTimeout>;
		const ask = async () => {
			if (await connection.probe()) return;
			delay = Math.min(delay * 1.6, 15_000);
			timer = setTimeout(ask, delay);
		};
		timer = setTimeout(ask, delay);
		return () => clearTimeout(timer);
	}, [online, wasOffline, client, t]);

	if (online) return null;
	return (
		<div className="lost" role="alert">
			<strong>{t.errors.offlineTitle}</strong>
			<span>{t.errors.offline}</span>
			<Button size="compact-sm" variant="white" color="dark" onClick={() => void connection.probe()}>
				{t.common.retry}
			</Button>
		</div>
	);
}
