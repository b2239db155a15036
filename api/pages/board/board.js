// Drags an agent's day onto another agent's or day: the form there opens with those hours, judged
// and priced, before anything is kept. All of it can be done in the form alone, too.
// @ts-check

/** @type {HTMLElement | null} */
let dragged = null;

for (const cell of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".cell[data-agent]"))) {
  cell.draggable = cell.classList.contains("works");
  cell.addEventListener("dragstart", () => {
    dragged = cell;
    cell.classList.add("dragged");
  });
  cell.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
  });
  cell.addEventListener("dragover", (event) => {
    if (dragged && dragged !== cell) {
      event.preventDefault();
      cell.classList.add("target");
    }
  });
  cell.addEventListener("dragleave", () => cell.classList.remove("target"));
  cell.addEventListener("drop", (event) => {
    event.preventDefault();
    cell.classList.remove("target");
    if (!dragged) return;
    const link = /** @type {HTMLAnchorElement} */ (cell.querySelector("a"));
    const from = `${dragged.dataset.agent}:${dragged.dataset.day}`;
    location.assign(`${link.href}?swap=${encodeURIComponent(from)}`);
  });
}
