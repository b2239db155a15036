// Keeps the board as it is now, and says so when nothing new can be heard.
// @ts-check

const board = /** @type {HTMLElement} */ (document.getElementById("board"));
const dead = /** @type {HTMLElement} */ (document.getElementById("dead"));

async function follow() {
  for (;;) {
    await new Promise((done) => setTimeout(done, 5000));
    // a form that somebody fills in is not taken away
    if (board.querySelector("details[open]") || document.hidden) continue;
    const answer = await fetch(board.dataset.source ?? "").catch(() => null);
    const heard = Boolean(answer?.ok && !answer.redirected);
    dead.hidden = heard;
    if (answer && heard) board.innerHTML = await answer.text();
  }
}

follow();
