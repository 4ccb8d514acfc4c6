// Figures answer to pointer, touch and keyboard: a line at the place, and its row of the table below.
// What is told stands in that table already, worded by Python; here it is only looked up. A figure's
// SVG says where the table's rows lie (data-x) and how far the chart reaches upright (data-y).
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const MISSING = "–";
  const SHORT = 24; // signs of a name that a phone has room for beside two columns

  // Matplotlib's markers as paths around 0, 0, about 8 wide.
  const MARKS = {
    o: "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
    s: "M-3-3h6v6h-6z",
    D: "M0-4L4 0L0 4L-4 0z",
    "^": "M0-4L4 3.5h-8z",
    v: "M0 4L4-3.5h-8z",
    P: "M-1.4-4h2.8v2.6h2.6v2.8h-2.6v2.6h-2.8v-2.6h-2.6v-2.8h2.6z",
    X: "M-4-2.2L-2.2-4L0-1.8L2.2-4L4-2.2L1.8 0L4 2.2L2.2 4L0 1.8L-2.2 4L-4 2.2L-1.8 0z",
    "*": "M0-4.5L1.2-1.4L4.4-1.4L1.8.5L2.7 3.7L0 1.8L-2.7 3.7L-1.8.5L-4.4-1.4L-1.2-1.4z",
    "<": "M-4 0L3.5-4v8z",
    ">": "M4 0L-3.5-4v8z",
    h: "M0-4L3.5-2v4L0 4L-3.5 2v-4z",
    d: "M0-4.5L2.6 0L0 4.5L-2.6 0z",
  };

  function svg(name, attributes, parent) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (parent) parent.append(element);
    return element;
  }

  function html(name, text, parent, className) {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (className) element.className = className;
    if (parent) parent.append(element);
    return element;
  }

  // A name: a short one stays on one line, a long one breaks at its spaces only.
  function called(text, parent) {
    const short = (part) => part.length <= SHORT;
    const element = html("span", "", parent, short(text) ? "tb-name" : "");
    for (const part of short(text) ? [text] : text.split(/(\s+)/)) {
      element.append(part.includes("-") && short(part) && part !== text ? html("span", part, null, "tb-name") : part);
    }
    return element;
  }

  // How a line or an area is drawn, in small, to stand before its name.
  function key({ colour, dash, mark }) {
    const picture = svg("svg", { viewBox: "0 0 26 12", class: "tb-swatch", "aria-hidden": "true" });
    if (!colour) return picture;
    if (mark === "area") {
      svg("rect", { x: 7, width: 12, height: 12, fill: colour }, picture);
      return picture;
    }
    const line = svg("path", { d: "M0 6H26", fill: "none", stroke: colour, "stroke-width": 2.5 }, picture);
    if (dash) line.setAttribute("stroke-dasharray", dash.split(" ").map((part) => part * 2).join(" "));
    if (MARKS[mark]) svg("path", { d: MARKS[mark], fill: colour, transform: "translate(13 6)" }, picture);
    return picture;
  }

  // Say a row of the table in the box; what the row lacks is left out.
  function tell(box, table, place) {
    const [first, ...heads] = table.tHead.rows[0].cells;
    const [name, ...cells] = table.tBodies[0].rows[place].cells;
    const title = `${first.textContent} ${name.textContent}`;
    const list = document.createElement("ul");
    cells.forEach((cell, number) => {
      const text = cell.lastChild.textContent.trim();
      if (text === MISSING) return;
      const own = cell.firstElementChild;
      const item = html("li", "", list);
      const { colour, dash, mark } = heads[number].dataset;
      item.append(key({ colour: cell.dataset.colour || colour, dash, mark }));
      html("span", own ? own.textContent : heads[number].textContent, item, "tb-name");
      html("span", text, item, "tb-value");
    });
    // the slider says the title itself
    const heading = html("p", title, null, "tb-place");
    heading.setAttribute("aria-hidden", "true");
    box.replaceChildren(heading, list);
    return title;
  }

  // Make a figure answer; its table may be filled anew at any time.
  function readout(figure, table) {
    const picture = figure.querySelector(".tb-picture");
    const box = html("div", "", picture, "tb-readout");
    const line = html("div", "", picture, "tb-line");
    const slider = html("div", "", picture, "tb-slider");
    for (const [name, value] of Object.entries({
      role: "slider",
      tabindex: 0,
      "aria-label": figure.dataset.read,
      "aria-orientation": "horizontal",
      "aria-valuemin": 1,
    })) slider.setAttribute(name, value);
    box.setAttribute("role", "status");
    box.setAttribute("aria-live", "off");
    line.hidden = true;
    let place = -1; // the row last told
    const count = () => table.tBodies[0].rows.length;
    const drawn = () => [...picture.querySelectorAll("svg[data-x]")].find((one) => one.getClientRects().length);

    function describe() {
      const now = Math.min(place < 0 ? count() - 1 : place, count() - 1);
      slider.setAttribute("aria-valuemax", Math.max(count(), 1));
      slider.setAttribute("aria-valuenow", Math.max(now + 1, 1));
      if (count()) {
        const rows = [table.tHead.rows[0], table.tBodies[0].rows[now]];
        slider.setAttribute("aria-valuetext", rows.map((row) => row.cells[0].textContent).join(" "));
      }
    }

    function hide() {
      line.hidden = true;
      box.replaceChildren();
      document.removeEventListener("keydown", escape);
      document.removeEventListener("pointerdown", elsewhere);
    }

    // a finger leaves nothing behind that could move away
    function elsewhere(event) {
      if (!picture.contains(event.target)) hide();
    }

    // whatever appears at the pointer can be sent away without moving it
    function escape(event) {
      if (event.key === "Escape") hide();
    }

    function show(wanted) {
      const chart = drawn();
      if (!chart || !count()) return;
      document.addEventListener("keydown", escape);
      document.addEventListener("pointerdown", elsewhere);
      place = Math.max(0, Math.min(count() - 1, wanted));
      const xs = chart.dataset.x.split(" ");
      const [top, bottom] = chart.dataset.y.split(" ");
      const around = picture.getBoundingClientRect();
      const inside = chart.getBoundingClientRect();
      const scale = inside.width / chart.viewBox.baseVal.width;
      const left = inside.left - around.left + xs[place] * scale;
      line.hidden = false;
      line.style.left = `${left}px`;
      line.style.top = `${inside.top - around.top + top * scale}px`;
      line.style.height = `${(bottom - top) * scale}px`;
      tell(box, table, place);
      const beside = around.width >= 560;
      box.classList.toggle("tb-beside", beside);
      // on the side with more room, so that what comes before the line or after it stays in sight
      box.style.left = beside && left < around.width / 2 ? `${left + 12}px` : "";
      box.style.right = beside && left >= around.width / 2 ? `${around.width - left + 12}px` : "";
      describe();
    }

    function at(event) {
      const chart = drawn();
      if (!chart) return -1;
      const inside = chart.getBoundingClientRect();
      const x = ((event.clientX - inside.left) / inside.width) * chart.viewBox.baseVal.width;
      const gaps = chart.dataset.x.split(" ").map((one) => Math.abs(one - x));
      return gaps.indexOf(Math.min(...gaps));
    }

    function pointed(event) {
      box.setAttribute("aria-live", "off");
      show(at(event));
    }

    slider.addEventListener("pointermove", pointed);
    slider.addEventListener("pointerdown", pointed);
    slider.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse" && !slider.matches(":focus-visible")) hide();
    });
    slider.addEventListener("blur", hide);
    slider.addEventListener("focus", () => {
      if (!slider.matches(":focus-visible")) return;
      box.setAttribute("aria-live", "polite");
      show(place < 0 ? count() - 1 : place);
    });
    slider.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const now = place < 0 ? count() - 1 : place;
      const wanted = {
        ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1,
        PageDown: now - 4, PageUp: now + 4, Home: 0, End: count() - 1,
      }[event.key];
      if (wanted === undefined) return;
      event.preventDefault();
      box.setAttribute("aria-live", "polite");
      show(wanted);
      box.scrollIntoView({ block: "nearest" }); // below the picture it may lie out of sight
    });
    describe();
    return () => { place = -1; hide(); describe(); };
  }

  // ---- a figure's file as PNG, drawn here; on a dark ground with the style sheet's dark colours

  const DARK = { "#1a1a1a": "#ced6dd", "#ffffff": "#14181e" };

  function darkened(text, figure) {
    const probe = html("div", "", document.body);
    probe.setAttribute("data-jp-theme-light", "false");
    const dark = getComputedStyle(probe);
    const lent = figure.outerHTML.matchAll(/var\((--tb-[\w-]+), ?(#[0-9a-f]{6})\)/g);
    const found = new Map([...lent].map(([, name, light]) => [light, dark.getPropertyValue(name).trim()]));
    probe.remove();
    return text.replace(/#[0-9a-f]{6}\b/g, (light) => DARK[light] || found.get(light) || light);
  }

  async function png(button) {
    const { href } = button.closest("ul").querySelector("a[href$='.svg']");
    const answer = await fetch(href);
    if (!answer.ok) throw new Error(`${answer.status} ${href}`);
    const text = await answer.text();
    const image = new Image();
    const dark = button.dataset.png === "dark";
    const figure = button.closest("figure");
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(dark ? darkened(text, figure) : text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth * 3, image.naturalHeight * 3];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const link = document.createElement("a");
    link.href = canvas.toDataURL("image/png");
    link.download = href.replace(/.*\//, "").replace(/\.svg$/, dark ? "-dark.png" : ".png");
    link.click();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-png]");
    if (button) png(button);
  });

  window.tokenbook = { MARKS, svg, html, called, key, readout };

  for (const figure of document.querySelectorAll("figure.tb-figure[data-read]")) {
    readout(figure, document.getElementById(figure.dataset.numbers).querySelector("table"));
  }
})();
