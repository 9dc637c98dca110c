// Walking and seeing: the page as a person has it before their eyes.

// Every element in document order, open shadow trees included.
function* walk(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
  for (let el = walker.nextNode(); el; el = walker.nextNode()) {
    yield el;
    if (el.shadowRoot) yield* walk(el.shadowRoot);
  }
}

// Parent as rendered: a slotted element stands in its slot, a shadow root in its host.
const parentOf = (el) => el.assignedSlot || el.parentElement || (el.getRootNode() instanceof ShadowRoot ? el.getRootNode().host : null);

// Children as rendered.
const childrenOf = (el) => {
  if (el.shadowRoot) return el.shadowRoot.childNodes;
  const assigned = el.tagName === 'SLOT' ? el.assignedNodes() : [];
  return assigned.length ? assigned : el.childNodes;
};

function closest(el, selector) {
  for (let node = el; node; node = node.getRootNode().host) {
    const found = node.closest && node.closest(selector);
    if (found) return found;
    if (!(node.getRootNode() instanceof ShadowRoot)) break;
  }
  if (state.shadowed) for (let node = el; node; node = parentOf(node)) if (node.matches && node.matches(selector)) return node;
  return null;
}

// The form a control belongs to; its `form` attribute may name one that it does not stand in.
const formOf = (el) => el.form || closest(el, 'form');

const CLIPPED = /inset\(50%|inset\(100%|rect\((0|1)px,? (0|1)px,? (0|1)px,? (0|1)px\)|circle\(0|polygon\((0(px|%)? 0(px|%)?(, )?)+\)/;
const HAIR = 2; // CSS pixels: nothing this small is read or pressed
const FAINT = 0.05; // opacity
const FAR = 1500; // CSS pixels: nobody scrolls that far to the side of the window

// Seen by a person: rendered, larger than a dot, not transparent, not clipped away, not moved off the page. While one
// scan runs nothing moves, so that each element is looked at once.
function seen(el) {
  if (!state.looked) return looks(el);
  let known = state.looked.get(el);
  if (known === undefined) state.looked.set(el, known = looks(el));
  return known;
}

function looks(el) {
  if (!el.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false })) return false;
  const box = el.getBoundingClientRect();
  if (box.width < HAIR || box.height < HAIR) return false;
  if (box.right + scrollX <= 0 || box.bottom + scrollY <= 0) return false;
  if (box.left + scrollX >= Math.min(Math.max(document.documentElement.scrollWidth, innerWidth), innerWidth + FAR)) return false;
  for (let node = el, depth = 0; node && depth < 6; node = parentOf(node), depth += 1) {
    const veil = veilOf(node);
    if (veil.hides || (depth && veil.frame && outside(box, veil.frame, veil))) return false;
  }
  return true;
}

// What an element does to what stands in it: hides it altogether, or cuts off what stands out.
function veilOf(node) {
  const known = state.veils && state.veils.get(node);
  if (known) return known;
  const style = getComputedStyle(node);
  const cuts = style.overflowX !== 'visible' && style.display !== 'contents' && style.display !== 'inline';
  const veil = { hides: style.opacity < FAINT || (style.clip !== 'auto' && CLIPPED.test(style.clip)) || (style.clipPath !== 'none' && CLIPPED.test(style.clipPath)), frame: cuts ? node.getBoundingClientRect() : null, overflowX: style.overflowX, overflowY: style.overflowY };
  if (state.veils) state.veils.set(node, veil);
  return veil;
}

// Cut off by an ancestor that hides what stands out of it: a box without height, or one it was moved out of.
function outside(box, frame, style) {
  if (frame.height < HAIR || frame.width < HAIR) return true;
  return style.overflowX === 'hidden' && (box.right <= frame.left || box.left >= frame.right) && !/scroll|auto/.test(style.overflowY);
}

const byIds = (el, attribute) => (el.getAttribute(attribute) || '').split(/\s+/).filter(Boolean)
  .map((id) => { const root = el.getRootNode(); return (root.getElementById && root.getElementById(id)) || document.getElementById(id); }).filter(Boolean);

function common(elements) {
  let node = elements[0];
  while (node && !elements.every((el) => node === el || node.contains(el) || within(el, node))) node = parentOf(node);
  return node || elements[0];
}

function within(el, ancestor) {
  for (let node = el; node; node = parentOf(node)) if (node === ancestor) return true;
  return false;
}

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
