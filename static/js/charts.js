// Draws every [data-chart]: the element names the JSON beside it (kind, x, series, unit).
(function () {
  const COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"];
  const drawn = [];

  function ink() {
    const dark = document.documentElement.getAttribute("data-bs-theme") === "dark";
    return dark
      ? { text: "#dce1e7", faint: "#8a97a8", line: "#2c3a4c", cell: ["#1d2b3d", "#9fd0ff"] }
      : { text: "#182433", faint: "#5b6b7f", line: "#dfe5ec", cell: ["#e8eef5", "#0b5cad"] };
  }

  function csv(spec) {
    const rows = spec.kind === "calendar"
      ? [["day", spec.unit], ...spec.days]
      : spec.kind === "sankey"
      ? [["", "", spec.unit], ...spec.links.map((link) => [link.source, link.target, link.value])]
      : [["", ...spec.series.map((s) => s.name)], ...spec.x.map((x, n) => [x, ...spec.series.map((s) => s.data[n])])];
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

  function overTime(spec, colour) {
    const isLine = spec.kind === "line";
    return {
      color: COLOURS, backgroundColor: "transparent", textStyle: { color: colour.text }, aria: { enabled: true },
      legend: { type: "scroll", left: 0, top: 0, width: "76%", textStyle: { color: colour.text }, inactiveColor: colour.faint },
      toolbox: toolbox(spec, colour), tooltip: { trigger: "axis" }, grid: { left: 4, right: 16, top: 60, bottom: 4, containLabel: true },
      xAxis: { type: "category", data: spec.x, axisLabel: { color: colour.faint }, axisLine: { lineStyle: { color: colour.line } } },
      yAxis: { type: "value", min: 0, minInterval: spec.series.every((one) => one.data.every(Number.isInteger)) ? 1 : 0, name: spec.unit, nameTextStyle: { color: colour.faint }, axisLabel: { color: colour.faint }, splitLine: { lineStyle: { color: colour.line } } },
      series: spec.series.map((one) => ({
        name: one.name, type: isLine ? "line" : "bar", stack: spec.stacked ? "all" : undefined, showSymbol: false, lineStyle: { width: 2 },
        data: spec.partial_last ? one.data.map((v, n) => n === one.data.length - 1 ? { value: v, itemStyle: { opacity: 0.45 } } : v) : one.data,
      })),
    };
  }

  function calendar(spec, colour) {
    return {
      backgroundColor: "transparent", textStyle: { color: colour.text }, aria: { enabled: true }, toolbox: toolbox(spec, colour),
      tooltip: { formatter: (point) => `${point.value[0]}: ${point.value[1]} ${spec.unit}` },
      visualMap: { show: false, min: 0, max: 5, inRange: { color: colour.cell } },
      calendar: {
        range: spec.range, left: 34, right: 6, top: 58, cellSize: ["auto", 14], yearLabel: { show: false }, splitLine: { show: false },
        itemStyle: { color: "transparent", borderColor: colour.line, borderWidth: 1 },
        dayLabel: { firstDay: 1, color: colour.faint, nameMap: document.documentElement.lang.startsWith("zh") ? "ZH" : "EN" },
        monthLabel: { color: colour.faint, nameMap: document.documentElement.lang.startsWith("zh") ? "ZH" : "EN" },
      },
      series: [{ type: "heatmap", coordinateSystem: "calendar", data: spec.days }],
    };
  }

  function sankey(spec, colour) {
    return {
      color: COLOURS, backgroundColor: "transparent", textStyle: { color: colour.text }, aria: { enabled: true }, toolbox: toolbox(spec, colour),
      tooltip: { formatter: (point) => point.dataType === "edge" ? `${point.data.source} → ${point.data.target}: ${point.value} ${spec.unit}` : `${point.name}: ${point.value} ${spec.unit}` },
      series: [{ type: "sankey", data: spec.nodes, links: spec.links, left: 4, right: 8, top: 40, bottom: 8, nodeGap: 16, label: { color: colour.text }, levels: [{ depth: spec.depth, label: { position: "left" } }], lineStyle: { color: "gradient", opacity: 0.45 } }],
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
