// Keeps live regions fresh. A region is an element with an id and data-live="topic ...": when the server says that one of
// the topics changed, the page is fetched anew and the region morphed to what it says. data-live-every="ms" asks without
// being told. A region with data-live-paused, or one with text selected in it, is left alone. What the reader asks for (a
// filter, a link within the page, going back) changes all of the page. Pages work without this.
import { morph } from './morph.js';

const regions = () => [...document.querySelectorAll('[data-live]')];
const connection = document.getElementById('connection');
let stream = null;
let timer = 0;
let running = false;
let again = false;
let isForced = false;

// Fetches the page that the address names and brings every region up to date, or with force the whole page; announces it as
// 'live:refreshed'.
export async function refresh({ force = false } = {}) {
  isForced ||= force;
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    do {
      again = false;
      const address = location.href;
      const response = await fetch(address, { headers: { Accept: 'text/html' } });
      if (new URL(response.url).pathname === '/login') location.reload();
      // What is gone has a page that says so.
      const isPage = response.ok || response.status === 404;
      const content = isPage ? await response.text() : '';
      if (address !== location.href) again = true;
      else if (isPage) apply(new DOMParser().parseFromString(content, 'text/html'));
      tell(isPage ? '' : 'Out of date: this cannot be read at the moment');
    } while (again);
  } catch {
    tell('Connection lost, trying again');
  } finally {
    running = false;
  }
}

function apply(fresh) {
  // A page that could not be shown can be now, or what it was about is gone: it is another one.
  if (regions().some(region => region.id && !fresh.getElementById(region.id))) {
    location.reload();
    return;
  }
  document.title = fresh.title || document.title;
  const page = isForced && fresh.getElementById('content');
  isForced = false;
  if (page) {
    morph(document.getElementById('content'), page);
    fillFilters();
  } else {
    for (const region of regions()) {
      const wanted = region.id && fresh.getElementById(region.id);
      if (wanted && !region.hasAttribute('data-live-paused') && !hasSelection(region)) morph(region, wanted);
    }
  }
  document.dispatchEvent(new CustomEvent('live:refreshed'));
}

// Filters show what the address says, but for the ones that are being changed.
function fillFilters() {
  for (const form of document.querySelectorAll('form[data-filter]')) {
    if (!form.contains(document.activeElement)) form.reset();
  }
}

function hasSelection(region) {
  const selection = getSelection();
  return selection && !selection.isCollapsed && region.contains(selection.anchorNode);
}

export function tell(text) {
  if (connection && connection.textContent !== text) connection.textContent = text;
}

function listen() {
  const topics = [...new Set(regions().flatMap(region => region.dataset.live.split(' ').filter(Boolean)))];
  if (topics.length > 0) {
    stream = new EventSource(`/live?topics=${encodeURIComponent(topics.join(' '))}`);
    stream.addEventListener('ready', () => refresh());
    stream.addEventListener('change', () => refresh());
    stream.addEventListener('error', () => {
      tell('Connection lost, trying again');
      // Refused for good, by a dashboard that was started anew: looking at it leads to its login.
      if (stream?.readyState === EventSource.CLOSED) setTimeout(wake, 2000);
    });
  }
  const every = Math.min(...regions().map(region => Number(region.dataset.liveEvery) || Infinity));
  if (Number.isFinite(every)) timer = setInterval(() => refresh(), every);
}

function rest() {
  stream?.close();
  stream = null;
  clearInterval(timer);
}

function wake() {
  rest();
  if (!document.hidden) {
    listen();
    refresh();
  }
}

// A browser has few connections for one server: a tab that nobody sees gives its own up.
document.addEventListener('visibilitychange', wake);
addEventListener('pagehide', rest);
if (!document.hidden) listen();

// Links within a page (a row's details, a tab) change its regions and not the whole document.
document.addEventListener('click', event => {
  const link = event.target.closest?.('a[data-soft]');
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  // Of a link in a drawing the property is no text.
  history.pushState(null, '', link.getAttribute('href'));
  refresh({ force: true });
});
addEventListener('popstate', () => refresh({ force: true }));
