// The fact check: one verdict alone, words, another order. Without it the whole table stands there.
(() => {
  "use strict";
  const panel = document.getElementById("tb-facts-choose");
  const table = document.querySelector("#tab-fact-check table");
  if (!panel || !table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const [find, verdict, order] = panel.querySelectorAll("input, select");
  const count = panel.querySelector("output");
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map(rows.map((row) => [row, plain(row.textContent)]));
  const rank = Object.fromEntries([...verdict.options].map((option, place) => [option.value, place]));
  function show() {
    const words = plain(find.value.trim()).split(/\s+/);
    let shown = 0;
    for (const row of rows) {
      row.hidden = Boolean(verdict.value && row.dataset.verdict !== verdict.value)
        || !words.every((word) => texts.get(row).includes(word));
      shown += !row.hidden;
    }
    const { some, none } = count.dataset;
    count.textContent = shown ? some.replace("{shown}", shown).replace("{all}", rows.length) : none;
  }
  function sort() {
    const kept = (row) => Number(row.dataset.kept);
    const by = {
      verdict: (one, two) => rank[one.dataset.verdict] - rank[two.dataset.verdict],
      // what no choice touches stands last
      kept: (one, two) => kept(one) - kept(two),
    }[order.value];
    body.append(...(by ? [...rows].sort(by) : rows));
  }
  for (const field of [find, verdict]) field.addEventListener("input", show);
  order.addEventListener("input", sort);
  panel.addEventListener("submit", (event) => event.preventDefault());
  panel.hidden = false;
  show();
  sort(); // a browser may have kept what was chosen
})();
