// From controls to fields: one for each control, one for each group that asks one question together.

// A box to agree to something stands for itself, whatever stands beside it.
const CONSENT = /\b(agree|consent|accept|acknowledg\w*|certify|confirm|authori[sz]e|subscribe|newsletter|privacy|terms|policy|zustimm\w*|stimme|einverstanden|akzeptier\w*|bestätig\w*|datenschutz\w*|willige|accepte|consens|acepto|autorizo|accetto|aceito|akkoord)\b/i;

const ownNames = (controls) => {
  const names = new Map();
  for (const c of controls) if (c.kind === 'checkbox' && nameOf(c)) names.set(nameOf(c), (names.get(nameOf(c)) || 0) + 1);
  return names;
};
const nameOf = (c) => c.el.name || c.el.getAttribute('name') || (c.mirror && c.mirror.name) || '';

function gather(controls) {
  const boxes = controls.filter((c) => c.kind === 'checkbox').map((c) => c.el);
  state.boxed = weighed(boxes);
  state.weight = weighed(controls.flatMap((c) => c.pair || [c.el]));  // until there are fields
  const groups = new Map(); const names = ownNames(controls);
  return joined(controls.flatMap((c) => {
    if (c.kind === 'press') return [{ ...c, kind: 'radio', members: c.pair }];
    if (c.kind === 'listbox') return [ofList(c)];
    if (c.kind !== 'radio' && c.kind !== 'checkbox') return [{ ...c, members: [c.el] }];
    const by = c.kind === 'radio' ? radioKey(c) : boxKey(c, names, boxes);
    if (!by) return [{ ...c, members: [c.el] }];
    const owner = (typeof by === 'string' && formOf(c.el)) || document;
    const key = groups.get(owner) || groups.set(owner, new Map()).get(owner);
    const known = key.get(by);
    if (known) { known.members.push(c.el); if (c.mirror) known.mirrors.push(c.mirror); return []; }
    const group = { el: c.el, kind: c.kind === 'radio' ? 'radio' : 'checkboxes', members: [c.el], mirror: c.mirror, mirrors: c.mirror ? [c.mirror] : [] };
    key.set(by, group);
    return [group];
  }));
}

const ofList = (c) => {
  const members = [...c.el.querySelectorAll('[role="option"]')];
  return { ...c, holder: c.el, kind: c.el.getAttribute('aria-multiselectable') === 'true' ? 'checkboxes' : 'radio', el: members[0], members };
};

// By name, else by what holds them.
function radioKey(c) {
  if (nameOf(c) && c.el.tagName === 'INPUT') return nameOf(c);
  return closest(parentOf(c.el) || c.el, '[role="radiogroup"], fieldset') || groupOf(c.el) || heap(c.el, 'radio');
}

// The smallest ancestor with another of the kind.
function heap(el, kind) {
  const alike = `input[type="${kind}"], [role="${kind}"]`;
  for (let node = parentOf(el), depth = 0; node && depth < 4; node = parentOf(node), depth += 1) if (node.querySelectorAll(alike).length > 1) return node;
  return parentOf(el);
}

// Boxes of one name ask one question, and so do the boxes of a group or a list under a question; those to agree to
// something do not.
function boxKey(c, names, boxes) {
  if (names.get(nameOf(c)) > 1) return nameOf(c);
  const own = groupOf(c.el) || closest(c.el, '[role="group"]');
  const holder = own && onlyBoxes(own) ? own : listOf(c.el, boxes) || heapOfBoxes(c.el, boxes);
  if (!holder || !onlyBoxes(holder)) return null;
  const mates = boxes.filter((box) => within(box, holder));
  return mates.length < 2 || mates.some((box) => CONSENT.test(optionText(box)) || box.getAttribute('role') === 'switch') ? null : holder;
}

const onlyBoxes = (node) => state.boxed.get(node) === state.weight.get(node);

// Boxes whose names count on ("skill_1", "skill_2", "skills[a]") or that have none, in one list.
function listOf(el, boxes) {
  const stem = (box) => (box.name || box.id || '').replace(/[\d_[\].:-]+.*$/, '');
  for (let node = parentOf(el), depth = 0; node && depth < 3 && node.tagName !== 'FORM'; node = parentOf(node), depth += 1) {
    const mates = boxes.filter((box) => within(box, node));
    if (mates.length < 2) continue;
    const stems = new Set(mates.map(stem));
    return stems.size === 1 && (el.name || node.matches('ul, ol, [class*="check" i], [class*="options" i]')) ? node : null;
  }
  return null;
}

// Statements about oneself are agreed to one by one; "I do not wish to answer" is an option of a question.
const STATES = /^(i|i'm|i’m|i've|i’ve|my|ich|mein\w*|je|j'|j’|mon|ma|yo|me|mi|io|mio|ik|mijn|eu|meu|minha|please|bitte|yes, i|ja, ich)\b(?!.{0,12}\b(wish|want|prefer|möchte|souhaite|deseo|desidero|wil|quero)\b)/i;

// The largest frame with nothing but boxes, at least two, under a question of their own.
function heapOfBoxes(el, boxes) {
  let found = null;
  for (let node = parentOf(el), depth = 0; node && depth < 7 && node.tagName !== 'FORM' && node !== document.body; node = parentOf(node), depth += 1) {
    if (!onlyBoxes(node)) break;
    if (state.weight.get(node) > 1) found = node;
  }
  const mates = found ? boxes.filter((box) => within(box, found)) : [];
  if (mates.length < 2 || mates.filter((box) => STATES.test(optionText(box))).length * 2 >= mates.length || mates.every((box) => box.required)) return null;
  const asked = textBefore(mates, busyFor(mates)).text;
  return asked && !mates.some((box) => optionText(box) === clean(asked)) ? found : null;
}

// --- one day in several controls ---

const DAY = /^(dd?|tt?|jj?|day|tag|jour|día|giorno|dia|dag)$/i;
const MONTH = /^(mm?|month|monat|mois|mes|mese|mês|maand)$/i;
const YEAR = /^(y{2,4}|j{2,4}|a{2,4}|year|jahr|année|año|anno|ano|jaar)$/i;

// "day", "month", "year", or "" for a control that is no part of a day.
function partOf(c) {
  const { el, kind } = c;
  if (kind === 'select') return partOfSelect([...el.options].map((o) => squeeze(o.label)).filter((t) => !PROMPT.test(t) && !DAY.test(t) && !MONTH.test(t) && !YEAR.test(t)));
  if (kind !== 'part' && kind !== 'text' && kind !== 'number' && kind !== 'tel') return '';
  if (kind !== 'part' && !(el.maxLength > 0 && el.maxLength <= 4) && !/^(\D{1,4})$/.test(el.placeholder)) return '';
  const words = [el.getAttribute('aria-label'), el.placeholder, el.getAttribute('aria-valuetext'), el.dataset.type, squeeze(el.textContent), ...labelsOf(el).map(ownText)].map(squeeze);
  const is = (pattern) => words.some((w) => pattern.test(w) || (kind === 'part' && pattern.test(w.split(',')[0].trim())));
  return is(YEAR) ? 'year' : is(MONTH) ? 'month' : is(DAY) ? 'day' : '';
}

function partOfSelect(labels) {
  const numbers = labels.map(Number);
  if (labels.length === 12 && (numbers.every((n, i) => n === i + 1) || new Set(labels.map(monthNumber)).size === 12)) return 'month';
  if (labels.length >= 28 && labels.length <= 31 && numbers.every((n, i) => n === i + 1)) return 'day';
  return labels.length > 3 && labels.every((t) => /^(19|20)\d\d$/.test(t)) ? 'year' : '';
}

// Day, month and year side by side become one field; so do month and year.
function joined(fields) {
  const out = []; const parts = fields.map((f) => (f.members.length === 1 ? partOf(f) : ''));
  for (let at = 0; at < fields.length; at += 1) {
    const run = runAt(fields, parts, at);
    if (run.length < 2) { if (fields[at].kind !== 'part') out.push(fields[at]); else out.push({ ...fields[at], kind: 'number' }); continue; }
    const names = run.map((f, i) => parts[at + i]);
    out.push({ el: run[0].el, kind: names.includes('day') ? 'date' : 'month', members: run.map((f) => f.el), parts: names, widget: 'parts' });
    at += run.length - 1;
  }
  return out;
}

function runAt(fields, parts, at) {
  let end = at;
  while (end < fields.length && parts[end] && !parts.slice(at, end).includes(parts[end]) && (end === at || closeBy(fields[at].el, fields[end].el))) end += 1;
  const names = parts.slice(at, end);
  return names.includes('year') && names.includes('month') ? fields.slice(at, end) : [];
}

const closeBy = (a, b) => { let node = a; for (let depth = 0; node && depth < 4; depth += 1, node = parentOf(node)) if (within(b, node)) return node.tagName !== 'FORM' || depth <= 2; return false; };
