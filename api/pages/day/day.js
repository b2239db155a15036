// Judges an edit while it is typed, so that its price is seen before it is kept.
// @ts-check

const form = /** @type {HTMLFormElement} */ (document.getElementById("edit"));
const judged = /** @type {HTMLElement} */ (document.getElementById("judged"));
/** @type {AbortController | null} */
let asking = null;
let later = 0;

async function judge() {
  asking?.abort();
  asking = new AbortController();
  judged.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.source ?? "", {
      method: "POST",
      body: new URLSearchParams(/** @type {any} */ (new FormData(form))),
      signal: asking.signal,
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("judged");
    if (fresh && answer.ok) {
      judged.replaceChildren(...fresh.childNodes);
      // the other day's version that was seen is the one that was just judged
      const name = "input[name=other_version]";
      const seen = /** @type {HTMLInputElement} */ (page.querySelector(name));
      /** @type {HTMLInputElement} */ (form.querySelector(name)).value = seen.value;
    } else unjudged();
    judged.removeAttribute("aria-busy");
  } catch (error) {
    if (error instanceof DOMException) return;  // other hours are asked about by now
    unjudged();
    judged.removeAttribute("aria-busy");
  }
}

/** Show no judgement of other hours than those that are typed. */
function unjudged() {
  const told = /** @type {HTMLTemplateElement} */ (document.getElementById("unjudged"));
  judged.replaceChildren(told.content.cloneNode(true));
}

form.addEventListener("input", () => {
  clearTimeout(later);
  later = window.setTimeout(judge, 150);
});
