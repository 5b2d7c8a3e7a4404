"use strict";
// Tables sort by a click on a head, filter by a word, start short, and can be saved as CSV. Without this script they are whole.
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

  function text(cell) {
    return (cell.querySelector("summary") ?? cell).textContent.trim();
  }

  function key(row, column) {
    const cell = row.cells[column];
    if (!("key" in cell.dataset)) return text(cell);
    return cell.dataset.key === "" ? null : Number(cell.dataset.key);
  }

  // Numbers as they are, intervals in a column of their own, rows that the filter leaves, in the order shown.
  function csv() {
    const bounded = heads.map((_, column) => [...body.rows].some((row) => row.cells[column].querySelector(".interval")));
    const lines = [heads.flatMap((head, column) => (bounded[column] ? [text(head), text(head) + " 95% 区间"] : [text(head)]))];
    for (const row of body.rows) {
      if (word && row.hidden) continue;
      lines.push(
        [...row.cells].flatMap((cell, column) => {
          const value = cell.dataset.key ?? text(cell);
          return bounded[column] ? [value, cell.querySelector(".interval")?.textContent ?? ""] : [value];
        }),
      );
    }
    // What a spreadsheet would run is made a text; a number stays one.
    const safe = (cell) => (/^[=+\-@\t\r]/.test(cell) && !Number.isFinite(Number(cell)) ? "'" + cell : cell);
    const quoted = (cell) => '"' + safe(cell).replaceAll('"', '""') + '"';
    return "\ufeff" + lines.map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
  }

  function save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    link.download = (sheet.dataset.name || "table") + ".csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
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
    tools.append(filter, toggle);
  }
  const download = document.createElement("button");
  download.type = "button";
  download.className = "download";
  download.textContent = "下载 CSV";
  download.addEventListener("click", save);
  tools.append(download, count);
  sheet.prepend(tools);
  show();
}

// A narrow page starts with its contents folded; paper has them in full.
const contents = document.querySelector("nav details");
contents.open = !window.matchMedia("(max-width: 900px)").matches;
window.addEventListener("beforeprint", () => {
  contents.open = true;
});
