import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rebaseObject, rebaseSet } from "./conflict.ts";
import { parseJson } from "./digits.ts";
import { bytes, calendarDay, dateTime, num, percent, relative, setFormatting } from "./format.ts";
import { clashes, fieldName, guessTargets, toMap, unusedConsent } from "./mapping.ts";
import { imagesOf, inlineImages } from "./mime.ts";
import { fieldsUsed, fieldTag, pieces } from "./template.ts";
import { instantToWall, offsetMinutes, wallToInstant } from "./zone.ts";

describe("numbers and times", () => {
	it("speak the person's locale", () => {
		setFormatting("de-DE", "Europe/Berlin");
		assert.equal(num(1234567.8, 1), "1.234.567,8");
		assert.equal(percent(0.041), "4,1\u00a0%");
		assert.equal(dateTime("2026-07-01T10:00:00.000Z"), "01.07.2026, 12:00");
		setFormatting("en-GB", "UTC");
		assert.equal(num(null), "–");
		assert.equal(percent(null), "–");
		assert.equal(percent(0.5), "50%");
		assert.equal(bytes(102_400), "102 kB");
		assert.equal(calendarDay("2026-03-01"), "1 Mar");
	});
	it("say how long ago", () => {
		const now = Date.parse("2026-06-15T12:00:00Z");
		assert.equal(relative(now - 5 * 60_000, now), "5 minutes ago");
		assert.equal(relative(now - 10_000, now), "now");
		assert.equal(relative(now + 26 * 3_600_000, now), "tomorrow");
	});
});

describe("wall clock and instant", () => {
	it("agree both ways, summer and winter", () => {
		for (const wall of ["2026-01-15T09:00", "2026-07-15T09:00"]) {
			const instant = wallToInstant(wall, "Europe/Berlin");
			assert.ok(instant !== null);
			assert.equal(instantToWall(instant, "Europe/Berlin"), wall);
		}
		assert.equal(offsetMinutes(Date.parse("2026-07-01T00:00:00Z"), "Asia/Kolkata"), 330);
	});
	it("know the hour that never comes and take the first of the hour that comes twice", () => {
		assert.equal(wallToInstant("2026-03-29T02:30", "Europe/Berlin"), null);
		assert.equal(wallToInstant("2026-10-25T02:30", "Europe/Berlin"), Date.parse("2026-10-25T00:30:00Z"));
		assert.equal(wallToInstant("nonsense", "UTC"), null);
	});
});

describe("columns of a file", () => {
	it("are taken from the server's guess, several to a field where it takes them", () => {
		const columns = ["Mail", "Groups", "Tags", "x"];
		assert.deepEqual(guessTargets(columns, { email: "Mail", tags: ["Groups", "Tags"] }), ["email", "tags", "tags", ""]);
		assert.deepEqual(toMap(columns, ["email", "tags", "tags", ""]), { email: "Mail", tags: ["Groups", "Tags"] });
		assert.deepEqual(clashes(["email", "email", "tags", "tags", "", ""]), [true, true, false, false, false, false]);
		assert.equal(fieldName("Telefon 2"), "telefon2");
		assert.equal(fieldName("2nd phone"), "f2ndPhone");
		assert.notEqual(fieldName("名前"), fieldName("名前2"));
	});
	it("of consent are named when they are not used for it", () => {
		assert.deepEqual(
			unusedConsent(["a", "Status", "opt_out"], ["email", "status", "variables.x"], ["Status", "opt_out"]),
			["opt_out"],
		);
	});
});

describe("numbers of the server", () => {
	it("keep the digits that a double would lose", { skip: !("rawJSON" in JSON) }, () => {
		const text = '{"order":90071992547409931,"deep":[{"n":-12345678901234567890}],"price":1.5,"n":12}';
		assert.equal(JSON.stringify(parseJson(text)), text);
		assert.equal(typeof (parseJson(text) as { n: unknown }).n, "number");
	});
	it("are read as ever where the browser cannot", () => {
		assert.deepEqual(parseJson('{"a":[1,"x",null]}'), { a: [1, "x", null] });
	});
});

describe("the template language", () => {
	it("is cut at its fields", () => {
		assert.deepEqual(pieces('Hi {{ firstName | default: "you" }}!{{x}}'), [
			{ text: "Hi " },
			{ name: "firstName", fallback: "you" },
			{ text: "!" },
			{ name: "x", fallback: "" },
		]);
		assert.equal(fieldTag({ name: "a", fallback: "" }), "{{a}}");
	});
	it("names what it uses, in conditions too", () => {
		assert.deepEqual(fieldsUsed('{{a}} {{b | default: "x"}} {% if c == "d e" and not f %}{% endif %}'), [
			{ name: "a", fallback: false },
			{ name: "b", fallback: true },
			{ name: "c", fallback: true },
			{ name: "f", fallback: true },
		]);
	});
});

describe("inline images of a captured message", () => {
	const raw = [
		"Content-Type: multipart/related; boundary=b",
		"",
		"--b",
		"Content-Type: text/html",
		"",
		'<img src="cid:pic@x">',
		"--b",
		"Content-Type: image/png",
		"Content-Transfer-Encoding: base64",
		"Content-ID: <pic@x>",
		"",
		"AAAA",
		"BBBB",
		"--b--",
		"",
	].join("\r\n");
	it("are found and shown in place", () => {
		assert.equal(imagesOf(raw).get("pic@x"), "data:image/png;base64,AAAABBBB");
		assert.equal(
			inlineImages('<img src="cid:pic@x"><img src="cid:other">', raw),
			'<img src="data:image/png;base64,AAAABBBB"><img src="data:,">',
		);
		assert.equal(inlineImages("<p>", undefined), "<p>");
	});
});

describe("what was changed here, over what others wrote", () => {
	it("keeps their fields and adds mine", () => {
		assert.deepEqual(rebaseObject({ a: 1, b: 2, c: 3 }, { a: 9, c: 3, d: 4 }, { a: 1, b: 5, c: 7, e: 6 }), {
			a: 9,
			c: 7,
			d: 4,
			e: 6,
		});
		assert.deepEqual(rebaseObject({}, { a: 1 }, {}), { a: 1 });
		assert.deepEqual(rebaseObject({ a: { x: 1 } }, { a: { x: 1 } }, {}), {});
	});
	it("keeps their tags and adds mine", () => {
		assert.deepEqual(rebaseSet(["a", "b"], ["b", "c"], ["a", "b", "d"]), ["b", "d", "c"]);
		assert.deepEqual(rebaseSet(["a"], ["a"], []), []);
	});
});
