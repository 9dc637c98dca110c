// Which elements are controls, and of what kind.

const TEXTUAL = new Set(['text', 'email', 'tel', 'url', 'number', 'search', 'password', 'date', 'month', 'week', 'time', 'datetime-local', 'color', 'range']);
const IGNORED = new Set(['hidden', 'submit', 'button', 'reset', 'image']);
const EDITABLE = '[contenteditable=""], [contenteditable="true"], [contenteditable="plaintext-only"]';
const CONTROLS = `input, select, textarea, ${EDITABLE}, [role="combobox"], [role="listbox"], [role="radio"], [role="checkbox"], [role="switch"], [role="spinbutton"], [aria-haspopup="listbox"]`;
const CHOSEN_BY_ROLE = { radio: 'radio', checkbox: 'checkbox', switch: 'checkbox' };

// What belongs to a widget's own works and asks nothing: lists of options, tool bars, an open calendar, the country
// picker of a phone field (it follows the number that is written).
const WORKS = '[role="listbox"], [role="option"], [role="menu"], [role="toolbar"], [role="grid"] [role="row"], .ql-toolbar, .ql-tooltip, .ql-clipboard, .tox-tinymce .tox-editor-header, .flatpickr-calendar, .react-datepicker-popper, .datepicker-dropdown, .MuiPickersPopper-root, .select2-dropdown, .select2-search--dropdown';
const PICKER = '.iti__country-container, .iti__flag-container, .iti__selected-flag, .iti__selected-country, .iti__dropdown-content, .iti--container, .PhoneInputCountry, .react-tel-input .flag-dropdown';

function kindOf(el) {
  const role = el.getAttribute('role') || '';
  if (el.tagName === 'SELECT') return el.multiple ? 'multiselect' : 'select';
  if (el.tagName === 'INPUT') return inputKind(el, role);
  if (el.tagName === 'IFRAME') return writtenIn(el) ? 'richtext' : '';
  if (el.tagName === 'TEXTAREA') return role === 'combobox' ? 'combobox' : 'textarea';
  if (role === 'spinbutton') return 'part';
  if (role === 'combobox') return el.querySelector('input:not([type="hidden"])') && !el.matches('button') ? '' : 'combobox';
  if (CHOSEN_BY_ROLE[role]) return onlyWraps(el) ? '' : CHOSEN_BY_ROLE[role];
  if (role === 'listbox') return el.hasAttribute('aria-expanded') && el.tabIndex >= 0 && seen(el) ? 'combobox' : 'listbox';
  if (el.getAttribute('aria-haspopup') === 'listbox' && (el.tagName === 'BUTTON' || role === 'button' || el.tabIndex >= 0)) return 'combobox';
  if ((el.tagName === 'BUTTON' || role === 'button') && /^(menu|true)$/.test(el.getAttribute('aria-haspopup') || '')) return choosesFrom(el, PROMPT) ? 'combobox' : '';
  if (el.tagName === 'BUTTON' && el.getAttribute('aria-haspopup') === 'dialog') return choosesFrom(el, DAY_PROMPT) ? 'date' : '';
  return el.isContentEditable && el.matches(EDITABLE) ? 'richtext' : '';
}

// The body of a frame that is an editor of this page: TinyMCE, CKEditor 4.
function writtenIn(el) {
  const own = el.tagName === 'IFRAME' ? el.contentDocument : null;
  return own && own.body && (own.body.isContentEditable || own.designMode === 'on') ? own.body : null;
}

// A role around native choices that a person presses themselves says nothing of its own state.
function onlyWraps(el) {
  const own = el.hasAttribute('aria-checked') ? [] : [...el.querySelectorAll('input[type="radio"], input[type="checkbox"]')];
  return own.length > 1 || own.some((input) => !unseen(input));
}

// A button that says "Select" and opens a menu is a question; one that was so stays one when it shows its answer.
function choosesFrom(el, prompt) {
  const text = squeeze(el.textContent);
  if (text && prompt.test(text) && !closest(el, 'nav, header, footer, [role="toolbar"]')) state.menus.add(el);
  return state.menus.has(el);
}

const DAY_PROMPT = /^((pick|select|choose|enter)\b.*\b(date|day)|datum (aus)?wählen|(choisir|sélectionner) une date|(elegir|seleccionar) (una )?fecha|(scegli|seleziona) (una )?data|kies (een )?datum|(escolha|selecione) (uma )?data)\W*$/i;

function inputKind(el, role) {
  const type = (el.getAttribute('type') || 'text').toLowerCase();
  if (IGNORED.has(type)) return '';
  if (type === 'radio' || type === 'checkbox' || type === 'file') return type;
  if (role === 'spinbutton' && type !== 'number') return 'part';
  if (/^(dialog|grid)$/.test(el.getAttribute('aria-haspopup') || '') && (DAY_WORDS.test(el.placeholder) || CALENDAR.test(el.className))) return 'text';
  if (role === 'combobox' || el.matches('[data-automation-id="searchBox"]') || el.getAttribute('aria-haspopup') === 'listbox' || /^(list|both)$/.test(el.getAttribute('aria-autocomplete') || '')) return 'combobox';
  return TEXTUAL.has(type) ? type : 'text';
}

// The frame of a text control with a list: everything inside is one control. A react-select's own, or the largest
// ancestor in which nothing else is asked.
function shellOf(el) {
  const control = closest(el, '[class*="__control"], [class*="-control"]:not(label):not(input):not(select):not(textarea)');
  if (control && control.parentElement && control.querySelectorAll('input:not([type="hidden"])').length <= 2 && !control.querySelector('label')) return control.parentElement;
  return closest(el, '.select2-container, .choices, .ts-wrapper, .chosen-container, .ant-select, [class*="Autocomplete-root"], [data-automation-id="multiSelectContainer"]');
}

const unseen = (el) => !seen(el) || veiled(el);

// Hidden from readers as a part of its own. A whole form is hidden so while a list or a dialog is open over it.
function veiled(el) {
  const veil = closest(el, '[aria-hidden="true"]');
  return Boolean(veil) && !veil.querySelector('form') && veil.querySelectorAll('input, select, textarea').length <= MOST_VEILED;
}
const MOST_VEILED = 4;

// What stands for a hidden native choice: the element with the role around it or beside it.
function faceOfChoice(el) {
  const roles = '[role="radio"], [role="checkbox"], [role="switch"]';
  const faces = (node) => node.matches(roles) && (node.hasAttribute('aria-checked') || unseen(el)) && node.querySelectorAll('input[type="radio"], input[type="checkbox"]').length <= 1;
  for (let node = parentOf(el), depth = 0; node && depth < 3; node = parentOf(node), depth += 1) if (faces(node)) return node;
  const beside = [el.previousElementSibling, el.nextElementSibling].find((n) => n && n.matches(roles) && n.getAttribute('role') !== el.getAttribute('role'));
  return beside && unseen(el) ? beside : null;
}

const faceOf = (select) => { const face = coverOfSelect(select); return face && !kindOf(face) ? face : null; };
const coverOfSelect = (select) => [...(parentOf(select) ? parentOf(select).children : [])].find((n) => n !== select && n.matches('.select2-container, .ts-wrapper, .chosen-container, .nice-select, .bootstrap-select, [class*="dropdown"], [class*="select"]') && !n.matches('label') && seen(n))
  || closest(parentOf(select) || select, '.choices, .bootstrap-select, .ts-wrapper');

// Every control in document order: { el, kind, mirror? }, where `mirror` is the hidden native control behind it.
function collect() {
  state.shadowed = false;
  if (window.frameElement && writtenIn(window.frameElement)) return [];  // the page around it has it as its own
  const found = [];
  for (const el of walk(document)) {
    if (el.shadowRoot) state.shadowed = true;
    const kind = kindOf(el);
    if (kind) found.push({ el, kind });
  }
  return withoutWorks(found.concat(pairs(), choosers(found))).sort((a, b) => inOrder(a.el, b.el));
}

// An element and the hosts of the shadow trees around it, innermost first.
const hosts = (el) => { const chain = [el]; while (chain.at(-1).getRootNode() instanceof ShadowRoot) chain.push(chain.at(-1).getRootNode().host); return chain; };

// -1 where one stands before the other as the page is read, shadow trees included.
function inOrder(one, other) {
  let [a, b] = [one, other];
  if (a.getRootNode() !== b.getRootNode()) {
    const around = hosts(other);
    a = hosts(one).find((n) => around.some((m) => m.getRootNode() === n.getRootNode()));
    b = around.find((m) => m.getRootNode() === a.getRootNode());
  }
  return a === b ? 0 : a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

function withoutWorks(found) {
  const mirrors = new Map();
  const covers = found.filter((c) => c.el.tagName === 'SELECT' && unseen(c.el)).map((c) => [c.el, faceOf(c.el)]).filter(([, cover]) => cover);
  const covered = (c) => covers.some(([select, cover]) => select !== c.el && cover.contains(c.el));
  const faces = found.filter((c) => c.kind === 'combobox' && !closest(c.el, PICKER) && !covered(c));
  const shells = faces.map((c) => [c.el, shellOf(c.el)]).filter(([, shell]) => shell);
  const pressed = found.filter((c) => c.kind === 'press').flatMap((c) => c.pair);
  const kept = found.filter((c) => {
    if (c.kind === 'listbox' ? !inlineList(c.el, faces) : (closest(parentOf(c.el) || c.el, WORKS) && !amongChips(c.el)) || c.el.matches('.ql-clipboard')) return false;
    if (closest(c.el, PICKER) || closest(parentOf(c.el) || c.el, EDITABLE) && c.kind !== 'part') return false;
    if (covered(c)) return false;
    const owner = !covers.some(([select]) => select === c.el) && ownerOf(c, found, faces, shells, pressed);
    if (owner) mirrors.set(owner, c.el);
    return !owner;
  });
  return kept.map((c) => ({ ...c, mirror: mirrors.get(c.el) || c.mirror }));
}

// A text control that stands in line with the choices made in it, which call themselves a list.
const amongChips = (el) => el.tagName === 'INPUT' && TEXTUAL.has(el.type) && el.type !== 'search' && seen(el) && Boolean(closest(el, '[role="listbox"]')) && !floats(closest(el, '[role="listbox"]'));

// The control that a hidden one only mirrors; null where it is one of its own.
function ownerOf(c, found, faces, shells, pressed) {
  const { el, kind } = c;
  if ((kind === 'radio' || kind === 'checkbox') && el.tagName === 'INPUT') return faceOfChoice(el) || (unseen(el) && !labelsOf(el).some(seen) && pressed.find((b) => b.parentElement.contains(el) || b.parentElement.parentElement.contains(el))) || null;
  if (kind === 'combobox' && !/^(INPUT|TEXTAREA)$/.test(el.tagName)) return faces.map((f) => f.el).find((f) => f.tagName === 'INPUT' && togglesFor(el, f)) || null;
  if (kind === 'combobox' || kind === 'press' || kind === 'file' || kind === 'listbox' || kind === 'part') return null;
  const shell = shells.find(([face, root]) => face !== el && root.contains(el) && (root.contains(face)));
  if (shell) return shell[0];
  if (!unseen(el)) return null;
  const group = closest(parentOf(el) || el, '[role="radiogroup"], [role="group"], fieldset');
  if (kind === 'textarea') {
    const written = found.filter((f) => f.kind === 'richtext' && [parentOf(el), parentOf(parentOf(el) || el)].some((node) => node && node.tagName !== 'FORM' && within(f.el, node)));
    if (written.length === 1) return written[0].el;
  }
  const radio = group && found.find((f) => (f.kind === 'part' || (f.kind === 'radio' && f.el.tagName !== 'INPUT')) && within(f.el, group));
  if (radio) return radio.el;
  const near = faces.filter((f) => f.el !== el && [parentOf(f.el), parentOf(parentOf(f.el) || f.el)].some((node) => node && tight(node) && node.contains(el)));
  return near.length === 1 ? near[0].el : null;
}

// A frame around one control and its works.
const tight = (node) => !/^(FORM|BODY|HTML|MAIN)$/.test(node.tagName) && node.querySelectorAll('label').length <= 1 && node.querySelectorAll('input:not([type="hidden"]), select, textarea').length <= 2;

// The button that opens the list of a text control beside it.
function togglesFor(button, input) {
  if (button.contains(input)) return true;
  for (let node = parentOf(button), depth = 0; node && depth < 2 && node.tagName !== 'FORM'; node = parentOf(node), depth += 1) {
    if (within(input, node)) return tight(node);
  }
  return false;
}

// A list that is always there is a choice of its own; one that a control opens is not.
const inlineList = (el, faces) => seen(el) && el.querySelectorAll('[role="option"]').length > 1 && (el.tabIndex >= 0 || el.querySelector('[tabindex], [aria-selected]')) && !faces.some((f) => f.el.contains(el) || byIds(f.el, 'aria-controls').includes(el) || byIds(f.el, 'aria-owns').includes(el)
  || (shellOf(f.el) || f.el).contains(el)) && !floats(el);

// Laid over the page, not in its flow.
function floats(el) {
  for (let node = el, depth = 0; node && node !== document.body && depth < 6; node = parentOf(node), depth += 1) if (/^(fixed|absolute)$/.test(getComputedStyle(node).position)) return true;
  return false;
}

// Buttons that answer a question together: "Yes" and "No" side by side (Ashby), or a row of which one stays pressed.
function pairs() {
  const rows = new Map();
  for (const el of walk(document)) {
    if (!el.matches('button:not([role="radio"], [role="checkbox"], [role="switch"]), [role="button"]') || el.getAttribute('type') === 'submit' || !parentOf(el) || closest(el, FURNITURE) || closest(el, WORKS)) continue;
    const row = el.parentElement && el.parentElement.children.length === 1 ? parentOf(parentOf(el)) : parentOf(el);
    if (row) (rows.get(row) || rows.set(row, []).get(row)).push(el);
  }
  return [...rows.values()].filter(answers).map((pair) => ({ el: pair[0], kind: 'press', pair }));
}

const PILLS = /pill|option|choice|answer|segment/i;

function answers(row) {
  if (row.length < 2 || row.length > 8 || !row.some(seen)) return false;
  const texts = row.map((b) => clean(read(b)));
  if (texts.every((t) => YES_NO.test(t)) && texts.some((t) => AFFIRMS.test(t))) return true;
  if (!row.every((b, at) => b.hasAttribute('aria-pressed') && texts[at])) return false;
  return Boolean(groupOf(row[0])) || row[0].parentElement.matches('[role="group"], [role="radiogroup"]') || row.every((b, at) => texts[at].length > 2 && PILLS.test(`${b.className} ${parentOf(b).className} ${parentOf(parentOf(b)).className}`));
}
