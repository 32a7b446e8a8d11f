// Shows moments in the reader's time zone, or as the distance from now.
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];

function distance(seconds) {
  const [size, unit] = units.find(([each]) => Math.abs(seconds) >= each) ?? [1, 's'];
  const count = Math.floor(Math.abs(seconds) / size);
  if (count === 0) return 'now';
  return seconds > 0 ? `${count} ${unit} ago` : `in ${count} ${unit}`;
}

function show(element) {
  const at = new Date(element.dateTime);
  const isToday = at.toDateString() === new Date().toDateString();
  const full = isToday ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`;
  const text = element.dataset.when === 'ago' ? distance((Date.now() - at) / 1000) : full;
  if (element.textContent !== text) element.textContent = text;
  if (element.title !== at.toLocaleString()) element.title = at.toLocaleString();
}

export const showTimes = () => document.querySelectorAll('time[data-when]').forEach(show);

document.addEventListener('live:refreshed', showTimes);
setInterval(showTimes, 1000);
showTimes();
