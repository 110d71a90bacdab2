// Five people who do not exist, at an address that reaches nobody (RFC 2606).
export const examples = [
	{
		email: "ada@example.com",
		firstName: "Ada",
		lastName: "Byron",
		tags: ["example"],
		variables: { company: "Analytical Engines" },
	},
	{
		email: "grace@example.com",
		firstName: "Grace",
		lastName: "Murray",
		tags: ["example"],
		variables: { company: "Harbour Systems" },
	},
	{
		email: "linus@example.com",
		firstName: "Linus",
		lastName: "Holm",
		tags: ["example"],
		variables: { company: "Kernel & Sons" },
	},
	{
		email: "zoe@example.com",
		firstName: "Zoë",
		lastName: "Müller",
		tags: ["example"],
		variables: { company: "Umlaut GmbH" },
	},
	{ email: "nobody@example.com", tags: ["example"], variables: {} },
];
