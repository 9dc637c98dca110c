// Lists that draw only what is in sight: scrolled through, part by part.

// The box that scrolls the options shown; null where all of them are there already.
function rollOf(options) {
  for (let node = options[0], depth = 0; node && depth < 8; node = parentOf(node), depth += 1) {
    if (node.scrollHeight <= node.clientHeight + 1 || !/auto|scroll|overlay/.test(getComputedStyle(node).overflowY)) continue;
    const drawn = options.reduce((sum, option) => sum + option.getBoundingClientRect().height, 0);
    return drawn < node.scrollHeight * MOST_DRAWN ? node : null;
  }
  return null;
}
const MOST_DRAWN = 0.8; // of the list's height: more is a list that is all there

// Show the list's first part, or the one after what it shows; false where there is no more.
function unroll(first) {
  const roll = rollOf(state.options.filter((o) => o.isConnected));
  if (!roll) return false;
  const before = roll.scrollTop;
  roll.scrollTop = first ? 0 : before + Math.max(roll.clientHeight * 0.8, 20);
  return first || roll.scrollTop > before;
}
