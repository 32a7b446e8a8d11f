// Filters of a page (form[data-filter]) become its address as they are changed, so that it can be shared. A choice that makes
// no sense of another one (a service, and the replica of another) takes that away: data-clears="name".
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
  const other = form.elements[event.target.dataset.clears];
  if (other) other.value = '';
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
