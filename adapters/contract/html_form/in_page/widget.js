// Pointing at things for a real mouse, and reading what a widget shows once it is open.

// The centre of a control, scrolled into view, and whether something else lies over it.
function point(ref) {
  const row = state.table[ref];
  if (!row || !row.el.isConnected) return null;
  return centre(standIn(row.kind ? row : { ...row, kind: 'button' })[0] || row.el);
}

function centre(el) {
  if (!el || !el.isConnected) return null;
  const before = el.getBoundingClientRect();
  if (window !== window.top || before.top < 0 || before.bottom > innerHeight || before.left < 0 || before.right > innerWidth) el.scrollIntoView({ block: 'center', behavior: 'instant' });
  const box = el.getBoundingClientRect();
  const x = box.left + box.width / 2; const y = box.top + box.height / 2;
  const offset = frameOffset();
  const inTop = offset && window !== window.top ? { x: x + offset.x - window.top.scrollX, y: y + offset.y - window.top.scrollY } : { x, y };
  return { ...inTop, local: window === window.top || Boolean(offset), over: coverOf(el, x, y) };
}

// What lies over a point that belongs to `el`: "" for nothing. Some boards keep invisible frames over the page
// (Lever's hCaptcha enclaves, ats-facts 3.4).
function coverOf(el, x, y) {
  let top = document.elementFromPoint(x, y);
  while (top && top.shadowRoot && top.shadowRoot.elementFromPoint(x, y) && top.shadowRoot.elementFromPoint(x, y) !== top) top = top.shadowRoot.elementFromPoint(x, y);
  if (!top || top === el || el.contains(top) || closestHost(el, top) || closestHost(top, el)) return '';
  const label = top.closest && top.closest('label');
  if (label && label.control && (label.control === el || el.contains(label.control))) return '';
  return squeeze(top.getAttribute('aria-label') || top.id || top.className || top.tagName).slice(0, 60);
}

// The options an opened control shows: its own list first, never another control's.
function listed(ref, css) {
  const { el } = state.table[ref];
  const root = el.getRootNode();
  if (css) return [...root.querySelectorAll(css)].filter(seen);
  const lists = [...byIds(el, 'aria-controls'), ...byIds(el, 'aria-owns')];
  if (lists.length) return lists.flatMap((list) => [...list.querySelectorAll('[role="option"]')]).filter(seen);
  const named = el.id ? [...document.querySelectorAll(`[id^="react-select-${CSS.escape(el.id)}-option"]`)] : [];
  if (named.length) return named.filter(seen);
  const shell = shellOf(el);
  const own = shell ? [...shell.querySelectorAll('[role="option"]')].filter(seen) : [];
  return own.length ? own : [...walk(document)].filter((n) => n.getAttribute('role') === 'option' && seen(n) && !state.before.has(n));
}

// Where to press to open a control; options that are on the page already are not its own.
function opening(ref) {
  state.before = new Set([...walk(document)].filter((n) => n.getAttribute('role') === 'option' && seen(n)));
  return point(ref);
}

const BUSY = '[class*="loading-indicator"], [class*="loadingIndicator"], [class*="loading-message"], [class*="loadingMessage"], [aria-busy="true"]';

function shown(ref, css) {
  const options = listed(ref, css);
  const shell = shellOf(state.table[ref].el);
  state.options = options;
  return {
    labels: options.map((o) => squeeze(o.textContent)), disabled: options.map((o) => o.getAttribute('aria-disabled') === 'true'),
    busy: Boolean(shell && [...shell.querySelectorAll(BUSY)].some(seen)),
  };
}

const pointOption = (index) => centre(state.options[index]);

function leave(ref) {
  const { el } = state.table[ref];
  el.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  el.blur();
}
