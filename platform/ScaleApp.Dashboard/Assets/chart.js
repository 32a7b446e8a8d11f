// Reads values out of charts: with the pointer, or with the arrow keys where the chart has the focus.
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

const dataOf = chart => JSON.parse(chart.dataset.chart);

function show(chart, step) {
  const data = dataOf(chart);
  const cursor = chart.querySelector('[data-cursor]');
  chart.dataset.step = step;
  // What is being read stands still.
  chart.closest('[data-live]')?.setAttribute('data-live-paused', '');
  cursor.setAttribute('x1', data.places[step]);
  cursor.setAttribute('x2', data.places[step]);
  cursor.setAttribute('visibility', 'visible');
  for (const value of chart.querySelectorAll('[data-value]')) value.textContent = data.texts[value.dataset.value][step];
  chart.querySelector('svg').setAttribute('data-at', clock.format(new Date(data.from + data.step * (step + 1))));
}

function leave(chart) {
  if (!('step' in chart.dataset)) return;
  delete chart.dataset.step;
  chart.closest('[data-live]')?.removeAttribute('data-live-paused');
  const data = dataOf(chart);
  chart.querySelector('[data-cursor]').setAttribute('visibility', 'hidden');
  for (const value of chart.querySelectorAll('[data-value]')) {
    value.textContent = data.texts[value.dataset.value].findLast(text => text !== '–') ?? '–';
  }
}

function stepAt(chart, event) {
  const svg = chart.querySelector('svg');
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const { places } = dataOf(chart);
  return places.reduce((best, place, step) => Math.abs(place - point.x) < Math.abs(places[best] - point.x) ? step : best, 0);
}

document.addEventListener('pointermove', event => {
  const chart = event.target.closest?.('.chart[data-chart]');
  document.querySelectorAll('.chart[data-step]').forEach(other => other !== chart && leave(other));
  if (chart) show(chart, stepAt(chart, event));
});
document.addEventListener('focusout', event => event.target.matches?.('.chart') && leave(event.target));
document.addEventListener('keydown', event => {
  const chart = event.target.closest?.('.chart');
  const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!chart || !move) return;
  event.preventDefault();
  const count = dataOf(chart).places.length;
  show(chart, Math.min(count - 1, Math.max(0, Number(chart.dataset.step ?? count - 1) + move)));
});

function localTimes() {
  for (const tick of document.querySelectorAll('.chart [data-time]')) tick.textContent = clock.format(new Date(tick.dataset.time));
}
document.addEventListener('live:refreshed', localTimes);
localTimes();
