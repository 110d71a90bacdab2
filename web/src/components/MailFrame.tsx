// A message's HTML, shut in: no scripts, no cookies, links open in a new tab.
export function MailFrame({ html, title }: { html: string; title: string }) {
	const base = '<base target="_blank"><meta name="referrer" content="no-referrer">';
	const withBase = /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, m => m + base) : base + html;
	return (
		<iframe
			className="mail-frame"
			title={title}
			srcDoc={withBase}
			sandbox="allow-popups allow-popups-to-escape-sandbox"
			referrerPolicy="no-referrer"
		/>
	);
}
