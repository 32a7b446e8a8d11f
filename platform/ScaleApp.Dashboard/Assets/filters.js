// Filters of a page (form[data-filter]) become its address as they are changed, so that it can be shared.
import { refresh } from './live.js';

let pending = 0;

function apply(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value !== '') query.append(name, value);
  }
  const address = `${location.pathname}${query.size ? '?' : ''}${query}`;
  if (address !== location.pathname + location.search) {
    history.replaceState(null, '', address);
    refresh({ force: true });
  }
}

const formOf = event => event.target.closest?.('form[data-filter]');

document.addEventListener('input', event => {
  const form = formOf(event);
  if (!form) return;
  clearTimeout(pending);
  pending = setTimeout(() => apply(form), 200);
});

document.addEventListener('submit', event => {
  const form = formOf(event);
  if (!form) return;
  event.preventDefault();
  clearTimeout(pending);
  apply(form);
});
