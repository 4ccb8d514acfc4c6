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
  const box = page.querySelector(".tb-scroll");
  function toggle(body, open) {
    body.classList.toggle("tb-open", open);
    link(body).setAttribute("aria-expanded", open);
  }

  // What a reader has made of the page stands in the entry of the history: Back finds it as it was left.
  function remember() {
    const open = bodies.filter((body) => body.classList.contains("tb-open")).map((body) => body.id);
    const [head] = heads.filter((one) => one.hasAttribute("aria-sort"));
    const models = { open, words: field.value, column: heads.indexOf(head), order: head?.getAttribute("aria-sort"), at: [box.scrollLeft, box.scrollTop, scrollX, scrollY] };
    history.replaceState({ ...history.state, models }, "");
  }
  function recall() {
    const kept = history.state?.models;
    if (!kept) return false;
    field.value = kept.words;
    if (heads[kept.column]) sort(kept.column, kept.order);
    find();
    for (const body of bodies) toggle(body, kept.open.includes(body.id));
    const [left, top, x, y] = kept.at;
    const stand = () => {
      box.scrollTo({ left, top, behavior: "instant" });
      window.scrollTo({ left: x, top: y, behavior: "instant" });
    };
    stand();
    // the browser leads to the anchor of the address afterwards, with the next frame
    requestAnimationFrame(() => requestAnimationFrame(stand));
    return true;
  }
  function follow() {
    const body = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (body && bodies.includes(body)) toggle(body, true);
  }
  page.classList.add("tb-folded");
  for (const body of bodies) {
    toggle(body, false);
    link(body).addEventListener("click", (event) => {
      if (!body.classList.contains("tb-open")) { remember(); toggle(body, true); return; } // and the address follows the link
      event.preventDefault();
      toggle(body, false);
      history.replaceState(null, "", location.pathname + location.search);
    });
  }
  table.addEventListener("click", (event) => { if (event.target.closest(".tb-card a")) remember(); });

  // ---- order

  const value = (body, column) => {
    const cell = body.rows[0].cells[column];
    return heads[column].dataset.kind === "text" ? cell.textContent : cell.dataset.value;
  };
  function next(column) {
    const now = heads[column].getAttribute("aria-sort");
    const text = heads[column].dataset.kind === "text";
    return now ? { ascending: "descending", descending: "ascending" }[now] : text ? "ascending" : "descending";
  }
  function sort(column, wanted) {
    if (heads[column].getAttribute("aria-sort") === wanted) return;
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
    button.addEventListener("click", () => sort(column, next(column)));
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

  // ---- here, and back again

  function arrive() {
    if (recall()) return;
    follow();
    find();
  }
  window.addEventListener("popstate", (event) => { if (event.state) recall(); else follow(); });
  // the browser takes an unfinished page to where it was; what was open then is open only now
  window.addEventListener("load", () => requestAnimationFrame(recall), { once: true });
  arrive();
})();
