// One room on a page: what came, in order and once, and where to go on from after the connection broke.
import { ConnectionLost } from './hub.js';

const TRY_AGAIN = 1_000;

/** Keeps the messages of a room and the position of the last. `onchange` is called when something has changed. */
export class Room {
  title = '';
  messages = [];
  people = { count: 0, names: [] };
  onchange = () => {};

  #hub;
  #epoch = null;
  #offset = 0;
  #unsent = new Map();
  #isAtBeginning = false;

  constructor(hub, name) {
    this.#hub = hub;
    this.name = name;
  }

  get position() {
    return { epoch: this.#epoch, offset: this.#offset };
  }

  /** Whether there may be messages before the first one here. */
  get hasEarlier() {
    return !this.#isAtBeginning && this.messages[0]?.offset > 1;
  }

  /** What was written and is not acknowledged yet. */
  get unsent() {
    return [...this.#unsent].map(([id, text]) => ({ id, text }));
  }

  /** Enters the room, or enters it again: what was missed comes first. Returns the replica. */
  async join() {
    const joined = await this.#hub.invoke('Join', this.name, this.#epoch, this.#offset);
    this.title = joined.title;
    for (const { id, text } of this.unsent) {
      this.#deliver(id, text).catch(() => {});
    }

    this.onchange();
    return joined.replica;
  }

  /** What follows; what is here already is passed over. */
  add(epoch, messages) {
    for (const message of messages) {
      if (epoch !== this.#epoch || message.offset > this.#offset) {
        this.messages.push(message);
        this.#epoch = epoch;
        this.#offset = message.offset;
        this.#unsent.delete(message.id);
      }
    }

    this.onchange();
  }

  /** The server cannot tell what was missed: begins anew with the newest page. */
  reset(epoch, offset, messages) {
    this.messages = messages;
    this.#epoch = epoch;
    this.#offset = offset;
    this.#isAtBeginning = false;
    messages.forEach(message => this.#unsent.delete(message.id));
    this.onchange();
  }

  /** Sends a message, again after a break if need be, with one id: it is there once. Fails with the server's refusal. */
  async send(text) {
    const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
    this.#unsent.set(id, text);
    this.onchange();
    await this.#deliver(id, text);
  }

  async earlier() {
    const before = this.messages[0]?.offset ?? this.#offset + 1;
    const page = await this.#hub.invoke('History', this.name, before);
    if (page.epoch === this.#epoch) {
      this.messages.unshift(...page.messages);
      this.#isAtBeginning = page.isBeginning;
      this.onchange();
    }
  }

  async #deliver(id, text) {
    try {
      while (!await this.#hub.invoke('Send', this.name, id, text)) {
        // Nobody knows whether it was kept: the id makes it safe to ask again.
        await new Promise(resolve => setTimeout(resolve, TRY_AGAIN));
      }
    } catch (error) {
      if (!(error instanceof ConnectionLost)) {
        this.#unsent.delete(id);
        this.onchange();
        throw error;
      }

      // Sent again when the room is entered again.
    }
  }
}
