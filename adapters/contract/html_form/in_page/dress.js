// What a field is operated by where its own control is not what a person uses.

const CALENDAR = /flatpickr|date-?picker|datetime|pikaday|litepicker|calendar|ant-picker|(^|\s)dp__/i;
const DAY_WORDS = /\b(date|day|datum|fecha|data)\b|^(dd|mm|tt|jj|yyyy|jjjj|aaaa)\b/i;

function dress(field) {
  const { el, kind } = field;
  if ((kind === 'select' || kind === 'multiselect') && unseen(el)) { const face = faceOf(el); return face ? { ...field, face, widget: 'faced' } : field; }
  if ((kind === 'text' && picksDay(el)) || (kind === 'date' && el.tagName === 'BUTTON')) return { ...field, kind: 'date', widget: 'calendar' };
  if (kind === 'file') return withZone(field);
  return field;
}

// A text control that a calendar opens over.
function picksDay(el) {
  const said = `${el.className} ${el.id} ${el.name} ${el.getAttribute('data-provide') || ''} ${el.parentElement ? el.parentElement.className : ''} ${el.parentElement && el.parentElement.parentElement ? el.parentElement.parentElement.className : ''}`;
  if (el.readOnly && (DAY_WORDS.test(el.placeholder) || (el.previousElementSibling && el.previousElementSibling.matches('.flatpickr-input')))) return true;
  if (!CALENDAR.test(said) && !(/^(dialog|grid)$/.test(el.getAttribute('aria-haspopup') || '') && !el.closest('.iti'))) return false;
  return el.readOnly || !/time/i.test(said.replace(/datetime/gi, '')) || Boolean(el.placeholder);
}

// Dropzone keeps its input at the end of the page, away from the zone that a person drops on, and makes another one
// for each file.
function withZone(field) {
  if (!field.el.matches('.dz-hidden-input')) return field;
  const zone = [...walk(document)].find((n) => n.dropzone && [n.dropzone.hiddenFileInput, n.dropzone.hiddenInput].includes(field.el));
  return zone ? { ...field, zone } : field;
}

const UPLOADS = /^(upload|attach|choose|select|add|browse|hochladen|anhängen)\b.{0,40}$|\b(hochladen|auswählen|anhängen|hinzufügen)$/i;
const PAPER = /\b(resume|résumé|cv|curriculum|file|document|cover letter|lebenslauf|anschreiben|datei|unterlagen|zeugnis\w*)\b/i;

// Where a page has no file input at all, its script makes one when a button is pressed: the button is the control.
function choosers(found) {
  if (found.some((c) => c.kind === 'file')) return [];
  return [...walk(document)].filter((el) => el.matches('button, [role="button"]') && el.getAttribute('type') !== 'submit' && !closest(el, FURNITURE))
    .filter((el) => { const text = squeeze(el.textContent); return UPLOADS.test(text) && PAPER.test(text) && !AUTOFILLS.test(text) && seen(el); }).map((el) => ({ el, kind: 'file', widget: 'chooser' }));
}

// --- what stands to the left or above, on the screen ---

const NEAR_LEFT = 480; const NEAR_ABOVE = 70; // CSS pixels

// The page's pieces of text with their places, once a scan.
function screen() {
  if (state.screen) return state.screen;
  state.screen = [];
  for (const el of walk(document)) {
    if (SILENT.has(el.tagName) || el.matches(`${PRESSED}, ${SCOLD}, ${CONTROLS}`) || (state.weight.get(el) || 0)) continue;
    if (![...el.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim()) || /^H1$/.test(el.tagName) || !seen(el)) continue;
    const text = squeeze(read(el, true));
    if (!ONLY_MAY.test(text) && !ONLY_MUST.test(text) && !BUTTON_WORDS.test(text)) state.screen.push({ el, box: el.getBoundingClientRect(), text });
  }
  return state.screen;
}

function onScreen(field) {
  const stand = standIn(field).find(seen);
  if (!stand) return { text: '', from: null };
  const box = stand.getBoundingClientRect(); const middle = box.top + box.height / 2;
  const nearest = (fits, far) => screen().filter((t) => t.text && t.text.length < 120 && fits(t.box)).sort((a, b) => far(a.box) - far(b.box))[0];
  const left = nearest((b) => b.right <= box.left + 2 && box.left - b.right < NEAR_LEFT && b.top <= middle && b.bottom >= middle, (b) => box.left - b.right);
  const above = [nearest((b) => b.bottom <= box.top + 2 && box.top - b.bottom < NEAR_ABOVE && b.left < box.right && b.right > box.left, (b) => box.top - b.bottom)].find((t) => t && !between(t, box));
  const best = left && !crossed(left, box) ? left : above;
  return best ? { text: best.text, from: best.el } : { text: '', from: null };
}

const between = (text, box) => state.seats().some((b) => b.top >= text.box.bottom - 2 && b.bottom <= box.top + box.height / 2 && b.left < Math.max(text.box.right, box.right) && b.right > Math.min(text.box.left, box.left));

// Another control between a text and ours: it belongs to that one.
const crossed = (text, box) => state.seats().some((b) => b.left >= text.box.right - 2 && b.right <= box.left + 2 && b.top < text.box.bottom && b.bottom > text.box.top);
