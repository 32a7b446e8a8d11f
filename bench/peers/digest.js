// The digest on BullMQ, over the same Redis, the same database and the shop's own tables: claims and settles in PostgreSQL, writes the same
// mails, sends them to nothing, or to an SMTP server.
//
//   REDIS_URL=redis://... DATABASE_URL=postgres://... node digest.js --role work|plan --form each|chunks [--smtp PORT]
//
//   each    one job a subscriber, as articles do it: a statement to claim, a statement to settle; the mails say nothing of unread rooms
//   chunks  one job for so many subscribers, as ScaleApp's worker: its statements (claims by batch, unread rooms, mails that are sent meanwhile
//           share a commit, the end of chunk and run), two chunks at a time, and as many mails in parallel
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
const [chunk, batch, parallel] = [500, 100, 8];
const connect = () => new IORedis(process.env.REDIS_URL, { maxRetriesPerRequest: null });
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });

const claimOne = {
  name: 'claim-one',
  text: `INSERT INTO digest_deliveries AS d (occurrence, customer_id, claimed_until, is_deferred, unread)
         VALUES ($1, $2, now() + interval '30 seconds', false, '[]')
         ON CONFLICT (occurrence, customer_id) DO UPDATE SET claimed_until = excluded.claimed_until
             WHERE d.sent_at IS NULL AND d.refusal IS NULL AND d.claimed_until < now()
         RETURNING customer_id AS id, (SELECT name FROM customers WHERE id = $2), (SELECT email FROM customers WHERE id = $2)`,
};
const settleOne = {
  name: 'settle-one',
  text: 'UPDATE digest_deliveries SET sent_at = now() WHERE occurrence = $1 AND customer_id = $2 AND sent_at IS NULL AND refusal IS NULL',
};
const claimMany = {
  name: 'claim-many',
  text: `WITH active AS (UPDATE digest_chunks SET active_at = now() WHERE occurrence = $1 AND first_id = $2), candidates AS (
             SELECT c.id, c.name, c.email
             FROM customers c LEFT JOIN digest_deliveries d ON d.occurrence = $1 AND d.customer_id = c.id AND d.customer_id BETWEEN $2 AND $3
             WHERE c.subscribes_to_digest AND c.id BETWEEN $2 AND $3
                 AND (d.customer_id IS NULL OR (d.sent_at IS NULL AND d.refusal IS NULL AND d.claimed_until < now()))
             ORDER BY c.id LIMIT $4
         ), claimed AS (
             INSERT INTO digest_deliveries AS d (occurrence, customer_id, claimed_until, is_deferred, unread)
             SELECT $1, id, now() + interval '30 seconds', false,
                 CASE WHEN NOT EXISTS (SELECT FROM room_members m WHERE m.customer_id = candidates.id AND m.read_number > 0) THEN '[]'::jsonb END
             FROM candidates ORDER BY id
             ON CONFLICT (occurrence, customer_id) DO UPDATE SET claimed_until = excluded.claimed_until, is_deferred = false
                 WHERE d.sent_at IS NULL AND d.refusal IS NULL AND d.claimed_until < now()
             RETURNING customer_id, claimed_until, unread
         )
         SELECT id, name, email, claimed_until, unread FROM candidates JOIN claimed ON customer_id = id ORDER BY id`,
};
const members = { name: 'members', text: 'SELECT customer_id, room FROM room_members WHERE customer_id = ANY ($1) AND read_number > 0 ORDER BY room' };
const titles = { name: 'titles', text: 'SELECT id, name FROM products WHERE id = ANY ($1)' };
const note = {
  name: 'note',
  text: `UPDATE digest_deliveries AS delivery SET unread = coalesce(delivery.unread, note.unread::jsonb)
         FROM unnest($2::int[], $3::text[]) AS note (customer_id, unread)
         WHERE delivery.occurrence = $1 AND delivery.customer_id = note.customer_id AND delivery.customer_id BETWEEN $4 AND $5
         RETURNING delivery.customer_id, delivery.unread`,
};
const settleMany = {
  name: 'settle-many',
  text: `UPDATE digest_deliveries SET sent_at = now()
         WHERE occurrence = $1 AND customer_id = ANY ($2) AND customer_id BETWEEN $3 AND $4 AND sent_at IS NULL AND refusal IS NULL`,
};
const isAnyLeft = {
  name: 'is-any-left',
  text: `SELECT EXISTS (SELECT FROM digest_deliveries d JOIN customers c ON c.id = d.customer_id
             WHERE d.occurrence = $1 AND d.customer_id BETWEEN $2 AND $3 AND c.subscribes_to_digest
                 AND d.sent_at IS NULL AND d.refusal IS NULL AND NOT d.is_deferred)`,
};
const completeChunk = {
  name: 'complete-chunk',
  text: `UPDATE digest_chunks SET completed_at = now()
         WHERE occurrence = $1 AND first_id = $2 AND completed_at IS NULL AND NOT EXISTS (
             SELECT FROM customers c LEFT JOIN digest_deliveries d ON d.occurrence = $1 AND d.customer_id = c.id AND d.customer_id BETWEEN $2 AND $3
             WHERE c.subscribes_to_digest AND c.id BETWEEN $2 AND $3 AND d.sent_at IS NULL AND d.refusal IS NULL)`,
};
const completeRun = {
  name: 'complete-run',
  text: `UPDATE digest_runs SET completed_at = now() WHERE occurrence = $1 AND completed_at IS NULL
             AND NOT EXISTS (SELECT FROM digest_chunks WHERE occurrence = $1 AND completed_at IS NULL)`,
};
const bestSellers = { name: 'best-sellers', text: 'SELECT best_sellers FROM digest_runs WHERE occurrence = $1' };

const run = (statement, values) => pool.query({ ...statement, values });

// As many connections as ScaleApp's worker keeps.
const smtp = Number(text('smtp', 0));
const mailer = smtp && nodemailer.createTransport({ host: '127.0.0.1', port: smtp, secure: false, ignoreTLS: true, pool: true, maxConnections: 16, maxMessages: Infinity });
const redis = connect();

// What a run says, written once.
async function editionOf(occurrence) {
  const { rows } = await run(bestSellers, [occurrence]);
  return rows[0].best_sellers.map(({ Name, Price, UnitsSold }, at) => `${String(at + 1).padStart(3)}. ${Name}, ${Price.toFixed(2)} (${UnitsSold} sold)\n`).join('');
}

const compose = (edition, occurrence, { id, name, email, unread }) => {
  const rooms = unread.length > 0
    ? `\nUnread in your rooms:\n\n${unread.map(({ Title, Messages }) => `${String(Messages).padStart(3)} in ${Title}\n`).join('')}` : '';
  return {
    from: 'ScaleApp <shop@example.com>', to: { name, address: email }, subject: 'Best sellers of today', date: occurrence,
    messageId: `<daily-digest.${occurrence}.${id}@scaleapp>`,
    text: `Hello ${name},\n\nthese are the best sellers:\n\n${edition}${rooms}\nYou get this mail because you subscribed to the daily digest.\n`,
  };
};

let nowhere;
const send = async (mail) => {
  nowhere = mail;
  return mailer && mailer.sendMail(mail);
};

let edition;
async function serveOne({ data: { occurrence, id } }) {
  edition ??= editionOf(occurrence);
  const text = await edition;
  const { rows } = await run(claimOne, [occurrence, id]);
  if (rows.length > 0) {
    await send(compose(text, occurrence, { ...rows[0], unread: [] }));
    await run(settleOne, [occurrence, id]);
  }
}

// Settles the mails that wait by one statement; a call returns when its mail is settled.
function settler(occurrence) {
  let waiting = [];
  let working = false;
  async function settleAll() {
    working = true;
    while (waiting.length > 0) {
      const mails = waiting;
      waiting = [];
      const ids = mails.map(({ id }) => id);
      await run(settleMany, [occurrence, ids, Math.min(...ids), Math.max(...ids)])
        .then(() => mails.forEach(({ done }) => done()), (error) => mails.forEach(({ fail }) => fail(error)));
      await new Promise(setImmediate);
    }
    working = false;
  }
  return (id) => new Promise((done, fail) => {
    waiting.push({ id, done, fail });
    if (!working) settleAll();
  });
}

// What is unread in the rooms of a batch: the log of each distinct room is asked for its end, in one round trip.
async function noteUnread(occurrence, batch) {
  const ids = batch.filter(({ unread }) => unread === null).map(({ id }) => id);
  if (ids.length === 0) return;
  const { rows: memberships } = await run(members, [ids]);
  const rooms = [...new Set(memberships.map(({ room }) => room))];
  const heads = await Promise.all(rooms.map((room) => redis.xrevrange(`bench-rooms:${room}`, '+', '-', 'COUNT', 1)));
  const { rows: products } = await run(titles, [rooms.map((room) => Number(room.split('-')[1]))]);
  const names = new Map(products.map(({ id, name }) => [`product-${id}`, name]));
  const unreadIn = new Map(rooms.map((room, at) => [room, heads[at].length]));
  const notes = ids.map((id) => JSON.stringify(memberships.filter(({ customer_id, room }) => customer_id === id && unreadIn.get(room) > 0)
    .map(({ room }) => ({ Title: names.get(room) ?? room, Messages: unreadIn.get(room) }))));
  const { rows } = await run(note, [occurrence, ids, notes, Math.min(...ids), Math.max(...ids)]);
  const noted = new Map(rows.map(({ customer_id, unread }) => [customer_id, unread]));
  batch.forEach((recipient) => { recipient.unread ??= noted.get(recipient.id) ?? []; });
}

async function serveChunk({ data: { occurrence, first, last } }) {
  const text = await editionOf(occurrence);
  const settled = settler(occurrence);
  for (;;) {
    const { rows } = await run(claimMany, [occurrence, first, last, batch]);
    if (rows.length === 0) break;
    await noteUnread(occurrence, rows);
    const lane = async () => {
      for (let row = rows.shift(); row; row = rows.shift()) {
        await send(compose(text, occurrence, row));
        await settled(row.id);
      }
    };
    await Promise.all(Array.from({ length: parallel }, lane));
  }
  await run(isAnyLeft, [occurrence, first, last]);
  const { rowCount } = await run(completeChunk, [occurrence, first, last]);
  if (rowCount > 0) await run(completeRun, [occurrence]);
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
  const { rows: [{ occurrence }] } = await pool.query(
    `INSERT INTO digest_runs (occurrence, best_sellers, started_at)
     SELECT date_trunc('day', now()), jsonb_agg(jsonb_build_object('Name', name, 'Price', price, 'UnitsSold', units_sold)), now()
     FROM (SELECT name, price, units_sold FROM products ORDER BY units_sold DESC, id LIMIT 10) best RETURNING occurrence`);
  if (form === 'each') {
    const { rows } = await pool.query('SELECT id FROM customers WHERE subscribes_to_digest ORDER BY id');
    for (let at = 0; at < rows.length; at += 1000) {
      await queue.addBulk(rows.slice(at, at + 1000).map(({ id }) => ({ name: 'digest', data: { occurrence, id } })));
    }
  } else {
    const { rows } = await pool.query(
      `INSERT INTO digest_chunks (occurrence, first_id, last_id, active_at)
       SELECT $2, min(id), max(id), now() FROM (
           SELECT id, (row_number() OVER (ORDER BY id) - 1) / $1 AS chunk FROM customers WHERE subscribes_to_digest) numbered
       GROUP BY chunk ORDER BY chunk RETURNING first_id AS first, last_id AS last`, [chunk, occurrence]);
    await queue.addBulk(rows.map(({ first, last }) => ({ name: 'digest', data: { occurrence, first, last } })));
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
