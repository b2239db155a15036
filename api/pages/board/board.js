// Chooses days of a board by mouse or keyboard, and copies, pastes, fills, swaps, frees or drags
// them: what comes of it is judged and priced as one edit on a page of its own, before anything is
// kept. All of it can be done in forms alone, too.
// @ts-check

/** @typedef {{row: number, column: number}} Place */
/** @typedef {{agent_id: string, date: string}} Day */
/** @typedef {Day & {like?: Day}} Edit */

const others = document.getElementById("others");
if (others) setInterval(() => void look(others), 15_000);

/** Tell who else edits this draft by now. @param {HTMLElement} place */
async function look(place) {
  if (document.hidden) return;
  const answer = await fetch(place.dataset.source ?? "").catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.body.textContent?.trim() !== place.textContent?.trim()) place.replaceChildren(...page.body.childNodes);
}

const table = /** @type {HTMLTableElement | null} */ (document.querySelector("table[data-edits]"));
if (table) start(table);

/** @param {HTMLTableElement} table */
function start(table) {
  const bar = /** @type {HTMLElement} */ (document.getElementById("several"));
  const count = /** @type {HTMLOutputElement} */ (bar.querySelector("output"));
  const form = /** @type {HTMLFormElement} */ (bar.querySelector("form"));
  const rows = [...table.tBodies[0].rows].map((row) => /** @type {HTMLElement[]} */ ([...row.querySelectorAll(".cell")]));
  const columns = rows[0]?.length ?? 0;
  if (!columns) return;
  const clipboard = `copied ${location.pathname}`;
  const left = `left ${location.pathname}`;
  /** @type {Place} */
  let anchor = { row: 0, column: 0 };
  /** @type {Place} */
  let end = anchor;
  let chosen = false;
  /** @type {Place | null} */
  let dragged = null;

  table.setAttribute("role", "grid");
  table.setAttribute("aria-multiselectable", "true");
  for (const link of table.querySelectorAll(".cell a")) link.setAttribute("tabindex", "-1");
  linkAt(anchor).tabIndex = 0;
  bar.hidden = false;

  /** @param {Place} place */
  function linkAt(place) {
    return /** @type {HTMLAnchorElement} */ (rows[place.row][place.column].querySelector("a"));
  }

  /** @param {EventTarget | null} target @returns {Place | null} */
  function placeOf(target) {
    const cell = target instanceof Element ? target.closest("td.cell") : null;
    const row = cell?.parentElement;
    if (!cell || !row) return null;
    const at = { row: /** @type {HTMLTableRowElement} */ (row).sectionRowIndex, column: -1 };
    at.column = rows[at.row].indexOf(/** @type {HTMLElement} */ (cell));
    return at;
  }

  /** @param {Place} place @returns {Day} */
  function dayAt(place) {
    const { agent = "", day = "" } = rows[place.row][place.column].dataset;
    return { agent_id: agent, date: day };
  }

  /** Places of the selection, row by row. */
  function block() {
    const [top, bottom] = [Math.min(anchor.row, end.row), Math.max(anchor.row, end.row)];
    const [left, right] = [Math.min(anchor.column, end.column), Math.max(anchor.column, end.column)];
    const places = [];
    for (let row = top; row <= bottom; row++) {
      places.push(Array.from({ length: right - left + 1 }, (_, n) => ({ row, column: left + n })));
    }
    return places;
  }

  /** @param {Place} from @param {Place} to @param {boolean} several */
  function select(from, to, several) {
    for (const cell of table.querySelectorAll("[aria-selected]")) cell.removeAttribute("aria-selected");
    linkAt(end).tabIndex = -1;
    [anchor, end, chosen] = [from, to, several];
    linkAt(end).tabIndex = 0;
    const places = chosen ? block().flat() : [];
    for (const place of places) rows[place.row][place.column].setAttribute("aria-selected", "true");
    count.value = String(places.length);
  }

  /** @param {Edit[]} edits */
  function judge(edits) {
    if (!edits.length) return;
    leave();
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("edits"));
    field.value = JSON.stringify(edits);
    form.requestSubmit();
  }

  /** @returns {Day[][]} */
  function copied() {
    return JSON.parse(sessionStorage.getItem(clipboard) ?? "[]");
  }

  /** Where copied days land: on the selection, repeated as often as they fit, else once from its start.
   * @param {Day[][]} source */
  function landing(source) {
    const target = block();
    const [high, wide] = [source.length, source[0].length];
    const top = target[0][0];
    const fits = target.length % high === 0 && target[0].length % wide === 0;
    const [down, across] = fits ? [target.length, target[0].length] : [high, wide];
    const pairs = [];
    for (let row = 0; row < down; row++) {
      for (let column = 0; column < across; column++) {
        const place = { row: top.row + row, column: top.column + column };
        const known = place.row < rows.length && place.column < columns;
        if (known) pairs.push({ to: dayAt(place), from: source[row % high][column % wide] });
      }
    }
    return pairs;
  }

  /** @param {Day[][]} source */
  function swapWith(source) {
    /** @type {Map<string, Edit>} */
    const edits = new Map();
    for (const { to, from } of landing(source)) {
      edits.set(`${to.agent_id} ${to.date}`, { ...to, like: from });
      edits.set(`${from.agent_id} ${from.date}`, { ...from, like: to });
    }
    judge([...edits.values()]);
  }

  /** @type {Record<string, () => void>} */
  const actions = {
    copy() {
      sessionStorage.setItem(clipboard, JSON.stringify(block().map((row) => row.map(dayAt))));
      for (const cell of table.querySelectorAll(".copied")) cell.classList.remove("copied");
      for (const place of block().flat()) rows[place.row][place.column].classList.add("copied");
    },
    paste() {
      const source = copied();
      if (source.length) judge(landing(source).map(({ to, from }) => ({ ...to, like: from })));
    },
    swap() {
      const source = copied();
      if (source.length) swapWith(source);
    },
    fill() {
      const places = block();
      const down = places.length > 1;
      const rest = down ? places.slice(1).flat() : places[0].slice(1);
      judge(rest.map((place) => {
        const first = down ? { row: places[0][0].row, column: place.column } : places[0][0];
        return { ...dayAt(place), like: dayAt(first) };
      }));
    },
    free() {
      judge(block().flat().map(dayAt));
    },
    undo() {
      step("undo");
    },
    redo() {
      step("redo");
    },
  };

  /** @param {string} way */
  function step(way) {
    const button = document.querySelector(`form[action$="/${way}"] button:not([disabled])`);
    if (!(button instanceof HTMLButtonElement)) return;
    leave();
    button.click();
  }

  /** Remember the day that one comes back to. */
  function leave() {
    sessionStorage.setItem(left, JSON.stringify(dayAt(end)));
  }

  /** Go on where one was before an edit. */
  function comeBack() {
    const known = sessionStorage.getItem(left);
    sessionStorage.removeItem(left);
    if (!known) return;
    const row = rows.findIndex((cells) => cells[0].dataset.agent === JSON.parse(known).agent_id);
    const column = rows[0].findIndex((cell) => cell.dataset.day === JSON.parse(known).date);
    if (row < 0 || column < 0) return;
    select({ row, column }, { row, column }, false);
    linkAt(end).focus();
  }

  const keys = new Map([
    ["c", "copy"], ["v", "paste"], ["d", "fill"], ["z", "undo"], ["y", "redo"], ["V", "swap"], ["Z", "redo"],
  ]);
  const steps = new Map([
    ["ArrowUp", [-1, 0]], ["ArrowDown", [1, 0]], ["ArrowLeft", [0, -1]], ["ArrowRight", [0, 1]],
    ["Home", [0, -columns]], ["End", [0, columns]], ["PageUp", [-10, 0]], ["PageDown", [10, 0]],
  ]);

  table.addEventListener("keydown", (event) => {
    const at = placeOf(event.target);
    if (!at) return;
    if (event.key === "Escape") return select(end, end, false);
    const command = event.ctrlKey || event.metaKey;
    const action = command ? keys.get(event.key) : event.key === "Delete" ? "free" : undefined;
    if (action) {
      event.preventDefault();
      if (!chosen) select(at, at, action !== "undo" && action !== "redo");
      return actions[action]();
    }
    const move = steps.get(event.key);
    if (!move || command || event.altKey) return;
    event.preventDefault();
    const to = {
      row: Math.min(Math.max(at.row + move[0], 0), rows.length - 1),
      column: Math.min(Math.max(at.column + move[1], 0), columns - 1),
    };
    select(event.shiftKey ? anchor : to, to, event.shiftKey);
    linkAt(to).focus();
  });

  table.addEventListener("focusin", (event) => {
    const at = placeOf(event.target);
    if (at && !chosen) select(at, at, false);
  });

  table.addEventListener("click", (event) => {
    const at = placeOf(event.target);
    if (!at || !event.shiftKey) return;
    event.preventDefault();
    select(anchor, at, true);
    linkAt(at).focus();
  });

  comeBack();

  bar.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button[value]") : null;
    if (button instanceof HTMLButtonElement) actions[button.value]();
  });

  table.addEventListener("pointerdown", (event) => {
    const at = placeOf(event.target);
    if (!at) return;
    const cell = rows[at.row][at.column];
    cell.draggable = cell.classList.contains("works") || cell.ariaSelected === "true";
    if (event.shiftKey) event.preventDefault(); // no text is selected
  });
  table.addEventListener("dragstart", (event) => {
    dragged = placeOf(event.target);
    if (!dragged) return;
    if (rows[dragged.row][dragged.column].ariaSelected !== "true") select(dragged, dragged, true);
    for (const place of block().flat()) rows[place.row][place.column].classList.add("dragged");
  });
  table.addEventListener("dragend", () => {
    dragged = null;
    for (const cell of table.querySelectorAll(".dragged")) cell.classList.remove("dragged");
  });
  table.addEventListener("dragover", (event) => {
    const at = placeOf(event.target);
    if (!dragged || !at) return;
    event.preventDefault();
    for (const cell of table.querySelectorAll(".target")) cell.classList.remove("target");
    rows[at.row][at.column].classList.add("target");
  });
  table.addEventListener("drop", (event) => {
    const at = placeOf(event.target);
    if (!dragged || !at) return;
    event.preventDefault();
    const source = block().map((row) => row.map(dayAt));
    if (source.length === 1 && source[0].length === 1) {
      const from = `${source[0][0].agent_id}:${source[0][0].date}`;
      location.assign(`${linkAt(at).href}?swap=${encodeURIComponent(from)}`);
      return;
    }
    const top = block()[0][0];
    const first = { row: at.row - (dragged.row - top.row), column: at.column - (dragged.column - top.column) };
    if (first.row < 0 || first.column < 0) return;
    select(first, first, true);
    swapWith(source);
  });
}
