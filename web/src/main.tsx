import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./styles/app.css";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { connection } from "./api/client.ts";
import { queryClient } from "./api/queries.ts";
import { router } from "./app/router.tsx";
import { theme } from "./app/theme.ts";
import { ConnectionBanner } from "./components/ConnectionBanner.tsx";
import { I18nProvider } from "./i18n/index.tsx";
import { listenForEscape } from "./lib/escape.ts";

listenForEscape();
const scheme = localStorageColorSchemeManager({ key: "loumass-scheme" });

// A file of an older build is gone after an upgrade: load the page anew, once.
addEventListener("vite:preloadError", event => {
	// Without a connection the file is there again later: loading the page anew would leave it for the browser's own.
	if (!navigator.onLine || !connection.online) return;
	const key = "loumass-reloaded";
	if (Date.now() - Number(sessionStorage.getItem(key) ?? 0) < 60_000) return;
	sessionStorage.setItem(key, String(Date.now()));
	event.preventDefault();
	location.reload();
});

createRoot(document.getElementById("root")!).render(
	<StrictMode>
		<MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={scheme}>
			<I18nProvider>
				<QueryClientProvider client={queryClient}>
					<Notifications position="bottom-center" limit={3} containerWidth={420} />
					<ConnectionBanner />
					<RouterProvider router={router} />
				</QueryClientProvider>
			</I18nProvider>
		</MantineProvider>
	</StrictMode>,
);
