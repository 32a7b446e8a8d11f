// BullMQ, one scenario a process, as bench/ScaleApp.Bench/Jobs asks for it. Prints one JSON object at the end.
//
//   node jobs.js --redis 127.0.0.1:6379 --scenario enqueue|bulk|fill|work|idle
//                [--jobs 20000] [--concurrency 100] [--history 1000] [--limit 0] [--pad 100]
//
// `cpu` is the processor time that the process took for it, in microseconds.
//
// `count` is how many jobs there were, with those of the warm-up, which takes three seconds where creations are measured.
//
//   enqueue  adds the jobs one by one, 100 in flight          { perSecond, count, cpu }
//   bulk     adds them 100 a call, 4 calls in flight          { perSecond, count, cpu }
//   fill     as bulk, for another scenario                    { perSecond, count }
//   work     warms up, prints "ready", waits for a line on standard input, then works until nothing is left, or until
//            `limit` jobs are done; times are unix ms         { count, first, last, cpu }
//   idle     warms up, also with jobs that come alone, then 1,000 jobs, one every 10 ms, to an idle worker { p50, p99 } in ms
import { createInterface } from 'node:readline';
import { Queue, Worker } from 'bullmq';
import IORedis from 'ioredis';

const text = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const number = (name, fallback) => Number(text(name, fallback));
const jobs = number('jobs', 20_000);
const concurrency = number('concurrency', 100);
const history = number('history', 1000);
const limit = number('limit', 0) || Infinity;
const connect = () => new IORedis(`redis://${text('redis', '127.0.0.1:6379')}`, { maxRetriesPerRequest: null });
const removal = history === 0 ? true : { count: history };
const open = (name) => new Queue(name, { connection: connect(), defaultJobOptions: { removeOnComplete: removal, removeOnFail: removal } });
const now = () => performance.timeOrigin + performance.now();
const cpu = () => { const { user, system } = process.cpuUsage(); return user + system; };
const pad = 'x'.repeat(number('pad', 100));

const warmUp = 10_000;
const compiling = 3000;
const lanes = (count, lane) => Promise.all(Array.from({ length: count }, lane));

async function one(queue, count) {
  let sent = 0;
  await lanes(100, async () => {
    while (sent < count) await queue.add('noop', { n: sent++, pad });
  });
}

async function many(queue, count) {
  let sent = 0;
  await lanes(4, async () => {
    while (sent < count) {
      const size = Math.min(100, count - sent);
      const first = sent;
      sent += size;
      await queue.addBulk(Array.from({ length: size }, (_, i) => ({ name: 'noop', data: { n: first + i, pad } })));
    }
  });
}

async function timed(add) {
  const warm = open('warm');
  let warmed = 0;
  for (const begun = now(); text('scenario') !== 'fill' && now() - begun < compiling; warmed += warmUp) await add(warm, warmUp);
  const queue = open('bench');
  await queue.waitUntilReady();
  const [started, before] = [now(), cpu()];
  await add(queue, jobs);
  return { perSecond: jobs / ((now() - started) / 1000), count: warmed + jobs, cpu: cpu() - before };
}

async function drain(name, most) {
  let count = 0;
  let first = 0;
  let before = 0;
  let last = 0;
  const worker = new Worker(name, async () => {
    if (count === 0) [first, before] = [now(), cpu()];
    if (count < most) last = now();
    count++;
  }, { connection: connect(), concurrency });
  // Nothing for half a second, after something was done or a while was waited: nothing is left.
  for (const started = now(); count < most && now() - Math.max(last, started + 1500) < 500;) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await worker.close(true);
  return { count: Math.min(count, most), first, last, cpu: cpu() - before };
}

async function work() {
  await many(open('warm'), warmUp);
  await drain('warm', warmUp);
  console.log('ready');
  const lines = createInterface({ input: process.stdin });
  await new Promise((resolve) => lines.once('line', resolve));
  return drain('bench', limit);
}

async function idle() {
  const queue = open('bench');
  const waits = [];
  const worker = new Worker('bench', async (job) => { waits.push(now() - job.data.at); }, { connection: connect(), concurrency: 1 });
  await worker.waitUntilReady();
  const enqueue = () => queue.add('noop', { at: now(), pad });
  const until = async (count) => {
    while (waits.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  let warming = 0;
  await lanes(100, async () => {
    while (++warming <= warmUp) await enqueue();
  });
  await until(warmUp);
  // They came together. The way of a job that comes alone is another.
  let alone = 0;
  for (const begun = now(); now() - begun < compiling; alone++) {
    await enqueue();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const rounds = 1000;
  for (let i = 0; i < rounds; i++) {
    await enqueue();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await until(warmUp + alone + rounds);
  const sorted = waits.slice(warmUp + alone).sort((a, b) => a - b);
  const percentile = (p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
  return { p50: percentile(0.5), p99: percentile(0.99) };
}

const scenarios = { enqueue: () => timed(one), bulk: () => timed(many), fill: () => timed(many), work, idle };
console.log(JSON.stringify(await scenarios[text('scenario', 'enqueue')]()));
process.exit(0);
