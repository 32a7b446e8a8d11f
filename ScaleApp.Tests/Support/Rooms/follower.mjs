// The page's room.js with a hub of this program's own. Follows the steps of standard input, JSON a line, and prints the messages that
// the page then shows, and how often it asked, as JSON.
//
//   node follower.mjs room.js < steps
//
// Steps: { entries: [previous, messages] } and { head: position } are announced; { since: answer } is what Since answers from now on;
// { pause: ms } waits. The first Join answers the first { join: answer }.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { Room } = await import(pathToFileURL(process.argv[2]).href);

let joined = null;
let since = null;
let questions = 0;
const hub = {
  async invoke(method) {
    if (method === 'Join') {
      return joined;
    }

    questions++;
    return since;
  },
};

const room = new Room(hub, 'product-1');
for await (const line of createInterface({ input: process.stdin })) {
  const step = JSON.parse(line);
  if (step.join) {
    joined = { title: 'Room', replica: 'one', missed: step.join };
    await room.join();
  } else if (step.since) {
    ({ since } = step);
  } else if (step.head) {
    room.headIs(step.head);
  } else if (step.entries) {
    room.announced(...step.entries);
  } else {
    await new Promise(resolve => setTimeout(resolve, step.pause));
  }
}

console.log(JSON.stringify({ texts: room.messages.map(message => message.text), questions }));
