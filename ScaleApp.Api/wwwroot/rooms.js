// The page of the rooms: signs in, shows the rooms and one of them, and continues wherever the connection comes back.
import { createConnection, delay, refusalOf } from './connection.js';
import { Room } from './room.js';

const TYPING_SHOWN = 3_000;
const READ_DELAY = 1_000;
const JOIN_AGAIN = 1_000;

const at = id => document.getElementById(id);
const rooms = new Map();
const hub = createConnection('/hubs/rooms', { onconnected: enterCurrent, onstate: showState });
let me = null;
let current = null;
let typingTimer = 0;
let readTimer = 0;

async function call(method, address, body) {
  const response = await fetch(address, {
    method,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body && JSON.stringify(body),
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(answer.detail ?? Object.values(answer.errors ?? {}).flat()[0] ?? answer.title), { status: response.status });
  }

  return answer;
}

const element = (name, text, className = '') => Object.assign(document.createElement(name), { textContent: text, className });

function show() {
  at('title').textContent = current?.title || 'Rooms';
  at('list').replaceChildren(...[...rooms.values()].map(room => {
    const button = element('button', room.title || room.name);
    button.type = 'button';
    if (room === current) {
      button.setAttribute('aria-current', 'true');
    } else if (room.unread) {
      button.append(element('span', room.unread, 'badge'));
    }

    button.onclick = () => select(room.name);
    const item = document.createElement('li');
    item.append(button);
    return item;
  }));
}

function showRoom() {
  show();
  const list = at('messages');
  const isAtEnd = list.scrollTop + list.clientHeight > list.scrollHeight - 40;
  list.replaceChildren(
    ...current.messages.map(message => {
      const item = document.createElement('li');
      item.dataset.position = message.position;
      const time = element('time', new Date(message.at).toLocaleTimeString());
      time.dateTime = message.at;
      item.append(element('strong', message.author), ' ', time, element('div', message.text, 'text'));
      return item;
    }),
    ...current.unsent.map(message => element('li', message.text, 'unsent')));
  at('earlier').hidden = !current.hasEarlier;
  at('people').textContent = `${current.people.count} here: ${current.people.names.join(', ')}`;
  if (isAtEnd) {
    list.scrollTop = list.scrollHeight;
  }
}

/** Notes that messages were read, a moment after they came, while the page is visible. */
function noteRead() {
  clearTimeout(readTimer);
  const room = current;
  readTimer = setTimeout(() => {
    if (room === current && room.position && document.visibilityState === 'visible') {
      hub.invoke('Read', room.name, room.position).catch(() => {});
    }
  }, READ_DELAY);
}

function add(name, title = '', unread = 0) {
  if (!rooms.has(name)) {
    const room = new Room(hub, name);
    room.title = title;
    room.unread = unread;
    room.onchange = () => {
      if (room === current) {
        showRoom();
        noteRead();
      }
    };
    rooms.set(name, room);
  }

  return rooms.get(name);
}

async function select(name) {
  const before = current;
  const room = add(name);
  current = room;
  room.unread = 0;
  at('error').textContent = '';
  history.replaceState(null, '', `?room=${encodeURIComponent(name)}`);
  try {
    at('replica').textContent = await room.join();
  } catch (error) {
    at('error').textContent = refusalOf(error) ?? 'The room cannot be entered at the moment.';
    if (!room.title) {
      rooms.delete(name);
      current = before;
    }
  }

  if (before && before !== current) {
    hub.invoke('Leave', before.name).catch(() => {});
  }

  current ? showRoom() : show();
}

hub.on('entries', (name, previous, messages) => rooms.get(name)?.announced(previous, messages));
hub.on('head', (name, position) => rooms.get(name)?.headIs(position));
hub.on('people', (name, count, names) => {
  const room = rooms.get(name);
  if (room) {
    room.people = { count, names };
    room.onchange();
  }
});
hub.on('typing', (name, person) => {
  if (name === current?.name) {
    at('typing').textContent = `${person} is writing …`;
    clearTimeout(typingTimer);
    typingTimer = setTimeout(() => { at('typing').textContent = ''; }, TYPING_SHOWN);
  }
});

/** Enters the room that is shown, after every connect. */
async function enterCurrent() {
  while (current && hub.isConnected) {
    try {
      at('replica').textContent = await current.join();
      return;
    } catch (error) {
      const refusal = refusalOf(error);
      at('error').textContent = refusal ?? '';
      if (refusal && !current.title) {
        rooms.delete(current.name);
        current = null;
        show();
      } else {
        // A backend is unavailable, or the connection broke.
        await delay(JOIN_AGAIN);
      }
    }
  }
}

function showState(state, pause) {
  at('state').textContent = state === 'waiting' ? `connection lost, trying again in ${Math.ceil(pause / 1000)} s` : state;
  if (state === 'waiting') {
    // Signed out elsewhere, perhaps: the server then lets no connection stand.
    call('GET', '/api/me').catch(error => error.status === 401 && askToSignIn());
  }
}

at('write').addEventListener('submit', async event => {
  event.preventDefault();
  const input = event.target.elements.text;
  const text = input.value;
  input.value = '';
  at('error').textContent = '';
  try {
    await current?.send(text);
  } catch (error) {
    input.value = text;
    at('error').textContent = error.message;
  }
});
at('write').elements.text.addEventListener('input', () => current && hub.invoke('Typing', current.name).catch(() => {}));
at('earlier').addEventListener('click', () => current.earlier().catch(error => { at('error').textContent = refusalOf(error) ?? 'Earlier messages cannot be read at the moment.'; }));
at('enter').addEventListener('submit', event => {
  event.preventDefault();
  select(`product-${event.target.elements.product.value}`);
});
at('support').addEventListener('click', () => select(`support-${me.id}`));
at('sign-out').addEventListener('click', () => call('POST', '/api/logout').then(askToSignIn));
document.addEventListener('visibilitychange', () => current && noteRead());

at('sign-in').addEventListener('submit', async event => {
  event.preventDefault();
  const { email, password, name } = event.target.elements;
  const isNew = event.submitter?.name === 'register';
  try {
    await call('POST', isNew ? '/api/register' : '/api/login', {
      email: email.value, password: password.value, ...(isNew ? { name: name.value } : {}),
    });
    await enter();
  } catch (error) {
    at('sign-in-error').textContent = error.message;
  }
});

function askToSignIn() {
  hub.stop();
  at('rooms').hidden = true;
  at('sign-in').hidden = false;
}

async function enter() {
  me = await call('GET', '/api/me');
  at('sign-in').hidden = true;
  at('rooms').hidden = false;
  for (const { room, title, unread } of await call('GET', '/api/rooms')) {
    add(room, title, unread);
  }

  const wanted = new URLSearchParams(location.search).get('room');
  current = wanted ? add(wanted) : null;
  show();
  hub.start();
}

try {
  await enter();
} catch (error) {
  askToSignIn();
  at('sign-in-error').textContent = error.status === 401 ? '' : error.message;
}
