// The guard: from the first scan until the worker's own click nothing is submitted, and that click only passes while the page still holds
// just what was read back from it.
const state = { table: [], before: new Set(), options: [], spots: [], at: 0, count: 0, weight: new Map(), boxed: new Map(), found: [], looks: new WeakMap(), menus: new WeakSet(), looked: null, veils: null, scolds: null, shadowed: false, files: 0, allRequired: false };
const guard = { on: false, stopped: 0, armed: false, held: false };

const stop = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };

// A form that submits itself while it is being filled: Enter in a field, blur, a stray click.
addEventListener('submit', (event) => {
  if (!guard.on) return;
  stop(event);
  guard.stopped += 1;
}, true);

// A page may lose a value between the last look and the click; here nothing comes between.
addEventListener('click', (event) => {
  if (!guard.armed || !event.isTrusted) return;
  guard.armed = false;
  if (collect().length === state.count && !state.table.some(changed)) return;
  stop(event);
  guard.on = guard.held = true;
}, true);

// A list may move between the look at it and the press: a press that would meet another option than the one pointed at
// meets nothing.
let stray = false;
// The option itself, or one in its place that says the same: lists are drawn anew.
const meets = (event, option) => event.composedPath().some((n) => n === option || (n instanceof Element && n.textContent.length < 300 && squeeze(n.textContent) === squeeze(option.textContent)));
for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) addEventListener(type, (event) => {
  if (!event.isTrusted) return;
  if (type === 'pointerdown') {
    const at = state.spots.findIndex((s) => s && Math.abs(s.left - event.clientX) < 1 && Math.abs(s.top - event.clientY) < 1);
    stray = at >= 0 && Boolean(state.options[at]) && !meets(event, state.options[at]);
    state.spots = [];
  }
  if (stray) stop(event);
}, true);

const changed = (row) => row.was !== undefined && (!row.el.isConnected || JSON.stringify(valueOf(row)) !== row.was);

function release() {
  guard.on = guard.held = false;
  guard.armed = true;
  return true;
}

// Lift the guard for one click, and say where it goes.
const aim = (ref) => release() && settled(ref, performance.now() + COVERED_MS);

const held = () => guard.held;
