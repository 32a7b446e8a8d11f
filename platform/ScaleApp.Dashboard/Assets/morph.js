// Brings an element to what another one says, changing only what differs, so that focus, selection, scrolling and what was
// opened by hand stay. Children with an id or a data-key are recognised wherever they move.

export function morph(from, to) {
  if (from.isEqualNode(to)) return;
  if (from.nodeType !== Node.ELEMENT_NODE || from.nodeName !== to.nodeName) {
    from.replaceWith(document.importNode(to, true));
    return;
  }
  // Where scripts run, the parser takes what is in a noscript for text, and a fetched page for elements.
  if (from.hasAttribute('data-keep') || from.nodeName === 'NOSCRIPT') return;
  morphAttributes(from, to);
  morphChildren(from, to);
}

const keyOf = node => node.nodeType === Node.ELEMENT_NODE ? node.id || node.getAttribute('data-key') : null;

// What the reader opened stays open, what is being typed into stays as typed, what was asked for stays being done.
const isOwnedByReader = (element, name) =>
  name === 'aria-busy' ||
  (name === 'open' && (element.nodeName === 'DETAILS' || element.nodeName === 'DIALOG')) ||
  (name === 'value' && element.nodeName === 'INPUT' && element === document.activeElement);

function morphAttributes(from, to) {
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !isOwnedByReader(from, name)) {
      from.setAttribute(name, value);
      if (name === 'value') from.value = value;
    }
  }
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !isOwnedByReader(from, name)) from.removeAttribute(name);
  }
}

function morphChildren(from, to) {
  const keyed = new Map();
  for (const child of from.children) {
    if (keyOf(child)) keyed.set(keyOf(child), child);
  }

  let next = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = keyOf(wanted);
    let match = key ? keyed.get(key) : null;
    if (!key && next && !keyOf(next) && next.nodeName === wanted.nodeName) match = next;
    if (!match) {
      from.insertBefore(document.importNode(wanted, true), next);
      continue;
    }
    if (match === next) next = next.nextSibling;
    else from.insertBefore(match, next);
    morph(match, wanted);
  }

  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}
