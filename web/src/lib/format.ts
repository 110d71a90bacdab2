// Numbers, dates and sizes in the person's own locale and time zone. The provider sets both once; everything that
// formats reads them here, so no component passes them around.

let locale = "en";
let timeZone = "UTC";
const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

export function setFormatting(nextLocale: string, nextZone: string): void {
	locale = nextLocale;
	timeZone = nextZone;
	cache.clear();
}
export const currentZone = (): string => timeZone;
export const currentLocale = (): string => locale;

function cached<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
	key: string,
	make: () => T,
): T {
	let f = cache.get(key) as T | undefined;
	if (!f) {
		f = make();
		cache.set(key, f);
	}
	return f;
}

export function num(n: number | null | undefined, digits = 0): string {
	if (n === null || n === undefined || !Number.isFinite(n)) return "–";
	return cached(`n${digits}`, () => new Intl.NumberFormat(locale, { maximumFractionDigits: digits })).format(n);
}

export function compact(n: number): string {
	if (Math.abs(n) < 10_000) return num(n);
	return cached("c", () => new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 })).format(n);
}

/** A share from 0 to 1. Small shares keep a digit, so that 0.4 % does not read as nothing. */
export function percent(share: number | null | undefined): string {
	if (share === null || share === undefined || !Number.isFinite(share)) return "–";
	const digits = share !== 0 && Math.abs(share) < 0.1 ? 1 : 0;
	return cached(
		`p${digits}`,
		() => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: digits }),
	).format(share);
}

export function ratio(part: number, whole: number): number | null {
	return whole > 0 ? part / whole : null;
}

export function bytes(n: number): string {
	const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
	let i = 0;
	let v = n;
	while (v >= 1000 && i < units.length - 1) {
		v /= 1000;
		i++;
	}
	const unit = units[i]!;
	const digits = i > 0 && v < 10 ? 1 : 0;
	return cached(
		`b${unit}${digits}`,
		() =>
			new Intl.NumberFormat(locale, {
				style: "unit",
				unit,
				unitDisplay: i === 0 ? "long" : "short",
				maximumFractionDigits: digits,
			}),
	).format(v);
}

type When = string | number | Date;
const asDate = (w: When): Date => (w instanceof Date ? w : new Date(w));

function dateFormat(key: string, options: Intl.DateTimeFormatOptions, zone = timeZone): Intl.DateTimeFormat {
	return cached(`d${key}${zone}`, () => new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }));
}

export function dateTime(w: When): string {
	return dateFormat("dt", { dateStyle: "medium", timeStyle: "short" }).format(asDate(w));
}
export function dateTimeFull(w: When, zone = timeZone): string {
	return dateFormat(
		"full",
		{
			weekday: "long",
			year: "numeric",
			month: "long",
			day: "numeric",
			hour: "2-digit",
			minute: "2-digit",
			timeZoneName: "short",
		},
		zone,
	).format(asDate(w));
}
export function date(w: When): string {
	return dateFormat("d", { dateStyle: "medium" }).format(asDate(w));
}
export function dayShort(w: When): string {
	return dateFormat("ds", { day: "numeric", month: "short" }).format(asDate(w));
}
/** A calendar day such as 2026-03-01 is the same day in every zone. */
export function calendarDay(day: string): string {
	return dateFormat("cal", { day: "numeric", month: "short" }, "UTC").format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
}
export function time(w: When): string {
	return dateFormat("t", { timeStyle: "short" }).format(asDate(w));
}

export function relative(w: When, now: number = Date.now()): string {
	const seconds = (asDate(w).getTime() - now) / 1000;
	const abs = Math.abs(seconds);
	const f = cached("r", () => new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "long" }));
	if (abs < 45) return f.format(0, "second");
	if (abs < 45 * 60) return f.format(Math.round(seconds / 60), "minute");
	if (abs < 22 * 3600) return f.format(Math.round(seconds / 3600), "hour");
	if (abs < 7 * 86400) return f.format(Math.round(seconds / 86400), "day");
	if (abs < 300 * 86400 && abs >= 28 * 86400) return f.format(Math.round(seconds / 2_629_800), "month");
	if (abs < 28 * 86400) return f.format(Math.round(seconds / 604_800), "week");
	return f.format(Math.round(seconds / 31_557_600), "year");
}
