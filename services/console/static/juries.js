// While members are named: whether both sides are as many. The page says the same when it is kept.

const said = document.querySelector("#parity");
const sides = [...document.querySelectorAll("fieldset[data-side]")];

function count(side) {
  return [...side.querySelectorAll("input[name^=name_]")].filter((field) => field.value.trim()).length;
}

function tell() {
  const [employers, employees] = sides.map(count);
  const even = employers === employees && employers > 0;
  const word = even ? said.dataset.even : employers + employees ? said.dataset.uneven : said.dataset.nobody;
  const line = said.querySelector(".parity");
  line.className = `parity ${even ? "even" : "uneven"}`;
  line.querySelector("b").textContent = word;
  line.querySelector("span").firstChild.textContent =
    `${sides.map((side) => `${side.querySelector("legend").textContent} ${count(side)}`).join(", ")}: `;
}

sides.forEach((side) => side.addEventListener("input", tell));
