// Before the first paint: the theme the reader chose, else the system's.
(function () {
  const kept = localStorage.getItem("kocops-theme");
  const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
})();
