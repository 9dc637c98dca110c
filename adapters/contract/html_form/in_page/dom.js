// Walking, seeing and reading: the page as a person has it before their eyes.

// Every element in document order, open shadow trees included.
function* walk(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
  for (let el = walker.nextNode(); el; el = walker.nextNode()) {
    yield el;
    if (el.shadowRoot) yield* walk(el.shadowRoot);
  }
}

// Parent in the composed tree: out of a shadow root to its host.
const parentOf = (el) => el.parentElement || (el.getRootNode() instanceof ShadowRoot ? el.getRootNode().host : null);

function closest(el, selector) {
  for (let node = el; node; node = node.getRootNode().host) {
    const found = node.closest && node.closest(selector);
    if (found) return found;
    if (!(node.getRootNode() instanceof ShadowRoot)) return null;
  }
  return null;
}

const CLIPPED = /inset\(50%|inset\(100%|rect\((0|1)px,? (0|1)px,? (0|1)px,? (0|1)px\)|circle\(0/;

// Seen by a person: rendered, larger than a dot, not transparent, not clipped away, not moved off the page.
function seen(el) {
  if (!el.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false })) return false;
  const box = el.getBoundingClientRect();
  if (box.width <= 1 || box.height <= 1) return false;
  if (box.right + scrollX <= 0 || box.bottom + scrollY <= 0) return false;
  if (box.left + scrollX >= Math.max(document.documentElement.scrollWidth, innerWidth)) return false;
  for (let node = el, depth = 0; node && depth < 6; node = parentOf(node), depth += 1) {
    const style = getComputedStyle(node);
    if (style.opacity === '0' || CLIPPED.test(style.clip + ' ' + style.clipPath)) return false;
  }
  return true;
}

const squeeze = (text) => (text || '').replace(/\s+/g, ' ').trim();

// Marks of being required or optional, and noise that boards put into labels. (Workable's SVG text, Personio's and
// Teamtailor's screen-reader words: ats-facts 1.1, autumn 2026.)
const REQUIRED_MARK = /(\*|✱|∗|\((required|erforderlich|pflichtfeld|requis|obligatoire)\)|\b(required|requis|erforderlich)\.?)\s*$/i;
const REQUIRED_LEAD = /^(\*|✱|required[.:])\s*/i;
const NOISE = /\s*(\*|✱|∗|\((optional|required|erforderlich|pflichtfeld|requis|obligatoire|facultatif)\)|SVGs not supported by this browser\.?)\s*/gi;

function clean(text) {
  return squeeze(squeeze(text).replace(REQUIRED_LEAD, '').replace(REQUIRED_MARK, '').replace(NOISE, ' '));
}

const marked = (text) => REQUIRED_MARK.test(squeeze(text)) || REQUIRED_LEAD.test(squeeze(text));

const CONTROLS = 'input, select, textarea, [contenteditable=""], [contenteditable="true"], [role="combobox"], [role="listbox"]';
const SILENT = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'SVG', 'svg', 'TEMPLATE', 'OPTION', 'SELECT', 'TEXTAREA', 'IFRAME']);
const PRESSED = 'button, [role="button"], a.btn, a.button, a[class*="btn"]';
const SCOLD = '[role="alert"], [class*="error-message"], [class*="field-error"], [class*="helper-text"]';

// Text of an element as it is read aloud: no controls, no buttons, no error messages, nothing hidden.
// `all` keeps what is aria-hidden, where the asterisk often lives.
function read(el, all = false) {
  let text = '';
  for (const node of el.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || SILENT.has(node.tagName)) continue;
    if (!all && node.getAttribute('aria-hidden') === 'true') continue;
    if (node.matches(PRESSED) || node.matches(SCOLD) || node.matches(CONTROLS)) continue;
    if (getComputedStyle(node).display === 'none') continue;
    if (node.tagName === 'SLOT') for (const child of node.assignedElements()) text += ' ' + read(child, all);
    else text += (node.tagName === 'BR' ? ' ' : '') + read(node, all) + (getComputedStyle(node).display === 'inline' ? '' : ' ');
  }
  return text;
}

const byIds = (el, attribute) => (el.getAttribute(attribute) || '').split(/\s+/).filter(Boolean)
  .map((id) => { const root = el.getRootNode(); return root.getElementById ? root.getElementById(id) : null; }).filter(Boolean);

function frameOffset() {
  let x = 0; let y = 0;
  try {
    let view = window;
    for (; view.frameElement; view = view.parent) {
      const box = view.frameElement.getBoundingClientRect();
      x += box.left + view.frameElement.clientLeft - (view === window ? 0 : view.scrollX);
      y += box.top + view.frameElement.clientTop - (view === window ? 0 : view.scrollY);
      if (view.parent === window.top) { x += window.top.scrollX; y += window.top.scrollY; }
    }
    return view === window.top ? { x, y } : null;
  } catch { return null; }  // another origin: the caller asks the browser for the frame's place
}

function boxOf(elements) {
  const boxes = elements.map((el) => el.getBoundingClientRect()).filter((b) => b.width > 0 && b.height > 0);
  if (!boxes.length) return null;
  const left = Math.min(...boxes.map((b) => b.left)); const top = Math.min(...boxes.map((b) => b.top));
  const right = Math.max(...boxes.map((b) => b.right)); const bottom = Math.max(...boxes.map((b) => b.bottom));
  const [sx, sy] = window === window.top ? [scrollX, scrollY] : [0, 0];
  return { x: Math.round(left + sx), y: Math.round(top + sy), width: Math.round(right - left), height: Math.round(bottom - top) };
}
