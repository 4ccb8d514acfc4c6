// What the book's pages do beyond the theme: nothing here is needed to read them.

// A page knows its own address only where it is read: the lines that load a figure's data get it here.
for (const line of document.querySelectorAll("code[data-file]")) {
  const address = new URL(line.dataset.file, document.baseURI).href;
  line.textContent = line.textContent.replace(/"[^"]*"/, () => JSON.stringify(address));
}

// The other language opens at the same place: the last anchor above the middle of the window that
// stands in both. Titles differ, so the anchors that come from them are left out, and the older ones inside.
const STABLE = ":not(span) > span[id]:not([id^='id']), .tb-verdict[id], .tb-figure[id], .tb-table[id]";
const header = document.querySelector(".bd-header-article");
function place() {
  const middle = window.innerHeight / 2;
  const above = [...document.querySelectorAll(STABLE)].filter((mark) => {
    const box = (mark.closest("section, figure, div") || mark).getBoundingClientRect();
    return box.top <= middle;
  });
  return window.scrollY > 0 && above.length ? `#${above.at(-1).id}` : "";
}
// A keyboard that walks to the header takes the page with it; what was read before counts.
let read = location.hash;
document.addEventListener("scroll", () => {
  if (!header?.contains(document.activeElement)) read = place();
}, { passive: true });
for (const link of document.querySelectorAll(".tb-languages a, .tb-editions a")) {
  link.addEventListener("click", (event) => {
    link.hash = event.detail ? place() : read || place();
    try {
      if (link.hreflang) localStorage.setItem("language", link.hreflang);
    } catch {
      // a browser that keeps nothing goes by its language next time
    }
  });
}

// Copy the address of a figure or a statement.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.addEventListener("click", async () => {
    const address = new URL(`#${button.dataset.copy}`, location.href).href;
    history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      return; // not allowed here: the address bar holds it
    }
    button.classList.add("tb-copied");
    button.querySelector("[role=status]").textContent = button.dataset.done;
    setTimeout(() => {
      button.classList.remove("tb-copied");
      button.querySelector("[role=status]").textContent = "";
    }, 2000);
  });
}

// What a term of the glossary means, beside the link that is pointed at or focused. Browsers show a title to
// a mouse only. It goes with Escape, and stays while the pointer is on it.
const terms = [...document.querySelectorAll("a[title] > .std-term")].map((word) => word.parentElement);
if (terms.length) {
  const tip = document.createElement("div");
  tip.id = "tb-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.querySelector("article").append(tip);
  let leaving;
  const hide = () => {
    tip.hidden = true;
    document.querySelector(`[aria-describedby=${tip.id}]`)?.removeAttribute("aria-describedby");
  };
  const leave = () => { leaving = setTimeout(hide, 200); };
  const stay = () => clearTimeout(leaving);
  for (const link of terms) {
    const text = link.title;
    link.removeAttribute("title");
    const show = () => {
      stay();
      hide();
      link.setAttribute("aria-describedby", tip.id);
      tip.textContent = text;
      tip.hidden = false;
      const line = link.getClientRects()[0];
      const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
      tip.style.left = `${Math.max(8, Math.min(line.left, room))}px`;
      const below = line.bottom + 4;
      const fits = below + tip.offsetHeight <= window.innerHeight;
      tip.style.top = `${fits ? below : Math.max(0, line.top - 4 - tip.offsetHeight)}px`;
    };
    link.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") show(); });
    link.addEventListener("focus", show);
    link.addEventListener("pointerleave", leave);
    link.addEventListener("blur", hide);
  }
  tip.addEventListener("pointerenter", stay);
  tip.addEventListener("pointerleave", leave);
  document.addEventListener("scroll", hide, { passive: true });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}

// Escape closes a menu.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(".tb-editions[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// The marks of a search go when asked; the script of Sphinx only puts the link there.
document.addEventListener("click", (event) => {
  if (!event.target.closest(".highlight-link a")) return;
  event.preventDefault();
  SphinxHighlight.hideSearchWords();
});

// The theme takes the focus from what opens its dialogs before it notes where to give it back.
for (const [dialog, opener] of [["pst-primary-sidebar-modal", ".primary-toggle"], ["pst-secondary-sidebar-modal", ".secondary-toggle"], ["pst-search-dialog", ".search-button"]]) {
  document.getElementById(dialog)?.addEventListener("close", () => setTimeout(() => {
    if (document.activeElement === document.body) document.querySelector(opener)?.focus();
  }));
}

// The list of chapters shows where the reader is: the theme opens it where it was scrolled to on the page before.
const chapters = document.getElementById("pst-primary-sidebar");
function showHere() {
  const here = document.querySelector("nav.bd-docs-nav [aria-current=page]");
  const list = document.querySelector("dialog[open]#pst-primary-sidebar-modal") || chapters;
  if (!here?.getClientRects().length || !list) return;
  const [line, box] = [here.getBoundingClientRect(), list.getBoundingClientRect()];
  if (line.top < box.top || line.bottom > Math.min(box.bottom, window.innerHeight)) {
    list.scrollTop += line.top - box.top - list.clientHeight / 2;
  }
}
window.addEventListener("load", showHere);
document.querySelector(".primary-toggle")?.addEventListener("click", () => setTimeout(showHere));

if (document.getElementById("search-results")) document.querySelector("form.bd-search input").focus();

// What the site's other editions have for the same words: each has a search and an index of its own.
async function indexOf(address) {
  const text = async (place) => {
    const answer = await fetch(place);
    if (!answer.ok) throw new Error(`${answer.status} ${place}`);
    return answer.text();
  };
  const [, place] = (await text(address)).match(/src="([^"]*searchindex\.[^"]*)"/);
  const index = await text(new URL(place, address));
  return JSON.parse(index.slice(index.indexOf("(") + 1, index.lastIndexOf(")")));
}

function pagesIn(index, query) {
  const own = Search._index;
  Search._index = index;
  try {
    return new Set(Search._performSearch(...Search._parseQuery(query)).map(([page]) => page)).size;
  } finally {
    Search._index = own;
  }
}

async function lookElsewhere(line, query) {
  const link = line.querySelector("a");
  const address = link.href;
  link.search = new URLSearchParams({ q: query });
  // a page that is read from a disk fetches nothing, one without a line fails: there the link has no number
  let index;
  try {
    if (["http:", "https:"].includes(location.protocol)) index = await indexOf(address);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // what browsers say of a line that is gone
  }
  if (index) {
    const count = pagesIn(index, query);
    if (!count) return;
    link.textContent = count === 1 ? link.dataset.one : link.dataset.more.replace("{count}", count);
  }
  line.hidden = false;
}

document.addEventListener("DOMContentLoaded", () => {
  const query = new URLSearchParams(location.search).get("q")?.trim();
  if (query) for (const line of document.querySelectorAll(".tb-elsewhere")) lookElsewhere(line, query);
});
