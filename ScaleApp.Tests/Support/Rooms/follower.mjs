// The page's room.js with a hub of this program's own. Follows the steps, and prints the messages that the page then shows, and how often
// it asked, as JSON.
//
//   node follower.mjs room.js '[steps]'
//
// Steps: { entries: [previous, messages] } and { head: position } are announced; { since: answer } is what Since answers from now on;
// { pause: ms } waits. The first Join answers the first { join: answer }.
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
for (const step of JSON.parse(process.argv[3])) {
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
