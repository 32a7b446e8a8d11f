// Text that was written for a terminal: its colours (SGR) become classes, every other control sequence is left out.
const SEQUENCE = /\x1b(?:\[([0-?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])/g;

export const plain = text => text.includes('\x1b') ? text.replace(SEQUENCE, '') : text;

// Appends the text to an element, with words that are sought marked.
export function paint(element, text, sought = '') {
  const style = { front: '', back: '', bold: false, dim: false, italic: false, underline: false };
  let from = 0;
  for (const match of text.matchAll(SEQUENCE)) {
    append(element, text.slice(from, match.index), style, sought);
    from = match.index + match[0].length;
    if (match[2] === 'm') restyle(style, match[1].split(';').map(Number));
  }
  append(element, text.slice(from), style, sought);
}

function append(element, text, style, sought) {
  if (!text) return;
  const names = [
    style.front && `fg${style.front}`, style.back && `bg${style.back}`,
    ...['bold', 'dim', 'italic', 'underline'].filter(name => style[name]),
  ].filter(Boolean);
  let target = element;
  if (names.length) {
    target = document.createElement('span');
    target.className = names.join(' ');
    element.append(target);
  }
  mark(target, text, sought);
}

function mark(element, text, sought) {
  let from = 0;
  const low = sought ? text.toLowerCase() : '';
  // Lower case may have another length in rare scripts; then nothing is marked rather than the wrong letters.
  for (let at = low.length === text.length && sought ? low.indexOf(sought) : -1; at >= 0; at = low.indexOf(sought, from)) {
    element.append(text.slice(from, at));
    const hit = document.createElement('mark');
    hit.textContent = text.slice(at, at + sought.length);
    element.append(hit);
    from = at + sought.length;
  }
  element.append(text.slice(from));
}

function restyle(style, codes) {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) Object.assign(style, { front: '', back: '', bold: false, dim: false, italic: false, underline: false });
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 22) style.bold = style.dim = false;
    else if (code === 23) style.italic = false;
    else if (code === 24) style.underline = false;
    else if (code >= 30 && code <= 37) style.front = `${code - 30}`;
    else if (code >= 90 && code <= 97) style.front = `${code - 82}`;
    else if (code === 39) style.front = '';
    else if (code >= 40 && code <= 47) style.back = `${code - 40}`;
    else if (code >= 100 && code <= 107) style.back = `${code - 92}`;
    else if (code === 49) style.back = '';
    else if (code === 38 || code === 48) {
      // 256 colours and true colours: the nearest of the sixteen, which are chosen to be read on both themes.
      const name = code === 38 ? 'front' : 'back';
      if (codes[i + 1] === 5) {
        style[name] = `${nearest(...fromPalette(codes[i + 2]))}`;
        i += 2;
      } else if (codes[i + 1] === 2) {
        style[name] = `${nearest(codes[i + 2], codes[i + 3], codes[i + 4])}`;
        i += 4;
      }
    }
  }
}

const SIXTEEN = [
  [0, 0, 0], [205, 0, 0], [0, 205, 0], [205, 205, 0], [0, 0, 238], [205, 0, 205], [0, 205, 205], [229, 229, 229],
  [127, 127, 127], [255, 0, 0], [0, 255, 0], [255, 255, 0], [92, 92, 255], [255, 0, 255], [0, 255, 255], [255, 255, 255],
];

function fromPalette(index) {
  if (index < 16) return SIXTEEN[index] ?? SIXTEEN[7];
  if (index >= 232) return Array(3).fill(8 + (index - 232) * 10);
  const level = part => part ? 55 + part * 40 : 0;
  return [level(Math.floor((index - 16) / 36)), level(Math.floor((index - 16) / 6) % 6), level((index - 16) % 6)];
}

function nearest(red, green, blue) {
  const distance = colour => (colour[0] - red) ** 2 + (colour[1] - green) ** 2 + (colour[2] - blue) ** 2;
  return SIXTEEN.reduce((best, colour, index) => distance(colour) < distance(SIXTEEN[best]) ? index : best, 0);
}
