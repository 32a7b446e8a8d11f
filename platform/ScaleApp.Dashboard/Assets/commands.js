// Commands (form[data-command]) are sent without leaving the page; what came of them is said in a corner. data-confirm is
// asked first.
import { refresh } from './live.js';

const toasts = document.createElement('div');
toasts.className = 'toasts';
toasts.setAttribute('role', 'status');
document.body.append(toasts);

export function toast(text, kind = '') {
  const note = document.createElement('div');
  note.className = `toast ${kind}`;
  note.textContent = text;
  toasts.append(note);
  setTimeout(() => note.remove(), kind === 'bad' ? 10000 : 4000);
}

function ask(question, verb) {
  return new Promise(answer => {
    const dialog = document.createElement('dialog');
    const text = document.createElement('p');
    text.textContent = question;
    const form = document.createElement('form');
    form.method = 'dialog';
    form.className = 'actions';
    for (const [value, label, kind] of [['no', 'Cancel', ''], ['yes', verb, 'danger']]) {
      const button = document.createElement('button');
      button.value = value;
      button.textContent = label;
      button.className = `btn ${kind}`;
      form.append(button);
    }
    dialog.append(text, form);
    dialog.addEventListener('close', () => {
      dialog.remove();
      answer(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

document.addEventListener('submit', async event => {
  const form = event.target.closest?.('form[data-command]');
  if (!form) return;
  event.preventDefault();
  const button = event.submitter;
  // Once is enough: what takes long is still being done.
  if (button?.hasAttribute('aria-busy')) return;
  const body = new URLSearchParams(new FormData(form, button));
  if (form.dataset.confirm && !await ask(form.dataset.confirm, button?.textContent.trim() || button?.title || 'Do it')) return;

  button?.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'application/json' } });
    const outcome = await response.json().catch(() => ({}));
    toast(outcome.message || (response.ok ? 'Done' : `Failed (${response.status})`), response.ok ? 'ok' : 'bad');
  } catch {
    toast('The dashboard does not answer.', 'bad');
  } finally {
    button?.removeAttribute('aria-busy');
    refresh({ force: true });
  }
});
