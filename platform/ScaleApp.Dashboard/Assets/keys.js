// Keys: / goes to the search of the page, Escape leaves it or closes the details, the arrows go through the rows of a table.
const isTyping = element => element?.matches?.('input, textarea, select, [contenteditable]');

document.addEventListener('keydown', event => {
  // A question that is open has the keys to itself.
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  const active = document.activeElement;
  if (event.key === '/' && !isTyping(active)) {
    const search = document.querySelector('input[type=search]');
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  } else if (event.key === 'Escape') {
    const menu = document.querySelector('details.import[open]');
    if (menu) menu.open = false;
    else if (isTyping(active)) active.blur();
    else if (document.querySelector('[data-close]')) {
      // Where the reader came from: the details, and what had the focus in them, are about to go.
      document.querySelector('.selected [data-row], .selected[data-row]')?.focus();
      document.querySelector('[data-close]').click();
    }
  } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && active?.matches('[data-row]')) {
    const rows = [...document.querySelectorAll('[data-row]')];
    const next = rows[rows.indexOf(active) + (event.key === 'ArrowDown' ? 1 : -1)];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }
});
