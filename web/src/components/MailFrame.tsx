// A message's HTML, shut in: no scripts, no cookies, links open in a new tab.
// `wide` shows it as wide as on a desktop, made smaller where there is less room.
import { useElementSize } from "@mantine/hooks";

const desktop = 720;

export function MailFrame({ html, title, wide }: { html: string; title: string; wide?: boolean }) {
	const { ref, width: room, height } = useElementSize();
	const scale = wide && room > 0 ? Math.min(1, room / desktop) : 1;
	const base = '<base target="_blank"><meta name="referrer" content="no-referrer">';
	const withBase = /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, m => m + base) : base + html;
	const frame = (
		<iframe
			className="mail-frame"
			title={title}
			srcDoc={withBase}
			sandbox="allow-popups allow-popups-to-escape-sandbox"
			referrerPolicy="no-referrer"
			style={
				scale < 1 ? { width: desktop, height: height / scale, scale: String(scale), transformOrigin: "0 0" } : undefined
			}
		/>
	);
	return wide ? (
		<div className="mail-fit" ref={ref}>
			{frame}
		</div>
	) : (
		frame
	);
}
