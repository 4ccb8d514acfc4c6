// What the book's pages do beyond the theme: nothing here is needed to read them.

// A page knows its own address only where it is read: the lines that load a figure's data get it here.
for (const line of document.querySelectorAll("code[data-file]")) {
  const address = new URL(line.dataset.file, document.baseURI).href;
  line.textContent = line.textContent.replace(/"[^"]*"/, () => JSON.stringify(address));
}

// The other language opens at the same place: the last anchor above the middle of the window that
// stands in both. Titles differ, so the anchors that come from them are left out.
const STABLE = "span[id]:not([id^='id']), .tb-verdict[id], .tb-figure[id], .tb-table[id]";
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

if (document.getElementById("search-results")) document.querySelector("form.bd-search input").focus();
