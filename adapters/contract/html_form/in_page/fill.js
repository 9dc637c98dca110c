// Filling: one call for all text, boxes and native choices of a frame; nothing here opens a widget.

// Text goes in as if typed into the focused control: the browser itself makes trusted input events, which React,
// react-hook-form, Formik and Vue accept; setting .value with events alone they drop.
function insert(control, text) {
  const el = writtenIn(control) || control; const page = el.ownerDocument;
  el.focus({ preventScroll: true });
  if (el.isContentEditable || page.designMode === 'on') page.getSelection().selectAllChildren(el); else el.select();
  page.execCommand(text === '' ? 'delete' : 'insertText', false, text);
}

// Past any framework's own setter, then the events it listens for.
function assign(control, text) {
  const el = writtenIn(control) || control;
  const proto = el.tagName === 'TEXTAREA' ? HTMLTextAreaElement : el.tagName === 'SELECT' ? HTMLSelectElement : HTMLInputElement;
  el.focus({ preventScroll: true });
  if (el.isContentEditable) el.textContent = text;
  else Object.getOwnPropertyDescriptor(proto.prototype, 'value').set.call(el, text);
  announce(el);
}

function announce(el) {
  el.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  el.dispatchEvent(new Event('change', { bubbles: true }));
}

const PICKED = new Set(['date', 'month', 'week', 'time', 'datetime-local', 'color', 'range']);

function choose(el, labels) {
  const wanted = [...el.options].filter((o) => labels.includes(squeeze(o.label)));
  if (wanted.length < labels.length) return 'its options changed since the page was read';
  el.focus({ preventScroll: true });
  for (const option of el.options) if (option.selected !== wanted.includes(option)) option.selected = wanted.includes(option);
  announce(el);
  return '';
}

function tick(box, on, peers = []) {
  if (isOn(box, peers) === on) return;
  if (box.tagName !== 'INPUT' && !state.looks.has(box)) for (const b of peers.length ? peers : [box]) state.looks.set(b, styleOf(b));
  box.click();
}

function put(row, item) {
  const { el, members, kind } = row;
  if (!el.isConnected) return 'the page replaced it while it was being filled';
  if (row.parts) return putParts(row, item.value);
  if (kind === 'checkbox') tick(el, item.value);
  else if (kind === 'radio') for (const m of members) { if (item.value.includes(optionText(m))) tick(m, true, members); }
  else if (kind === 'checkboxes') for (const m of members) tick(m, item.value.includes(optionText(m)), members);
  else if (kind === 'select' || kind === 'multiselect') return choose(el, item.value);
  else if (item.method === 'setter' || PICKED.has(kind)) assign(el, item.value);
  else insert(el, item.value);
  return '';
}

// Where to press for each member of a group that should change, for a real mouse.
function pointMembers(ref, value) {
  const { kind, members } = state.table[ref];
  const wanted = (m) => (kind === 'checkbox' ? value : value.includes(optionText(m)));
  const wrong = members.filter((m) => isOn(m, members) !== wanted(m) && (kind !== 'radio' || wanted(m)));
  return wrong.map((m) => centre(seen(m) ? m : labelsOf(m).find(seen) || m));
}

// One frame's answers, in the page's order. Returns why each that failed did.
function fill(items) {
  const troubles = [];
  for (const item of items) {
    let why;
    try { why = put(state.table[item.ref], item); } catch (error) { why = `the page refused it: ${error.message}`; }
    if (why) troubles.push({ ref: item.ref, why });
  }
  if (document.activeElement) document.activeElement.blur();
  return troubles;
}
