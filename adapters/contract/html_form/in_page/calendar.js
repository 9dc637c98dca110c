// A calendar that opened over a text control: which month it shows, how to turn to another, where the day stands.

const DAYS_SHOWN = 28;

// The smallest element that shows the days of a month, and its cells in order from the 1st on.
function month() {
  const cells = [...walk(document)].filter((n) => /^([1-9]|[12]\d|3[01])$/.test(squeeze(n.textContent)) && !n.children.length && seen(n) && !n.matches('option'));
  const firsts = cells.map((n, at) => at).filter((at) => squeeze(cells[at].textContent) === '1');
  for (const at of firsts) {
    let length = 0;
    while (cells[at + length] && Number(squeeze(cells[at + length].textContent)) === length + 1) length += 1;
    if (length >= DAYS_SHOWN) return { days: cells.slice(at, at + length), frame: panelOf(cells.slice(at, at + length)) };
  }
  return null;
}

// With the title of the month and the buttons that turn it.
function panelOf(days) {
  let node = common(days);
  for (let depth = 0; node && depth < 6 && !shownMonth(node); depth += 1) node = parentOf(node);
  for (let depth = 0; node && depth < 2 && !turners(node).length && parentOf(node) && parentOf(node) !== document.body; depth += 1) node = parentOf(node);
  return node;
}

// Year and month of the title above the days, as a count of months; 0 where there is none.
function shownMonth(frame) {
  const yearBox = [...frame.querySelectorAll('input, select')].find((n) => /^(19|20)\d\d$/.test(n.value) && seen(n));
  const monthBox = [...frame.querySelectorAll('select')].find((n) => n !== yearBox && seen(n) && n.options.length === 12);
  const text = squeeze(frame.innerText);
  const year = yearBox ? Number(yearBox.value) : Number((/\b((?:19|20)\d\d)\b/.exec(text) || [])[1]);
  const named = monthBox ? monthNumber(monthBox.selectedOptions[0].label) || monthBox.selectedIndex + 1
    : text.split(/[\s,./]+/).map((w) => (/\p{L}{3}/u.test(w) ? monthNumber(w) : 0)).find(Boolean) || Number((/\b(0?[1-9]|1[0-2])\s*[/.-]\s*(?:19|20)\d\d\b/.exec(text) || [])[1]);
  return year && named ? year * 12 + named - 1 : 0;
}

const turners = (frame) => [...walk(frame)].filter((n) => n.matches('button, [role="button"], a, span, div, th, td') && seen(n) && /\b(prev(ious)?|next|zurück|weiter|vorherige\w*|nächste\w*|précédent|suivant|anterior|siguiente)\b|(prev|next)-?month|(^|[-_\s])(prev|next)([-_\s]|$)/i.test(`${n.getAttribute('aria-label') || ''} ${n.title || ''} ${typeof n.className === 'string' ? n.className : ''}`)
  && !/year|jahr|année|decade/i.test(`${n.getAttribute('aria-label') || ''} ${typeof n.className === 'string' ? n.className : ''}`));

const FORWARD = /\b(next|weiter|nächste\w*|suivant|siguiente)\b|next-?month|(^|[-_\s])next([-_\s]|$)/i;
const turner = (frame, on) => turners(frame).find((n) => FORWARD.test(`${n.getAttribute('aria-label') || ''} ${n.title || ''} ${typeof n.className === 'string' ? n.className : ''}`) === on);

const changedBy = (act, ms) => new Promise((resolve) => {
  const watcher = new MutationObserver(() => { watcher.disconnect(); clearTimeout(timer); resolve(true); });
  const timer = setTimeout(() => { watcher.disconnect(); resolve(false); }, ms);
  watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  act();
});

const MOST_TURNS = 720; const TURN_MS = 400; const OPEN_MS = 2000; const LONGEST_MS = 12000;

// Turn the open calendar to a month ("2027-02"); "" once it shows it, else why not.
async function calendarTurn(iso) {
  const [year, wantedMonth] = iso.split('-').map(Number); const wanted = year * 12 + wantedMonth - 1;
  const opens = performance.now() + OPEN_MS;
  for (let turn = 0; turn < MOST_TURNS && performance.now() < opens + LONGEST_MS;) {
    const shown = month();
    if (!shown || !shown.frame) { if (performance.now() > opens) return 'no calendar opened'; await new Promise(requestAnimationFrame); continue; }
    turn += 1;
    const at = shownMonth(shown.frame);
    if (at === wanted) return '';
    if (!at) return 'its calendar does not say which month it shows';
    const boxes = [...shown.frame.querySelectorAll('input, select')].filter(seen);
    const yearBox = boxes.find((n) => /^(19|20)\d\d$/.test(n.value));
    const button = turner(shown.frame, wanted > at);
    if (yearBox && Math.floor(at / 12) !== year) { await changedBy(() => write(yearBox, String(year)), TURN_MS); if (yearBox.isConnected && yearBox.value === String(year)) continue; }
    const monthBox = boxes.find((n) => n.tagName === 'SELECT' && n !== yearBox && n.options.length === 12);
    if (monthBox && Math.floor(at / 12) === year) { await changedBy(() => write(monthBox, monthBox.options[wantedMonth - 1].value), TURN_MS); const now = month(); if (now && now.frame && shownMonth(now.frame) === wanted) return ''; }
    if (!button) return 'its calendar cannot be turned to the month';
    await changedBy(() => press(button), TURN_MS);
  }
  return 'its calendar cannot be turned to the month';
}

// A year or month that is written or chosen; some take it only with the key that ends the writing.
function write(box, text) {
  assign(box, text);
  if (box.tagName === 'INPUT') box.dispatchEvent(new KeyboardEvent('keyup', { key: 'Enter', bubbles: true }));
}

function press(el) {
  for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup']) el.dispatchEvent(new (type.startsWith('p') ? PointerEvent : MouseEvent)(type, { bubbles: true, cancelable: true, composed: true, button: 0 }));
  el.click();
}

// Where the day stands in the month shown.
function calendarDay(day) {
  const shown = month();
  const cell = shown && shown.days[day - 1];
  return cell ? centre(cell) : null;
}
