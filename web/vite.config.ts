import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { ship } from "./scripts/vite-ship.ts";

const backend = process.env.LOUMASS_DEV_BACKEND ?? "http://127.0.0.1:8425";

export default defineConfig({
	plugins: [react(), ship()],
	resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
	build: {
		target: "es2022",
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		reportCompressedSize: false,
		chunkSizeWarningLimit: 600,
		// Every icon is a file of its own in its package: one bundle instead of a request each.
		rolldownOptions: {
			output: {
				advancedChunks: {
					groups: [
						{ name: "icons", test: /@tabler[\\/]icons-react/ },
						{ name: "base", minShareCount: 15 },
					],
				},
			},
		},
	},
	server: {
		proxy: Object.fromEntries(["/api", "/t/", "/u/", "/healthz"].map(path => [path, { target: backend }])),
	},
});
