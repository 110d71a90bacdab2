// One accent, calm greys. Everything Mantine draws takes its colours from here; app.css does the rest.
import {
	Button,
	createTheme,
	Drawer,
	Loader,
	type MantineColorsTuple,
	Menu,
	Modal,
	Paper,
	Select,
	Tabs,
	Textarea,
	TextInput,
	Tooltip,
} from "@mantine/core";

const ink: MantineColorsTuple = [
	"#eef2ff",
	"#dde4ff",
	"#b9c7ff",
	"#93a9fb",
	"#6d89f3",
	"#4467e8",
	"#2f54d6",
	"#2747b8",
	"#213b96",
	"#1b3078",
];
const dark: MantineColorsTuple = [
	"#e6e7eb",
	"#c3c6ce",
	"#a3a7b2",
	"#7d818d",
	"#3a3d47",
	"#2a2d35",
	"#1d1f26",
	"#14161b",
	"#0f1014",
	"#0a0b0e",
];
const gray: MantineColorsTuple = [
	"#f8f8fa",
	"#f2f2f5",
	"#e7e8ec",
	"#d9dbe1",
	"#c5c8d0",
	"#9da1ad",
	"#646876",
	"#4b4f5c",
	"#30333d",
	"#191b22",
];

/** Dark enough for white words on it. */
const red: MantineColorsTuple = [
	"#fff1f0",
	"#ffe0de",
	"#fdbfbb",
	"#f79a94",
	"#ee6f68",
	"#d43c38",
	"#c92f2c",
	"#ad2523",
	"#8d1f1e",
	"#711b1a",
];

export const theme = createTheme({
	primaryColor: "ink",
	primaryShade: { light: 6, dark: 5 },
	colors: { ink, red, dark, gray },
	black: "#191b22",
	fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
	fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace',
	defaultRadius: "md",
	radius: { xs: "3px", sm: "5px", md: "7px", lg: "10px", xl: "16px" },
	fontSizes: { xs: "12px", sm: "13.5px", md: "15px", lg: "17px", xl: "20px" },
	headings: { fontWeight: "620" },
	cursorType: "pointer",
	focusRing: "auto",
	respectReducedMotion: true,
	components: {
		Button: Button.extend({ defaultProps: { size: "sm" }, styles: { label: { fontWeight: 550 } } }),
		TextInput: TextInput.extend({ defaultProps: { size: "sm" } }),
		Textarea: Textarea.extend({ defaultProps: { size: "sm" } }),
		Select: Select.extend({ defaultProps: { size: "sm", allowDeselect: false, checkIconPosition: "right" } }),
		Modal: Modal.extend({
			// Escape: lib/escape.ts
			defaultProps: {
				centered: true,
				closeOnEscape: false,
				overlayProps: { backgroundOpacity: 0.35, blur: 2 },
				radius: "lg",
			},
		}),
		Drawer: Drawer.extend({ defaultProps: { closeOnEscape: false } }),
		Paper: Paper.extend({ defaultProps: { withBorder: true, radius: "lg" } }),
		Menu: Menu.extend({ defaultProps: { shadow: "md", position: "bottom-end", withinPortal: true } }),
		Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
		Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false } }),
		Loader: Loader.extend({ defaultProps: { size: "sm" } }),
	},
});
