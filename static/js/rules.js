// Builds the JSON of a segment's rule by choosing: groups (all, any, not) of conditions. The textarea stays the truth.
(function () {
  const area = document.querySelector("textarea[data-rule]");
  const place = document.querySelector("[data-builder]");
  if (!area || !place) return;
  const fields = JSON.parse(document.getElementById("rule-fields").textContent);
  const known = Object.fromEntries(fields.map((field) => [field.name, field]));

  function element(tag, attributes, ...children) {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
  }

  function choose(options, value, label, change) {
    const select = element("select", { className: "form-select form-select-sm w-auto", ariaLabel: label });
    for (const [key, text] of options) select.append(new Option(text, key, false, key === value));
    select.addEventListener("change", () => change(select.value));
    return select;
  }

  function type(kind, value, label, change) {
    const input = element("input", { className: "form-control form-control-sm w-auto", type: kind, value: value ?? "", ariaLabel: label, placeholder: label });
    input.addEventListener("input", () => change(input.value));
    return input;
  }

  function write(rule) {
    area.value = JSON.stringify(rule);
    document.body.dispatchEvent(new Event("rule-changed"));
  }

  function fresh(name) {
    const kind = known[name].kind;
    // What nobody has chosen is not ticked; the preview names the field that is not filled in.
    if (kind === "choice" || kind === "text") return { field: name, is: [] };
    if (kind === "days") return { field: name, within_days: 28 };
    if (kind === "count") return { field: name, at_least: 1, weeks: 4 };
    return { field: name, at_least: 1 };
  }

  // Stored words for what is typed behind the last comma; what stands before stays.
  let lists = 0;
  function suggested(input, stored) {
    if (!stored.length) return [input];
    const list = element("datalist", { id: `rule-words-${lists++}` });
    const offer = () => {
      const kept = input.value.replace(/[^,，]*$/, "");
      list.replaceChildren(...stored.map((one) => element("option", { value: kept + one })));
    };
    input.setAttribute("list", list.id);
    input.addEventListener("input", offer);
    offer();
    return [input, list];
  }

  function words(rule, changed) {
    const choices = Object.entries(known[rule.field].choices);
    if (!choices.length) {
      const input = type("text", (rule.is || []).join("，"), gettext("values, separated by commas"), (text) => { rule.is = text.split(/[,，]/).map((one) => one.trim()).filter(Boolean); changed(); });
      return suggested(input, known[rule.field].suggestions || []);
    }
    return choices.map(([key, text]) => {
      const box = element("input", { type: "checkbox", className: "form-check-input", checked: (rule.is || []).includes(key) });
      box.addEventListener("change", () => {
        rule.is = box.checked ? [...(rule.is || []), key] : (rule.is || []).filter((one) => one !== key);
        if (!rule.is.length && known[rule.field].kind === "count") delete rule.is;
        changed();
      });
      return element("label", { className: "form-check form-check-inline mb-0" }, box, element("span", { className: "form-check-label", textContent: text }));
    });
  }

  function bound(rule, names, changed) {
    const name = names.find(([key]) => key in rule)?.[0] || names[0][0];
    const set = (text) => { if (text === "" || Number.isNaN(Number(text))) delete rule[name]; else rule[name] = Number(text); changed(); };
    return [
      choose(names, name, gettext("compared"), (next) => { rule[next] = rule[name] ?? 1; delete rule[name]; changed(true); }),
      type("number", rule[name], gettext("number"), set),
    ];
  }

  function condition(rule, replace, remove, changed) {
    const kind = known[rule.field].kind;
    const row = element("div", { className: "d-flex flex-wrap gap-2 align-items-center mb-2" });
    row.append(choose(fields.map((field) => [field.name, field.label]), rule.field, gettext("field"), (name) => replace(fresh(name))));
    const bounds = [["at_least", gettext("at least")], ["at_most", gettext("at most")]];
    if (kind === "choice" || kind === "text" || kind === "count") row.append(...words(rule, changed));
    if (kind === "number" || kind === "count") row.append(...bound(rule, bounds, changed));
    if (kind === "days") row.append(...bound(rule, [["within_days", gettext("within days")], ["not_within_days", gettext("not within days")]], changed));
    if (kind === "count") row.append(type("number", rule.weeks, gettext("weeks"), (text) => { rule.weeks = Number(text) || 1; changed(); }), element("span", { textContent: gettext("weeks") }));
    row.append(remove);
    return row;
  }

  function button(text, act) {
    const made = element("button", { type: "button", className: "btn btn-sm", textContent: text });
    made.addEventListener("click", act);
    return made;
  }

  function show(rule, replace, drop, changed) {
    const remove = drop ? button("×", drop) : "";
    if (drop) remove.ariaLabel = gettext("Take out");
    if (rule.field) return condition(rule, replace, remove, changed);
    if (rule.not) {
      const box = element("div", { className: "rule-group" }, element("div", { className: "d-flex gap-2 mb-2" }, element("strong", { textContent: gettext("not") }), remove));
      box.append(show(rule.not, (next) => { rule.not = next; changed(true); }, null, changed));
      return box;
    }
    const name = rule.any ? "any" : "all";
    const members = rule[name];
    const head = choose([["all", gettext("all of these")], ["any", gettext("any of these")]], name, gettext("joined by"), (next) => { rule[next] = rule[name]; delete rule[name]; changed(true); });
    const box = element("div", { className: "rule-group" }, element("div", { className: "d-flex gap-2 mb-2" }, head, remove));
    members.forEach((one, n) => box.append(show(one, (next) => { members[n] = next; changed(true); }, () => { members.splice(n, 1); changed(true); }, changed)));
    const add = (made) => { members.push(made); changed(true); };
    box.append(element("div", { className: "d-flex flex-wrap gap-2" },
      button(gettext("+ condition"), () => add(fresh("city"))),
      button(gettext("+ group"), () => add({ any: [fresh("role")] })),
      button(gettext("+ not"), () => add({ not: fresh("tag") }))));
    return box;
  }

  function start() {
    let rule;
    try { rule = JSON.parse(area.value); } catch { return; }
    if (!rule.all && !rule.any) rule = { all: [rule] };
    const changed = (again) => { write(rule); if (again) paint(); };
    const paint = () => place.replaceChildren(show(rule, (next) => { rule = next; changed(true); }, null, changed));
    // Enter ends what is typed in a condition; only the button saves.
    place.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.tagName === "BUTTON") return;
      event.preventDefault();
      if (!event.isComposing) event.target.dispatchEvent(new Event("change", { bubbles: true }));
    });
    paint();
    place.hidden = false;
    const details = element("details", { className: "mb-2" }, element("summary", { textContent: "JSON" }));
    area.before(details);
    details.append(area);
    area.addEventListener("change", () => { try { rule = JSON.parse(area.value); if (!rule.all && !rule.any) rule = { all: [rule] }; paint(); } catch { /* the preview says what is wrong */ } write(rule); });
  }

  start();
})();
