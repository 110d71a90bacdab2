// `npx prisma db seed`: the test data of the published document (test@example.com, "Welcome Series", contact1@example.com), by the program
// itself: build/loumass of this repository, else the installed one. Does nothing when it is there already.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const built = fileURLToPath(new URL("../build/loumass", import.meta.url));
const program = process.env.LOUMASS_BIN ?? (existsSync(built) ? built : "loumass");
if (!process.env.DATABASE_URL) {
	console.error("DATABASE_URL is not set: which database is to be seeded?");
	process.exit(1);
}
// What Prisma's own client understands and libpq does not.
const url = new URL(process.env.DATABASE_URL);
for (const name of ["schema", "pgbouncer", "connection_limit", "pool_timeout", "socket_timeout"]) url.searchParams.delete(name);
const { error, status } = spawnSync(program, ["seed"], { stdio: "inherit", env: { ...process.env, DATABASE_URL: url.href } });
if (error) console.error(`${program} cannot be started (${error.code}): build it with ./run build, or set LOUMASS_BIN`);
process.exit(error ? 1 : (status ?? 1));
