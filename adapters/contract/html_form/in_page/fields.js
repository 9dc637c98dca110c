// From a control to a field: everything a person would know of it.

const FURNITURE = '[role="search"], [role="navigation"], [id*="cookie" i], [class*="cookie" i], [id*="onetrust" i], [class*="onetrust" i], [id*="consent-banner" i], .cc-window, nav, [class*="newsletter" i], [id*="newsletter" i], [class*="subscribe" i]:not(form):not(label), [class*="job-alert" i], [class*="language-switch" i], [class*="lang-switch" i], [class*="locale" i]:not(form), [id*="locale" i]:not(form), [class*="language-select" i]';
const SWITCHES_LOCALE = /^(language|change language|select language|site language|sprache|sprache (wählen|ändern)|langue|changer de langue|idioma|lingua|taal)$/i;
const GENERATED_ID = /^(:r|«r|_r_|react-select|radix-|headlessui|mui-|P0-|input-\d|field-\d|downshift-|react-aria|mat-|cdk-|ember\d|el-id-|spl-form-element_)/;
const AUTOFILLS = /auto-?\s?fill|pre-?fill|import (my |your )?(resume|cv|profile)|(parse|extract) (my |your )?(resume|cv)|fill (in |out )?(the |your )?(form|application) (from|with|using)|(lebenslauf|daten) (auslesen|übernehmen|importieren)|automatisch ausfüllen|pré-?rempli|remplir (automatiquement|avec)|importer (mon |un )?cv|rellenar (con|automáticamente)|autocompletar|importar (mi |o meu |meu )?cv|compila(re)? (con|automaticamente)|importa(re)? (il )?(tuo )?cv|invullen met|vul\w* in met|automatisch invullen|cv importeren|preencher (com|automaticamente)/i;

// Page furniture: search, navigation, cookies, newsletters, and what stands in the page's own head or foot.
function furniture(el, label) {
  if (closest(el, FURNITURE) || (el.type === 'search' && kindOf(el) !== 'combobox') || SWITCHES_LOCALE.test(label || '') && !formOf(el)) return true;
  const edge = closest(el, 'header, footer, [role="banner"], [role="contentinfo"]');
  return Boolean(edge) && !closest(edge, 'form, main, article, section, dialog, [role="dialog"], [role="main"]') && (state.weight.get(edge) || 0) < 4;
}

// The element a person sees in place of a control that is hidden for looks.
function standIn(field) {
  const { el, kind, members } = field;
  if (kind === 'button') return [el];
  if (kind === 'range' && !seen(el)) return [parentOf(el), parentOf(parentOf(el) || el)].filter((n) => n && n.tagName !== 'FORM' && seen(n)).slice(0, 1);
  if (kind === 'combobox') return [controlOf(el)];
  if (kind === 'radio' || kind === 'checkbox' || kind === 'checkboxes') return members.flatMap((m) => (seen(m) ? [m] : [])).concat(members.flatMap((m) => labelsOf(m).filter(seen)));
  if (field.face) return [pressable(field.face)];
  if (field.parts) return members.some(seen) ? members.filter(seen) : [controlOf(el)];
  if (kind !== 'file' || seen(el)) return [el];
  if (field.zone) return [field.zone].filter(seen);
  const label = labelsOf(el).find(seen);
  for (let node = parentOf(el), depth = 0; node && depth < 4 && node.tagName !== 'FORM' && node !== document.body; node = parentOf(node), depth += 1) if (seen(node)) return [node];
  return label ? [label] : [];
}

// A frame wider than what is pressed in it.
const pressable = (face) => (face.matches('.select2-container, .choices, .ts-wrapper') ? face : [...face.querySelectorAll('button, a, [role="button"], [tabindex="0"]')].find(seen) || face);

function controlOf(el) {
  const control = shellOf(el) && closest(el, '[class*="__control"], [class*="-control"]:not(label)');
  if (control) return control;
  for (let node = el, depth = 0; node && depth < 4; node = parentOf(node), depth += 1) if (seen(node)) return node;
  return el;
}

// Libraries that check forms in the page: ASP.NET, Parsley, jQuery Validation, Angular, Vee-Validate.
const MUST_RULE = '[data-val-required]:not([type="radio"], [type="checkbox"]), [data-parsley-required="true"], [data-parsley-required=""], [data-rule-required="true"], [ng-required="true"], [data-validation~="required"], [v-validate*="required"], [data-bv-notempty="true"], [class*="validate[required"]';
const MUST_DATA = '[data-required="true"], [data-mandatory="true"], [data-question-mandatory="true"], [i_required="true"]';
const MUST_CLASS = /(^|[\s_-])(is-)?(required|mandatory|pflichtfeld)([\s_-]|$)/i;
const MAY_CLASS = /not-?required|optional|required-?(false|hint|text|mark|msg|message|error)/i;
const mustClass = (node) => node && typeof node.className === 'string' && node.className.split(/\s+/).some((c) => MUST_CLASS.test(c) && !MAY_CLASS.test(c));

function isRequired(field, words, busy) {
  const { el, members, kind, mirror } = field;
  if (words.some(optional)) return members.every((m) => m.required === true && m.tagName !== 'BUTTON' && kind !== 'checkboxes');
  const group = groupOf(el);
  const many = kind === 'radio' || kind === 'checkboxes' || kind === 'file' || field.parts;
  if (el.matches(MUST_RULE)) return true;
  if (members.some((m) => (m.required && kind !== 'checkboxes') || (m.getAttribute('aria-required') === 'true' && kind !== 'checkboxes')) || members.every((m) => m.required || m.getAttribute('aria-required') === 'true')) return true;
  if ((mirror && mirror.required) || hosts(el).slice(1).some((host) => (host.hasAttribute('required') && host.getAttribute('required') !== 'false') || host.getAttribute('aria-required') === 'true')) return true;
  if (group && (many || !busy(group) || small(group)) && (group.getAttribute('aria-required') === 'true' || marked(groupText(group, true)) || (many && !busy(group) && legendOf(group) && starred(legendOf(group))))) return true;
  if (words.some(marked) || (!(many && kind !== 'file') && markNodes(el).some((n) => starred(n) || drawn(n) || mustClass(n) || markedBeside(n))) || (!many && markedBeside(el))) return true;
  return aroundRequired(field, busy) || (state.allRequired && kind !== 'checkbox');
}

const small = (group) => (state.weight.get(group) || 0) <= 3 && /^(name|legal name|full name|vollständiger name)\W*(\(?required\)?|\*)?\W*$/i.test(groupText(group, true));

// The field's own frame says so, by a class, an attribute, or a hidden required twin of the control.
function aroundRequired({ kind, members }, busy) {
  for (let node = common(members), depth = 0; node && depth < 5; node = parentOf(node), depth += 1) {
    if (node.tagName === 'FORM' || node === document.body || busy(node)) return false;
    if (node.matches(MUST_DATA) || (!depth && members.length > 1 && node.getAttribute('aria-required') === 'true') || (depth && (mustClass(node) || node.getAttribute('aria-required') === 'true'))) return true;
    if (depth && node.tagName.includes('-') && node.hasAttribute('required') && node.getAttribute('required') !== 'false') return true;
    if (kind === 'file' && [...node.querySelectorAll('h1, h2, h3, h4, h5, h6, legend, dt')].some((n) => marked(read(n, true)))) return true;
    if (state.twins.some((twin) => !members.includes(twin) && node.contains(twin))) return true;
  }
  return false;
}

// Whose words are the label, and whose the question.
function texts(field, busy) {
  const { el, kind, members } = field;
  const grouped = kind === 'radio' || kind === 'checkboxes' || Boolean(field.parts);
  if (grouped) {
    const named = field.holder && (textOf(namers(field.holder), true) || squeeze(field.holder.getAttribute('aria-label')));
    const { text: raw, from } = named ? { text: named, from: null } : questionOf(members, busy, true);
    const question = clean(raw) || clean(squeeze(members[0].title));
    return { label: question, question, words: ['', raw], from };
  }
  const named = (all) => (field.zone ? '' : labelText(el, all) || (kind === 'richtext' && field.mirror ? labelText(field.mirror, all) : ''));
  const raw = named(true); const own = clean(named(false));
  const button = BUTTON_WORDS.test(own);
  const group = kind === 'file' && groupOf(el); const legend = group && !busy(group) ? groupText(group, true) : '';
  const near = legend ? { text: legend, from: null } : raw && !button ? { text: '', from: null } : nearby(field, busy);
  const question = button || kind === 'file' ? clean(near.text) : '';
  if (button && question) return { label: question, question, words: [raw, near.text], from: near.from };
  const label = own || clean(near.text) || titleOf(el);
  const around = (kind === 'checkbox' && label.split(' ').length <= 3) || BARE.test(label) ? clean(outer(field, busy, label)) : '';
  const about = label && around.startsWith(label) ? '' : around || row(field, label);
  return { label: label || clean(el.value && kind === 'checkbox' && el.value !== 'on' ? el.value : ''), question: question || (about !== label ? about : ''), words: [raw, near.text], from: near.from };
}

// The question around a control whose own label says little.
function outer(field, busy, label) {
  const group = groupOf(field.el);
  const legend = group && (!busy(group) || (BARE.test(label) && (state.weight.get(group) || 0) <= 4)) ? groupText(group) : '';
  return legend || (field.kind === 'checkbox' ? textBefore(field.members.concat(labelsOf(field.el)), busy).text : '');
}

// What a table's line is about, where the column's head names the control.
function row({ el, kind, members }, label) {
  const cell = closest(el, 'td'); const head = cell && cell.parentElement.cells[0];
  if (!head || head === cell || kind === 'radio' || kind === 'checkboxes' || members.length > 1 || state.weight.get(head) || head.querySelector('button')) return '';
  const column = columnHeader(cell, false); const text = clean(read(head));
  return column && clean(column.text) === label && text !== label && /\p{L}/u.test(text) ? text : '';
}

const titleOf = (el) => (EDITOR.test(squeeze(el.title)) ? '' : squeeze(el.title));

// The words near a control that names none itself: before it, or floating over it, or its placeholder, or what stands
// to its left or above it on the screen.
function nearby(field, busy) {
  const { el } = field; const members = field.zone ? [field.zone] : field.members;
  const after = textAfter(field.zone || el, busy, true);
  const found = textBefore(members, busy, true);
  const hold = heldWords(el);
  const weak = !found.text || !found.from || /^(H[1-4]|LEGEND)$/.test(found.from.tagName) || (found.from.tagName !== 'LABEL' && (found.text.split(' ').length > 14 || (/[^.]\.$/.test(found.text) && found.text.split(' ').length > 3)));
  if (after && (weak || found.text.length > 80)) return { text: after, from: null };
  if (weak && hold && (el.tagName === 'SELECT' || namesField(hold)) && field.kind !== 'textarea') return { text: hold.replace(/^(please )?(enter|type|provide) (your|the|a) /i, ''), from: null };
  if (weak && titleOf(el)) return { text: titleOf(el), from: null };
  if (found.text) return found;
  return namesField(hold) ? { text: hold, from: null } : onScreen(field);
}

// What stands in a control until it is answered: its placeholder, or a select's first option that is no answer.
function heldWords(el) {
  if (el.tagName !== 'SELECT') return squeeze(el.placeholder || el.getAttribute('data-placeholder') || el.getAttribute('aria-placeholder'));
  const first = el.multiple ? null : el.options[0]; const text = first && (first.value === '' || first.disabled) ? squeeze(first.label) : '';
  return text.length < 60 && /\p{L}{2}/u.test(text) && !BARE_PROMPT.test(text) && !BARE_CHOICE.test(text) ? text : '';
}
const BARE_CHOICE = /^[-–—.…<[(\s]*((please |bitte )?(select|choose|pick)( one| an option| from .*| below)?|make a selection|no selection|none|not specified|n\/a|keine angabe)[-–—.…>\])\s]*$|^[-–—]+\s?\S.*[-–—]$/i;

function describe(field, marks, forms) {
  const { el, kind, members, mirror } = field;
  const busy = busyFor(members.concat(field.mirrors || [], companionOf(field)));
  const { label, question, words, from } = texts(field, busy);
  const hint = hintOf(el);
  const stand = standIn(field);
  const rect = stand.length && boxOf(stand);
  const options = optionsOf(field); const section = sectionOf(el, marks, question || label);
  const required = isRequired(field, words, busy) || (carriers(from).some((n) => starred(n) || drawn(n) || mustClass(n) || markedBeside(n)) && !optional(words[1]));
  return {
    kind, label, question, hint, section, above: aboveOf(el, marks, section), placeholder: el.placeholder || el.getAttribute('data-placeholder') || '', name: field.parts ? stemOf(members) : el.name || el.getAttribute('name') || (mirror && mirror.name) || hosts(el).slice(1).map((host) => host.getAttribute('name')).find(Boolean) || '', id: el.id || '',
    autocomplete: (el.getAttribute('autocomplete') || '').replace(/^(on|off)$/, ''), input_type: el.getAttribute('type') || '',
    options, options_known: kind !== 'combobox' || options.length > 0, required,
    accept: el.accept || '', multiple: isMultiple(field),
    max_length: field.parts ? null : el.maxLength > 0 ? el.maxLength : null, pattern: field.parts ? '' : el.pattern || '', least: el.min || '', most: el.max || '', step: el.step || '',
    language: (el.closest('[lang]') || document.documentElement).lang || '',
    disabled: members.every((m) => isDisabled(m) || (m.readOnly === true && kind !== 'combobox' && field.widget !== 'calendar')), visible: stand.some(seen), honeypot: trap(field, label, hint),
    complaint: complaintOf(el, members), box: rect, widget: field.widget || (kind === 'combobox' ? 'combobox' : 'native'),
    form: furniture(field.zone || el, label) || decoy(field, label, required) || captcha(field, label) ? -2 : forms.indexOf(field.zone ? closest(field.zone, 'form') : formOf(el)), ...valueOf(field),
  };
}

const isMultiple = ({ el, mirror }) => Boolean(el.multiple) || Boolean(mirror && mirror.multiple) || Boolean(shellOf(el) && shellOf(el).querySelector('[class*="--is-multi"], [aria-multiselectable="true"]')) || byIds(el, 'aria-controls').some((n) => n.getAttribute('aria-multiselectable') === 'true');

const DIAL = /\+\d|country|\bcode\b|prefix|vorwahl|indicatif|prefij?x?o|prefisso|landcode/i;
const UNIT = /^(\p{Sc}|[A-Z]{3}|[A-Z]{3} ?\(?\p{Sc}\)?|(per |pro |par |al? |\/ ?)?(hour|day|week|month|year|annum|stunde|tag|woche|monat|jahr|heure|jour|semaine|mois|an|hora|día|mes|año|ora|giorno|mese|anno|uur|dag|maand|jaar)(s|e|n|en)?|(hour|dai|week|month|year|annual)ly|annual|daily|stündlich|monatlich|jährlich|mensuel|annuel|brutto|netto|gross|net)$/iu;

// The control beside a text that gives it its country's code or its unit: both stand under one label.
function companionOf(field) {
  const { el, kind } = field; const written = TEXTUAL.has(kind);
  if (!written && kind !== 'select' && kind !== 'combobox') return [];
  for (let node = parentOf(el), depth = 0; node && depth < 3 && node.tagName !== 'FORM'; node = parentOf(node), depth += 1) {
    if ((state.weight.get(node) || 0) < 2) continue;
    const other = state.weight.get(node) === 2 && state.found.find((f) => f.el !== el && within(f.el, node));
    if (!other || (written ? !/^(select|combobox)$/.test(other.kind) : !TEXTUAL.has(other.kind))) return [];
    const [text, choice] = written ? [field, other] : [other, field];
    return (tells(choice, text) && !labelsOf(other.el).some((label) => !within(el, label)) && !(choice === field && labelText(el))) ? other.members : [];
  }
  return [];
}

function tells({ el }, text) {
  const units = el.tagName === 'SELECT' ? [...el.options].map((o) => squeeze(o.label)).filter((t) => t && !PROMPT.test(t)) : [squeeze(el.textContent || el.value)];
  if (units.length && units.every((t) => UNIT.test(t))) return true;
  const calls = text.kind === 'tel' || /phone|mobile|telefon|\btel\b/i.test(`${text.el.name} ${text.el.id} ${text.el.autocomplete}`);
  return calls && DIAL.test(`${el.getAttribute('aria-label') || ''} ${el.title} ${el.textContent.slice(0, 2000)}`);
}

// The part of the names that day, month and year share.
const stemOf = (members) => { const names = members.map((m) => m.name || ''); let at = 0; while (names[0] && names.every((n) => n[at] && n[at] === names[0][at])) at += 1; return names[0].slice(0, at).replace(/[\W_]+$/, '') || names[0]; };

const captcha = ({ el }, label) => CAPTCHA.test(`${el.name || ''} ${el.id} ${label}`);

// A file input that fills the form from a résumé: where another one takes the résumé itself, or where nothing but that
// is said of it and it may stay empty.
const decoy = ({ el, kind, zone }, label, required) => {
  if (kind !== 'file') return false;
  if (state.files < 2) return !required && AUTOFILLS.test(label);
  let text = label;
  for (let node = zone || parentOf(el), depth = 0; node && depth < 4 && (state.weight.get(node) || 0) <= 1 && node.tagName !== 'FORM'; node = parentOf(node), depth += 1) text += ` ${node.id} ${typeof node.className === 'string' ? node.className : ''} ${squeeze(node.textContent).slice(0, 300)}`;
  return AUTOFILLS.test(text);
};
