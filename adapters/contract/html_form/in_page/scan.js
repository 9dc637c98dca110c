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
  const siblings = parent ? [...parent.children].filter((n) => n.tagName === el.tagName) : [];
  const step = siblings.length > 1 ? `${tag}:nth-of-type(${siblings.indexOf(el) + 1})` : tag;
  if (parent) return parent === document.body || parent === document.documentElement ? `body > ${step}` : `${selectorOf(parent, counts)} > ${step}`;
  const host = el.getRootNode().host;
  const peers = host ? [...host.shadowRoot.children].filter((n) => n.tagName === el.tagName) : [];
  return host ? `${selectorOf(host, counts)} ${peers.length > 1 ? `${tag}:nth-of-type(${peers.indexOf(el) + 1})` : tag}` : tag;
}

function count() {
  const ids = new Map(); const names = new Map();
  for (const el of walk(document)) {
    if (el.id) ids.set(el.id, (ids.get(el.id) || 0) + 1);
    const name = el.getAttribute('name');
    if (name) names.set(name, (names.get(name) || 0) + 1);
  }
  return { ids, names };
}

const slug = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_|_$/g, '').slice(0, 60);

function keyed(fields) {
  const taken = new Set();
  for (const f of fields) {
    const own = f.name || (GENERATED_ID.test(f.id) ? '' : f.id) || slug(f.question || f.label || f.placeholder) || f.kind;
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

const walls = () => [...document.querySelectorAll('iframe')].filter((f) => {
  const box = f.getBoundingClientRect();
  return WALL.test(f.src) && !/size=invisible/.test(f.src) && box.width >= 200 && box.height >= 60 && seen(f) && !f.closest('.grecaptcha-badge');
}).map((f) => f.src);

function scan(options) {
  guard.on = options.guard !== false;
  guard.armed = false;
  const counts = count();
  const forms = [...walk(document)].filter((el) => el.tagName === 'FORM');
  const headings = [...walk(document)].filter((el) => /^H[1-6]$/.test(el.tagName) && seen(el)).map((el) => ({ el, text: squeeze(el.textContent).slice(0, 200) }));
  const controls = collect();
  const found = gather(controls);
  const others = new Set(found.flatMap((f) => f.members));
  const table = found.map((f) => ({ el: f.el, members: f.members, kind: f.kind, was: JSON.stringify(valueOf(f)) }));
  const fields = found.map((f, ref) => ({ ...describe(f, headings, forms, others), ref, selector: selectorOf(f.el, counts) }));
  keyed(fields);
  const pressed = buttons(forms, counts, table);
  state.table = table;
  state.count = controls.length;
  const messages = [...walk(document)].filter((el) => el.matches(MESSAGES) && el.textContent.trim() && seen(el)).map((el) => squeeze(el.innerText || el.textContent).slice(0, 300));
  return JSON.stringify({
    url: location.href, title: document.title, fields, buttons: pressed, headings: headings.map((h) => h.text), messages: [...new Set(messages)],
    text: window === window.top ? (document.body ? document.body.innerText : '').slice(0, 4000) : '', walls: walls(), early: guard.stopped,
    whole: squeeze(document.body ? document.body.innerText : ''),
    offset: window === window.top ? { x: 0, y: 0 } : frameOffset(), size: [innerWidth, innerHeight],
    page: [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
  });
}
