// The official client in a room: says where it is, sends some messages, and prints what it gets until its input ends.
//
//   node client.mjs http://127.0.0.1:5000/hubs/rooms <room> <transport> <message> ...  < credentials, a line
//
// Credentials are { "token" } or { "cookie" }, the session's.
// The transport is webSockets, serverSentEvents or longPolling, which are negotiated; or direct: WebSockets without that.
import { createInterface } from 'node:readline';
import signalR from '@microsoft/signalr';

const [address, room, transport, ...messages] = process.argv.slice(2);
const input = createInterface({ input: process.stdin });
const { token, cookie } = JSON.parse(await new Promise((resolve) => input.once('line', resolve)));
const say = (kind, value) => console.log(JSON.stringify({ kind, value }));

const httpClient = new signalR.DefaultHttpClient(signalR.NullLogger.instance);
if (cookie) {
  // A browser has it already. The client keeps its own cookie jar, which offers no public way to add one.
  httpClient._httpClient._jar.setCookieSync(cookie, new URL('/', address).href);
}

const { WebSockets, ServerSentEvents, LongPolling } = signalR.HttpTransportType;
const connection = new signalR.HubConnectionBuilder()
  .withUrl(address, {
    httpClient,
    accessTokenFactory: token && (() => token),
    skipNegotiation: transport === 'direct',
    transport: { direct: WebSockets, webSockets: WebSockets, serverSentEvents: ServerSentEvents, longPolling: LongPolling }[transport],
  })
  .configureLogging(signalR.LogLevel.Error)
  .build();

const show = (entries) => entries.forEach((entry) => say('message', entry.text));
connection.on('entries', (_room, _previous, entries) => show(entries));
connection.on('head', () => {});
connection.on('people', () => {});
connection.on('typing', () => {});
connection.onclose(() => say('closed', ''));

await connection.start();
const joined = await connection.invoke('Join', room, null);
say('joined', joined.replica);
show(joined.missed.messages);
for (const [index, text] of messages.entries()) {
  await connection.invoke('Send', room, `${connection.connectionId}-${index}`.slice(0, 64), text);
}

input.once('close', () => connection.stop());
