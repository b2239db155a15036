// Keeps the last copy of pages for times without a network, sends a choice as it is made, and no form
// to a service that does not answer or that one is signed out of: what was typed would be gone.
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
 * Find what keeps a form from being sent: no answer, or a session that has ended.
 * @param {HTMLElement | null} signedOut - said where somebody is signed in alone
 */
async function hindrance(signedOut) {
  const asked = new URL(signedOut ? "session" : "service-worker.js", home);
  const answer = await fetch(asked, { cache: "no-store", redirect: "manual" }).catch(() => null); // kept nowhere
  if (!answer) return document.getElementById("unreachable");
  return answer.type === "opaqueredirect" ? signedOut : null;
}

/**
 * Send a form if the service answers; else say so and leave what was typed where it is.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
async function send(form, button) {
  const notes = [document.getElementById("unreachable"), document.getElementById("signed-out")];
  form.dataset.reached = "asked";
  const hindered = await hindrance(notes[1]);
  for (const note of notes) if (note) note.hidden = note !== hindered;
  if (hindered) {
    delete form.dataset.reached;
    return hindered.scrollIntoView({ block: "nearest" });
  }
  form.dataset.reached = "yes";
  form.requestSubmit(button);
}
