// Keeps the last copy of pages for times without a network, sends a choice as it is made, and no form
// to a service that does not answer: what was typed would be gone.
// @ts-check

const home = new URL("../../", import.meta.url); // of the pages, wherever they are served
if ("serviceWorker" in navigator && document.body.classList.contains("as-agent")) {
  navigator.serviceWorker.register(new URL("service-worker.js", home), { scope: home.pathname }).catch(() => {});
}

for (const control of document.querySelectorAll("select[data-send]")) {
  control.addEventListener("change", () => /** @type {HTMLSelectElement} */ (control).form?.requestSubmit());
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || form.method !== "post" || form.dataset.reached === "yes") return;
  event.preventDefault();
  if (!form.dataset.reached) void send(form, /** @type {HTMLElement | null} */ (event.submitter));
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.reached;
});

/**
 * Send a form if the service answers; else say so and leave what was typed where it is.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
async function send(form, button) {
  const note = document.getElementById("unreachable");
  form.dataset.reached = "asked";
  const asked = fetch(new URL("service-worker.js", home), { cache: "no-store" }); // kept nowhere
  const answered = await asked.then(() => true, () => false);
  if (note) note.hidden = answered;
  if (!answered) {
    delete form.dataset.reached;
    return note?.scrollIntoView({ block: "nearest" });
  }
  form.dataset.reached = "yes";
  form.requestSubmit(button);
}
