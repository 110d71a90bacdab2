import assert from "node:assert/strict";
import { it } from "node:test";
import { addressesIn } from "./addresses.ts";

it("finds each address once, in a list or in any column of a CSV file", () => {
	assert.deepEqual(addressesIn("a@example.com\nA@Example.com; b@x.example.org,<c.d+e@y.de>"), [
		"a@example.com",
		"b@x.example.org",
		"c.d+e@y.de",
	]);
	assert.deepEqual(addressesIn('name,email\n"Doe, John","john@example.com"\nno address,here@\n'), ["john@example.com"]);
	assert.deepEqual(addressesIn(""), []);
});
