// Lists: how many rows are ticked, ranges with shift, and the keys of a list. Without it the server counts and asks.
(function () {
  const root = document.documentElement;
  const boxes = () => [...document.querySelectorAll('input[name="ids"]')];
  let lastChecked = null;

  // A button that needs ticked rows is disabled while there are none.
  function showChosen() {
    const bar = document.querySelector("[data-bulk]");
    if (!bar) return;
    const region = document.getElementById("list-region");
    const all = bar.querySelector("[data-everything]");
    const count = boxes().filter((one) => one.checked).length;
    const isAny = count > 0 || all.checked;
    const noun = count === 1 && !all.checked ? region.dataset.nounOne : region.dataset.nounMany;
    bar.querySelector("[data-chosen]").hidden = !isAny;
    bar.querySelector("[data-chosen-count]").textContent = all.checked ? all.dataset.total : count.toLocaleString(root.lang);
    bar.querySelector("[data-chosen-noun]").textContent = noun;
    bar.querySelector("[data-chosen-clear]").hidden = !isAny;
    bar.querySelectorAll("[data-bulk-act]").forEach((one) => { one.disabled = !isAny; });
    const head = document.querySelector("[data-check-all]");
    head.checked = count > 0 && count === boxes().length;
    head.indeterminate = count > 0 && !head.checked;
  }

  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box.matches?.("[data-check-all]")) {
      boxes().forEach((one) => { one.checked = box.checked; });
    } else if (box.matches?.('input[name="ids"]')) {
      const all = boxes();
      if (event.shiftKey && all.includes(lastChecked)) {
        const [from, to] = [all.indexOf(lastChecked), all.indexOf(box)].sort((a, b) => a - b);
        all.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
      }
      lastChecked = box;
    } else if (box.closest?.("[data-chosen-clear]")) {
      boxes().forEach((one) => { one.checked = false; });
      document.querySelector("[data-everything]").checked = false;
    } else if (!box.matches?.("[data-everything]")) return;
    showChosen();
  });

  // A click anywhere in a row opens the row's first link, as the look of the row says. Not one that marks text,
  // and not one on something that has an act of its own. With a key or the middle button it opens a tab.
  const CONTROLS = "a, button, input, select, textarea, label, summary, details, form, [role=button], [contenteditable]";
  function openRow(event) {
    const row = event.target.closest?.(".list-card tbody tr");
    if (!row || event.defaultPrevented || event.target.closest(CONTROLS)) return;
    const link = row.querySelector("a[href]");
    if (!link || String(getSelection()).trim()) return;
    if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) link.click();
    else window.open(link.href, "_blank", "noopener");
  }
  document.addEventListener("click", openRow);
  document.addEventListener("auxclick", (event) => { if (event.button === 1) openRow(event); });

  // j and k step through the rows of a list, x ticks one, Enter opens its link, f opens the filters.
  let composing = false;
  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", () => { composing = false; });
  document.addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (composing || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (isTyping || event.target.isContentEditable || event.target.closest("dialog")) return;
    const rows = [...document.querySelectorAll(".list-card tbody tr")];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    if ((event.key === "j" || event.key === "k") && rows.length) {
      const next = at < 0 ? 0 : Math.min(Math.max(at + (event.key === "j" ? 1 : -1), 0), rows.length - 1);
      (rows[next].querySelector("a") || rows[next].querySelector("input"))?.focus();
    } else if (event.key === "x" && at >= 0) {
      rows[at].querySelector('input[name="ids"]')?.click();
    } else if (event.key === "f") {
      const filters = document.querySelector("[data-filters]");
      if (!filters) return;
      filters.open = true;
      filters.querySelector("summary").focus();
    }
  });

  // The address of a list names only the filters that are set.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.closest("[data-filters]")) return;
    const sent = event.detail.parameters;
    for (const name of Object.keys(sent)) if (sent[name] === "" || sent[name] === "unknown") delete sent[name];
  });

  // A list that fits lets the window scroll, so that there is one scrollbar; a wider one scrolls within itself.
  const measure = (part) => part.querySelectorAll(".list-card .table-responsive").forEach((box) => {
    const fit = () => box.classList.toggle("fits", box.firstElementChild.scrollWidth <= box.clientWidth + 1);
    new ResizeObserver(fit).observe(box);
  });
  measure(document);
  showChosen();
  document.addEventListener("htmx:load", (event) => { measure(event.target); showChosen(); });
  window.addEventListener("pageshow", showChosen);
})();
