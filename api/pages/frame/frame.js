// Keeps the last copy of pages for times without a network, and sends a choice as it is made.
// @ts-check

if ("serviceWorker" in navigator && document.body.classList.contains("as-agent")) {
  const home = new URL("../../", import.meta.url); // of the pages, wherever they are served
  navigator.serviceWorker.register(new URL("service-worker.js", home), { scope: home.pathname }).catch(() => {});
}

for (const control of document.querySelectorAll("select[data-send]")) {
  control.addEventListener("change", () => /** @type {HTMLSelectElement} */ (control).form?.requestSubmit());
}
