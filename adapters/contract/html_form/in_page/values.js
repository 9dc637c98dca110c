// What a control holds, as the page shows it or its own hidden controls say.

const PILL = '[class*="multi-value__label"], [class*="-multiValue"], [class*="multi-value"], [class*="MuiChip-label"], .ts-control > .item, .select2-selection__choice, .choices__list--multiple .choices__item, .ant-select-selection-item, [data-automation-id="selectedItem"], [class*="pill" i], [class*="chip" i], [class*="tag" i]';
const SINGLE = '[class*="single-value"], [class*="singleValue"], [class*="selection-item"], [class*="selected-value" i], [class*="selectedValue"], .select2-selection__rendered, .choices__list--single .choices__item, .ts-control > .item';

// Whether a radio, a box, a switch or a pressed button is on.
function isOn(el, peers = []) {
  if (el.tagName === 'INPUT') return el.checked;
  for (const name of ['aria-checked', 'aria-pressed', 'aria-selected']) if (el.hasAttribute(name)) return el.getAttribute(name) === 'true';
  if (el.dataset.state) return /^(checked|on|active)$/.test(el.dataset.state);
  if (typeof el.checked === 'boolean') return el.checked;
  const own = [...el.classList].filter((c) => /(^|[_-])(active|selected|checked|chosen|pressed|on)([_-]|$)/i.test(c));
  if (own.some((c) => !peers.length || peers.some((p) => p !== el && !p.classList.contains(c)))) return true;
  const was = state.looks.get(el);
  return Boolean(was) && styleOf(el) !== was;
}

// How a button looks: where nothing else says that it is pressed, its look does, against the one before the press.
const styleOf = (el) => { const s = getComputedStyle(el); return [s.backgroundColor, s.color, s.borderTopColor, s.fontWeight, s.boxShadow, el.className].join('|'); };

function valueOf(field) {
  const { el, kind, members } = field;
  if (field.parts) return { value: partsValue(field) };
  if (kind === 'radio' || kind === 'checkboxes') return { chosen: members.filter((m) => isOn(m, members)).map(optionText) };
  if (kind === 'checkbox') return { value: isOn(el) ? 'true' : '' };
  if (kind === 'select' || kind === 'multiselect') return { chosen: [...el.selectedOptions].filter((o) => kind === 'multiselect' || !(o.value === '' || (o.index === 0 && (o.disabled || PROMPT.test(squeeze(o.label)))))).map((o) => squeeze(o.label)) };
  if (kind === 'file') return { chosen: el.files && el.files.length ? [...el.files].map((f) => f.name) : shownFiles(field) };
  if (kind === 'richtext') return { value: squeeze((writtenIn(el) || el).innerText) };
  if (kind === 'tel') return { value: telephone(el) };
  if (kind === 'number' && el.value === undefined) return { value: el.getAttribute('aria-valuenow') || squeeze(el.textContent) };
  if (field.widget === 'calendar') return { value: asDay(el.tagName === 'BUTTON' ? (DAY_PROMPT.test(squeeze(el.textContent)) ? '' : squeeze(el.textContent)) : el.value) };
  return kind === 'combobox' ? { chosen: picked(field).filter(Boolean) } : { value: el.value };
}

// What a combobox shows as chosen: pills, a text beside its input, the input's own text, or the text of its button.
function picked({ el, mirror }) {
  if (mirror && mirror.tagName === 'SELECT' && mirror.options.length) {
    const held = [...mirror.selectedOptions].filter((o) => o.value !== '').map((o) => squeeze(o.label));
    if (held.length || mirror.value !== '' || mirror.multiple) return held;
  }
  const shell = shellOf(el) || (el.tagName === 'INPUT' ? nook(el) : el);
  const pills = shell ? pillsIn(shell, el) : [];
  if (pills.length) return pills;
  const single = shell ? [...shell.querySelectorAll(SINGLE)].filter(seen).map(wordsOf).filter((t) => t && !PROMPT.test(t)) : [];
  if (single.length) return single.slice(0, 1);
  if (/^(INPUT|TEXTAREA)$/.test(el.tagName)) return el.value ? [el.value] : beside(el, shell);
  if (mirror && mirror.tagName === 'INPUT' && mirror.value === '' && /text|hidden/.test(mirror.type)) return [];
  return el.hasAttribute('data-placeholder') || el.querySelector('[class*="placeholder" i]') ? [] : [wordsOf(el)].filter((t) => t && !PROMPT.test(t) && t !== clean(labelText(el)));
}

// The innermost elements that look like a chosen value.
function pillsIn(shell, el) {
  const found = [...shell.querySelectorAll(PILL)].filter((n) => !n.contains(el) && !n.matches('input, button, svg') && seen(n));
  return [...new Set(found.filter((n) => !found.some((m) => m !== n && n.contains(m))).map(wordsOf).filter(Boolean))];
}

// The small frame around an input in which nothing else is asked.
function nook(el) {
  let found = null;
  for (let node = parentOf(el), depth = 0; node && depth < 3 && node.tagName !== 'FORM' && node !== document.body; node = parentOf(node), depth += 1) {
    if ((state.weight.get(node) || 1) > 1) break;
    if (node.querySelector('label, legend, h1, h2, h3, h4')) break;
    found = node;
  }
  return found;
}

// Text in the same line as an empty input, within its frame: where a widget prints its choice.
function beside(el, shell) {
  if (!shell) return [];
  const line = el.getBoundingClientRect();
  const texts = [...shell.querySelectorAll('*')].filter((n) => n !== el && !n.children.length && !/placeholder|label|sr-only|hidden/i.test(n.className + n.id) && !closest(n, `button, label, ${WORKS}, [aria-live], [aria-hidden="true"]`) && ownText(n) && seen(n))
    .filter((n) => { const box = n.getBoundingClientRect(); return box.top < line.bottom && box.bottom > line.top; });
  return texts.map(ownText).filter((t) => !PROMPT.test(t) && t !== squeeze(el.placeholder)).slice(0, 1);
}

// Without the buttons that take a choice away, and without marks for them.
const wordsOf = (n) => squeeze([...n.childNodes].map((c) => (c.nodeType === Node.TEXT_NODE ? c.data : c.nodeType === Node.ELEMENT_NODE && !c.matches('button, svg, [role="button"], [class*="remove" i], [class*="delete" i], [aria-hidden="true"], [class*="arrow" i]') && getComputedStyle(c).display !== 'none' ? wordsOf(c) : '')).join(' ')).replace(/^[×✕]\s*|\s*[×✕]$/g, '');

// A phone field that prints the country's code beside the number holds both.
function telephone(el) {
  const frame = closest(el, '.iti, .PhoneInput, .react-tel-input');
  if (!el.value || /^\s*(\+|00)/.test(el.value) || !frame) return el.value;
  const code = frame.querySelector('.iti__selected-dial-code');
  const country = frame.querySelector('select.PhoneInputCountrySelect');
  return code && seen(code) ? squeeze(code.textContent) + el.value.replace(/^\(?0/, '') : country && country.value === '' ? el.value : el.value;
}

// Boards that upload at once empty the input and print the file's name beside it (Greenhouse, Ashby).
const FILE_NAMES = '[class*="filename" i], [class*="file-name" i], [class*="file_name" i], [data-automation-id="file-upload-item-name"]';
function shownFiles({ el, zone }) {
  const place = zone || closest(el, '[role="group"], .file-upload, li, fieldset') || parentOf(el);
  const named = [...place.querySelectorAll(FILE_NAMES)].filter((n) => n.textContent.trim() && seen(n)).map(ownText).filter(Boolean);
  return named.length ? named : (squeeze(place.innerText).match(/[^\s/\\:*?"<>|]+\.(pdf|docx?|odt|rtf|txt)\b/gi) || []);
}

function optionsOf(field) {
  const { el, kind, members, mirror } = field;
  if (field.parts) return [];
  if (kind === 'radio' || kind === 'checkboxes') return members.map((m) => ({ label: optionText(m), value: m.value || m.getAttribute('value') || m.dataset.value || optionText(m), selected: isOn(m, members), disabled: isDisabled(m) }));
  const select = kind === 'combobox' ? mirror && mirror.tagName === 'SELECT' && mirror : el.tagName === 'SELECT' && el;
  if (!select) return [];
  return [...select.options].map((o) => ({ label: squeeze(o.label), value: o.value, selected: o.selected && o.value !== '', disabled: o.disabled }))
    .filter((o, index) => o.label && !(index === 0 && !select.multiple && (o.value === '' || o.disabled || PROMPT.test(o.label))));
}

const isDisabled = (el) => el.disabled === true || el.getAttribute('aria-disabled') === 'true' || (el.hasAttribute('disabled') && el.getAttribute('disabled') !== 'false');
