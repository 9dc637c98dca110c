"use strict";
(() => {
  const MANY = 20;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const buttons = all("[data-filter]");
  const search = document.querySelector("input[type=search]");
  const apps = new Map(all(".app").map((app) => [app.dataset.id, app]));
  const rows = all("tr[data-id]").map((row) => ({ row, text: row.textContent.toLowerCase() }));
  let status = "";

  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      const hit = (!status || row.dataset.status === status) && words.every((word) => text.includes(word));
      row.hidden = !hit;
      apps.get(row.dataset.id).hidden = !hit;
      shown += hit;
    }
    document.querySelector(".nothing").hidden = shown > 0 || rows.length === 0;
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      status = button.dataset.filter;
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      show();
    });
  }
  search.addEventListener("input", show);

  // A field and its box light up together.
  const light = (event, on) => {
    const one = event.target.closest?.("[data-number]");
    const app = one?.closest(".app");
    if (app) for (const twin of all(`[data-number="${one.dataset.number}"]`, app)) twin.classList.toggle("lit", on);
  };
  document.addEventListener("mouseover", (event) => light(event, true));
  document.addEventListener("mouseout", (event) => light(event, false));

  const unfold = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const app = target && target.closest(".app");
    if (app) { app.open = true; app.hidden = false; target.scrollIntoView(); }
  };
  if (apps.size > MANY) for (const app of apps.values()) app.open = false;
  window.addEventListener("hashchange", unfold);
  unfold();
})();
