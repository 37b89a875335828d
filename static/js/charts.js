// Draws every [data-chart]: the element names the JSON beside it (kind, x, series, unit, partial_last, no_data).
// A series of kind "line" is a line among bars, dashed if it says so; marks are periods with a name.
// partial_last: what to call the last period where it is not over; it is drawn hollow and never joined to the others.
// no_data: what to call a value that is null, which is a gap in the chart.
// href: the rows behind a value, with {x} for its period and {end} for the last day of it; a click opens them.
// x of a series: its own periods, of a series from another time. What happened on a day (chart-annotations) is shown
// in every chart over time.
// All colours are the variables of kocops.css: a series may name its state or role, others take theirs by position.
(function () {
  const SERIES = 6;
  const drawn = [];

  function token(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function colourOf(one, n) {
    if (one.usual) return token("--usual");
    if (one.state) return token(`--state-${one.state}-fill`);
    if (one.role) return token(`--role-${one.role}-fill`);
    return token(`--series-${(n % SERIES) + 1}`);
  }

  function ink() {
    return {
      text: token("--ink"), faint: token("--muted"), line: token("--line"), strong: token("--line-strong"),
      surface: token("--surface"), quiet: token("--quiet"), cell: [token("--quiet"), token("--series-1")],
    };
  }

  function csv(spec, name) {
    const rows = spec.kind === "calendar"
      ? [["day", spec.unit], ...spec.days]
      : [["", ...spec.series.map((s) => s.name)], ...spec.x.map((x, n) => [period(spec, n), ...spec.series.map((s) => s.data[n] ?? spec.no_data)])];
    const text = "\ufeff" + rows.map((row) => row.map((cell) => `"${String(cell).replace(/"/g, '""')}"`).join(",")).join("\r\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = `${name}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  function toolbox(spec, colour, name = "chart") {
    return {
      right: 0, top: 0, iconStyle: { borderColor: colour.faint },
      feature: {
        saveAsImage: { title: gettext("Save as PNG"), name },
        myCsv: { show: true, title: "CSV", icon: "path://M4 3h10l5 5v13H4z M14 3v5h5 M8 13h8 M8 17h8", onclick: () => csv(spec, name) },
      },
    };
  }

  // A day without its year, where all are of the same one.
  function shortDay(spec, x) {
    const year = String(spec.x[spec.x.length - 1]).slice(0, 5);
    return /^\d{4}-\d\d-\d\d$/.test(x) && x.startsWith(year) ? x.slice(5) : x;
  }

  function isUnfinished(spec, n) {
    return Boolean(spec.partial_last) && n === spec.x.length - 1;
  }

  function period(spec, n) {
    return isUnfinished(spec, n) ? `${spec.x[n]} (${spec.partial_last})` : spec.x[n];
  }

  function tooltip(spec, points) {
    const made = document.createElement("div");
    const head = made.appendChild(document.createElement("div"));
    head.textContent = period(spec, points[0].dataIndex);
    spec.series.forEach((one, n) => {
      const line = made.appendChild(document.createElement("div"));
      const mark = line.appendChild(document.createElement("span"));
      mark.className = "chart-mark";
      mark.style.background = colourOf(one, n);
      const at = points[0].dataIndex;
      const when = one.x ? ` (${one.x[at]})` : "";
      line.append(`${one.name}${when}: ${one.data[at] ?? spec.no_data}`);
    });
    annotationsOf(spec, points[0].dataIndex).forEach((note) => {
      made.appendChild(document.createElement("div")).textContent = `${note.day} ${note.kind}: ${note.text}`;
    });
    return made;
  }

  function annotations() {
    const block = document.getElementById("chart-annotations");
    return block ? JSON.parse(block.textContent) : [];
  }

  const DAY = 86400000;

  // The annotations of a period: from its first day up to that of the next one.
  function annotationsOf(spec, at) {
    const begins = Date.parse(spec.x[at]);
    if (Number.isNaN(begins) || !/^\d{4}-\d\d-\d\d$/.test(spec.x[at])) return [];
    const step = spec.x.length > 1 ? Date.parse(spec.x[1]) - Date.parse(spec.x[0]) : 7 * DAY;
    const inside = (note) => Date.parse(note.day) >= begins && Date.parse(note.day) < begins + step;
    return annotations().filter(inside);
  }

  function annotatedPeriods(spec) {
    return spec.x.flatMap((x, at) => {
      const notes = annotationsOf(spec, at);
      if (!notes.length) return [];
      const more = notes.length > 1 ? ` +${notes.length - 1}` : "";
      const text = notes[0].text.length > 10 ? `${notes[0].text.slice(0, 9)}…` : notes[0].text;
      return [{ x, name: text + more }];
    });
  }

  function hrefOf(spec, one, at) {
    if (!one?.href || one.data[at] === null) return "";
    const x = (one.x || spec.x)[at];
    const end = new Date(Date.parse(x) + 6 * DAY).toISOString().slice(0, 10);
    return one.href.replaceAll("{x}", x).replaceAll("{end}", end);
  }

  // A period that is not over is a hollow point beside the line: joined to it, it would look like a fall.
  function lines(spec, one, n) {
    const colour = colourOf(one, n);
    const stroke = { width: one.dashed ? 1.5 : 2, type: one.dashed ? "dashed" : "solid" };
    const line = { name: one.name, type: "line", symbol: "circle", showSymbol: false, color: colour, lineStyle: stroke };
    if (!spec.partial_last || one.dashed) return [{ ...line, data: one.data }];
    const last = one.data.length - 1;
    const hollow = { color: ink().surface, borderColor: colour, borderWidth: 2 };
    return [
      { ...line, data: one.data.map((value, at) => (at < last ? value : null)) },
      { ...line, data: one.data.map((value, at) => (at < last ? null : value)), showSymbol: true, symbolSize: 8, itemStyle: hollow },
    ];
  }

  function bars(spec, one, n) {
    const colour = colourOf(one, n);
    const hollow = { color: "transparent", borderColor: colour, borderWidth: 1, borderType: "dashed" };
    const data = one.data.map((value, at) => (isUnfinished(spec, at) ? { value, itemStyle: hollow } : value));
    return [{ name: one.name, type: "bar", stack: spec.stacked ? "all" : undefined, color: colour, barMaxWidth: 18, data }];
  }

  // The shaded band says in words that its period is not over.
  function unfinishedBand(spec, colour) {
    if (!spec.partial_last) return undefined;
    const last = spec.x.length - 1;
    return {
      silent: true, itemStyle: { color: colour.quiet, opacity: 0.75 },
      label: { color: colour.faint, fontSize: 11.5, position: "insideTopRight", distance: [0, -16] },
      data: [[{ name: spec.partial_last, xAxis: spec.x[Math.max(last - 1, 0)] }, { xAxis: spec.x[last] }]],
    };
  }

  // Between the axis and its unit there is room for both levels of names.
  const UNIT_GAP = 8;
  const UNIT_ABOVE_NAMES = 34;

  // An upright line where something happened, with its name above; neighbours stand on two levels.
  function markedPeriods(spec, colour, marks) {
    return {
      silent: true, symbol: "none", lineStyle: { color: colour.strong, type: "dashed" },
      label: { color: colour.faint, fontSize: 11.5, formatter: (mark) => mark.name },
      data: marks.map((mark, n) => ({ name: mark.name, xAxis: mark.x, label: { distance: n % 2 ? 3 : 16 } })),
    };
  }

  function overTime(spec, colour, name) {
    const isLine = spec.kind === "line";
    const drawer = (one) => ((one.kind || spec.kind) === "line" ? lines : bars);
    const whole = spec.series.every((one) => one.data.every((value) => value === null || Number.isInteger(value)));
    const series = spec.series.flatMap((one, n) => drawer(one)(spec, one, n));
    if (series.length) series[0].markArea = unfinishedBand(spec, colour);
    const marks = [...(spec.marks || []), ...annotatedPeriods(spec)];
    if (series.length && marks.length) series[0].markLine = markedPeriods(spec, colour, marks);
    const legend = {
      type: "scroll", left: 0, top: 0, width: "80%", itemWidth: 14, itemHeight: 8, icon: "roundRect",
      data: spec.series.map((one) => one.name), textStyle: { color: colour.text, fontSize: 12.5 },
      inactiveColor: colour.faint, pageTextStyle: { color: colour.faint }, pageIconColor: colour.faint,
    };
    return {
      animation: false, backgroundColor: "transparent", textStyle: { color: colour.text }, aria: { enabled: true },
      legend, toolbox: toolbox(spec, colour, name),
      tooltip: {
        trigger: "axis", backgroundColor: colour.surface, borderColor: colour.strong, textStyle: { color: colour.text },
        formatter: (points) => tooltip(spec, points),
      },
      grid: { left: 2, right: isLine ? 26 : 14, top: marks.length ? 74 : 62, bottom: 0, containLabel: true },
      xAxis: {
        type: "category", data: spec.x, boundaryGap: !isLine, axisTick: { show: false },
        axisLabel: { color: colour.faint, hideOverlap: true, formatter: (x) => shortDay(spec, x) }, axisLine: { lineStyle: { color: colour.strong } },
      },
      yAxis: {
        type: "value", min: 0, minInterval: whole ? 1 : 0, splitNumber: 4, name: spec.unit,
        nameGap: marks.length ? UNIT_ABOVE_NAMES : UNIT_GAP,
        nameTextStyle: { color: colour.faint, align: "left" }, axisLabel: { color: colour.faint },
        splitLine: { lineStyle: { color: colour.line } },
      },
      series,
    };
  }

  function calendar(spec, colour, name) {
    const names = document.documentElement.lang.startsWith("zh") ? "ZH" : "EN";
    return {
      animation: false, backgroundColor: "transparent", textStyle: { color: colour.text }, aria: { enabled: true },
      toolbox: toolbox(spec, colour, name), tooltip: { formatter: (point) => `${point.value[0]}: ${point.value[1]} ${spec.unit}` },
      visualMap: { show: false, min: 0, max: 5, inRange: { color: colour.cell } },
      calendar: {
        range: spec.range, left: 34, right: 6, top: 58, cellSize: ["auto", 14], yearLabel: { show: false },
        splitLine: { show: false }, itemStyle: { color: "transparent", borderColor: colour.line, borderWidth: 1 },
        dayLabel: { firstDay: 1, color: colour.faint, nameMap: names },
        monthLabel: { color: colour.faint, nameMap: names },
      },
      series: [{ type: "heatmap", coordinateSystem: "calendar", data: spec.days }],
    };
  }

  const DRAWERS = { calendar };

  function draw(element) {
    const spec = JSON.parse(document.getElementById(element.dataset.chart).textContent);
    const locale = document.documentElement.lang.startsWith("zh") ? "ZH" : "EN";
    const chart = echarts.init(element, null, { locale, renderer: "canvas" });
    const paint = () => chart.setOption((DRAWERS[spec.kind] || overTime)(spec, ink(), element.dataset.chart), true);
    paint();
    chart.on("click", (point) => {
      const href = hrefOf(spec, (spec.series || []).find((one) => one.name === point.seriesName), point.dataIndex);
      if (href) window.location.href = href;
    });
    // A line is thin: a click beside it opens the nearest point of the period.
    chart.getZr().on("click", (event) => {
      const place = [event.offsetX, event.offsetY];
      if (event.target || !spec.x || !chart.containPixel("grid", place)) return;
      const [at, height] = chart.convertFromPixel({ xAxisIndex: 0, yAxisIndex: 0 }, place).map((n, axis) => (axis ? n : Math.round(n)));
      const known = spec.series.filter((one) => hrefOf(spec, one, at));
      known.sort((one, other) => Math.abs(one.data[at] - height) - Math.abs(other.data[at] - height));
      if (known.length) window.location.href = hrefOf(spec, known[0], at);
    });
    drawn.push({ chart, paint });
    new ResizeObserver(() => chart.resize()).observe(element);
  }

  function drawNew(within) {
    within.querySelectorAll("[data-chart]").forEach((element) => {
      if (!echarts.getInstanceByDom(element)) draw(element);
    });
  }

  drawNew(document);
  // Cards that come later, and the next dashboard of a wall.
  document.addEventListener("htmx:load", (event) => drawNew(event.detail.elt));
  document.addEventListener("kocops:theme", () => drawn.forEach((one) => one.paint()));
})();
