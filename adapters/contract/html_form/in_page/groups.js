// What several controls have in common: their question, their section; and what each option says.

// The group that asks one question: fieldset with a legend, or a group role with a name.
function groupOf(el) {
  for (let node = parentOf(el); node && node.tagName !== 'FORM'; node = parentOf(node)) {
    if (node.tagName === 'FIELDSET' && node.querySelector(':scope > legend, :scope > * > legend')) return node;
    if (/^(radiogroup|group|list)$/.test(node.getAttribute('role') || '') && titled(node)) return node;
  }
  return null;
}

const legendOf = (group) => (group.tagName === 'FIELDSET' ? group.querySelector('legend') : null);

function groupText(group, all = false) {
  if (!group) return '';
  const legend = legendOf(group);
  return (legend && squeeze(read(legend, all))) || textOf(namers(group), all) || squeeze(group.getAttribute('aria-label'));
}

// The question over a group of controls: its legend, unless that is the title of a whole part of the form; then the
// words before the controls. A legend that only counts ("Question 3") gives way to the question under it. `from` is
// the element of words that are no legend.
function questionOf(members, busy, all = false) {
  const group = groupOf(members[0]);
  const legend = groupText(group, all);
  const near = textBefore(members, busy, all);
  if (!legend || near.text === legend || busy(group)) return near.text ? near : { text: legend, from: null };
  const inner = near.text && /\?/.test(near.text) && !/\?/.test(legend) && near.text !== groupText(group);
  return inner ? near : { text: legend, from: null };
}

// Titles in document order: headings, a table's rows that are one heading, and legends of parts of the form.
function titles() {
  const found = [];
  for (const el of walk(document)) {
    const row = rowTitle(el);
    const heading = row || /^H[1-6]$/.test(el.tagName) || el.getAttribute('role') === 'heading';
    if (!heading && el.tagName !== 'LEGEND') continue;
    const text = squeeze(el.textContent).slice(0, 200);
    const rank = Number(el.getAttribute('aria-level') || el.tagName.slice(1)) || (row ? 6 : 2);
    if (text && seen(el)) found.push({ el, text: heading ? text : clean(read(el)), heading, rank, part: el.tagName === 'LEGEND' ? el.parentElement : null });
  }
  return found;
}

// The one cell of a table's row, set as a title over the rows that follow.
function rowTitle(el) {
  if (!/^T[HD]$/.test(el.tagName) || el.colSpan < 2 || el.parentElement.cells.length !== 1 || el.querySelector(CONTROLS)) return false;
  return el.tagName === 'TH' || [...el.querySelectorAll('b, strong')].some((bold) => squeeze(bold.textContent) === squeeze(el.textContent));
}

// The nearest title above: a heading, or the legend of a fieldset around it. One that only counts ("Position 2") stands
// behind the title that says of what.
function sectionOf(el, marks, question) {
  let counted = '';
  for (let at = marks.length - 1; at >= 0; at -= 1) {
    const mark = marks[at];
    if (!(standsOver(mark, el) && (!mark.part || mark.text !== question)) || mark.text === counted) continue;
    if (counted) return mark.el.tagName === 'H1' ? counted : `${mark.text}: ${counted}`;
    if (!/^\D{0,30}\d+$/.test(mark.text)) return mark.text;
    counted = mark.text;
  }
  return counted;
}

const standsOver = (mark, el) => (mark.part ? within(el, mark.part) : inOrder(mark.el, el) < 0 && reaches(mark.el, el));

// The titles around the nearest one, from the inside out: legends of fieldsets around it, and headings of a higher rank.
function aboveOf(el, marks, section) {
  const found = []; let rank = 7;
  for (let at = marks.length - 1; at >= 0; at -= 1) {
    const mark = marks[at];
    if ((!mark.part && mark.rank >= rank) || !standsOver(mark, el)) continue;
    if (!mark.part) rank = mark.rank;
    if (mark.text && mark.text !== section && !found.includes(mark.text)) found.push(mark.text);
  }
  return found;
}

// A heading in a part that has controls of its own says nothing of what follows that part.
function reaches(heading, el) {
  for (let node = heading; node && parentOf(node); node = parentOf(node)) {
    if (within(el, parentOf(node))) return true;
    if (state.weight.get(parentOf(node))) return false;
  }
  return true;
}

// Stars of a rating are drawn, not said.
const unstarred = (text) => text.replace(/^[★☆⭐✩✪\s]+(?=[\p{L}\d])/u, '');

// What a single option says: its label, or the text beside it.
function optionText(el) {
  if (!/^(INPUT|OPTION)$/.test(el.tagName)) { const own = byIds(el, 'aria-labelledby').filter((n) => el.contains(n)); const inner = clean(textOf(own) || read(el)); if (/[\p{L}\p{N}]/u.test(inner)) return inner; }
  const named = unstarred(clean(labelTextOfOption(el)));
  if (named) return named;
  const lead = leadOfOption(el);
  if (lead) return lead;
  for (let next = el.nextSibling; next; next = next.nextSibling) {
    if (next.nodeType === Node.TEXT_NODE && squeeze(next.data)) return clean(next.data);
    if (next.nodeType !== Node.ELEMENT_NODE) continue;
    if (next.matches(CONTROLS)) break;
    if (ownText(next)) return clean(read(next));
  }
  const parent = parentOf(el);
  const lone = parent && [...parent.querySelectorAll(CONTROLS)].filter((n) => n.type !== 'hidden').length <= 1;
  if (lone && ownText(parent)) return clean(read(parent));
  const beside = lone && parent.nextElementSibling;
  if (beside && !beside.matches(CONTROLS) && !beside.querySelector(CONTROLS) && ownText(beside)) return clean(read(beside));
  const cell = closest(el, 'td, th'); const header = cell && columnHeader(cell, false);
  return clean((header && header.text) || el.title || el.value || el.getAttribute('value'));
}

// The words before a choice, where choices follow their words: nothing stands after the last of them.
function leadOfOption(el) {
  const { previousSibling: word, parentElement: row } = el;
  if (!/^(radio|checkbox)$/.test(el.type) || !word || word.nodeType !== Node.TEXT_NODE || !squeeze(word.data) || !row) return '';
  const last = [...row.querySelectorAll(`:scope > input[type="${el.type}"]`)].at(-1);
  for (let next = last.nextSibling; next; next = next.nextSibling) if (squeeze(next.textContent)) return '';
  return clean(word.data);
}

// Without the words that name its group: some options are named by question and option together (Workable).
function labelTextOfOption(el) {
  const group = closest(parentOf(el) || el, '[role="radiogroup"], [role="group"], fieldset');
  const ofGroup = group ? new Set([...byIds(group, 'aria-labelledby'), legendOf(group)]) : new Set();
  const peers = el.name && namers(el).length > 1 ? [...el.getRootNode().querySelectorAll(`input[name=${quoted(el.name)}]`)] : [];
  if (peers.length > 1) for (const n of namers(el)) if (peers.every((peer) => namers(peer).includes(n))) ofGroup.add(n);
  const named = namers(el).filter((n) => !ofGroup.has(n));
  return namers(el).length && named.length ? textOf(named) : labelText(el);
}

const hintOf = (el) => {
  const described = byIds(el, 'aria-describedby').filter((n) => !/error|placeholder/i.test(n.id) && !n.matches('[role="alert"]')).map((n) => squeeze(n.textContent));
  const asides = labelsOf(el).flatMap((label) => [...label.querySelectorAll(ASIDE)]).map((n) => squeeze(n.textContent)).filter((t) => !COUNTER.test(t) && !ONLY_MAY.test(t) && !ONLY_MUST.test(t));
  return squeeze([...new Set([...described, ...asides])].join(' '));
};

const scolds = () => [...walk(document)].filter((n) => n.matches('[role="alert"], .error-message, .field-error'));

// The page's own complaint at this field. A visible message counts; aria-invalid alone does not: on Greenhouse it
// can stay after a right answer (ats-facts 2.5).
function complaintOf(el, elements) {
  const own = [...byIds(el, 'aria-errormessage'), ...byIds(el, 'aria-describedby').filter((n) => /error/i.test(n.id) || n.matches('[role="alert"]'))];
  const parent = common(elements).parentElement || document.body;
  const near = own.length ? [] : (state.scolds || scolds()).filter((n) => n.parentElement === parent);
  return squeeze([...new Set([...own, ...near])].filter((n) => n.textContent.trim() && seen(n)).map((n) => n.textContent).join(' '));
}
