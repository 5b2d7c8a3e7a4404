"use strict";
// Tables sort by a click on a head, filter by a word, and start short. Without this script they are whole.
const SHORT = 20;

for (const sheet of document.querySelectorAll(".sheet")) {
  const table = sheet.querySelector("table");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const total = body.rows.length;
  let open = total <= SHORT + 5;
  let word = "";

  const tools = document.createElement("div");
  tools.className = "tools";
  const count = document.createElement("span");
  count.setAttribute("aria-live", "polite");
  const toggle = document.createElement("button");
  toggle.type = "button";

  function show() {
    let hits = 0;
    for (const row of body.rows) {
      const hit = !word || row.textContent.toLowerCase().includes(word);
      hits += hit;
      row.hidden = !hit || (!open && !word && hits > SHORT);
    }
    count.textContent = word ? `${hits} / ${total} 行` : open ? "" : `前 ${SHORT} 行，共 ${total} 行`;
    toggle.textContent = open ? "收起" : "显示全部";
    toggle.hidden = total <= SHORT + 5 || word !== "";
  }

  function key(row, column) {
    const cell = row.cells[column];
    if (!("key" in cell.dataset)) return (cell.querySelector("summary") ?? cell).textContent.trim();
    return cell.dataset.key === "" ? null : Number(cell.dataset.key);
  }

  function sort(column) {
    const head = heads[column];
    const numeric = head.classList.contains("num");
    const now = head.getAttribute("aria-sort");
    const down = now ? now === "ascending" : numeric;
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const compare = (a, b) => (numeric ? a - b : a.localeCompare(b, "zh-CN"));
    const rows = [...body.rows].map((row) => [key(row, column), row]);
    // Empty cells stay last, whichever way the rest runs.
    rows.sort(([a], [b]) => (a === null) - (b === null) || (a === null ? 0 : down ? compare(b, a) : compare(a, b)));
    body.append(...rows.map(([, row]) => row));
    show();
  }

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
  });

  if (total > 5) {
    const filter = document.createElement("input");
    filter.type = "search";
    filter.placeholder = "筛选本表";
    filter.setAttribute("aria-label", "筛选本表");
    filter.addEventListener("input", () => {
      word = filter.value.trim().toLowerCase();
      show();
    });
    toggle.addEventListener("click", () => {
      open = !open;
      show();
    });
    tools.append(filter, toggle, count);
    sheet.prepend(tools);
  }
  show();
}

// A narrow page starts with its contents folded; paper has them in full.
const contents = document.querySelector("nav details");
contents.open = !window.matchMedia("(max-width: 900px)").matches;
window.addEventListener("beforeprint", () => {
  contents.open = true;
});
