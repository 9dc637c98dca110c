// The scan: the whole frame as one JSON string, and a table of its controls for the fill that follows.

const WALL = /recaptcha\/(api2|enterprise)\/(bframe|anchor)|hcaptcha\.com.*frame=(challenge|checkbox(?!-invisible))|hcaptcha\/challenge|captcha-delivery\.com|challenges\.cloudflare\.com|arkoselabs|funcaptcha/i;
const MESSAGES = '[role="alert"], [role="status"], [aria-live="polite"], [aria-live="assertive"], [class*="error-message"], [class*="form-error"], .error, .flash, .alert';
const BUTTONS = 'button, input[type="submit"], input[type="button"], input[type="image"], [role="button"], a[id*="submit" i], a.btn, a.button';

const quoted = (text) => '"' + text.replace(/["\\]/g, '\\$&') + '"';

// Unique in its frame for Playwright's CSS, which sees through open shadow roots.
function selectorOf(el, counts) {
  if (el.id && counts.ids.get(el.id) === 1) return /^[A-Za-z_][\w-]*$/.test(el.id) ? '#' + el.id : `[id=${quoted(el.id)}]`;
  const tag = el.tagName.toLowerCase();
  if (el.getAttribute('name') && counts.names.get(el.getAttribute('name')) === 1) return `${tag}[name=${quoted(el.getAttribute('name'))}]`;
  const parent = el.parentElement;
  const step = parent ? stepOf(el, parent, counts.steps) : tag;
  if (parent) return parent === document.body || parent === document.documentElement ? `body > ${step}` : `${selectorOf(parent, counts)} > ${step}`;
  const host = el.getRootNode().host;
  const peers = host ? [...host.shadowRoot.children].filter((n) => n.tagName === el.tagName) : [];
  return host ? `${selectorOf(host, counts)} ${peers.length > 1 ? `${tag}:nth-of-type(${peers.indexOf(el) + 1})` : tag}` : tag;
}

// `tag`, or which of its kind it is among its siblings; worked out once for all children of a parent.
function stepOf(el, parent, steps) {
  let known = steps.get(parent);
  if (!known) {
    const kinds = new Map();
    for (const child of parent.children) (kinds.get(child.tagName) || kinds.set(child.tagName, []).get(child.tagName)).push(child);
    steps.set(parent, known = new Map());
    for (const alike of kinds.values()) alike.forEach((child, at) => known.set(child, alike.length > 1 ? `${child.tagName.toLowerCase()}:nth-of-type(${at + 1})` : child.tagName.toLowerCase()));
  }
  return known.get(el);
}

function count() {
  const ids = new Map(); const names = new Map();
  for (const el of walk(document)) {
    if (el.id) ids.set(el.id, (ids.get(el.id) || 0) + 1);
    const name = el.getAttribute('name');
    if (name) names.set(name, (names.get(name) || 0) + 1);
  }
  return { ids, names, steps: new Map() };
}

const slug = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_|_$/g, '').slice(0, 60);

function keyed(fields) {
  const taken = new Set();
  for (const f of fields) {
    const own = (GENERATED_ID.test(f.name) ? '' : f.name) || (GENERATED_ID.test(f.id) || f.kind === 'radio' || f.kind === 'checkboxes' ? '' : f.id) || slug(f.question || f.label || f.placeholder) || f.kind;
    let key = own;
    for (let n = 2; taken.has(key); n += 1) key = `${own}~${n}`;
    taken.add(key);
    f.key = key;
  }
}

const pressText = (el) => squeeze(el.tagName === 'INPUT' ? el.value : el.innerText || el.getAttribute('aria-label')).slice(0, 80);

function buttons(forms, counts, table) {
  const found = [];
  for (const el of walk(document)) {
    if (!el.matches(BUTTONS) || !seen(el) || found.length > 200) continue;
    table.push({ el, members: [el] });
    found.push({
      text: pressText(el), type: el.tagName === 'A' ? 'link' : el.type || 'button', id: el.id || '', form: closest(el, FURNITURE) ? -2 : forms.indexOf(closest(el, 'form')),
      ref: table.length - 1, selector: selectorOf(el, counts), disabled: Boolean(el.disabled) || el.getAttribute('aria-disabled') === 'true', box: boxOf([el]),
    });
  }
  return found;
}

// A picture whose letters are to be written, inside a form that asks more.
const riddles = (found) => found.filter((f) => CAPTCHA.test(`${f.el.name || ''} ${f.el.id} ${labelText(f.el)}`) && TEXTUAL.has(f.kind) && seen(f.el) && !closest(f.el, FURNITURE) && (state.weight.get(formOf(f.el) || document.body) || 0) > 2).map(() => `${location.href}#captcha`);

const walls = () => [...document.querySelectorAll('iframe')].filter((f) => {
  const box = f.getBoundingClientRect();
  return WALL.test(f.src) && !/size=invisible/.test(f.src) && box.width >= 200 && box.height >= 60 && seen(f) && !f.closest('.grecaptcha-badge');
}).map((f) => f.src);

// How many controls each element holds: whether another field stands in an ancestor is then one look.
function weighed(elements) {
  const weight = new Map();
  for (const el of elements) for (let node = el; node; node = parentOf(node)) weight.set(node, (weight.get(node) || 0) + 1);
  return weight;
}

// Whether an element is, or holds, a control of another field than that of `members`.
function busyFor(members) {
  const own = weighed(members);
  return (node) => (state.weight.get(node) || 0) > (own.get(node) || 0);
}

const ALL_REQUIRED = /\ball (fields|questions) (are|must be) (required|mandatory|filled|completed|answered)|alle felder sind pflichtfelder|tous les champs sont obligatoires|todos los campos son obligatorios/i;

function prepare(found, words) {
  state.weight = weighed(found.flatMap((f) => f.members));
  state.screen = null;
  state.found = found;
  state.seats = () => found.flatMap((f) => f.members).map((m) => m.getBoundingClientRect()).filter((b) => b.width > 1);
  state.twins = [...walk(document)].filter((n) => n.matches('input[required], select[required]') && !seen(n));
  state.files = found.filter((f) => f.kind === 'file').length;
  state.allRequired = ALL_REQUIRED.test(words);
}

function scan(options) {
  state.looked = new WeakMap(); state.veils = new WeakMap(); state.scolds = scolds();
  try { return scanned(options); } finally { state.looked = state.veils = state.scolds = null; }
}

function scanned(options) {
  guard.on = options.guard !== false;
  guard.armed = false;
  const counts = count();
  const forms = [...walk(document)].filter((el) => el.tagName === 'FORM');
  const controls = collect();
  const marks = titles();
  const headings = marks.filter((m) => m.heading).map((m) => m.text);
  const found = gather(controls).map(dress);
  if (found.some((f) => f.zone)) found.sort((a, b) => inOrder(a.zone || a.el, b.zone || b.el));
  const words = document.body ? document.body.innerText : '';
  prepare(found, words);
  const table = found.map((f) => ({ ...f, was: JSON.stringify(valueOf(f)) }));
  const fields = found.map((f, ref) => ({ ...describe(f, marks, forms), ref, selector: selectorOf(f.zone && !f.el.isConnected ? f.zone : f.el, counts) }));
  keyed(fields);
  const pressed = buttons(forms, counts, table);
  state.table = table;
  state.count = controls.length;
  const messages = [...walk(document)].filter((el) => el.matches(MESSAGES) && el.textContent.trim() && seen(el)).map((el) => squeeze(el.innerText || el.textContent).slice(0, 300));
  return JSON.stringify({
    url: location.href, title: document.title, fields, buttons: pressed, headings, messages: [...new Set(messages)],
    text: window === window.top ? words.slice(0, 4000) : '', walls: walls().concat(riddles(found)), early: guard.stopped,
    whole: squeeze(words),
    offset: window === window.top ? { x: 0, y: 0 } : frameOffset(), size: [innerWidth, innerHeight],
    page: [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
  });
}
