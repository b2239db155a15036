// Follows a run: asks for its state every second until nothing more will happen.
// @ts-check

const state = /** @type {HTMLElement} */ (document.getElementById("state"));

async function follow() {
  while (state.querySelector("[data-finished=no]")) {
    await new Promise((done) => setTimeout(done, 1000));
    const answer = await fetch(state.dataset.source ?? "").catch(() => null);
    if (!answer?.ok || answer.redirected) continue;
    const text = await answer.text();
    if (document.activeElement instanceof HTMLButtonElement) {
      // a button under the finger is not taken away, only the figures go on
      const fresh = new DOMParser().parseFromString(text, "text/html");
      if (fresh.querySelector("[data-finished=no]")) {
        state.querySelector(".tiles")?.replaceWith(/** @type {Element} */ (fresh.querySelector(".tiles")));
        continue;
      }
    }
    state.innerHTML = text;
  }
}

follow();
