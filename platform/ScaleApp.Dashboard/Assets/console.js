// The console page: lines come as a stream and are kept here; only those in sight are elements, so that a hundred thousand
// scroll like ten. Everything that a program wrote becomes text, never markup.
import { tell } from './live.js';
import { paint, plain } from './terminal.js';

const MOST = 100_000;
const frame = document.getElementById('console');
const box = frame.querySelector('.console');
const space = frame.querySelector('.console-space');
const visible = frame.querySelector('.console-lines');
const newest = frame.querySelector('.console-newest');
const empty = frame.querySelector('.console-empty');
const count = document.getElementById('console-count');
const pause = document.getElementById('console-pause');
const form = document.querySelector('form[data-filter]');
const search = form.elements.q;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false });

let lines = [];      // everything kept, oldest first
let shown = [];      // those that the search lets through
let arrived = [];    // not taken in yet
let sought = '';
let isPaused = false;
let follows = true;
let scheduled = false;
let height = 20;
let stream = null;

// In the order in which they are seen, so that the first eight differ.
const colours = new Map();
const colourOf = source => {
  if (!colours.has(source)) colours.set(source, `c${colours.size % 8 + 1}`);
  return colours.get(source);
};

const matches = line => !sought || line.low.includes(sought) || line.source.toLowerCase().includes(sought);

function receive(batch) {
  for (const { s, a, t, e } of batch) {
    const text = plain(t);
    arrived.push({ source: s, at: a, raw: t, low: text.toLowerCase(), isError: e });
  }
  if (arrived.length > MOST) arrived.splice(0, arrived.length - MOST);
  schedule();
}

function takeIn() {
  if (isPaused || arrived.length === 0) return;
  const last = lines.at(-1);
  let isInOrder = true;
  for (let i = 0; i < arrived.length; i++) {
    if ((i ? arrived[i - 1] : last)?.at > arrived[i].at) isInOrder = false;
    lines.push(arrived[i]);
  }
  // Several resources at once, or the beginning of the stream: their lines belong between each other.
  if (!isInOrder) lines.sort((one, other) => one.at < other.at ? -1 : one.at > other.at ? 1 : 0);
  // Some room at a time: cutting off one line for each that comes would copy all of them each time.
  const isFull = lines.length > MOST;
  if (isFull) lines = lines.slice(lines.length - MOST * 0.9);
  if (!sought) shown = lines;
  else if (isInOrder && !isFull) for (const line of arrived) { if (matches(line)) shown.push(line); }
  else shown = lines.filter(matches);
  arrived = [];
}

function schedule() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    takeIn();
    draw();
  });
}

function draw() {
  space.style.height = `${shown.length * height}px`;
  if (follows) box.scrollTop = box.scrollHeight;
  const first = Math.max(0, Math.floor(box.scrollTop / height) - 10);
  const last = Math.min(shown.length, first + Math.ceil(box.clientHeight / height) + 20);
  visible.style.transform = `translateY(${first * height}px)`;
  visible.replaceChildren(...shown.slice(first, last).map(rowOf));
  const waiting = isPaused && arrived.length ? `, ${arrived.length.toLocaleString()} waiting` : '';
  const some = sought ? `${shown.length.toLocaleString()} of ` : '';
  count.textContent = `${some}${lines.length.toLocaleString()} lines${waiting}`;
  empty.hidden = shown.length > 0;
  empty.textContent = lines.length ? 'No line has these words.' : 'Nothing yet. Lines appear here as soon as something is written.';
  newest.hidden = follows || shown.length === 0;
}

function rowOf(line) {
  const row = document.createElement('div');
  row.className = line.isError ? 'line error' : 'line';
  const time = document.createElement('span');
  time.className = 'at';
  time.textContent = clock.format(new Date(line.at));
  const source = document.createElement('span');
  source.className = `source ${colourOf(line.source)}`;
  source.textContent = line.source;
  const text = document.createElement('span');
  text.className = 'text';
  paint(text, line.raw, sought);
  row.append(time, source, text);
  return row;
}

function listen() {
  stream?.close();
  stream = new EventSource(frame.dataset.source);
  // A stream that begins anew tells everything again.
  stream.addEventListener('open', () => { tell(''); lines = []; shown = []; arrived = []; schedule(); });
  stream.addEventListener('error', () => {
    tell('Connection lost, trying again');
    // Refused for good, by a dashboard that was started anew: the page leads to its login.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 2000);
  });
  stream.addEventListener('lines', event => receive(JSON.parse(event.data)));
}

box.addEventListener('scroll', () => {
  follows = box.scrollTop + box.clientHeight >= box.scrollHeight - height;
  schedule();
}, { passive: true });
newest.addEventListener('click', () => { follows = true; schedule(); box.focus(); });
pause.addEventListener('click', () => {
  isPaused = !isPaused;
  pause.setAttribute('aria-pressed', isPaused);
  schedule();
});
new ResizeObserver(schedule).observe(box);

// The search happens here; the choice of another resource is another page.
form.removeAttribute('data-filter');
function seek() {
  sought = search.value.trim().toLowerCase();
  shown = sought ? lines.filter(matches) : lines;
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(null, '', `${location.pathname}${query.size ? '?' : ''}${query}`);
  schedule();
}
search.addEventListener('input', seek);
form.addEventListener('submit', event => { event.preventDefault(); seek(); });
form.addEventListener('change', event => {
  if (event.target === search) return;
  const query = new URLSearchParams([...new FormData(form)].filter(([name, value]) => value && (event.target.name !== 'resource' || name !== 'replica')));
  location.assign(`${location.pathname}${query.size ? '?' : ''}${query}`);
});

// What is held back stays as it is, seen or not.
document.addEventListener('visibilitychange', () => {
  if (isPaused) return;
  if (document.hidden) stream?.close();
  else listen();
});
addEventListener('pagehide', () => stream?.close());

height = parseFloat(getComputedStyle(box).getPropertyValue('--line-height')) || height;
sought = search.value.trim().toLowerCase();
listen();
draw();
