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
  return { ...inTop, left: x, top: y, local: window === window.top || Boolean(offset), over: coverOf(el, x, y) };
}

// What lies over a point that belongs to `el`: "" for nothing. Some boards keep invisible frames over the page
// (Lever's hCaptcha enclaves, ats-facts 3.4).
function coverOf(el, x, y) {
  let top = document.elementFromPoint(x, y);
  while (top && top.shadowRoot && top.shadowRoot.elementFromPoint(x, y) && top.shadowRoot.elementFromPoint(x, y) !== top) top = top.shadowRoot.elementFromPoint(x, y);
  if (!top || top === el || el.contains(top) || within(el, top) || within(top, el)) return '';
  const label = top.closest && top.closest('label');
  if (label && label.control && (label.control === el || el.contains(label.control))) return '';
  return squeeze(top.getAttribute('aria-label') || top.id || top.className || top.tagName).slice(0, 60);
}

const CHOICE = /(^|[-_\s])(option|item|choice|result|suggestion|entry)s?([-_\s]|$)/i;

// What a list says where it has nothing to offer.
const NOTHING = /^(loading|searching|no (options|results|matches|data|items)\b|nothing found|type to search|start typing|keine (ergebnisse|optionen|treffer)|aucun|sin resultados|nessun|geen resultaten)/i;

// The options an opened control shows: its own list first, never another control's, never what was there before.
function listed(ref, css) {
  const { el } = state.table[ref];
  const fresh = (n) => seen(n) && !state.before.has(n);
  if (css) return [...el.getRootNode().querySelectorAll(css)].filter(seen);
  const lists = [...byIds(el, 'aria-controls'), ...byIds(el, 'aria-owns')].filter((n) => !n.contains(el));
  const own = lists.flatMap((list) => optionsIn(list)).filter(seen);
  if (own.length) return own;
  const named = el.id ? [...document.querySelectorAll(`[id^="react-select-${CSS.escape(el.id)}-option"]`)].filter(seen) : [];
  if (named.length) return named;
  const shell = shellOf(el);
  const near = shell ? optionsIn(shell).filter(fresh) : [];
  if (near.length) return near;
  const role = [...walk(document)].filter((n) => /^(option|menuitem|menuitemradio)$/.test(n.getAttribute('role')) && fresh(n));
  return role.length || lists.some((list) => seen(list) && list.getAttribute('role') === 'listbox') ? role : bare(fresh);
}

const optionsIn = (list) => [...walk(list)].filter((n) => /^(option|menuitem|menuitemradio)$/.test(n.getAttribute('role')));

// Lists whose options carry no role: list items and the like that came with the opening.
function bare(fresh) {
  const items = [...walk(document)].filter((n) => (n.tagName === 'LI' || CHOICE.test(n.className)) && !state.weight.get(n) && fresh(n) && ownText(n));
  return items.filter((n) => !items.some((m) => m !== n && n.contains(m)));
}

// How much room a list needs below its control (CSS pixels): where there is less, libraries scroll the page to make
// some, and what is pointed at moves (react-select's own list is 300 high).
const ROOM = 340;

// Where to press to open a control; options that are on the page already are not its own. A list that another control
// left open is closed first, and one that is open already stays.
function opening(ref) {
  const row = state.table[ref];
  if (state.opened !== ref && state.options.some((o) => o.isConnected && seen(o)) && state.opened !== undefined && state.table[state.opened]) leave(state.opened);
  const own = state.opened === ref && state.options.some((o) => o.isConnected && seen(o));
  const el = standIn(row)[0];
  if (own) return { ...(point(ref) || {}), open: true };
  if (el && el.isConnected && el.getBoundingClientRect().bottom + ROOM > innerHeight) el.scrollIntoView({ block: 'center', behavior: 'instant' });
  state.at = scrolled(el);
  state.opened = ref;
  state.before = new Set([...walk(document)].filter((n) => (/^(option|menuitem|menuitemradio)$/.test(n.getAttribute('role')) || n.tagName === 'LI' || CHOICE.test(n.className)) && seen(n)));
  return uncovered(ref, performance.now() + COVERED_MS);
}

// What a widget before lays over the page while it closes goes away by itself.
const COVERED_MS = 1500;

function uncovered(ref, end) {
  const spot = point(ref);
  if (!spot || !spot.over || performance.now() > end) return spot;
  return new Promise((resolve) => requestAnimationFrame(() => resolve(uncovered(ref, end))));
}

// The same once the last list is gone for good: as it goes, its library may give the focus back and scroll the page,
// and a press would land where the button was.
async function settled(ref, end) {
  while (performance.now() < end && state.options.some((o) => o.isConnected && o.checkVisibility())) await new Promise(requestAnimationFrame);
  if (state.options.length) await new Promise(requestAnimationFrame);
  return uncovered(ref, end);
}

const BUSY = '[class*="loading-indicator"], [class*="loadingIndicator"], [class*="loading-message"], [class*="loadingMessage"], [aria-busy="true"]';

function shown(ref, css) {
  const options = listed(ref, css).filter((o) => !NOTHING.test(ownText(o)));
  const shell = shellOf(state.table[ref].el);
  state.options = options;
  const labels = options.map((o) => clean(read(o)) || squeeze(o.textContent));
  const busy = Boolean(shell && [...shell.querySelectorAll(BUSY)].some(seen));
  const spots = options.slice(0, 40).map((o) => (hit(o) ? spotOf(o) : null));
  state.spots = spots;
  return {
    labels, busy, state: JSON.stringify([labels, busy]), disabled: options.map((o) => isDisabled(o) || o.hasAttribute('data-disabled')), picked: options.map((o) => o.getAttribute('aria-selected') === 'true' || o.getAttribute('aria-checked') === 'true'),
    spots,
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

// A list that still fades or slides in stands elsewhere a moment later.
const moving = (option) => Boolean(option) && document.getAnimations().some((a) => a.playState === 'running' && a.effect && a.effect.target && within(option, a.effect.target) && Number.isFinite(a.effect.getComputedTiming().endTime));

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
      if (at === state.at && !moving(state.options[0])) finish(view); else setTimeout(look, STILL_MS);
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
  const spot = centre(el);
  state.spots = []; state.spots[index] = spot;
  return spot;
}

// Close what is open, as Escape and leaving the control do. Returns whether a list still shows.
function leave(ref) {
  const row = state.table[ref];
  const el = row.face || row.el;
  let active = document.activeElement;
  while (active && active.shadowRoot && active.shadowRoot.activeElement) active = active.shadowRoot.activeElement;
  const still = () => state.options.some((o) => o.isConnected && seen(o));
  for (const target of still() ? new Set([active && active !== document.body ? active : el, el]) : []) if (still()) target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', code: 'Escape', keyCode: 27, bubbles: true, composed: true, cancelable: true }));
  if (active && active.blur && active !== document.body) active.blur();
  if (el.blur) el.blur();
  return still();
}

// A place on the page where nothing is to be pressed by mistake: left of the control, in line with it.
const aside = (ref) => { const row = state.table[ref]; const box = (standIn(row)[0] || row.el).getBoundingClientRect(); return { x: 2, y: Math.min(Math.max(box.top + 2, 2), innerHeight - 2), local: true }; };

// The focus goes where text is to be looked up: the control itself, or the search box that came with its list.
function typeInto(ref) {
  const { el, face } = state.table[ref];
  let active = document.activeElement;
  while (active && active.shadowRoot && active.shadowRoot.activeElement) active = active.shadowRoot.activeElement;
  const others = state.table.some((row, at) => at !== ref && row.members.includes(active));  // what is typed there would be its answer
  if (active && !others && active.matches('input, textarea, [contenteditable="true"]') && !active.readOnly && seen(active)) return true;
  const box = [face && face.querySelector('input'), el.matches('input') && !el.readOnly ? el : null, ...document.querySelectorAll('[role="dialog"] input, [class*="popover"] input, [class*="dropdown"] input[type="search"], [role="listbox"] input')].find((n) => n && seen(n) && !state.before.has(n));
  if (box) box.focus();
  return Boolean(box);
}
