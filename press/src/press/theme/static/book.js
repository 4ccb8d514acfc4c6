// What the book's pages do beyond the theme: nothing here is needed to read them.

// A page knows its own address only where it is read: the lines that load a figure's data get it here.
for (const line of document.querySelectorAll("code[data-file]")) {
  const address = new URL(line.dataset.file, document.baseURI).href;
  line.textContent = line.textContent.replace(/"[^"]*"/, () => JSON.stringify(address));
}

// The other language opens at the same place: the last anchor above the middle of the window that
// stands in both. Titles differ, so the anchors that come from them are left out.
const STABLE = "span[id]:not([id^='id']), .tb-verdict[id], .tb-figure[id], .tb-table[id]";
function place() {
  const middle = window.innerHeight / 2;
  const above = [...document.querySelectorAll(STABLE)].filter((mark) => {
    const box = (mark.closest("section, figure, div") || mark).getBoundingClientRect();
    return box.top <= middle;
  });
  return window.scrollY > 0 && above.length ? `#${above.at(-1).id}` : "";
}
for (const link of document.querySelectorAll(".tb-languages a, .tb-editions a")) {
  link.addEventListener("click", () => {
    link.hash = place();
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

if (document.getElementById("search-results")) document.querySelector("form.bd-search input").focus();
