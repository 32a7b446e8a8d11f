// The digest on BullMQ, over the same Redis and the same database: claims and settles in PostgreSQL, sends to nothing, or to an SMTP server.
//
//   REDIS_URL=redis://... DATABASE_URL=postgres://... node digest.js --role work|plan --form each|chunks [--chunk 500] [--batch 100] [--parallel 8]
//       [--smtp PORT]
//
//   each    one job a subscriber, as articles do it: a statement to claim, a statement to settle
//   chunks  one job for so many subscribers, as ScaleApp's worker: its statements (claims by batch, mails that are sent meanwhile share
//           a commit), two chunks at a time, and as many mails in parallel
//
//   work    prints "ready", then works until standard input ends
//   plan    adds the jobs, waits until every subscriber is settled, prints { "seconds" }
import { Queue, Worker } from 'bullmq';
import IORedis from 'ioredis';
import nodemailer from 'nodemailer';
import pg from 'pg';

const text = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const form = text('form', 'each');
const chunk = Number(text('chunk', 500));
const batch = Number(text('batch', 100));
const parallel = Number(text('parallel', 8));
const connect = () => new IORedis(process.env.REDIS_URL, { maxRetriesPerRequest: null });
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });

const claimOne = {
  name: 'claim-one',
  text: `INSERT INTO peer_deliveries AS d (customer_id, claimed_until) VALUES ($1, now() + interval '30 seconds')
         ON CONFLICT (customer_id) DO UPDATE SET claimed_until = excluded.claimed_until
             WHERE d.sent_at IS NULL AND d.claimed_until < now()
         RETURNING (SELECT email FROM customers WHERE id = $1)`,
};
const claimMany = {
  name: 'claim-many',
  text: `WITH candidates AS (
             SELECT c.id, c.name, c.email FROM customers c LEFT JOIN peer_deliveries d ON d.customer_id = c.id
             WHERE c.subscribes_to_digest AND c.id BETWEEN $1 AND $2
                 AND (d.customer_id IS NULL OR (d.sent_at IS NULL AND d.claimed_until < now()))
             ORDER BY c.id LIMIT $3
         ), claimed AS (
             INSERT INTO peer_deliveries AS d (customer_id, claimed_until) SELECT id, now() + interval '30 seconds' FROM candidates ORDER BY id
             ON CONFLICT (customer_id) DO UPDATE SET claimed_until = excluded.claimed_until
                 WHERE d.sent_at IS NULL AND d.claimed_until < now()
             RETURNING customer_id
         )
         SELECT id, name, email FROM candidates JOIN claimed ON customer_id = id ORDER BY id`,
};
const settleMany = { name: 'settle-many', text: 'UPDATE peer_deliveries SET sent_at = now() WHERE customer_id = ANY($1) AND sent_at IS NULL' };
const settle = { name: 'settle', text: 'UPDATE peer_deliveries SET sent_at = now() WHERE customer_id = $1 AND sent_at IS NULL' };

const run = (statement, values) => pool.query({ ...statement, values });

// As many connections as ScaleApp's worker keeps.
const smtp = Number(text('smtp', 0));
const mailer = smtp && nodemailer.createTransport({ host: '127.0.0.1', port: smtp, secure: false, ignoreTLS: true, pool: true, maxConnections: 16, maxMessages: Infinity });
const letter = Array.from({ length: 10 }, (_, at) => `${at + 1}. A product of the shop, 123.45 (678 sold)`).join('\n');
const send = async (to) => mailer && mailer.sendMail({
  from: 'ScaleApp <shop@example.com>', to, subject: 'Best sellers of today',
  text: `Hello,\n\nthese are the best sellers:\n\n${letter}\n\nYou get this mail because you subscribed to the daily digest.\n`,
});

async function serveOne({ data }) {
  const { rows } = await run(claimOne, [data.id]);
  if (rows.length > 0) {
    await send(rows[0].email);
    await run(settle, [data.id]);
  }
}

// Settles the mails that wait by one statement; a call returns when its mail is settled.
function settler() {
  let waiting = [];
  let working = false;
  async function settleAll() {
    working = true;
    while (waiting.length > 0) {
      const mails = waiting;
      waiting = [];
      await run(settleMany, [mails.map(({ id }) => id)]).then(() => mails.forEach(({ done }) => done()), (error) => mails.forEach(({ fail }) => fail(error)));
      await new Promise(setImmediate);
    }
    working = false;
  }
  return (id) => new Promise((done, fail) => {
    waiting.push({ id, done, fail });
    if (!working) settleAll();
  });
}

async function serveChunk({ data }) {
  const settled = settler();
  for (;;) {
    const { rows } = await run(claimMany, [data.first, data.last, batch]);
    if (rows.length === 0) return;
    const lane = async () => {
      for (let row = rows.shift(); row; row = rows.shift()) {
        await send(row.email);
        await settled(row.id);
      }
    };
    await Promise.all(Array.from({ length: parallel }, lane));
  }
}

async function work() {
  const worker = new Worker(`digest-${form}`, form === 'each' ? serveOne : serveChunk, {
    connection: connect(), concurrency: form === 'each' ? 100 : 2,
  });
  await worker.waitUntilReady();
  console.log('ready');
  await new Promise((resolve) => process.stdin.on('end', resolve).resume());
  await worker.close();
}

async function plan() {
  const queue = new Queue(`digest-${form}`, { connection: connect(), defaultJobOptions: { removeOnComplete: true } });
  await queue.waitUntilReady();
  const started = performance.now();
  if (form === 'each') {
    const { rows } = await pool.query('SELECT id FROM customers WHERE subscribes_to_digest ORDER BY id');
    for (let at = 0; at < rows.length; at += 1000) {
      await queue.addBulk(rows.slice(at, at + 1000).map(({ id }) => ({ name: 'digest', data: { id } })));
    }
  } else {
    const { rows } = await pool.query(
      `SELECT min(id) AS first, max(id) AS last FROM (
           SELECT id, (row_number() OVER (ORDER BY id) - 1) / $1 AS chunk FROM customers WHERE subscribes_to_digest) numbered
       GROUP BY chunk ORDER BY chunk`, [chunk]);
    await queue.addBulk(rows.map(({ first, last }) => ({ name: 'digest', data: { first, last } })));
  }

  for (;;) {
    const counts = await queue.getJobCounts('wait', 'active', 'prioritized', 'delayed');
    if (Object.values(counts).every((count) => count === 0)) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000 }));
}

await (text('role') === 'plan' ? plan() : work());
process.exit(0);
