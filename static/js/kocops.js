// Keyboard, theme, unsaved forms and small list helpers. Everything works without it, only slower.
(function () {
  const root = document.documentElement;
  let afterG = false;
  let composing = false;

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  function stepOnDesk(step) {
    const items = [...document.querySelectorAll("[data-desk-item] a")];
    if (!items.length) return;
    const at = items.findIndex((one) => one.closest("[data-desk-item]").contains(document.activeElement));
    items[at < 0 ? 0 : Math.min(Math.max(at + step, 0), items.length - 1)].focus();
  }

  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", () => { composing = false; });

  document.addEventListener("keydown", (event) => {
    if (composing || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "/") {
      const search = document.getElementById("search");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (afterG) {
      const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (link) link.click();
      afterG = false;
    } else if (event.key === "n" && document.querySelector('[data-hotkey="n"]')) {
      document.querySelector('[data-hotkey="n"]').click();
    } else if (event.key === "j" || event.key === "k") {
      stepOnDesk(event.key === "j" ? 1 : -1);
    } else if (event.key === "e") {
      const done = document.activeElement?.closest("[data-desk-item]")?.querySelector("form[data-done]");
      if (done) done.requestSubmit();
    } else if (event.key === "g") {
      afterG = true;
      setTimeout(() => { afterG = false; }, 1200);
    }
  });

  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-theme-toggle]");
    if (toggle) {
      const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      root.setAttribute("data-bs-theme", next);
      localStorage.setItem("kocops-theme", next);
      document.dispatchEvent(new CustomEvent("kocops:theme"));
    }
    const up = event.target.closest("[data-move-up]");
    if (up) {
      const item = up.closest("li");
      if (item.previousElementSibling) item.parentElement.insertBefore(item, item.previousElementSibling);
    }
  });

  let lastChecked = null;
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box.matches?.("[data-check-all]")) {
      document.querySelectorAll('input[name="ids"]').forEach((one) => { one.checked = box.checked; });
    } else if (box.matches?.('input[name="ids"]')) {
      const boxes = [...document.querySelectorAll('input[name="ids"]')];
      if (event.shiftKey && lastChecked) {
        const [from, to] = [boxes.indexOf(lastChecked), boxes.indexOf(box)].sort((a, b) => a - b);
        boxes.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
      }
      lastChecked = box;
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.submit();
    const form = event.target.closest("[data-warn-unsaved]");
    if (form) form.dataset.changed = "1";
  });
  document.addEventListener("submit", (event) => { delete event.target.dataset.changed; });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("[data-warn-unsaved][data-changed]")) event.preventDefault();
  });

  // A draft keeps its key, so that sending it again after a lost connection logs it once.
  document.querySelectorAll("form[data-draft]").forEach((form) => {
    const name = `kocops-draft:${form.dataset.draft}`;
    const logged = document.cookie.match(/(?:^|; )kocops-logged=([^;]*)/)?.[1];
    const kept = JSON.parse(localStorage.getItem(name) || "null");
    if (kept?.key && kept.key === logged) localStorage.removeItem(name);
    else if (kept && !form.dataset.bound) {
      for (const [field, value] of Object.entries(kept)) if (form.elements[field]) form.elements[field].value = value;
      form.querySelector("[data-draft-note]")?.removeAttribute("hidden");
    }
    form.addEventListener("input", () => {
      const data = Object.fromEntries(new FormData(form));
      delete data.csrfmiddlewaretoken;
      localStorage.setItem(name, JSON.stringify(data));
    });
    form.querySelector("[data-draft-drop]")?.addEventListener("click", () => { localStorage.removeItem(name); location.reload(); });
  });

  const makeSearchable = (part) => part.querySelectorAll(".filters select, .form-page select").forEach((select) => {
    if (select.options.length > 12 && !select.tomselect) new TomSelect(select, { maxOptions: 500 });
  });
  makeSearchable(document);
  document.addEventListener("htmx:load", () => makeSearchable(document));
})();
