// Keeps the last copy of pages for times without a network, and sends a choice as it is made.
// @ts-check

if ("serviceWorker" in navigator && document.body.classList.contains("as-agent")) {
  navigator.serviceWorker.register("/app/service-worker.js", { scope: "/app/" }).catch(() => {});
}

for (const control of document.querySelectorAll("select[data-send]")) {
  control.addEventListener("change", () => /** @type {HTMLSelectElement} */ (control).form?.requestSubmit());
}
