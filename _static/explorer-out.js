// What can be taken away from the explorer: the picture as SVG and PNG, its numbers, its address.
(() => {
  "use strict";
  const { svg, explorer } = window.tokenbook;
  const quoted = (value) => (/[",\r\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

  function save(content, type, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  const book = () => document.querySelector("meta[property='og:site_name']")?.content || document.title;

  // A name for the file that says what is in it.
  function named(form, ending) {
    const stem = book().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
    const { weeks, form: shape, kind } = form.drawing;
    return `${stem}-${form.elements.show.value}-${kind}-${shape}-${weeks[0]}-${weeks.at(-1)}.${ending}`;
  }

  // The picture by itself: its colours, letters, title, names, source and address in it, nothing from elsewhere.
  function picture(form, words) {
    const drawn = form.querySelector(".tb-drawn svg");
    if (!drawn) return null;
    const style = getComputedStyle(document.body);
    const paper = style.backgroundColor === "rgba(0, 0, 0, 0)" ? "#ffffff" : style.backgroundColor;
    const [width, height] = [drawn.viewBox.baseVal.width, drawn.viewBox.baseVal.height];
    const copy = drawn.cloneNode(true);
    for (const part of copy.querySelectorAll("[class]")) part.removeAttribute("class");
    for (const part of copy.querySelectorAll('[stroke^="var(--pst"]')) part.setAttribute("stroke", paper);
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.font = "12px sans-serif";
    const wrap = (text, size) => text.split(/\s+/).reduce((lines, word) => {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if ((canvas.measureText(longer).width * size) / 12 > width - 24) return [...lines, word];
      return [...lines.slice(0, -1), longer];
    }, [""]);
    const title = wrap(form.querySelector(".tb-what").textContent, 14);
    const source = wrap(`${book()} · ${form.querySelector(".tb-source").textContent}`, 10);
    const top = title.length * 19 + 8;
    const keys = [];
    let [x, row] = [12, 0];
    for (const line of form.drawing.lines) {
      const room = canvas.measureText(line.label).width + 48;
      if (x + room > width && x > 12) { x = 12; row += 1; }
      keys.push({ line, x, row });
      x += room;
    }
    const below = top + height + 14;
    const foot = below + (row + 1) * 18 + 8;
    const whole = svg("svg", {
      xmlns: "http://www.w3.org/2000/svg", width, height: foot + source.length * 14 + 6,
      viewBox: `0 0 ${width} ${foot + source.length * 14 + 6}`, color: style.color, "font-family": "sans-serif",
    });
    svg("rect", { width: "100%", height: "100%", fill: paper }, whole);
    const write = (text, attributes) => { svg("text", { fill: "currentColor", ...attributes }, whole).textContent = text; };
    title.forEach((text, number) => write(text, { x: 12, y: 20 + number * 19, "font-size": 14, "font-weight": "bold" }));
    copy.setAttribute("y", top);
    whole.append(copy);
    for (const { line, x: left, row: down } of keys) {
      const swatch = window.tokenbook.key(line.grey ? { colour: "var(--tb-other)", mark: line.mark === "area" ? "area" : "" } : line);
      for (const [name, value] of Object.entries({ x: left, y: below + down * 18, width: 26, height: 12 })) swatch.setAttribute(name, value);
      whole.append(swatch);
      write(line.label, { x: left + 32, y: below + down * 18 + 10, "font-size": 12 });
    }
    source.forEach((text, number) => write(text, { x: 12, y: foot + 10 + number * 14, "font-size": 10 }));
    return whole;
  }

  // A file has no page to lend it colours: each stands in it as this page has it.
  function asText(element) {
    const lent = getComputedStyle(document.documentElement);
    return new XMLSerializer().serializeToString(element).replace(/var\((--tb-[\w-]+)[^)]*\)/g, (_, name) => lent.getPropertyValue(name).trim());
  }

  async function copy(content, done, { words, text, said }) {
    try {
      await navigator.clipboard.writeText(content);
      said.textContent = done;
    } catch {
      // browsers refuse in many ways: no permission, no secure address, no focus
      said.textContent = text.fill(words.uncopied, { text: content });
    }
  }

  explorer.actions = {
    copy(page) {
      page.remember();
      return copy(location.href, page.words.copied, page);
    },
    embed(page) {
      page.remember();
      const place = new URL(location.href);
      place.searchParams.set("embed", "1");
      place.hash = "";
      const frame = document.createElement("iframe");
      Object.assign(frame, { src: place.href, title: page.form.querySelector(".tb-what").textContent, width: "100%", height: "620", loading: "lazy" });
      return copy(frame.outerHTML, page.words.embedded, page);
    },
    csv({ form }) {
      const { lines, weeks, kind } = form.drawing;
      const head = ["week", "id", "name", "measure", "value"];
      const bands = lines.some((line) => line.low && kind !== "share" && line.mark !== "area");
      if (bands) head.push("low", "high");
      const rows = lines.flatMap((line) => weeks.map((week, number) => [week, line.id || "rest", line.label, kind, line.values[number], ...(bands ? [line.low[number], line.high[number]] : [])]))
        .filter((row) => row[4] !== null);
      const number = (value) => (typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(8)) : value);
      save([head, ...rows].map((row) => `${row.map((cell) => quoted(number(cell))).join(",")}\n`).join(""), "text/csv", named(form, "csv"));
    },
    svg({ form, words }) {
      const whole = picture(form, words);
      if (whole) save(asText(whole), "image/svg+xml", named(form, "svg"));
    },
    png({ form, words }) {
      const whole = picture(form, words);
      if (!whole) return;
      const image = new Image();
      image.addEventListener("load", () => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [image.naturalWidth * 2, image.naturalHeight * 2];
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob((blob) => save(blob, "image/png", named(form, "png")), "image/png");
      });
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(asText(whole))}`;
    },
  };
})();
