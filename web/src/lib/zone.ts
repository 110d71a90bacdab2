// Wall-clock times in a named zone, to and from instants, with Intl's own zone data.

/** Minutes that `zone` is ahead of UTC at the instant. */
export function offsetMinutes(instant: number, zone: string): number {
	const parts = new Intl.DateTimeFormat("en-US", {
		timeZone: zone,
		hourCycle: "h23",
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
	}).formatToParts(new Date(instant));
	const v = (type: string) => Number(parts.find(p => p.type === type)?.value ?? 0);
	const wall = Date.UTC(v("year"), v("month") - 1, v("day"), v("hour"), v("minute"), v("second"));
	return Math.round((wall - Math.floor(instant / 1000) * 1000) / 60_000);
}

/**
 * The instant of a wall time such as "2026-03-29T02:30" in a zone. A time that comes twice (clocks go back) is the
 * first; a time that never comes (clocks go forward) is null, so that the form can say so.
 */
export function wallToInstant(wall: string, zone: string): number | null {
	const m = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/.exec(wall);
	if (!m) return null;
	const utc = Date.UTC(Number(m[1]), Number(m[2]) - 1, Number(m[3]), Number(m[4]), Number(m[5]));
	const offsets = [offsetMinutes(utc - 86_400_000, zone), offsetMinutes(utc + 86_400_000, zone)];
	for (const offset of offsets) {
		const instant = utc - offset * 60_000;
		if (offsetMinutes(instant, zone) === offset) return instant;
	}
	return null;
}

export function instantToWall(instant: number, zone: string): string {
	return new Date(instant + offsetMinutes(instant, zone) * 60_000).toISOString().slice(0, 16);
}

export function allZones(): string[] {
	const zones = Intl.supportedValuesOf("timeZone");
	return zones.includes("UTC") ? zones : ["UTC", ...zones];
}

export function browserZone(): string {
	return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
