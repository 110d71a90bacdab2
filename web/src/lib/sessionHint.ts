// Whether somebody has signed in on this device. The cookie itself is out of reach; the hint spares the sign-in page a
// request that would be refused. Being wrong costs nothing but that request, or one more sign-in.
const key = "loumass-signed-in";

export const sessionHint = {
	get(): boolean {
		try {
			return localStorage.getItem(key) !== null;
		} catch {
			return true;
		}
	},
	set(on: boolean): void {
		try {
			if (on) localStorage.setItem(key, "1");
			else localStorage.removeItem(key);
		} catch {
			// Nothing to remember it in.
		}
	},
};
