// Sets theme and language before anything is painted, so that nothing flickers. No module: it must not wait.

(() => {
  const root = document.documentElement;
  try {
    root.dataset.theme = localStorage.getItem("centralita.theme") ?? "auto";
    root.lang = localStorage.getItem("centralita.language") ?? navigator.language.slice(0, 2);
  } catch {
    root.dataset.theme = "auto"; // storage may be forbidden: then the system's theme
  }
})();
