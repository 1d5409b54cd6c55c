// Draws the charts of a report in the colours of the screen, or of paper.
(function () {
  "use strict";
  const told = JSON.parse(document.getElementById("charts").textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const PAPER_WIDTH = 690;
  const family = getComputedStyle(document.body).fontFamily;

  function colours(isDark) {
    const grid = isDark ? "#343b45" : "#e6e6e6";
    const axis = isDark ? "#77808c" : "#999999";
    const found = { "font.color": isDark ? "#e6e8eb" : "#333333" };
    for (const name of ["xaxis", "yaxis", "yaxis2"]) {
      found[name + ".gridcolor"] = grid;
      found[name + ".zerolinecolor"] = axis;
    }
    return found;
  }

  function all(change) {
    told.charts.forEach((chart, place) => {
      const changed = Object.assign({}, change);
      if (!chart.layout.yaxis2) {
        Object.keys(changed).forEach((key) => key.startsWith("yaxis2.") && delete changed[key]);
      }
      Plotly.relayout("chart-" + (place + 1), changed);
    });
  }

  told.charts.forEach((chart, place) => {
    chart.layout.font = { family: family, size: 12 };
    Plotly.newPlot("chart-" + (place + 1), chart.data, chart.layout, told.config);
  });
  all(colours(dark.matches));
  dark.addEventListener("change", () => all(colours(dark.matches)));
  window.addEventListener("beforeprint", () =>
    all(Object.assign(colours(false), { width: PAPER_WIDTH }))
  );
  window.addEventListener("afterprint", () =>
    all(Object.assign(colours(dark.matches), { width: null, autosize: true }))
  );
})();
