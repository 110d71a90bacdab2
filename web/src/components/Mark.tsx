export function Mark({ size = 24 }: { size?: number }) {
	return (
		<svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
			<rect width="32" height="32" rx="8" fill="var(--accent-solid)" />
			<path
				d="M8 11.5 16 17l8-5.5M8 11v9.5h9M24 11v5"
				fill="none"
				stroke="#fff"
				strokeWidth="2.4"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</svg>
	);
}
