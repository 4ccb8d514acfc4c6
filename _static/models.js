// The page of models: rows open their card, columns sort, a field finds. Without it all cards stand open.
(() => {
  "use strict";
  const page = document.querySelector(".tb-models");
  if (!page) return;
  const table = page.querySelector("table");
  const heads = [...table.tHead.rows[0].cells];
  const bodies = [...table.tBodies];
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const order = new Intl.Collator(page.dataset.locale, { numeric: true });

  // ---- cards

  const link = (body) => body.querySelector("th a");
  function toggle(body, open) {
    body.classList.toggle("tb-open", open);
    link(body).setAttribute("aria-expanded", open);
  }
  function follow() {
    const body = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (body && bodies.includes(body)) toggle(body, true);
  }
  page.classList.add("tb-folded");
  for (const body of bodies) {
    toggle(body, false);
    link(body).addEventListener("click", (event) => {
      if (!body.classList.contains("tb-open")) { toggle(body, true); return; } // and the address follows the link
      event.preventDefault();
      toggle(body, false);
      history.replaceState(null, "", location.pathname + location.search);
    });
  }
  window.addEventListener("hashchange", follow);
  follow();

  // ---- order

  const value = (body, column) => {
    const cell = body.rows[0].cells[column];
    return heads[column].dataset.kind === "text" ? cell.textContent : cell.dataset.value;
  };
  function sort(column) {
    const now = heads[column].getAttribute("aria-sort");
    const text = heads[column].dataset.kind === "text";
    const wanted = now ? { ascending: "descending", descending: "ascending" }[now] : text ? "ascending" : "descending";
    for (const head of heads) head.removeAttribute("aria-sort");
    heads[column].setAttribute("aria-sort", wanted);
    const sign = wanted === "ascending" ? 1 : -1;
    bodies.sort((one, two) => {
      const [first, second] = [value(one, column), value(two, column)];
      // what is not known stands last
      if (!first || !second) return Number(!first) - Number(!second);
      return sign * order.compare(first, second);
    });
    table.append(...bodies);
  }
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(column));
  });

  // ---- find

  const field = page.querySelector("#tb-models-find");
  const count = page.querySelector("#tb-models-count");
  const texts = new Map(bodies.map((body) => [body, plain(body.rows[0].textContent)]));
  function find() {
    const words = plain(field.value.trim()).split(/\s+/);
    let shown = 0;
    for (const body of bodies) {
      body.hidden = !words.every((word) => texts.get(body).includes(word));
      shown += !body.hidden;
    }
    const { count: some, none } = count.dataset;
    count.textContent = shown ? some.replace("{shown}", shown).replace("{all}", bodies.length) : none;
  }
  field.addEventListener("input", find);
  find();
})();
