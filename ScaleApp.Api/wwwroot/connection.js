// Microsoft's client of SignalR, connected again without end.
/* global signalR */

const LONGEST_PAUSE = 15_000;

// Everybody else lost the same replica at the same moment: the pause is random from the first.
const pauseAfter = failures => Math.random() * Math.min(LONGEST_PAUSE, 500 * 2 ** Math.min(failures, 10));

export const delay = ms => new Promise(resolve => setTimeout(resolve, ms));

/** The server's refusal, a sentence for people; undefined when the connection broke, and what was asked may have been done. */
export const refusalOf = error => error.message?.split('HubException: ')[1];

/**
 * Connects to a hub, by WebSockets without negotiation, so that any replica will do. `onconnected` runs after every connect.
 * `onstate` is told 'connecting', 'connected' or 'waiting', with the pause in ms.
 */
export function createConnection(path, { onconnected, onstate }) {
  let isStopped = true;
  const connection = new signalR.HubConnectionBuilder()
    .withUrl(path, { skipNegotiation: true, transport: signalR.HttpTransportType.WebSockets })
    .withAutomaticReconnect({
      nextRetryDelayInMilliseconds({ previousRetryCount }) {
        const pause = pauseAfter(previousRetryCount);
        onstate('waiting', pause);
        return pause;
      },
    })
    .configureLogging(signalR.LogLevel.None)
    .build();

  async function connected() {
    onstate('connected');
    await onconnected();
  }

  // The client reconnects by itself after a connection that broke, but neither for the first one nor after one that the server ended.
  async function connect() {
    for (let failures = 0; !isStopped; failures++) {
      onstate('connecting');
      try {
        await connection.start();
        await connected();
        return;
      } catch {
        const pause = pauseAfter(failures);
        onstate('waiting', pause);
        await delay(pause);
      }
    }
  }

  connection.onreconnected(connected);
  connection.onclose(() => connect());
  return {
    on: (method, handler) => connection.on(method, handler),
    invoke: (method, ...args) => connection.invoke(method, ...args),
    get isConnected() {
      return connection.state === signalR.HubConnectionState.Connected;
    },
    start() {
      if (isStopped) {
        isStopped = false;
        connect();
      }
    },
    stop() {
      isStopped = true;
      connection.stop();
    },
  };
}
