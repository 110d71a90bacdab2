// DNS records as people copy them to their provider: type, name and value, each with a button.
import { CopyIcon } from "../../components/bits.tsx";
import { useT } from "../../i18n/index.tsx";

export interface DnsRecord {
	type: string;
	name: string;
	value: string;
}

export function Records({ records }: { records: DnsRecord[] }) {
	const t = useT();
	const d = t.domains;
	return (
		<ul className="records">
			{records.map(r => (
				<li key={`${r.type} ${r.name} ${r.value}`}>
					<dl>
						<div>
							<dt>{d.recordType}</dt>
							<dd>{r.type}</dd>
						</div>
						<div>
							<dt>{d.recordName}</dt>
							<dd>
								<code>{r.name}</code>
								<CopyIcon value={r.name} label={d.copyName(r.name)} />
							</dd>
						</div>
						<div>
							<dt>{d.recordValue}</dt>
							<dd>
								<code>{r.value}</code>
								<CopyIcon value={r.value} label={d.copyValue(r.name)} />
							</dd>
						</div>
					</dl>
				</li>
			))}
		</ul>
	);
}

export function State({ state }: { state: string | null }) {
	const t = useT();
	return (
		<span className="status" data-setup={state ?? "unknown"}>
			{state ? (t.domains.state[state] ?? state) : t.domains.never}
		</span>
	);
}
