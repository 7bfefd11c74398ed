// Dragging an opening to another day or hour, or its edge to another end. The form of each opening does the same.

const MINUTES = 5;
const EDGE_PX = 8;
const grid = document.querySelector(".weekly");

const clock = (minutes) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const minutesOf = (field) => field.value.split(":").reduce((hours, minutes) => hours * 60 + Number(minutes), 0);

function begin(event) {
  const block = event.target.closest("[data-opening]");
  const form = block && document.querySelector(`#opening-${block.dataset.opening} form.change`);
  if (!form?.weekday || event.button !== 0 || getComputedStyle(grid).display !== "grid") return;
  const box = block.getBoundingClientRect();
  const edge = event.clientY - box.top < EDGE_PX ? "from" : box.bottom - event.clientY < EDGE_PX ? "to" : "both";
  const list = block.closest(".blocks").getBoundingClientRect();
  const perMinute = list.height / (Number(grid.dataset.hours) * 60);
  const was = { weekday: form.weekday.value, from: minutesOf(form.from), to: minutesOf(form.to) };
  let now = { ...was };

  function move(to) {
    const by = Math.round((to.clientY - event.clientY) / perMinute / 15) * 15;
    const column = document.elementsFromPoint(to.clientX, to.clientY).find((one) => one.dataset?.weekday);
    now = place(was, by, edge, edge === "both" ? (column?.dataset.weekday ?? was.weekday) : was.weekday);
    show(block, now);
  }

  function end() {
    removeEventListener("pointermove", move);
    block.classList.remove("dragged");
    if (now.weekday === was.weekday && now.from === was.from && now.to === was.to) return;
    addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
    form.weekday.value = now.weekday;
    form.from.value = clock(now.from);
    form.to.value = clock(now.to);
    form.requestSubmit();
  }

  event.preventDefault();
  block.classList.add("dragged");
  addEventListener("pointermove", move);
  addEventListener("pointerup", end, { once: true });
}

function place(was, by, edge, weekday) {
  const first = Number(grid.dataset.first) * 60;
  const last = first + Number(grid.dataset.hours) * 60;
  const within = (value, least, most) => Math.min(Math.max(value, least), Math.min(most, 24 * 60 - MINUTES));
  if (edge === "from") return { weekday, to: was.to, from: within(was.from + by, first, was.to - 15) };
  if (edge === "to") return { weekday, from: was.from, to: within(was.to + by, was.from + 15, last) };
  const from = within(was.from + by, first, last - (was.to - was.from));
  return { weekday, from, to: from + was.to - was.from };
}

function show(block, { weekday, from, to }) {
  const first = Number(grid.dataset.first) * 60;
  const column = grid.querySelector(`[data-weekday="${weekday}"]`);
  let list = column.querySelector(".blocks");
  if (!list) {
    list = document.createElement("ul");
    list.className = "blocks lanes-1";
    column.querySelector(".nothing")?.replaceWith(list);
  }
  if (block.parentElement !== list) list.append(block);
  block.style.gridRow = `${(from - first) / MINUTES + 1} / span ${(to - from) / MINUTES}`;
  block.querySelector("time").textContent = `${clock(from)}–${clock(to)}`;
}

grid?.addEventListener("pointerdown", begin);
