// Keyboard, theme, unsaved forms and small list helpers. Everything works without it, only slower.
(function () {
  const root = document.documentElement;
  let afterG = false;
  let composing = false;

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  // The desk: j and k step, e does the main act, s opens "later"; an act keeps the place in the list.
  const deskItems = () => [...document.querySelectorAll("[data-desk-item]")];
  const deskPlace = () => deskItems().findIndex((one) => one.contains(document.activeElement));

  function stepOnDesk(step) {
    const items = deskItems();
    if (!items.length) return;
    const at = deskPlace();
    const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), items.length - 1);
    items[next].querySelector("a").focus();
  }

  function actOnDesk(mark) {
    const item = deskItems()[Math.max(deskPlace(), 0)];
    const act = item?.querySelector(mark);
    if (!act) return;
    act.click();
    act.closest("details")?.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
  }

  function undoLast() {
    const forms = document.querySelectorAll("[data-toast] form");
    if (forms.length) forms[forms.length - 1].requestSubmit();
  }

  let placeOnDesk = -1;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.closest("[data-desk]")) placeOnDesk = deskPlace();
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (placeOnDesk < 0) return;
    const items = deskItems();
    items[Math.min(placeOnDesk, items.length - 1)]?.querySelector("a").focus();
    placeOnDesk = -1;
  });
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.("details.row-act") || !event.target.open) return;
    document.querySelectorAll("details.row-act[open]").forEach((one) => { if (one !== event.target) one.open = false; });
  }, true);
  // Escape and a click beside it close the menu of a row.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || composing || event.isComposing) return;
    document.querySelectorAll("details.row-act[open]").forEach((one) => {
      one.open = false;
      one.querySelector("summary").focus();
    });
  });
  document.addEventListener("pointerdown", (event) => {
    document.querySelectorAll("details.row-act[open]").forEach((one) => { if (!one.contains(event.target)) one.open = false; });
  });

  // On a phone the sidebar opens over the page, and Escape or a touch beside it closes it.
  function showMenu(isOpen) {
    const side = document.getElementById("sidebar");
    side.classList.toggle("is-open", isOpen);
    document.querySelectorAll("[data-menu-toggle]").forEach((one) => one.setAttribute("aria-expanded", String(isOpen)));
    if (isOpen) side.querySelector("a").focus();
  }

  // Which groups of the sidebar are open is remembered on this machine.
  document.querySelectorAll("[data-menu-group]").forEach((group) => {
    const name = `kocops-menu:${group.dataset.menuGroup}`;
    const kept = localStorage.getItem(name);
    if (kept && !group.querySelector("[aria-current]")) group.open = kept === "open";
    group.querySelector("summary").addEventListener("click", () => {
      localStorage.setItem(name, group.open ? "closed" : "open");
    });
  });
  document.querySelector(".side [aria-current]")?.scrollIntoView({ block: "nearest" });

  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", () => { composing = false; });

  document.addEventListener("keydown", (event) => {
    if (composing || event.isComposing || event.altKey) return;
    const isPaletteKey = (event.ctrlKey || event.metaKey) ? event.key === "k" : event.key === "/" && !isTyping(event.target);
    if (isPaletteKey && document.getElementById("palette")) {
      event.preventDefault();
      document.dispatchEvent(new CustomEvent("kocops:palette"));
    }
    const quickForm = event.target.closest?.("form[data-ctrl-enter]");
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && quickForm) {
      event.preventDefault();
      quickForm.requestSubmit();
    }
    if (event.ctrlKey || event.metaKey || isTyping(event.target) || event.target.closest("dialog")) return;
    if (afterG) {
      const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (link) link.click();
      afterG = false;
    } else if (event.key === "n" && document.querySelector('[data-hotkey="n"]')) {
      document.querySelector('[data-hotkey="n"]').click();
    } else if (event.key === "j" || event.key === "k") {
      stepOnDesk(event.key === "j" ? 1 : -1);
    } else if (event.key === "e") {
      actOnDesk("[data-desk-act]");
    } else if (event.key === "s") {
      actOnDesk("[data-desk-later]");
    } else if (event.key === "z") {
      undoLast();
    } else if (event.key === "?" && document.getElementById("keys")) {
      document.getElementById("keys").showModal();
    } else if (event.key === "Escape" && document.querySelector(".side.is-open")) {
      showMenu(false);
    } else if (event.key === "g") {
      afterG = true;
      setTimeout(() => { afterG = false; }, 1200);
    }
  });

  document.addEventListener("click", (event) => {
    const keys = document.getElementById("keys");
    if (event.target.closest("[data-keys-close]") || event.target === keys) keys?.close();
  });
  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-theme-toggle]");
    if (toggle) {
      const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      root.setAttribute("data-bs-theme", next);
      localStorage.setItem("kocops-theme", next);
      document.dispatchEvent(new CustomEvent("kocops:theme"));
    }
    const menu = event.target.closest("[data-menu-toggle]");
    const side = document.getElementById("sidebar");
    const isOpen = side?.classList.contains("is-open");
    if (menu) showMenu(!isOpen);
    else if (isOpen && !side.contains(event.target)) showMenu(false);
    const chip = event.target.closest("[data-day-chips] [data-day]");
    if (chip) {
      const field = document.getElementById(chip.closest("[data-day-chips]").dataset.dayChips);
      field.value = chip.dataset.day;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const up = event.target.closest("[data-move-up]");
    if (up) {
      const item = up.closest("li");
      if (item.previousElementSibling) item.parentElement.insertBefore(item, item.previousElementSibling);
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

  // A message that can be undone floats over the page for eight seconds, then sinks back into its place in the page.
  const TOAST_SECONDS = 8;
  const showToasts = () => document.querySelectorAll("[data-toast]:not([data-shown])").forEach((toast) => {
    const close = toast.querySelector("[data-toast-close]");
    const left = toast.querySelector("[data-toast-left]");
    let seconds = TOAST_SECONDS;
    toast.dataset.shown = "1";
    toast.classList.add("is-toast");
    close.hidden = false;
    const sink = () => {
      clearInterval(timer);
      toast.classList.remove("is-toast");
      close.hidden = true;
      left.textContent = "";
    };
    const tick = () => {
      left.textContent = interpolate(gettext("%s s"), [seconds]);
      if (seconds < 1) sink();
      seconds -= toast.matches(":hover, :focus-within") ? 0 : 1;
    };
    const timer = setInterval(tick, 1000);
    tick();
    close.addEventListener("click", sink);
  });
  showToasts();
  document.addEventListener("htmx:afterSettle", showToasts);

  // Copies a text of the page; what can be copied by hand stays selectable.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    const source = button && document.getElementById(button.dataset.copy);
    if (!source) return;
    // Who copies a script uses it: it is recorded with what they log.
    const offer = button.closest("[data-script-offer]")?.querySelector("input[type=radio]");
    if (offer) offer.checked = true;
    const say = (text) => { button.querySelector("[data-copy-says]").textContent = text; };
    const text = source.value ?? source.textContent;
    const byHand = () => {
      source.closest("details")?.setAttribute("open", "");
      source.focus();
      source.select?.();
      say(button.dataset.copyFailed);
    };
    if (!navigator.clipboard) return byHand();
    navigator.clipboard.writeText(text).then(() => say(button.dataset.copied), byHand);
  });
  document.querySelectorAll("[data-print]").forEach((one) => {
    one.hidden = false;
    one.addEventListener("click", () => window.print());
  });

  // A list that fits lets the window scroll, so that there is one scrollbar; a wider one scrolls within itself.
  const measure = (part) => part.querySelectorAll(".list-card .table-responsive").forEach((box) => {
    const fit = () => box.classList.toggle("fits", box.firstElementChild.scrollWidth <= box.clientWidth + 1);
    new ResizeObserver(fit).observe(box);
  });
  measure(document);
  document.addEventListener("htmx:load", (event) => measure(event.target));

  // An address that names a folded part opens it.
  const unfold = () => {
    const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (part?.matches("details")) part.open = true;
    if (part?.closest("details, .folded")) part.scrollIntoView({ block: "start" });
  };
  window.addEventListener("load", unfold);
  window.addEventListener("hashchange", unfold);

  const makeSearchable = (part) => part.querySelectorAll(".filters select, .form-page select").forEach((select) => {
    if (select.options.length <= 12 || select.tomselect) return;
    new TomSelect(select, { maxOptions: 500 });
    // The search box has the label now; the select behind it is only what is sent.
    select.setAttribute("aria-hidden", "true");
  });
  makeSearchable(document);
  document.addEventListener("htmx:load", () => makeSearchable(document));
})();
