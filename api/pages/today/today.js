// Moves the mark of what is on now while the page stays open, and says when it is an old copy.
// @ts-check

function mark() {
  const moment = Date.now() / 1000;
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".parts li"))) {
    const running = Number(part.dataset.start) <= moment && moment < Number(part.dataset.end);
    part.classList.toggle("running", running);
    part.classList.toggle("past", Number(part.dataset.end) <= moment);
    if (running) part.setAttribute("aria-current", "time");
    else part.removeAttribute("aria-current");
  }
}

mark();
setInterval(mark, 15_000);
// what is on now is said by the server: ask anew as soon as it can have changed
const ends = [...document.querySelectorAll(".parts li")].flatMap((part) => {
  const { start, end } = /** @type {HTMLElement} */ (part).dataset;
  return [Number(start), Number(end)];
});
const next = Math.min(...ends.filter((end) => end * 1000 > Date.now()));
if (Number.isFinite(next) && navigator.onLine) {
  setTimeout(() => location.reload(), Math.min(next * 1000 - Date.now() + 1000, 2 ** 31 - 1));
}
