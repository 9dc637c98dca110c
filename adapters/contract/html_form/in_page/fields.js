// From controls to fields: one for each control, one for each group of radios or checkboxes.

const TEXTUAL = new Set(['text', 'email', 'tel', 'url', 'number', 'search', 'password', 'date', 'month', 'week', 'time', 'datetime-local', 'color', 'range']);
const IGNORED = new Set(['hidden', 'submit', 'button', 'reset', 'image']);
const LEAVE_EMPTY = /\b(leave|keep|lassen)\b.{0,30}\b(blank|empty|leer)\b|do not fill|don't fill|nicht ausfüllen/i;
const FURNITURE = '[role="search"], [id*="cookie" i], [class*="cookie" i], [id*="onetrust" i], .cc-window, nav, [class*="newsletter" i], [id*="newsletter" i]';
const GENERATED_ID = /^(:r|«r|react-select|radix-|headlessui|mui-|P0-|input-\d|field-\d)/;

function kindOf(el) {
  if (el.getAttribute('role') === 'combobox' && el.tagName !== 'SELECT') return 'combobox';
  if (el.tagName === 'SELECT') return el.multiple ? 'multiselect' : 'select';
  if (el.tagName === 'TEXTAREA') return 'textarea';
  if (el.tagName !== 'INPUT') return el.isContentEditable ? 'richtext' : '';
  const type = (el.getAttribute('type') || 'text').toLowerCase();
  if (IGNORED.has(type)) return '';
  if (type === 'radio' || type === 'checkbox' || type === 'file') return type;
  return TEXTUAL.has(type) ? type : 'text';
}

// A react-select's frame: everything inside is one control.
const shellOf = (el) => { const control = closest(el, '[class*="__control"]'); return control ? control.parentElement : null; };

function collect() {
  const found = [];
  for (const el of walk(document)) {
    const kind = kindOf(el);
    if (kind) found.push({ el, kind });
  }
  const shells = found.filter((c) => c.kind === 'combobox').map((c) => shellOf(c.el)).filter(Boolean);
  return found.filter((c) => c.kind === 'combobox' || (!shells.some((s) => s.contains(c.el)) && !closest(parentOf(c.el) || c.el, '[contenteditable="true"]')));
}

// Radios and checkboxes that ask one question together.
function gather(controls) {
  const groups = new Map(); const names = new Map();
  for (const c of controls) if (c.kind === 'checkbox' && c.el.name) names.set(c.el.name, (names.get(c.el.name) || 0) + 1);
  return controls.flatMap((c) => {
    if (c.kind !== 'radio' && c.kind !== 'checkbox') return [{ ...c, members: [c.el] }];
    const holder = groupOf(c.el);
    const mates = holder && c.kind === 'checkbox' ? [...holder.querySelectorAll('input')].filter((i) => i.type !== 'hidden') : [];
    const together = c.kind === 'radio' || names.get(c.el.name) > 1 || (mates.length > 1 && mates.every((i) => i.type === 'checkbox'));
    if (!together) return [{ ...c, members: [c.el] }];
    const owner = closest(c.el, 'form') || document;
    const by = (c.kind === 'radio' ? c.el.name : names.get(c.el.name) > 1 && c.el.name) || holder || parentOf(parentOf(c.el));
    const key = groups.get(owner) || groups.set(owner, new Map()).get(owner);
    const known = key.get(by);
    if (known) { known.members.push(c.el); return []; }
    const group = { el: c.el, kind: c.kind === 'radio' ? 'radio' : 'checkboxes', members: [c.el] };
    key.set(by, group);
    return [group];
  });
}

// The element a person sees in place of a control that is hidden for looks.
function standIn(field) {
  const { el, kind, members } = field;
  if (kind === 'combobox') return [shellOf(el) ? closest(el, '[class*="__control"]') : el];
  if (kind === 'radio' || kind === 'checkbox' || kind === 'checkboxes') return members.flatMap((m) => (seen(m) ? [m] : [])).concat(members.flatMap((m) => labelsOf(m).filter(seen)));
  if (kind !== 'file' || seen(el)) return [el];
  for (let node = parentOf(el), depth = 0; node && depth < 4 && node.tagName !== 'FORM'; node = parentOf(node), depth += 1) if (seen(node)) return [node];
  return [];
}

function trap(field, label, hint) {
  const { el, kind } = field;
  if (LEAVE_EMPTY.test(label + ' ' + hint + ' ' + el.placeholder)) return true;
  if (kind === 'file' || kind === 'combobox' || kind === 'radio') return false;
  if (kind === 'checkbox' || kind === 'checkboxes') return Boolean(closest(el, '[aria-hidden="true"]')) && !standIn(field).length;
  return el.checkVisibility({ visibilityProperty: true }) && (!seen(el) || Boolean(closest(el, '[aria-hidden="true"]')));
}

function valueOf(field) {
  const { el, kind, members } = field;
  if (kind === 'radio' || kind === 'checkboxes') return { chosen: members.filter((m) => m.checked).map(optionText) };
  if (kind === 'checkbox') return { value: el.checked ? 'true' : '' };
  if (kind === 'select' || kind === 'multiselect') return { chosen: [...el.selectedOptions].filter((o) => o.value !== '' || kind === 'multiselect').map((o) => squeeze(o.label)) };
  if (kind === 'file') return { chosen: el.files.length ? [...el.files].map((f) => f.name) : shownFiles(el) };
  if (kind === 'richtext') return { value: squeeze(el.innerText) };
  if (kind !== 'combobox') return { value: el.value };
  const shell = shellOf(el);
  if (!shell) { const text = el.tagName === 'INPUT' ? el.value : squeeze(el.innerText); return { chosen: text && !/^select/i.test(text) ? [text] : [] }; }
  return { chosen: [...shell.querySelectorAll('[class*="single-value"], [class*="singleValue"], [class*="multi-value__label"], [class*="multiValueLabel"]')].map((n) => squeeze(n.textContent)) };
}

// Boards that upload at once empty the input and print the file's name beside it (Greenhouse, Ashby).
const shownFiles = (el) => [...(closest(el, '[role="group"], .file-upload, li, fieldset') || parentOf(el)).querySelectorAll('[class*="filename"], [class*="file-name"]')]
  .filter((n) => n.textContent.trim() && seen(n)).map(ownText).filter(Boolean);

function optionsOf(field) {
  const { el, kind, members } = field;
  if (kind === 'radio' || kind === 'checkboxes') return members.map((m) => ({ label: optionText(m), value: m.value, selected: m.checked, disabled: m.disabled }));
  if (kind !== 'select' && kind !== 'multiselect') return [];
  return [...el.options].map((o) => ({ label: squeeze(o.label), value: o.value, selected: o.selected && o.value !== '', disabled: o.disabled }))
    .filter((o, index) => !(index === 0 && kind === 'select' && (o.value === '' || /^(-|select|choose|please|bitte|sélectionn)/i.test(o.label))));
}

const isRequired = (field, words) => {
  const { el, members, kind } = field;
  const group = groupOf(el);
  const lone = kind === 'radio' || kind === 'checkboxes' || kind === 'file';
  if (members.some((m) => m.required && kind !== 'checkboxes') || el.getAttribute('aria-required') === 'true') return true;
  if (lone && group && (group.getAttribute('aria-required') === 'true' || marked(groupText(group, true)))) return true;
  const shell = kind === 'combobox' && shellOf(el);
  return Boolean(shell && shell.querySelector('input[required]')) || words.some(marked) || members.every((m) => m.required);
};

function describe(field, headings, forms, others) {
  const { el, kind, members } = field;
  const grouped = kind === 'radio' || kind === 'checkboxes';
  const holder = grouped || kind === 'file' ? groupOf(el) : null;
  const isOther = (control) => !members.includes(control) && others.has(control);
  const rawLabel = grouped ? '' : labelText(el, true);
  const fallback = !grouped && rawLabel && !BUTTON_WORDS.test(squeeze(rawLabel)) ? '' : textBefore(members, isOther, true);
  const question = clean(groupText(holder)) || ((grouped || BUTTON_WORDS.test(squeeze(rawLabel))) ? clean(fallback) : '');
  const own = clean(labelText(el));
  const label = grouped || (question && BUTTON_WORDS.test(own)) ? question : own || clean(fallback) || squeeze(el.title);
  const hint = hintOf(el);
  const stand = standIn(field);
  const form = closest(el, 'form');
  const rect = stand.length && boxOf(stand);
  return {
    kind, label, question, hint, section: sectionOf(el, headings), placeholder: el.placeholder || '', name: el.name || '', id: el.id || '',
    autocomplete: (el.getAttribute('autocomplete') || '').replace(/^(on|off)$/, ''), input_type: el.getAttribute('type') || '',
    options: optionsOf(field), options_known: kind !== 'combobox', required: isRequired(field, [rawLabel, fallback]),
    accept: el.accept || '', multiple: Boolean(el.multiple) || Boolean(shellOf(el) && shellOf(el).querySelector('[class*="--is-multi"]')),
    max_length: el.maxLength > 0 ? el.maxLength : null, pattern: el.pattern || '',
    disabled: members.every((m) => m.disabled || m.readOnly === true), visible: stand.some(seen), honeypot: trap(field, label, hint),
    complaint: complaintOf(el, members), box: rect, widget: kind === 'combobox' ? 'combobox' : 'native',
    form: closest(el, FURNITURE) ? -2 : forms.indexOf(form), ...valueOf(field),
  };
}
