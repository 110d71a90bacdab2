// A TypeScript program's view of the database: Prisma's own client, generated from the nine published models alone, and
// Prisma Migrate's bookkeeping beside ours. Runs the real binary with its private PostgreSQL.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { createRequire } from 'node:module'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)
const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname)
const root = path.resolve(here, '../..')
const binary = process.env.LOUMASS_BIN ?? path.join(root, 'build/loumass')
let dir, server, env, url, contract, platform

const freePort = () =>
  new Promise((resolve) => {
    const s = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address()
      s.close(() => resolve(port))
    })
  })

const loumass = async (args, extra = {}) => {
  try {
    const { stdout, stderr } = await run(binary, args, { env: { ...env, ...extra } })
    return { code: 0, out: stdout + stderr, stdout }
  } catch (e) {
    return { code: e.code, out: e.stdout + e.stderr, stdout: e.stdout }
  }
}

// Prisma's wasm engine through the pg adapter: no engine binary is needed.
const prisma = async (project, args, databaseUrl) => {
  const cli = path.join(here, 'node_modules/prisma/build/index.js')
  const { stdout, stderr } = await run(process.execPath, [cli, ...args], {
    cwd: project,
    env: {
      ...process.env,
      LOUMASS_DATA: env.LOUMASS_DATA,
      DATABASE_URL: databaseUrl,
      PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
      PRISMA_QUERY_ENGINE_LIBRARY: '/bin/true',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  }).catch((e) => ({ stdout: e.stdout ?? '', stderr: `${e.stderr}\n${e.message}` }))
  return stdout + stderr
}

// A small TypeScript project's folder: schema, config, generated client.
const project = async (name, schema) => {
  const at = path.join(dir, name)
  await mkdir(path.join(at, 'prisma'), { recursive: true })
  await symlink(path.join(here, 'node_modules'), path.join(at, 'node_modules'))
  await writeFile(path.join(at, 'package.json'), '{"type":"module"}')
  await writeFile(path.join(at, 'prisma/schema.prisma'), schema)
  await cp(path.join(root, 'prisma/migrations'), path.join(at, 'prisma/migrations'), { recursive: true })
  await writeFile(
    path.join(at, 'prisma.config.ts'),
    `import { defineConfig } from 'prisma/config'
import { PrismaPg } from '@prisma/adapter-pg'
import Result from 'pg/lib/result.js'
// The catalogue's type "name" is text; this version of the adapter does not know it.
const addFields = Result.prototype.addFields
Result.prototype.addFields = function (fields) {
  for (const f of fields) if (f.dataTypeID === 19) f.dataTypeID = 25
  return addFields.call(this, fields)
}
export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' },
  experimental: { adapter: true }, engine: 'js',
  adapter: async () => {
    const factory = new PrismaPg({ connectionString: process.env.DATABASE_URL })
    const connect = factory.connect.bind(factory)
    // As the native engine does: a migration goes out whole. The adapter would cut it at every semicolon, those in
    // comments and functions too.
    factory.connect = async () => {
      const a = await connect()
      a.executeScript = async (script) => void (await a.client.query(script))
      return a
    }
    return factory
  } })
`,
  )
  const said = await prisma(at, ['generate'], url)
  assert.match(said, /Generated Prisma Client/, said)
  return at
}

const client = async (at, databaseUrl) => {
  const { PrismaClient } = createRequire(path.join(at, 'x.js'))('./client/index.js')
  const { PrismaPg } = await import('@prisma/adapter-pg')
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl }) })
}

const head = `generator client {
  provider = "prisma-client-js"
  output = "../client"
  engineType = "client"
}
datasource db {
  provider = "postgresql"
  url = env("DATABASE_URL")
}
`

before(async () => {
  dir = await mkdtemp('/tmp/loumass-prisma-')
  await run('chmod', ['755', dir])
  const port = await freePort()
  env = {
    ...process.env,
    LOUMASS_DATA: path.join(dir, 'data'),
    LOUMASS_LISTEN: `127.0.0.1:${port}`,
    LOUMASS_URL: `http://127.0.0.1:${port}`,
  }
  delete env.DATABASE_URL
  server = spawn(binary, ['up'], { env, stdio: 'ignore' })
  for (let i = 0; i < 600; i++) {
    const ok = await fetch(`http://127.0.0.1:${port}/readyz`).then((r) => r.ok, () => false)
    if (ok) break
    assert.equal(server.exitCode, null, 'loumass exited')
    await new Promise((r) => setTimeout(r, 100))
  }
  url = (await loumass(['db', 'url'])).stdout.trim()
  contract = await project('contract', head + (await readFile(path.join(here, 'contract.prisma'), 'utf8')))
  const ours = await readFile(path.join(root, 'prisma/schema.prisma'), 'utf8')
  platform = await project('platform', head + ours.slice(ours.indexOf('model User')))
}, { timeout: 240_000 })

after(async () => {
  if (server && server.exitCode === null) {
    server.kill('SIGTERM')
    await new Promise((r) => server.on('exit', r))
  }
  await rm(dir, { recursive: true, force: true })
})

test('a client made from the nine models alone creates, reads, updates, and is told of duplicates', async () => {
  const db = await client(contract, url)
  try {
    const user = await db.user.create({ data: { email: 'ts@example.com', name: 'TypeScript' } })
    const other = await db.user.create({ data: { email: 'other@example.com' } })
    const contact = await db.contact.create({
      data: { userId: user.id, email: 'a@example.com', tags: ['x'], variables: { company: 'ACME' } },
    })
    assert.deepEqual([contact.status, contact.tags, contact.variables], ['ACTIVE', ['x'], { company: 'ACME' }])
    await assert.rejects(db.contact.create({ data: { userId: user.id, email: 'a@example.com' } }), { code: 'P2002' })
    await assert.rejects(db.user.create({ data: { email: 'ts@example.com' } }), { code: 'P2002' })
    await db.contact.create({ data: { userId: other.id, email: 'a@example.com' } })

    const campaign = await db.campaign.create({ data: { userId: user.id, name: 'C', subject: 'S', content: '<p>x</p>' } })
    const sequence = await db.sequence.create({
      data: { userId: user.id, name: 'Q', steps: [{ id: 'e1', type: 'email', position: { x: 0, y: 0 }, nextStepId: null }] },
    })
    const enrollment = await db.sequenceEnrollment.create({ data: { sequenceId: sequence.id, contactId: contact.id } })
    await assert.rejects(db.sequenceEnrollment.create({ data: { sequenceId: sequence.id, contactId: contact.id } }), { code: 'P2002' })
    const recipient = await db.recipient.create({
      data: { campaignId: campaign.id, contactId: contact.id, trackingId: 'their-own-id' },
    })
    const event = await db.emailEvent.create({ data: { recipientId: recipient.id, type: 'OPENED', data: { by: 'test' } } })
    await db.trackingDomain.create({ data: { userId: user.id, domain: 't.example.com' } })
    await db.gmailToken.create({
      data: { userId: user.id, accessToken: 'a', refreshToken: 'r', expiresAt: new Date(), scope: 's' },
    })
    assert.deepEqual([campaign.status, sequence.triggerType, enrollment.status, recipient.status], ['DRAFT', 'manual', 'ACTIVE', 'PENDING'])
    const renamed = await db.contact.update({ where: { id: contact.id }, data: { firstName: 'Ann' } })
    assert.equal(renamed.firstName, 'Ann')
    const found = await db.campaign.findFirst({ where: { userId: user.id }, include: { recipients: { include: { events: true } } } })
    assert.equal(found.recipients[0].events[0].id, event.id)

    // The tenant's column on child tables is filled in for a writer that does not know it.
    const sql = new pg.Client({ connectionString: url })
    await sql.connect()
    const { rows } = await sql.query(
      `SELECT (SELECT "userId" FROM "Recipient" WHERE id = $1) r, (SELECT "userId" FROM "EmailEvent" WHERE id = $2) e,
              (SELECT "userId" FROM "SequenceEnrollment" WHERE id = $3) s`, [recipient.id, event.id, enrollment.id])
    assert.deepEqual(rows[0], { r: user.id, e: user.id, s: user.id })

    await db.user.delete({ where: { id: user.id } })
    const left = await sql.query(
      `SELECT (SELECT count(*) FROM "EmailEvent" WHERE "recipientId" = $1)::int + (SELECT count(*) FROM "Recipient" WHERE id = $1)::int
            + (SELECT count(*) FROM "Contact" WHERE "userId" = $2)::int + (SELECT count(*) FROM "GmailToken" WHERE "userId" = $2)::int n`,
      [recipient.id, user.id])
    assert.equal(left.rows[0].n, 0)
    assert.equal(await db.contact.count({ where: { userId: other.id } }), 1)
    await sql.end()
  } finally {
    await db.$disconnect()
  }
})

const until = async (what, check) => {
  for (let i = 0; i < 300; i++) {
    const found = await check()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  assert.fail(`gave up waiting for ${what}`)
}

test('what a client writes with errors moves nobody; put right by it, it goes on, each mail once', async () => {
  const db = await client(contract, url)
  const sql = new pg.Client({ connectionString: url })
  await sql.connect()
  const at = (x, y) => ({ position: { x, y } })
  const one = { id: 'm1', type: 'email', subject: 'One', content: '<p>One</p>', nextStepId: 'd1', ...at(0, 0) }
  const wait = { id: 'd1', type: 'delay', delay: { days: 0, hours: 0, minutes: 0 }, nextStepId: 'm2', ...at(0, 100) }
  const two = { id: 'm2', type: 'email', subject: 'Two', content: '<p>Two</p>', nextStepId: null, ...at(0, 200) }
  const good = [one, wait, two]
  const { content: _, ...empty } = two
  const bad = {
    'delay.days': [one, { ...wait, delay: { days: 'two', hours: 0, minutes: 0 } }, two],
    content: [one, wait, empty],
    type: [one, { ...wait, type: 'sms', content: 'hi' }, two],
    nextStepId: [one, { ...wait, nextStepId: 'm9' }, two],
    delay: [one, { ...wait, delay: { weeks: 2 } }, two],
  }
  const users = []
  try {
    for (const tenant of ['held', 'beside']) {
      const user = await db.user.create({ data: { email: `${tenant}@example.com`, contacts: { create: { email: 'someone@people.example' } } }, include: { contacts: true } })
      await sql.query(`INSERT INTO "Sender" ("id", "userId", "kind", "name", "fromEmail", "isDefault", "status", "updatedAt")
        VALUES ($1, $2, 'capture', 'Capture', 'me@example.com', true, 'ACTIVE', now())`, [`sender-${tenant}`, user.id])
      users.push(user)
    }
    const write = (user, steps) => db.sequence.create({ data: { userId: user.id, name: 'Written', status: 'ACTIVE', steps,
      enrollments: { create: { contactId: user.contacts[0].id } } }, include: { enrollments: true } })
    const held = {}
    for (const [field, steps] of Object.entries(bad)) held[field] = await write(users[0], steps)
    const beside = await write(users[1], good)
    await until('the good one', async () => (await db.sequenceEnrollment.findUnique({ where: { id: beside.enrollments[0].id } })).status === 'COMPLETED')
    for (const [field, q] of Object.entries(held)) {
      const [row] = await until(field, async () => {
        const { rows } = await sql.query(`SELECT "stepsProblems" AS p FROM "Sequence" WHERE "id" = $1 AND "stepsState" = 'held'`, [q.id])
        return rows.length && rows
      })
      assert.ok(row.p.some((x) => x.level === 'error' && x.field.includes(field)), JSON.stringify(row.p))
      assert.equal(await db.recipient.count({ where: { sequenceId: q.id } }), 0, field)
      const [e] = await db.sequenceEnrollment.findMany({ where: { sequenceId: q.id } })
      assert.deepEqual([e.status, e.currentStep], ['ACTIVE', null])
      await db.sequence.update({ where: { id: q.id }, data: { steps: good } })
    }
    for (const q of Object.values(held)) {
      await until('the end', async () => (await db.sequenceEnrollment.findUnique({ where: { id: q.enrollments[0].id } })).status === 'COMPLETED')
      assert.equal(await db.recipient.count({ where: { sequenceId: q.id, status: 'SENT' } }), 2)
    }
  } finally {
    for (const user of users) await db.user.delete({ where: { id: user.id } })
    await sql.end()
    await db.$disconnect()
  }
})

test('npx prisma db seed works from the repository', async () => {
  const said = await prisma(root, ['db', 'seed'], url)
  assert.match(said, /seed command has been executed/, said)
  const db = await client(contract, url)
  try {
    const user = await db.user.findUnique({ where: { email: 'test@example.com' }, include: { sequences: true, contacts: true } })
    assert.equal(user.name, 'Test User')
    assert.deepEqual(user.sequences.map((q) => q.name), ['Welcome Series'])
    assert.deepEqual(user.contacts.map((c) => c.email), ['contact1@example.com'])
    assert.match(await prisma(root, ['db', 'seed'], url), /there already/)
  } finally {
    await db.$disconnect()
  }
})

test('a client made from our whole schema reads the additions', async () => {
  const db = await client(platform, url)
  try {
    const user = await db.user.create({ data: { email: 'whole@example.com', senders: { create: { kind: 'capture', name: 'Capture', fromEmail: 'whole@example.com' } } }, include: { senders: true } })
    assert.equal(user.senders[0].status, 'UNVERIFIED')
    await db.user.delete({ where: { id: user.id } })
  } finally {
    await db.$disconnect()
  }
})

test('prisma migrate status and ours agree on the same database', async () => {
  assert.match(await prisma(platform, ['migrate', 'status'], url), /up to date/)
  assert.equal((await loumass(['migrate', 'status'])).code, 0)
})

test('a database migrated by prisma migrate deploy is clean for us', async () => {
  const sql = new pg.Client({ connectionString: url })
  await sql.connect()
  await sql.query('CREATE DATABASE by_prisma')
  await sql.end()
  const theirs = url.replace(/\/[^/?]*(\?|$)/, '/by_prisma$1')
  const before = await loumass(['migrate', 'status'], { DATABASE_URL: theirs })
  assert.notEqual(before.code, 0, 'pending migrations are not clean')
  assert.match(await prisma(platform, ['migrate', 'deploy'], theirs), /successfully applied/)
  const status = await loumass(['migrate', 'status'], { DATABASE_URL: theirs })
  assert.equal(status.code, 0, status.out)
})
