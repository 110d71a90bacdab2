// A contact's status as it counts: who is on the suppression list is never shown as getting mail.
import type { Contact } from "../../api/types.ts";
import { StatusBadge } from "../../components/bits.tsx";
import { useT } from "../../i18n/index.tsx";

export function ContactState({ contact }: { contact: Pick<Contact, "status" | "suppressed"> }) {
	const t = useT();
	if (!contact.suppressed || contact.status !== "ACTIVE") return <StatusBadge status={contact.status} />;
	const reason = t.suppressions.reasons[contact.suppressed] ?? contact.suppressed;
	return (
		<span className="status" data-status="SUPPRESSED" title={t.contacts.suppressedBecause(reason)}>
			{contact.suppressed === "bounce" || contact.suppressed === "complaint" ? reason : t.contacts.suppressed}
		</span>
	);
}
