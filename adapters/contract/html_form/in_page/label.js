// Which words belong to which control.

const SILENT = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'SVG', 'svg', 'TEMPLATE', 'OPTION', 'SELECT', 'DATALIST', 'TEXTAREA', 'IFRAME', 'CANVAS', 'VIDEO', 'AUDIO']);
const PRESSED = 'button, [role="button"], a.btn, a.button, a[class*="btn"]';
const SCOLD = '[role="alert"], [class*="error-message"], [class*="field-error"], [class*="helper-text"], [class*="invalid-feedback"]';
const ASIDE = '[role="tooltip"], [class*="tooltip" i], [class*="help-text" i], [class*="helptext" i], [class*="help-block" i], .help, .hint, [class*="-hint" i], [class*="description" i], [class*="counter" i]';

// Text of an element as it is read aloud: no controls, no buttons, no error messages, no help, nothing hidden.
// `all` keeps what is aria-hidden, where the asterisk often lives.
function read(el, all = false) {
  let text = '';
  for (const node of childrenOf(el)) {
    if (node.nodeType === Node.TEXT_NODE) text += node.data;
    else if (node.nodeType === Node.ELEMENT_NODE) text += spoken(node, all);
  }
  return text;
}

function spoken(node, all) {
  if (SILENT.has(node.tagName) || (!all && node.getAttribute('aria-hidden') === 'true')) return '';
  if (node.tagName === 'BR') return ' ';
  if (node.tagName === 'IMG') return ONLY_MUST.test(node.alt) ? ' (required) ' : ` ${node.alt} `;
  if (node.matches(PRESSED) || node.matches(SCOLD) || node.matches(CONTROLS)) return ' ';
  const { display } = getComputedStyle(node);
  if (display === 'none') return '';
  const text = read(node, all);
  if (ONLY_MUST.test(text)) return ' (required)';
  if (ONLY_MAY.test(text)) return ' (optional)';
  if (COUNTER.test(text) || (node.matches(ASIDE) && squeeze(text))) return ' ';
  return display === 'inline' || display === 'contents' ? text : ` ${text} `;
}

const ownText = (el) => squeeze(read(el));
const textOf = (nodes, all) => squeeze(nodes.map((n) => squeeze(read(n, all))).filter(Boolean).join(' '));

// The elements that `aria-labelledby` names, without the control itself and without its placeholder.
const namers = (el) => byIds(el, 'aria-labelledby').filter((n) => n !== el && !/placeholder/i.test(n.id) && (!el.contains(n) || HOLDS.test(el.getAttribute('role') || el.tagName)));
const HOLDS = /group|fieldset|list/i;
const titled = (el) => textOf(namers(el)) || squeeze(el.getAttribute('aria-label'));

// The <label>s of a control, its own first.
function labelsOf(el) {
  const own = el.labels ? [...el.labels] : [];
  if (!el.labels && el.id) own.push(...el.getRootNode().querySelectorAll(`label[for=${quoted(el.id)}]`));
  if (!el.labels && !own.length) { const wrap = closest(parentOf(el) || el, 'label'); if (wrap && wrap.querySelectorAll(CONTROLS).length <= 2) own.push(wrap); }
  if (own.length < 2) return own;
  const twins = el.id && el.getRootNode().querySelectorAll(`[id=${quoted(el.id)}]`).length > 1;
  const mine = twins ? own.filter((label) => label.contains(el) || (label.parentElement && label.parentElement.contains(el))) : own;
  return mine.length ? mine : own;
}

// What a component says of itself where its control stands in its shadow tree.
function hostText(el) {
  for (let { host } = el.getRootNode(); host; host = host.getRootNode().host) {
    const text = textOf(labelsOf(host)) || titled(host) || squeeze(host.getAttribute('label'));
    if (text) return text;
  }
  return '';
}

// What the control itself names as its label; `all` with its marks.
function labelText(el, all = false) {
  const named = squeeze(namers(el).map((n) => wrappedText(n, el, all)).filter(Boolean).join(' '));
  if (named) return named;
  const texts = labelsOf(el).map((label) => wrappedText(label, el, all)).filter(Boolean);
  const aria = ariaText(el, all);
  if (aria && labelsOf(el).some((label) => within(el, label) && (state.weight.get(label) || 0) > 1)) return aria;
  return texts.find((text) => !BUTTON_WORDS.test(text)) || aria || texts[0] || hostText(el);
}

// Its aria-label without what it shows: its choice, or the prompt for one.
function ariaText(el, all) {
  const said = squeeze(el.getAttribute('aria-label'));
  const must = / required$/i.test(said) && /^(BUTTON|DIV|SPAN)$/.test(el.tagName);
  const bare = must ? said.replace(/ required$/i, '') : said;
  const shown = /^(BUTTON|DIV|SPAN)$/.test(el.tagName) ? squeeze(el.textContent) : '';
  const name = shown && shown !== bare && bare.endsWith(shown) ? bare.slice(0, -shown.length).replace(/[\s:,–-]+$/, '') : bare.replace(/[\s,:–-]+select one$|[\s:,]+[-–—<]+\s?\S[^-–—<>]*[-–—>]+$/i, '');
  return PROMPT.test(name) || EDITOR.test(name) ? '' : name + (all && must && name ? ' *' : '');
}

// The words of a label that go before the control in it; what follows a text control is its unit, a link or help.
function wrappedText(label, el, all) {
  const whole = squeeze(read(label, all));
  if (!within(el, label) || /^(radio|checkbox)$/.test(el.type) || CHOSEN_BY_ROLE[el.getAttribute('role')]) return whole;
  const lead = squeeze(leadText(label, el, all));
  return /[\p{L}\p{N}]/u.test(lead) ? lead + (all && marked(whole) ? ' *' : '') : whole;
}

function leadText(node, el, all) {
  let text = '';
  for (const child of childrenOf(node)) {
    if (child === el || (child.nodeType === Node.ELEMENT_NODE && within(el, child))) return child === el || child.matches(PRESSED) ? text : text + leadText(child, el, all);
    text += child.nodeType === Node.TEXT_NODE ? child.data : child.nodeType === Node.ELEMENT_NODE ? spoken(child, all) : '';
  }
  return text;
}

// The elements whose style may carry a required mark.
const markNodes = (el) => { const named = namers(el); return named.length ? named : labelsOf(el); };

// Boards that draw the asterisk by style sheet (Ashby).
const starred = (node) => ['::after', '::before'].some((part) => /[*✱]/.test(getComputedStyle(node, part).content));

// The words' own element and the label in it: style sheets mark either.
const carriers = (from) => (from ? [from, ...from.querySelectorAll('label, legend')] : []);

// A star that is a picture.
const drawn = (node) => Boolean(node.querySelector('[class*="asterisk" i]'));

const ONLY_STAR = new RegExp(`^${STAR}+$`);
const lone = (n) => Boolean(n) && n.textContent.length < 40 && (ONLY_STAR.test(squeeze(n.textContent)) || ONLY_MUST.test(squeeze(n.textContent))) && !(n.matches && n.matches(CONTROLS));

// A mark that stands by itself beside a label, or after a control with nothing behind it.
function markedBeside(node) {
  const next = neighbour(node, 'nextSibling'); const last = neighbour(node, 'previousSibling');
  if (lone(next)) return !node.matches(CONTROLS) || !neighbour(next, 'nextSibling');
  if (node.matches(CONTROLS)) return false;
  const beyond = lone(last) && neighbour(last, 'previousSibling');
  return lone(last) && !(beyond && (beyond.nodeType === Node.TEXT_NODE || beyond.tagName === 'LABEL'));
}

function neighbour(node, side) {
  let other = node[side];
  while (other && (other.nodeType === Node.COMMENT_NODE || !squeeze(other.textContent)) && !(other.nodeType === Node.ELEMENT_NODE && (other.matches(CONTROLS) || other.querySelector(CONTROLS)))) other = other[side];
  return other;
}

// The text right before a node among its siblings, back to the last other control: loose words and inline elements
// together, or one block.
function before(node, busy, all) {
  let text = ''; let from = null;
  for (let prev = node.previousSibling; prev; prev = prev.previousSibling) {
    if (prev.nodeType === Node.TEXT_NODE) { text = prev.data + text; continue; }
    if (prev.nodeType !== Node.ELEMENT_NODE) continue;
    if (prev.tagName === 'BR' || prev.tagName === 'HR') { if (squeeze(text)) break; continue; }
    if (busy(prev)) break;
    if (prev.matches(PRESSED) || prev.matches(SCOLD) || SILENT.has(prev.tagName)) continue;
    const words = squeeze(spoken(prev, all));
    if (!words || FILLER.test(words) || (prev.tagName !== 'LABEL' && (BARE_PROMPT.test(words) || /placeholder/i.test(prev.className))) || BUTTON_WORDS.test(words) || (prev.tagName !== 'LABEL' && !seen(prev))) continue;
    const inline = /^inline/.test(getComputedStyle(prev).display) && prev.tagName !== 'LABEL';
    if (!inline && squeeze(text)) break;
    text = `${words} ${text}`; from = prev;
    if (!inline) break;
  }
  return { text: squeeze(text), from };
}

// The text before controls, climbing while the ancestors hold no other field's control.
function textBefore(elements, busy, all = false) {
  const inside = elements.length > 1 && firstIn(common(elements), elements[0]);
  const first = inside ? before(inside, busy, all) : { text: '' };
  if (first.text && !elements.some((el) => optionText(el) === unstarred(clean(first.text)))) return first;
  for (let node = common(elements), depth = 0; node && depth < 8; node = parentOf(node), depth += 1) {
    if (node === document.body || node.tagName === 'FORM') break;
    if (depth && busy(node)) break;
    const header = /^T[DH]$/.test(node.tagName) && columnHeader(node, all);
    if (header && elements.length === 1 && (state.weight.get(node.parentElement) || 0) > 1) return header;
    const found = before(node, busy, all);
    if (found.text) return found;
    if (header) return header;
  }
  return { text: '', from: null };
}

// The child of `root` that holds `el`.
function firstIn(root, el) {
  for (let node = el; node && node !== root; node = parentOf(node)) if (parentOf(node) === root) return node;
  return null;
}

function columnHeader(cell, all) {
  const row = cell.parentElement; const table = cell.closest('table');
  for (const above of table ? [...table.rows].filter((r) => r.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING).reverse() : []) {
    const head = above.cells[cell.cellIndex];
    if (head && !above.querySelector(CONTROLS) && ownText(head)) return { text: squeeze(read(head, all)), from: head };
  }
  return null;
}

// A label that floats over its control stands after it.
function textAfter(el, busy, all = false) {
  for (let node = el, depth = 0; node && depth < 3; node = parentOf(node), depth += 1) {
    if (depth && busy(node)) return '';
    const next = node.nextElementSibling;
    if (next && next.matches('label, [class*="label" i], legend, [class*="floating" i]') && !next.querySelector(CONTROLS)) return squeeze(read(next, all));
  }
  return '';
}
