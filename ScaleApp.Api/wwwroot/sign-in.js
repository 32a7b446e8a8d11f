// Signs in and goes back to the page that asked for it.
const form = document.getElementById('sign-in');
const alert = document.getElementById('error');

// Only to a page of this site: the address is part of a link that anybody may have made.
function target() {
  const page = new URL(new URLSearchParams(location.search).get('return') ?? '/', location.origin);
  return page.origin === location.origin ? page.href : '/';
}

form.addEventListener('submit', async event => {
  event.preventDefault();
  const { email, password } = form.elements;
  try {
    const response = await fetch('/api/login', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: email.value, password: password.value }),
    });
    if (response.ok) {
      location.replace(target());
    } else {
      const problem = await response.json();
      alert.textContent = problem.detail ?? problem.title;
    }
  } catch {
    alert.textContent = 'The shop cannot be reached. Try again.';
  }
});
