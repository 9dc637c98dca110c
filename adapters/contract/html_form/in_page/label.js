// Which words belong to which control.

const ownText = (el) => squeeze(read(el));
const titled = (el) => byIds(el, 'aria-labelledby').map(ownText).filter(Boolean).join(' ') || squeeze(el.getAttribute('aria-label'));

// Words of a label that is nothing but a button's text: they name the button, not the field.
const BUTTON_WORDS = /^(attach|upload|upload (a )?file|browse|choose( a)? file|select files?|datei hinzufügen|add file|drop .*)$/i;

// The <label>s of a control, its own first.
const labelsOf = (el) => [...(el.labels || [])];

function labelText(el, all = false) {
  const named = byIds(el, 'aria-labelledby');
  if (named.length) { const text = named.map((n) => squeeze(read(n, all))).filter(Boolean).join(' '); if (text) return text; }
  const texts = labelsOf(el).map((label) => squeeze(read(label, all))).filter(Boolean);
  return texts.find((text) => !BUTTON_WORDS.test(text)) || squeeze(el.getAttribute('aria-label')) || texts[0] || '';
}

// The text before a control, climbing while the ancestors hold no other field's control.
function textBefore(elements, isOther, all = false) {
  for (let node = common(elements), depth = 0; node && depth < 6; node = parentOf(node), depth += 1) {
    if (node === document.body || node.tagName === 'FORM') return '';
    if (depth && [...node.querySelectorAll(CONTROLS)].some(isOther)) return '';
    for (let before = node.previousElementSibling; before; before = before.previousElementSibling) {
      if (before.matches(CONTROLS) || before.querySelector(CONTROLS)) break;
      const text = squeeze(before.tagName === 'LABEL' || !before.matches(PRESSED) ? read(before, all) : '');
      if (text && seen(before)) return text;
    }
    const loose = [...node.parentNode.childNodes];
    const text = squeeze(loose.slice(0, loose.indexOf(node)).filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data).join(' '));
    if (text) return text;
  }
  return '';
}

function common(elements) {
  let node = elements[0];
  while (node && !elements.every((el) => node === el || node.contains(el) || closestHost(el, node))) node = parentOf(node);
  return node || elements[0];
}

function closestHost(el, ancestor) {
  for (let node = el; node; node = parentOf(node)) if (node === ancestor) return true;
  return false;
}

// The group that asks one question: fieldset with a legend, or a group role with a name.
function groupOf(el) {
  for (let node = parentOf(el); node && node.tagName !== 'FORM'; node = parentOf(node)) {
    if (node.tagName === 'FIELDSET' && node.querySelector(':scope > legend, :scope > * > legend')) return node;
    if (/^(radiogroup|group)$/.test(node.getAttribute('role') || '') && titled(node)) return node;
  }
  return null;
}

function groupText(group, all = false) {
  if (!group) return '';
  const legend = group.tagName === 'FIELDSET' && group.querySelector('legend');
  if (legend) return squeeze(read(legend, all));
  const named = byIds(group, 'aria-labelledby').map((n) => squeeze(read(n, all))).join(' ');
  return named || squeeze(group.getAttribute('aria-label'));
}

// The nearest heading above, in the same form or the page.
function sectionOf(el, headings) {
  let last = '';
  for (const heading of headings) {
    if (heading.el.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING) last = heading.text;
  }
  return last;
}

// What a single option says: its label, or the text beside it.
function optionText(el) {
  const own = labelText(el);
  if (own) return clean(own);
  const after = el.nextElementSibling;
  if (after && !after.matches(CONTROLS) && ownText(after)) return clean(ownText(after));
  const loose = el.nextSibling;
  if (loose && loose.nodeType === Node.TEXT_NODE && squeeze(loose.data)) return clean(loose.data);
  const parent = parentOf(el);
  if (parent && parent.querySelectorAll(CONTROLS).length === 1 && ownText(parent)) return clean(ownText(parent));
  return clean(el.value);
}

const hintOf = (el) => squeeze([...byIds(el, 'aria-describedby')].filter((n) => !/error|placeholder/i.test(n.id) && !n.matches('[role="alert"]'))
  .map((n) => squeeze(n.textContent)).join(' '));

// The page's own complaint at this field. A visible message counts; aria-invalid alone does not: on Greenhouse it
// can stay after a right answer (ats-facts 2.5).
function complaintOf(el, elements) {
  const own = [...byIds(el, 'aria-errormessage'), ...byIds(el, 'aria-describedby').filter((n) => /error/i.test(n.id) || n.matches('[role="alert"]'))];
  const near = own.length ? [] : [...(common(elements).parentElement || document.body).querySelectorAll(':scope > [role="alert"], :scope > .error-message, :scope > .field-error')];
  return squeeze([...new Set([...own, ...near])].filter((n) => n.textContent.trim() && seen(n)).map((n) => n.textContent).join(' '));
}
