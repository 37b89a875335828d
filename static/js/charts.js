// Draws every [data-chart]: the element names the JSON beside it (kind, x, series, unit, partial_last, no_data).
// A series of kind "line" is a line among bars, dashed if it says so; marks are periods with a name.
// partial_last: what to call the last period where it is not over; it is drawn hollow and never joined to the others.
// no_data: what to call a value that is null, which is a gap in the chart.
// All colours are the variables of kocops.css: a series may name its state or role, others take theirs by position.
(function () {
  const SERIES = 6;
  const drawn = [];

  function token(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function colourOf(one, n) {
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

  function csv(spec) {
    const rows = spec.kind === "calendar"
      ? [["day", spec.unit], ...spec.days]
      : spec.kind === "sankey"
      ? [["", "", spec.unit], ...spec.links.map((link) => [link.source, link.target, link.value])]
      : [["", ...spec.series.map((s) => s.name)], ...spec.x.map((x, n) => [period(spec, n), ...spec.series.map((s) => s.data[n] ?? spec.no_data)])];
    const text = "\ufeff" + rows.map((row) => row.map((cell) => `"${String(cell).replace(/"/g, '""')}"`).join(",")).join("\r\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = "chart.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  function toolbox(spec, colour) {
    return {
      right: 0, top: 0, iconStyle: { borderColor: colour.faint },
      feature: {
        saveAsImage: { title: gettext("Save as PNG") },
        myCsv: { show: true, title: "CSV", icon: "path://M4 3h10l5 5v13H4z M14 3v5h5 M8 13h8 M8 17h8", onclick: () => csv(spec) },
      },
    };
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
      line.append(`${one.name}: ${one.data[points[0].dataIndex] ?? spec.no_data}`);
    });
    return made;
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

  // An upright line where something happened, with its name above.
  function markedPeriods(spec, colour) {
    return {
      silent: true, symbol: "none", lineStyle: { color: colour.strong, type: "dashed" },
      label: { color: colour.faint, fontSize: 11.5, formatter: (mark) => mark.name },
      data: spec.marks.map((mark) => ({ name: mark.name, xAxis: mark.x })),
    };
  }

  function overTime(spec, colour) {
    const isLine = spec.kind === "line";
    const drawer = (one) => ((one.kind || spec.kind) === "line" ? lines : bars);
    const whole = spec.series.every((one) => one.data.every((value) => value === null || Number.isInteger(value)));
    const series = spec.series.flatMap((one, n) => drawer(one)(spec, one, n));
    if (series.length) series[0].markArea = unfinishedBand(spec, colour);
    if (series.length && spec.marks) series[0].markLine = markedPeriods(spec, colour);
    const legend = {
      type: "scroll", left: 0, top: 0, width: "80%", itemWidth: 14, itemHeight: 8, icon: "roundRect",
      data: spec.series.map((one) => one.name), textStyle: { color: colour.text, fontSize: 12.5 },
      inactiveColor: colour.faint, pageTextStyle: { color: colour.faint }, pageIconColor: colour.faint,
    };
    return {
      animation: false, backgroundColor: "transparent", textStyle: { color: colour.text }, aria: { enabled: true },
      legend, toolbox: toolbox(spec, colour),
      tooltip: {
        trigger: "axis", backgroundColor: colour.surface, borderColor: colour.strong, textStyle: { color: colour.text },
        formatter: (points) => tooltip(spec, points),
      },
      grid: { left: 2, right: 14, top: 62, bottom: 0, containLabel: true },
      xAxis: {
        type: "category", data: spec.x, boundaryGap: !isLine, axisTick: { show: false },
        axisLabel: { color: colour.faint, hideOverlap: true }, axisLine: { lineStyle: { color: colour.strong } },
      },
      yAxis: {
        type: "value", min: 0, minInterval: whole ? 1 : 0, splitNumber: 4, name: spec.unit, nameGap: 8,
        nameTextStyle: { color: colour.faint, align: "left" }, axisLabel: { color: colour.faint },
        splitLine: { lineStyle: { color: colour.line } },
      },
      series,
    };
  }

  function calendar(spec, colour) {
    const names = document.documentElement.lang.startsWith("zh") ? "ZH" : "EN";
    return {
      animation: false, backgroundColor: "transparent", textStyle: { color: colour.text }, aria: { enabled: true },
      toolbox: toolbox(spec, colour), tooltip: { formatter: (point) => `${point.value[0]}: ${point.value[1]} ${spec.unit}` },
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

  function sankeyText(spec, point) {
    const name = point.dataType === "edge" ? `${point.data.source} → ${point.data.target}` : point.name;
    return `${name}: ${point.value} ${spec.unit}`;
  }

  function sankey(spec, colour) {
    const colours = [...Array(SERIES).keys()].map((n) => token(`--series-${n + 1}`));
    return {
      animation: false, color: colours, backgroundColor: "transparent", textStyle: { color: colour.text },
      aria: { enabled: true }, toolbox: toolbox(spec, colour), tooltip: { formatter: (point) => sankeyText(spec, point) },
      series: [{
        type: "sankey", data: spec.nodes, links: spec.links, left: 4, right: 8, top: 40, bottom: 8, nodeGap: 16,
        label: { color: colour.text }, levels: [{ depth: spec.depth, label: { position: "left" } }],
        lineStyle: { color: "gradient", opacity: 0.45 },
      }],
    };
  }

  const DRAWERS = { calendar, sankey };

  function draw(element) {
    const spec = JSON.parse(document.getElementById(element.dataset.chart).textContent);
    const locale = document.documentElement.lang.startsWith("zh") ? "ZH" : "EN";
    const chart = echarts.init(element, null, { locale, renderer: "canvas" });
    const paint = () => chart.setOption((DRAWERS[spec.kind] || overTime)(spec, ink()), true);
    paint();
    drawn.push({ chart, paint });
    new ResizeObserver(() => chart.resize()).observe(element);
  }

  document.querySelectorAll("[data-chart]").forEach(draw);
  document.addEventListener("kocops:theme", () => drawn.forEach((one) => one.paint()));
})();
