// One room on a page: its messages, each once and in order. Each announcement names the position before its messages, so a gap shows.
import { delay, refusalOf } from './connection.js';

const BEGINNING = '0-0';
const SEND_AGAIN = 1_000;

// Two replicas may announce in another order than they stored: what is missing comes in a moment by itself, most of the time.
const GAP_PAUSE = 50;

/** Whether the position is after another: the time counts, then the number. */
function isAfter(position, other) {
  const [time, number] = position.split('-').map(Number);
  const [otherTime, otherNumber] = other.split('-').map(Number);
  return time === otherTime ? number > otherNumber : time > otherTime;
}

/** Keeps the messages of a room. `onchange` is called when something has changed. */
export class Room {
  title = '';
  messages = [];
  people = { count: 0, names: [] };
  onchange = () => {};

  #hub;
  #last = null;
  #early = [];
  #isAsking = false;
  #unsent = new Map();
  #isAtBeginning = false;

  constructor(hub, name) {
    this.#hub = hub;
    this.name = name;
  }

  /** The last message that is here; null while there is none. */
  get position() {
    return this.#last === BEGINNING ? null : this.#last;
  }

  get hasEarlier() {
    return !this.#isAtBeginning && this.messages.length > 0 && !this.messages[0].position.endsWith('-1');
  }

  /** What was written and is not acknowledged yet. */
  get unsent() {
    return [...this.#unsent].map(([id, text]) => ({ id, text }));
  }

  /** Enters the room, or enters it again, and takes what was missed. Returns the replica. */
  async join() {
    const joined = await this.#hub.invoke('Join', this.name, this.#last);
    this.title = joined.title;
    this.#take(joined.missed);
    if (joined.missed.hasMore) {
      await this.#catchUp();
    }

    for (const { id, text } of this.unsent) {
      this.#deliver(id, text).catch(() => {});
    }

    this.onchange();
    return joined.replica;
  }

  /** Messages were announced. */
  announced(previous, messages) {
    if (this.#last !== null && isAfter(messages.at(-1).position, this.#last)) {
      this.#early.push({ previous, messages });
      this.#takeEarly();
      if (this.#early.length > 0) {
        this.#ask();
      }
    }
  }

  /** The room's last message was named. Another than ours: one was lost on the way, or the log began anew. */
  headIs(position) {
    if (this.#last !== null && position !== this.#last) {
      this.#ask();
    }
  }

  /** Sends a message, again after a break if need be, with one id: it is there once. Fails with the server's refusal. */
  async send(text) {
    const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
    this.#unsent.set(id, text);
    this.onchange();
    await this.#deliver(id, text);
  }

  async earlier() {
    const page = await this.#hub.invoke('History', this.name, this.messages[0].position);
    this.messages.unshift(...page.messages);
    this.#isAtBeginning = page.isBeginning;
    this.onchange();
  }

  /** Asks in a moment what is missing; not when it has come meanwhile. */
  async #ask() {
    if (this.#isAsking) {
      return;
    }

    this.#isAsking = true;
    const last = this.#last;
    try {
      await delay(GAP_PAUSE);
      if (this.#early.length > 0 || last === this.#last) {
        await this.#catchUp();
      }
    } catch {
      // The room is entered again when the connection is back, and asked again when its head is named.
    } finally {
      this.#isAsking = false;
    }
  }

  async #catchUp() {
    for (let hasMore = true; hasMore;) {
      const missed = await this.#hub.invoke('Since', this.name, this.#last);
      this.#take(missed);
      hasMore = missed.hasMore;
    }
  }

  /** Takes the answer to a question of what follows. */
  #take({ previous, messages, isReset }) {
    if (isReset) {
      this.messages = [];
      this.#last = previous;
      this.#isAtBeginning = false;
    }

    this.#append(messages);
    this.#takeEarly();
  }

  /** Takes what came too early and follows now. */
  #takeEarly() {
    const next = () => this.#early.findIndex(each => each.previous === this.#last);
    for (let place = next(); place >= 0; place = next()) {
      this.#append(this.#early.splice(place, 1)[0].messages);
    }

    this.#early = this.#early.filter(each => isAfter(each.messages.at(-1).position, this.#last));
  }

  #append(messages) {
    for (const message of messages.filter(each => isAfter(each.position, this.#last))) {
      this.messages.push(message);
      this.#last = message.position;
      this.#unsent.delete(message.id);
    }

    this.onchange();
  }

  async #deliver(id, text) {
    try {
      while (!await this.#hub.invoke('Send', this.name, id, text)) {
        // It is not known whether it was stored: the id makes it safe to send it again.
        await delay(SEND_AGAIN);
      }
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal) {
        this.#unsent.delete(id);
        this.onchange();
        throw new Error(refusal);
      }

      // Sent again when the room is entered again.
    }
  }
}
