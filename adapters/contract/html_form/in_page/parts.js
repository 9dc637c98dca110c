// One day in several controls: three selects, three boxes, or spinbuttons.

let months = null;

// Month names -> 1 to 12, in the languages known here and in the page's own. Made when first asked for: sixteen
// formatters take longer than everything else that a document brings with it.
function monthNames() {
  if (months) return months;
  months = new Map();
  for (const language of ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', document.documentElement.lang || 'en']) {
    for (const month of ['long', 'short']) {
      let format;
      try { format = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' }); } catch { continue; }
      for (let at = 0; at < 12; at += 1) months.set(format.format(new Date(Date.UTC(2024, at, 15))).toLowerCase().replace('.', ''), at + 1);
    }
  }
  return months.set('sept', 9);
}

// 1 to 12 for a month's name or number, else 0.
function monthNumber(text) {
  const word = squeeze(text).toLowerCase().replace('.', '');
  if (/^\d{1,2}$/.test(word)) return Number(word) <= 12 ? Number(word) : 0;
  const names = monthNames();
  return names.get(word) || names.get(word.replace(/[^\p{L}]/gu, '')) || 0;
}

function partValue(el) {
  if (el.tagName === 'SELECT') return el.value === '' || !el.selectedOptions.length ? '' : squeeze(el.selectedOptions[0].label);
  if (el.getAttribute('role') === 'spinbutton') {
    const now = el.getAttribute('aria-valuenow');
    const text = squeeze(el.value || el.getAttribute('aria-valuetext') || el.textContent);
    return now !== null && now !== '' ? now : /^\D{1,5}$/.test(text) && !monthNumber(text) ? '' : text;
  }
  return el.value;
}

// ISO, once every part is there.
function partsValue({ members, parts }) {
  const found = {};
  for (const [at, name] of parts.entries()) {
    const text = partValue(members[at]);
    const number = name === 'month' ? monthNumber(text) : parseInt(text, 10);
    if (!number) return '';
    found[name] = String(number).padStart(name === 'year' ? 4 : 2, '0');
  }
  return [found.year, found.month, found.day].filter(Boolean).join('-');
}

// The parts of an ISO day for a field of parts: what to write into each, or which option to choose.
function partTexts({ members, parts }, iso) {
  const [year, month, day] = iso.split('-');
  const wanted = { year, month, day };
  return parts.map((name, at) => {
    const el = members[at]; const number = Number(wanted[name]);
    if (el.tagName !== 'SELECT') return wanted[name];
    const option = [...el.options].find((o) => (name === 'month' ? monthNumber(o.label) : parseInt(o.label, 10)) === number);
    return option ? option.value : null;
  });
}

// Native parts are set here; returns why not, or "" . Spinbuttons take keys.
function putParts(row, iso) {
  const texts = partTexts(row, iso);
  if (texts.some((t) => t === null || t === undefined)) return 'one of its parts does not offer the day';
  for (const [at, el] of row.members.entries()) {
    if (el.tagName === 'SELECT') { el.focus({ preventScroll: true }); assign(el, texts[at]); } else if (el.getAttribute('role') !== 'spinbutton') insert(el, texts[at]);
  }
  return '';
}

// Before keys go to a spinbutton: the focus, and what to type.
function focusPart(ref, at, iso) {
  const row = state.table[ref];
  const el = row.members[at];
  if (el.getAttribute('role') === 'spinbutton') el.focus();
  return { text: partTexts(row, iso)[at], keyed: row.members[at].getAttribute('role') === 'spinbutton' };
}

// A written day in ISO where only one can be meant: ISO already, or with its month by name.
function asDay(text) {
  const words = squeeze(text).split(/[\s,./]+/); const month = words.map((w) => (/\p{L}{3}/u.test(w) ? monthNumber(w) : 0)).find(Boolean);
  const year = words.find((w) => /^(19|20)\d\d$/.test(w)); const day = words.map((w) => (/^\d{1,2}(st|nd|rd|th)?$/i.test(w) ? parseInt(w, 10) : 0)).find(Boolean);
  return month && year && day ? `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` : text;
}

const valueIn = (ref) => valueOf(state.table[ref]).value;
