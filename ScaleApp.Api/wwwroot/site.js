// Shows which replica answers, and how the answers are shared out.
const at = id => document.getElementById(id);
const counts = new Map();

async function json(address) {
  const response = await fetch(address);
  const body = await response.json();
  if (!response.ok) {
    throw new Error(body.title);
  }

  return { response, body };
}

async function ask() {
  try {
    const { body } = await json('/api/whoami');
    counts.set(body.replica, (counts.get(body.replica) ?? 0) + 1);
    at('replica').textContent = body.replica;
    at('since').textContent = `process ${body.processId}, since ${new Date(body.startedAt).toLocaleTimeString()}`;
    at('counts').textContent = [...counts].sort().map(([name, count]) => `${name}: ${count}`).join(' · ');
  } catch (error) {
    at('replica').textContent = error.message;
  }
}

async function list() {
  try {
    const { response, body } = await json('/api/products/top?count=10');
    at('cache').textContent = `cache ${response.headers.get('X-Cache')}`;
    at('products').replaceChildren(...body.map(product => {
      const item = document.createElement('li');
      item.textContent = `${product.name}, ${product.price.toFixed(2)} (${product.unitsSold} sold)`;
      return item;
    }));
  } catch (error) {
    at('products').textContent = error.message;
  }
}

at('again').addEventListener('click', ask);
await Promise.all([ask(), list()]);
