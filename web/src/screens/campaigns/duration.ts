import { useT } from "../../i18n/index.tsx";
import { num } from "../../lib/format.ts";

/** Seconds as people say them. */
export function useDuration(): (seconds: number) => string {
	const about = useT().editor.about;
	return seconds => {
		if (seconds < 60) return about.seconds;
		if (seconds < 5400) return about.minutes(Math.round(seconds / 60));
		if (seconds < 129_600) return about.hours(num(seconds / 3600, 1));
		return about.days(num(seconds / 86_400, 1));
	};
}
