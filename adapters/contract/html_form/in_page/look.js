// Short looks while waiting: is the form there, has the board answered?

const COOKIES = '[id*="cookie" i], [class*="cookie" i], [id*="onetrust" i], .cc-window';

function textual(el) {
  const kind = kindOf(el);
  return kind && kind !== 'search' && (kind === 'file' ? standIn({ el, kind, members: [el] }).length : seen(el) || labelsOf(el).some(seen)) && !closest(el, FURNITURE);
}

function some(test) {
  for (const el of walk(document)) if (test(el)) return true;
  return false;
}

// Whether a form can be filled here, or it is clear that none will come; only then are the page's words wanted.
function ready() {
  const controls = some(textual);
  const dialogs = some((el) => el.matches(COOKIES) && seen(el) && el.querySelector('button, a'));
  const page = [document.documentElement.scrollWidth, document.documentElement.scrollHeight];
  const text = controls || !document.body ? '' : document.body.innerText.slice(0, 4000);
  return { controls, dialogs, page, complete: document.readyState === 'complete', wall: walls().length > 0, text, url: location.href };
}

// Whether the page changes within so many milliseconds. The first change is not the end: what is left may only lose its
// colour before a question comes.
function stirred(ms) {
  return new Promise((resolve) => {
    let changed = false;
    const watcher = new MutationObserver(() => { changed = true; });
    setTimeout(() => { watcher.disconnect(); resolve(changed); }, ms);
    watcher.observe(document, { subtree: true, childList: true, attributes: true });
    for (const el of walk(document)) if (el.shadowRoot) watcher.observe(el.shadowRoot, { subtree: true, childList: true, attributes: true });
  });
}

// The words of the smallest visible block that match.
function said(pattern) {
  const regex = new RegExp(pattern, 'i');
  const flat = ![...walk(document)].some((el) => el.shadowRoot);
  if (flat && document.body && !regex.test(squeeze(document.body.textContent))) return '';
  let found = '';
  for (const el of walk(document)) {
    if (!/^(H[1-6]|P|DIV|SPAN|LI|STRONG|SECTION|TD|OUTPUT|MAIN)$/.test(el.tagName) && !el.matches('[role="status"], [role="alert"]')) continue;
    if (el.textContent.length > 1000 || !regex.test(squeeze(el.textContent)) || !seen(el)) continue;
    if (el.getAttribute('aria-live') === 'off') continue;
    const text = squeeze(el.innerText);
    if (regex.test(text) && (!found || text.length < found.length)) found = text;
  }
  return found;
}

// What the frame says after the click.
function answerOf({ success, failure, element, keys }) {
  const names = new Set(keys);
  const left = [...walk(document)].filter((el) => el.matches(CONTROLS) && (!keys.length || names.has(el.name) || names.has(el.id)) && textual(el)).length;
  const block = element && [...walk(document)].find((el) => el.matches(element) && seen(el) && squeeze(el.innerText));
  const scolded = [...walk(document)].filter((el) => left && el.matches('[aria-invalid="true"]')).map((el) => complaintOf(el, [el])).filter(Boolean);
  const alerts = [...walk(document)].filter((el) => left && el.matches(MESSAGES) && el.textContent.trim() && seen(el)).map((el) => squeeze(el.innerText || el.textContent));
  const complaints = [...new Set([...scolded, ...alerts])];
  const ours = (form) => form && !form.noValidate && (!keys.length || [...form.elements].some((el) => names.has(el.name) || names.has(el.id)));
  const invalid = left ? [...walk(document)].filter((el) => el.matches('input:invalid, select:invalid, textarea:invalid') && ours(el.form))
    .map((el) => `${clean(labelText(el)) || el.name}: ${el.validationMessage}`) : [];
  const page = document.body ? document.body.innerText.slice(0, 2000) : '';
  const size = [document.documentElement.scrollWidth, document.documentElement.scrollHeight];
  return { held: guard.held, url: location.href, page, size, left, words: said(success), failure: said(failure), element: block ? squeeze(block.innerText).slice(0, 500) : '', complaints, invalid, complete: document.readyState !== 'loading' };
}
