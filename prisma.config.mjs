// For Prisma 6 and 7; Prisma 5 reads package.json. Plain data, so that nothing needs to be installed for it.
export default {
	schema: "prisma/schema.prisma",
	migrations: { path: "prisma/migrations", seed: "node prisma/seed.mjs" },
};
