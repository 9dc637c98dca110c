// Pointing at things for a real mouse, and reading what a widget shows once it is open.

// The control itself, for the DevTools protocol.
const element = (ref) => state.table[ref].el;

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
  return spotOf(el);
}

function spotOf(el) {
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

// How much room a list needs below its control (CSS pixels): where there is less, libraries scroll the page to make
// some, and what is pointed at moves (react-select's own list is 300 high).
const ROOM = 340;

// Where to press to open a control; options that are on the page already are not its own.
function opening(ref) {
  const el = standIn(state.table[ref])[0];
  if (el && el.isConnected && el.getBoundingClientRect().bottom + ROOM > innerHeight) el.scrollIntoView({ block: 'center', behavior: 'instant' });
  state.at = scrolled(el);
  state.before = new Set([...walk(document)].filter((n) => n.getAttribute('role') === 'option' && seen(n)));
  return point(ref);
}

const BUSY = '[class*="loading-indicator"], [class*="loadingIndicator"], [class*="loading-message"], [class*="loadingMessage"], [aria-busy="true"]';

function shown(ref, css) {
  const options = listed(ref, css);
  const shell = shellOf(state.table[ref].el);
  state.options = options;
  const labels = options.map((o) => squeeze(o.textContent));
  const busy = Boolean(shell && [...shell.querySelectorAll(BUSY)].some(seen));
  return {
    labels, busy, state: JSON.stringify([labels, busy]), disabled: options.map((o) => o.getAttribute('aria-disabled') === 'true'),
    spots: options.slice(0, 40).map((o) => { const spot = spotOf(o); return hit(o) ? spot : null; }),
  };
}

// Whether a pointer at its centre meets it: not scrolled out of its list, not off the screen.
function hit(el) {
  const box = el.getBoundingClientRect();
  const top = (el.getRootNode().elementFromPoint || (() => null)).call(el.getRootNode(), box.left + box.width / 2, box.top + box.height / 2);
  return Boolean(top) && (top === el || el.contains(top));
}

// A library that scrolls its list into view moves it under the pointer: pointing waits until it stands still.
const STILL_MS = 50;

function scrolled(el) {
  let sum = scrollX + scrollY;
  for (let node = el; node; node = parentOf(node)) sum += node.scrollTop || 0;
  return sum;
}

// The options once they are other than `before`, or when the time is over. The page's own changes wake it.
function awaitShown(ref, css, before, ms) {
  return new Promise((resolve) => {
    const root = state.table[ref].el.getRootNode();
    const watcher = new MutationObserver(() => look());
    const finish = (view) => { watcher.disconnect(); clearTimeout(timer); resolve(view); };
    const timer = setTimeout(() => finish(shown(ref, css)), ms);
    const look = () => {
      const view = shown(ref, css);
      if (view.state === before) return;
      const at = scrolled(state.table[ref].el);
      if (at === state.at) finish(view); else setTimeout(look, STILL_MS);
      state.at = at;
    };
    for (const tree of new Set([document, root])) watcher.observe(tree, { subtree: true, childList: true, attributes: true, characterData: true });
    look();
  });
}

// An option may be scrolled out of its list as well as out of the window.
function pointOption(index) {
  const el = state.options[index];
  if (el && el.isConnected) el.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  return centre(el);
}

function leave(ref) {
  const { el } = state.table[ref];
  el.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  el.blur();
}
