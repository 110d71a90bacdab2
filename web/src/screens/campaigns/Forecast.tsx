// When the last mail of a campaign will leave, as the server reckons from limits and their use.
import { useQuery } from "@tanstack/react-query";
import { q } from "../../api/queries.ts";
import { useT } from "../../i18n/index.tsx";
import { dateTime } from "../../lib/format.ts";

/** `about`: what it depends on, so that a change asks again. */
export function Forecast({ campaignId, about }: { campaignId: string; about: string }) {
	const t = useT();
	const query = useQuery({ ...q.forecast(campaignId, about), refetchInterval: 60_000 });
	const f = query.data;
	if (!f?.lastMailAt || (f.limitedBy === "none" && !f.waves)) return null;
	return <>{t.editor.lastMail(dateTime(f.lastMailAt))}</>;
}
