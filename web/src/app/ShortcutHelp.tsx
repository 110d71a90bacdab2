import { Modal } from "@mantine/core";
import { Fragment } from "react";
import { useT } from "../i18n/index.tsx";
import { allRooms } from "./nav.tsx";
import { modKey } from "./Shell.tsx";

export default function ShortcutHelp({ onClose }: { onClose: () => void }) {
	const t = useT();
	const s = t.shortcuts;
	const groups: [string, [string[], string][]][] = [
		[
			s.general,
			[
				[[modKey, "K"], s.palette],
				[["/"], s.search],
				[["n"], s.newCampaign],
				[["?"], s.help],
				[["Esc"], s.close],
			],
		],
		[s.go, allRooms.map(r => [["g", r.key], r.label(t)] as [string[], string])],
		[
			s.lists,
			[
				[["j"], `${s.move} ↓`],
				[["k"], `${s.move} ↑`],
				[["x"], s.select],
				[["Enter"], s.openRow],
			],
		],
		[
			s.editor,
			[
				[[modKey, "B"], s.bold],
				[[modKey, "I"], s.italic],
				[[modKey, "K"], s.link],
			],
		],
	];
	return (
		<Modal opened onClose={onClose} title={s.title} size="lg" closeButtonProps={{ "aria-label": t.common.close }}>
			<div className="shortcut-grid">
				{groups.map(([title, rows]) => (
					<section key={title}>
						<h3>{title}</h3>
						<dl>
							{rows.map(([keys, what]) => (
								<div key={what}>
									<dt>{what}</dt>
									<dd>
										{keys.map((k, i) => (
											<Fragment key={k}>
												{i > 0 && " "}
												<kbd className="key">{k}</kbd>
											</Fragment>
										))}
									</dd>
								</div>
							))}
						</dl>
					</section>
				))}
			</div>
		</Modal>
	);
}
