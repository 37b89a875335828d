// The palette: pages and things to do are in the page, names come from the server while one types.
(function () {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = dialog.querySelector("#search");
  const list = dialog.querySelector('[role="listbox"]');
  const search = dialog.querySelector("[data-palette-search]");

  // The pages are those of the sidebar, so that both know the same ones.
  function addPages() {
    const place = dialog.querySelector("[data-palette-pages]");
    document.querySelectorAll(".side a.item").forEach((link) => {
      const option = document.createElement("div");
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.href = link.getAttribute("href");
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = link.textContent.trim();
      const keys = document.createElement("span");
      keys.className = "end";
      for (const key of link.dataset.key ? ["g", link.dataset.key] : []) {
        keys.append(Object.assign(document.createElement("kbd"), { textContent: key }), " ");
      }
      option.append(link.querySelector(".icon").cloneNode(true), name, keys);
      place.append(option);
    });
  }

  // What one has opened lately comes first. It is kept on this machine for this reader, until they log out.
  const store = `kocops-recent:${dialog.dataset.reader}`;
  const MOST_RECENT = 8;

  function recent() {
    try {
      return JSON.parse(localStorage.getItem(store) || "[]");
    } catch {
      return [];
    }
  }

  function remember() {
    const heading = document.querySelector(".head h1");
    if (!/\/\d+\/$/.test(location.pathname) || !heading || document.querySelector("main form[data-warn-unsaved]")) return;
    const entry = document.querySelector(".side li.is-here");
    const use = entry?.querySelector("use")?.getAttribute("href") || "";
    const one = {
      href: location.pathname,
      name: document.title.replace(/ · kocops$/, "").slice(0, 60),
      note: entry?.querySelector(".item span")?.textContent.trim() || "",
      icon: use.split("#")[1] || "",
    };
    const kept = recent().filter((other) => other.href !== one.href);
    localStorage.setItem(store, JSON.stringify([one, ...kept].slice(0, MOST_RECENT)));
  }

  function addRecent() {
    const place = dialog.querySelector("[data-palette-recent]");
    place.querySelectorAll('[role="option"]').forEach((one) => one.remove());
    const sample = document.querySelector(".side .item .icon");
    for (const one of recent()) {
      if (one.href === location.pathname) continue;
      const option = document.createElement("div");
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.href = one.href;
      if (sample) {
        const icon = sample.cloneNode(true);
        const use = icon.querySelector("use");
        use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${one.icon || "history"}`);
        option.append(icon);
      }
      option.append(
        Object.assign(document.createElement("span"), { className: "name", textContent: one.name }),
        Object.assign(document.createElement("span"), { className: "end", textContent: one.note }),
      );
      place.append(option);
    }
  }

  function options() {
    return [...list.querySelectorAll('[role="option"]')].filter((one) => !one.closest("[hidden]"));
  }

  function choose(option) {
    list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    input.removeAttribute("aria-activedescendant");
    if (!option) return;
    option.id ||= `palette-option-${[...list.querySelectorAll('[role="option"]')].indexOf(option)}`;
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  // Whether the letters of what is typed stand in a text in this order: 登记休假 finds 登记我的休假.
  function holds(known, words) {
    if (known.includes(words)) return true;
    if (words.length < 2 || !/^[\u3400-\u9fff]+$/.test(words)) return false;
    let at = -1;
    return [...words].every((letter) => (at = known.indexOf(letter, at + 1)) >= 0);
  }

  // A page is found by any part of its name; what is chosen does not move when names arrive below.
  function narrow() {
    const words = input.value.trim().toLowerCase();
    list.querySelectorAll('[role="group"]').forEach((group) => {
      if (group.closest("#palette-names") || group === search) return;
      const found = [...group.querySelectorAll('[role="option"]')].filter((option) => {
        const known = `${option.querySelector(".name").textContent}|${option.dataset.words || ""}`.toLowerCase();
        option.hidden = Boolean(words) && !known.split("|").some((one) => holds(one, words));
        return !option.hidden;
      });
      group.hidden = !found.length;
    });
    search.hidden = !words;
    search.querySelector("[data-palette-words]").textContent = input.value.trim();
    choose(options()[0]);
  }

  function open() {
    if (dialog.open) return;
    input.value = "";
    addRecent();
    document.getElementById("palette-names").replaceChildren();
    narrow();
    dialog.showModal();
    input.focus();
  }

  function follow(option) {
    if (option.hasAttribute("data-submit")) option.closest("form").requestSubmit();
    else location.assign(option.dataset.href);
  }

  addPages();
  remember();
  document.querySelector("[data-logout]")?.addEventListener("submit", () => localStorage.removeItem(store));
  document.addEventListener("kocops:palette", open);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette-open]")) {
      event.preventDefault();
      open();
    } else if (event.target.closest("[data-palette-close]") || event.target === dialog) {
      dialog.close();
    } else if (list.contains(event.target)) {
      const option = event.target.closest('[role="option"]');
      if (option) follow(option);
    }
  });
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const shown = options();
    const at = shown.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(shown[(at + step + shown.length) % shown.length]);
    } else if (event.key === "?" && !input.value) {
      event.preventDefault();
      dialog.close();
      document.getElementById("keys").showModal();
    } else if (event.key === "Enter" && shown[at]) {
      event.preventDefault();
      follow(shown[at]);
    }
  });
})();
