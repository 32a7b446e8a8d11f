// Plain jobs that do nothing on BullMQ.
//
//   REDIS_URL=redis://... node jobs.js
//
// Prints "ready" and obeys lines on standard input: "enqueue N" adds N jobs one by one and prints the seconds; "work" runs ten at a time;
// "report" prints how many ran, and when the first and the last did, in milliseconds since 1970.
import readline from 'node:readline';
import { Queue, Worker } from 'bullmq';
import IORedis from 'ioredis';

const connect = () => new IORedis(process.env.REDIS_URL, { maxRetriesPerRequest: null });
const queue = new Queue('plain', { connection: connect(), defaultJobOptions: { removeOnComplete: true } });
let [count, first, last] = [0, 0, 0];
const worker = new Worker('plain', async () => {
  last = Date.now();
  if (count++ === 0) first = last;
}, { connection: connect(), concurrency: 10, autorun: false });

await queue.waitUntilReady();
await worker.waitUntilReady();
console.log('ready');
for await (const line of readline.createInterface({ input: process.stdin })) {
  const [verb, number] = line.split(' ');
  if (verb === 'enqueue') {
    const started = performance.now();
    for (let job = 0; job < Number(number); job++) await queue.add('nothing', {});
    console.log(String((performance.now() - started) / 1000));
  } else if (verb === 'work') {
    worker.run();
  } else {
    console.log(`${count} ${first} ${last}`);
  }
}
process.exit(0);
