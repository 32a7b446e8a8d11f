// The waterfall of a trace: details beside it, subtrees that fold, arrows that do both. Without it, each is a link.
import { refresh } from './live.js';

const trace = document.getElementById('trace');
const panel = () => document.getElementById('span-panel');
const depth = row => Number(row.dataset.depth);
const folded = new Set();
let asked = 0;

async function open(row, address) {
  const mine = ++asked;
  const span = new URL(address, location.href).searchParams.get('span');
  const response = await fetch(`/traces/${trace.dataset.trace}/spans/${span}`);
  const content = response.ok ? await response.text() : 'This span is not held any more.';
  if (mine !== asked) return;
  // Rendered by the server, in which everything that a service sent is encoded.
  const fresh = new DOMParser().parseFromString(content, 'text/html');
  panel().replaceChildren(...fresh.body.childNodes);
  panel().hidden = false;
  trace.querySelector('.span-row.selected')?.classList.remove('selected');
  row?.classList.add('selected');
  history.replaceState(null, '', address);
}

function close() {
  asked++;
  panel().hidden = true;
  panel().replaceChildren();
  const row = trace.querySelector('.span-row.selected');
  row?.classList.remove('selected');
  row?.focus();
  history.replaceState(null, '', location.pathname);
}

function fold(row, isFolded) {
  if (!row.hasAttribute('aria-expanded')) return;
  row.setAttribute('aria-expanded', String(!isFolded));
  folded[isFolded ? 'add' : 'delete'](row.dataset.key);
  arrange();
}

function arrange() {
  let hiddenBelow = Infinity;
  for (const row of trace.querySelectorAll('.span-row[data-key]')) {
    if (depth(row) <= hiddenBelow) hiddenBelow = Infinity;
    row.hidden = hiddenBelow !== Infinity;
    if (!row.hidden && folded.has(row.dataset.key)) {
      row.setAttribute('aria-expanded', 'false');
      hiddenBelow = depth(row);
    }
  }
}

trace?.addEventListener('click', event => {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const row = event.target.closest('.span-row[data-key]');
  if (event.target.closest('[data-close]')) close();
  else if (row && event.target.closest('[data-fold]')) fold(row, row.getAttribute('aria-expanded') === 'true');
  else if (row) open(row, row.href);
  else return;
  event.preventDefault();
});

trace?.addEventListener('keydown', event => {
  const row = event.target.closest('.span-row[data-key]');
  if (!row || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
  event.preventDefault();
  fold(row, event.key === 'ArrowLeft');
});

// Spans come from several replicas, one after another: the page is brought up to date when there are more, and only then.
async function look() {
  if (document.hidden || !trace.dataset.trace) return;
  const response = await fetch(`/traces/${trace.dataset.trace}/state`).catch(() => null);
  if (response?.ok && String((await response.json()).spans) !== trace.dataset.spans) await refresh();
}
document.addEventListener('live:refreshed', arrange);
trace?.querySelector('.span-row.selected')?.scrollIntoView({ block: 'center' });
if (trace) setInterval(look, 2000);
