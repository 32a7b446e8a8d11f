// A client of SignalR's JSON protocol over WebSockets, without negotiation: invocations both ways, pings, and a connection that
// comes back by itself. Messages are JSON, each ended by a record separator (https://github.com/dotnet/aspnetcore, HubProtocol.md).

const SEPARATOR = '\u001e';
const INVOCATION = 1, COMPLETION = 3, PING = 6, CLOSE = 7;

const PING_EVERY = 10_000;
const SILENCE_LIMIT = 30_000;
const HANDSHAKE_LIMIT = 10_000;
const LONGEST_PAUSE = 15_000;

/** An answer of the server that says why it did not do what was asked; the text is for people. */
export class HubError extends Error {}

/** The connection broke before the answer came: what was asked may have been done. */
export class ConnectionLost extends Error {}

/**
 * A connection to a hub that is made again whenever it breaks. `onconnected` runs after every connect, before anything else is
 * sent: there a page takes up where it was. `onstate` is told 'connecting', 'connected' or 'waiting', with the pause in ms.
 */
export class HubConnection {
  onconnected = async () => {};
  onstate = () => {};

  #url;
  #handlers = new Map();
  #waiting = new Map();
  #lastId = 0;
  #socket = null;
  #isReady = false;
  #isStopped = true;
  #failures = 0;
  #heardAt = 0;
  #timer = 0;

  constructor(path) {
    this.#url = new URL(path, location.href);
    this.#url.protocol = this.#url.protocol.replace('http', 'ws');
  }

  /** Calls the handler whenever the server invokes the method. */
  on(method, handler) {
    this.#handlers.set(method, handler);
  }

  start() {
    if (this.#isStopped) {
      this.#isStopped = false;
      this.#connect();
    }
  }

  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  /** Invokes a method of the hub. Fails with HubError when the server refuses, with ConnectionLost when nobody knows. */
  invoke(method, ...args) {
    if (!this.#isReady) {
      return Promise.reject(new ConnectionLost('Not connected.'));
    }

    const invocationId = `${++this.#lastId}`;
    return new Promise((resolve, reject) => {
      this.#waiting.set(invocationId, { resolve, reject });
      this.#write({ type: INVOCATION, invocationId, target: method, arguments: args });
    });
  }

  #connect() {
    this.onstate('connecting');
    const socket = new WebSocket(this.#url);
    let rest = '';
    let hasShaken = false;
    this.#socket = socket;
    this.#timer = setTimeout(() => socket.close(), HANDSHAKE_LIMIT);

    socket.onopen = () => this.#write({ protocol: 'json', version: 1 });
    socket.onmessage = event => {
      this.#heardAt = performance.now();
      const records = (rest + event.data).split(SEPARATOR);
      rest = records.pop();
      for (const message of records.map(record => JSON.parse(record))) {
        if (hasShaken) {
          this.#receive(message);
        } else if (message.error) {
          socket.close();
        } else {
          hasShaken = true;
          this.#begin();
        }
      }
    };
    socket.onclose = () => this.#end(socket);
  }

  async #begin() {
    clearTimeout(this.#timer);
    this.#timer = setInterval(() => this.#keepAlive(), PING_EVERY);
    this.#isReady = true;
    try {
      await this.onconnected();
      this.#failures = 0;
      this.onstate('connected');
    } catch {
      // It broke again, or the server cannot take the page up at the moment: another may.
      this.#socket?.close();
    }
  }

  #end(socket) {
    if (socket !== this.#socket) {
      return;
    }

    clearTimeout(this.#timer);
    this.#socket = null;
    this.#isReady = false;
    for (const { reject } of this.#waiting.values()) {
      reject(new ConnectionLost('The connection broke.'));
    }

    this.#waiting.clear();
    if (!this.#isStopped) {
      // Everybody else lost the same replica at the same moment: the pause is random from the first.
      const pause = Math.random() * Math.min(LONGEST_PAUSE, 500 * 2 ** this.#failures++);
      this.onstate('waiting', pause);
      this.#timer = setTimeout(() => this.#connect(), pause);
    }
  }

  #receive(message) {
    if (message.type === INVOCATION) {
      this.#handlers.get(message.target)?.(...message.arguments);
    } else if (message.type === COMPLETION) {
      const call = this.#waiting.get(message.invocationId);
      this.#waiting.delete(message.invocationId);
      if (message.error) {
        // The server's own words come after the framework's.
        call?.reject(new HubError(message.error.split('HubException: ').at(-1)));
      } else {
        call?.resolve(message.result);
      }
    } else if (message.type === CLOSE) {
      this.#socket?.close();
    }
  }

  #keepAlive() {
    if (performance.now() - this.#heardAt > SILENCE_LIMIT) {
      const socket = this.#socket;
      socket?.close();
      // A dead network does not let a socket close in time.
      this.#end(socket);
    } else {
      this.#write({ type: PING });
    }
  }

  #write(message) {
    this.#socket?.send(JSON.stringify(message) + SEPARATOR);
  }
}
