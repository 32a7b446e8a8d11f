// Light, dark, or what the system says. The choice is a cookie, so that the server sends the page in it.
const root = document.documentElement;
const system = matchMedia('(prefers-color-scheme: dark)');

for (const button of document.querySelectorAll('[data-theme-toggle]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const isDark = (root.dataset.theme || (system.matches ? 'dark' : 'light')) === 'dark';
    const wanted = isDark ? 'light' : 'dark';
    const isSystems = (wanted === 'dark') === system.matches;
    if (isSystems) delete root.dataset.theme;
    else root.dataset.theme = wanted;
    document.cookie = `theme=${isSystems ? '' : wanted}; path=/; max-age=${isSystems ? 0 : 31536000}; samesite=lax`;
  });
}
