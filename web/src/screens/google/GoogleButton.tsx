// "Sign in with Google": a plain link, for the browser itself goes to Google and back.
import { Button } from "@mantine/core";
import { IconBrandGoogle } from "@tabler/icons-react";
import { useT } from "../../i18n/index.tsx";

export function GoogleButton({ next }: { next?: string | undefined }) {
	const t = useT();
	const returnTo = next?.startsWith("/") && !next.startsWith("//") ? next : "/";
	return (
		<Button
			component="a"
			href={`/api/auth/google?returnTo=${encodeURIComponent(returnTo)}`}
			variant="default"
			size="md"
			fullWidth
			leftSection={<IconBrandGoogle size={18} />}
		>
			{t.google.signIn}
		</Button>
	);
}
