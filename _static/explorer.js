// The explorer: chosen models or vendors as lines, from the weekly table that the site publishes.
// Without it, or where the tables cannot be fetched, the page keeps the figure that Python drew.
(() => {
  "use strict";
  const form = document.querySelector("form.tb-explorer");
  if (!form || !["http:", "https:"].includes(location.protocol)) return;
  const { MARKS, svg, html, key, readout } = window.tokenbook;

  const OTHER = "other";
  const MATCHES = 200; // checkboxes in the list at once; more make typing slow
  const TRILLION = 1e12;
  const DASHES = ["", "4 1.5", "1 1.2", "6 1.5 1 1.5"];
  const WEEK = 7 * 24 * 3600 * 1000;
  const words = form.dataset;
  const most = Number(words.most);
  const locale = words.locale;
  const text = {
    number: (value, digits) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    share: (value, digits = 1) => `${text.number(value * 100, digits)}${words.percent}`,
    tokens(value) {
      if (value < 1e6) return text.number(value, 0);
      const round = Number(value.toPrecision(3)); // so that 999.96 billion becomes 1.0 trillion
      const power = Math.min(Math.floor(Math.log10(round) / 3) * 3, 12);
      const digits = round / 10 ** power < 100 ? 1 : 0;
      return new Intl.NumberFormat(locale, {
        notation: "compact", compactDisplay: "long", minimumFractionDigits: digits, maximumFractionDigits: digits,
      }).format(round).replace(" ", "\u00a0");
    },
    day: (value, options = { day: "numeric", month: "long", year: "numeric" }) =>
      new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(value),
    fill: (template, values) => template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole),
    list: (values) => new Intl.ListFormat(locale).format(values),
  };

  // CSV as RFC 4180 has it; gives a list of objects by the first line's names.
  function parse(csv) {
    const rows = [];
    let row = [];
    const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
    while (field.lastIndex < csv.length) {
      const found = field.exec(csv);
      if (!found) throw new Error(`no CSV after line ${rows.length}`);
      row.push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
      if (found[3] === ",") continue;
      rows.push(row);
      row = [];
    }
    const [head, ...body] = rows;
    return body.map((cells) => Object.fromEntries(head.map((name, place) => [name, cells[place]])));
  }

  const quoted = (value) => (/[",\r\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  const plain = (value) => value.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // What can be chosen, largest first: { models, vendors }, each a Map from its name in the address to
  // { id, label, colour, find, vendor, values (tokens by week), sum }; and the complete weeks.
  function digest(names, usage) {
    const kinds = { models: new Map(), vendors: new Map() };
    const bySlug = new Map();
    for (const name of names) {
      const rest = name.model === OTHER;
      const label = rest ? words.other : name.label;
      const vendor = { [OTHER]: words.other, anonymous: words.anonymous }[name.vendor] || name.vendor;
      const entries = [
        ["models", name.model, label, name.colour, name.vendor, name.family],
        ["vendors", name.vendor, vendor, name.vendor_colour],
      ].map(([kind, id, shown, colour, ...more]) => {
        if (!kinds[kind].has(id)) {
          const find = plain([shown, id, ...more].join(" "));
          kinds[kind].set(id, { id, label: shown, colour, vendor, find, values: new Map(), sum: 0 });
        }
        return kinds[kind].get(id);
      });
      bySlug.set(name.slug, entries);
    }
    const totals = new Map();
    for (const { week, model, tokens, days } of usage) {
      if (week < words.first || week > words.last || days !== "7") continue;
      const count = Number(tokens);
      totals.set(week, (totals.get(week) || 0) + count);
      for (const entry of bySlug.get(model) || []) {
        entry.values.set(week, (entry.values.get(week) || 0) + count);
        entry.sum += count;
      }
    }
    for (const kind of Object.keys(kinds)) {
      kinds[kind] = new Map([...kinds[kind]].sort(([, one], [, two]) => two.sum - one.sum));
    }
    return { ...kinds, weeks: [...totals.keys()].sort(), totals };
  }

  const clock = (week) => Date.parse(`${week}T00:00Z`);

  // ---- the choice, and the address that keeps it

  let data;
  const state = { show: "models", unit: "share", picks: { models: [], vendors: [] } };

  function leaders(show) {
    const all = [...data[show].values()];
    const named = all.filter((entry) => entry.id !== OTHER);
    return (named.length ? named : all).slice(0, Number(words.start)).map((entry) => entry.id);
  }

  function start() {
    Object.assign(state, { show: "models", unit: "share" });
    state.picks = { models: leaders("models"), vendors: leaders("vendors") };
  }

  // Take the choice from the address; gives what there is to say about it.
  function read() {
    const asked = new URLSearchParams(location.search);
    if (data[asked.get("show")] instanceof Map) state.show = asked.get("show");
    if (["share", "tokens"].includes(asked.get("unit"))) state.unit = asked.get("unit");
    if (!asked.has("pick")) return "";
    const picks = [...new Set(asked.getAll("pick").filter(Boolean))];
    const known = picks.filter((id) => data[state.show].has(id));
    const unknown = picks.filter((id) => !data[state.show].has(id));
    state.picks[state.show] = known.slice(0, most);
    return [
      unknown.length && text.fill(words.unknown, { names: text.list(unknown) }),
      known.length > most && words.cut,
    ].filter(Boolean).join(" ");
  }

  function remember() {
    const asked = new URLSearchParams({ show: state.show, unit: state.unit });
    for (const id of state.picks[state.show]) asked.append("pick", id);
    if (!state.picks[state.show].length) asked.append("pick", "");
    history.replaceState(null, "", `?${asked}${location.hash}`);
    keepInLinks();
  }

  // the other language's page opens with the same choice
  function keepInLinks() {
    for (const link of document.querySelectorAll("a[hreflang]")) {
      if (new URL(link.href).origin === location.origin) link.search = location.search;
    }
  }

  // ---- the lines

  function chosen() {
    const used = new Map();
    return state.picks[state.show].map((id, place) => {
      const entry = data[state.show].get(id);
      // lines of one colour differ in their dashes, all lines in their marks
      const before = used.get(entry.colour) || 0;
      used.set(entry.colour, before + 1);
      const values = data.weeks.map((week) => {
        if (!entry.values.has(week)) return null;
        return entry.values.get(week) / (state.unit === "share" ? data.totals.get(week) : 1);
      });
      return { ...entry, raw: entry.values, values, dash: DASHES[before % 4], mark: Object.keys(MARKS)[place] };
    });
  }

  const say = (value) => text[state.unit](value);

  function steps(highest) {
    const rough = highest / 4 || 0.25;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999);
    return Array.from({ length: Math.floor(highest / step + 1e-9) + 1 }, (_, number) => number * step);
  }

  // Digits after the mark that the steps of an axis need to differ.
  function digits(step) {
    for (let count = 0; count < 12; count += 1) {
      if (Math.abs(step * 10 ** count - Math.round(step * 10 ** count)) < 1e-6) return count;
    }
    return 12;
  }

  function days(first, last, room) {
    const span = (last - first) / WEEK;
    if (span < 12) {
      const every = Math.ceil((span + 1) / room);
      return data.weeks.filter((_, number) => number % every === 0)
        .map((week) => ({ at: clock(week), label: text.day(clock(week), { day: "numeric", month: "short" }) }));
    }
    const found = [];
    const month = new Date(first);
    if (month.getUTCDate() > 1) month.setUTCMonth(month.getUTCMonth() + 1, 1);
    for (; month <= last; month.setUTCMonth(month.getUTCMonth() + 1)) found.push(new Date(month));
    const every = [1, 2, 3, 4, 6, 12].find((count) => found.length / count <= room) || 12;
    return found.filter((day) => day.getUTCMonth() % every === 0)
      .map((day) => ({ at: day.getTime(), label: text.day(day, { month: "short" }).replace(/\.$/, ""), year: day.getUTCFullYear() }));
  }

  // Heights of names beside the ends of lines, pushed apart.
  function apart(ends, gap, top, bottom) {
    const order = [...ends].sort((one, two) => one.y - two.y);
    order.forEach((end, number) => { end.at = Math.max(end.y, number ? order[number - 1].at + gap : top); });
    let floor = bottom;
    for (const end of order.reverse()) {
      end.at = Math.min(end.at, floor);
      floor = end.at - gap;
    }
  }

  function paint(lines) {
    const drawn = form.querySelector(".tb-drawn");
    const width = Math.max(280, Math.round(drawn.clientWidth));
    const wide = width >= 560;
    const height = wide ? 380 : 330;
    const measure = document.createElement("canvas").getContext("2d");
    measure.font = `12px ${getComputedStyle(drawn).fontFamily}`;
    const long = (label) => measure.measureText(label).width;
    const values = lines.flatMap((line) => line.values.filter((value) => value !== null));
    const unit = state.unit === "share" ? 0.01 : TRILLION;
    const highest = (Math.max(0, ...values) * 1.06 || unit) / unit;
    const ticks = steps(highest);
    const count = digits(ticks[1]);
    const labels = ticks.map((tick) => (state.unit === "share" ? text.share(tick / 100, count) : text.number(tick, count)));
    const names = wide ? Math.min(170, Math.max(0, ...lines.map((line) => long(line.label))) + 14) : 10;
    const room = { left: Math.max(...labels.map(long)) + 8, right: width - names, top: 30, bottom: height - 38 };
    const first = clock(data.weeks[0]);
    const last = clock(data.weeks.at(-1));
    const x = (at) => room.left + 6 + ((at - first) / (last - first || 1)) * (room.right - room.left - 6);
    const y = (value) => room.bottom - (value / unit / highest) * (room.bottom - room.top);
    const xs = data.weeks.map((week) => x(clock(week)));

    const picture = svg("svg", {
      viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", focusable: "false",
      "data-x": xs.map((at) => at.toFixed(1)).join(" "), "data-y": `${room.top} ${room.bottom}`,
    });
    const write = (label, attributes) => { svg("text", { "font-size": 12, ...attributes }, picture).textContent = label; };
    write(words[state.unit], { x: 0, y: 13 });
    ticks.forEach((tick, number) => {
      const at = y(tick * unit);
      svg("path", { d: `M${room.left} ${at}H${room.right}`, stroke: "currentColor", "stroke-opacity": number ? 0.15 : 0.7 }, picture);
      write(labels[number], { x: room.left - 6, y: at + 4, "text-anchor": "end" });
    });
    let year;
    for (const tick of days(first, last, Math.floor((room.right - room.left) / 52))) {
      svg("path", { d: `M${x(tick.at)} ${room.bottom}v4`, stroke: "currentColor", "stroke-opacity": 0.7 }, picture);
      write(tick.label, { x: x(tick.at), y: room.bottom + 17, "text-anchor": "middle" });
      if (tick.year && tick.year !== year) write(tick.year, { x: x(tick.at), y: room.bottom + 32, "text-anchor": "middle" });
      year = tick.year;
    }
    const ends = lines.map((line) => trace(picture, line, xs, y)).filter(Boolean);
    if (wide) {
      apart(ends, 15, room.top, room.bottom);
      for (const { line, at } of ends) {
        let label = line.label;
        while (long(label) > names - 12 && label.length > 4) label = `${label.slice(0, -2).trimEnd()}…`;
        write(label, { x: room.right + 10, y: at + 4 });
      }
    }
    drawn.replaceChildren(picture);
  }

  // Draw a line with its marks, broken where the source has no row; gives where it ends.
  function trace(picture, line, xs, y) {
    let path = "";
    const marks = [];
    let end;
    line.values.forEach((value, number) => {
      if (value === null) return;
      const before = number > 0 && line.values[number - 1] !== null;
      const after = number < xs.length - 1 && line.values[number + 1] != null;
      path += `${before ? "L" : "M"}${xs[number].toFixed(1)} ${y(value).toFixed(1)}`;
      if ((!before && !after) || number % 6 === 0 || number === xs.length - 1) marks.push([xs[number], y(value)]);
      end = { line, y: y(value), last: number === xs.length - 1 };
    });
    if (!path) return null;
    const dash = line.dash ? { "stroke-dasharray": line.dash.split(" ").map((part) => part * 2).join(" ") } : {};
    svg("path", { d: path, fill: "none", stroke: line.colour, "stroke-width": 2, ...dash }, picture);
    for (const [left, top] of marks) {
      svg("path", { d: MARKS[line.mark], fill: line.colour, transform: `translate(${left.toFixed(1)} ${top.toFixed(1)})` }, picture);
    }
    // a line that is gone by the end is named in the list above, not at the edge
    return end.last ? end : null;
  }

  function describe(lines) {
    const items = lines.filter((line) => line.values.some((value) => value !== null)).map((line) => {
      const top = Math.max(...line.values.filter((value) => value !== null));
      const last = line.values.at(-1);
      return text.fill(words.item, {
        name: line.label, most: say(top), last: last === null ? "–" : say(last),
        week: text.day(clock(data.weeks[line.values.indexOf(top)])),
      });
    });
    const alt = items.length ? text.fill(words.alt, { summary: items.join("; ") }) : words.empty;
    form.querySelector(".tb-drawn").setAttribute("aria-label", alt);
  }

  function tabulate(lines) {
    const table = form.querySelector("table");
    const head = document.createElement("tr");
    html("th", words.week, head).scope = "col";
    for (const { label, colour, dash, mark } of lines) {
      const cell = html("th", label, head);
      cell.scope = "col";
      Object.assign(cell.dataset, { colour, dash, mark });
    }
    const rows = data.weeks.map((week, number) => {
      const row = document.createElement("tr");
      html("th", text.day(clock(week)), row).scope = "row";
      for (const { values } of lines) html("td", values[number] === null ? "–" : say(values[number]), row);
      return row;
    });
    table.tHead.replaceChildren(head);
    table.tBodies[0].replaceChildren(...rows);
  }

  // ---- the form

  const find = form.querySelector("#tb-find");
  const options = form.querySelector(".tb-options div");
  const said = form.querySelector(".tb-said");
  let forget; // of the readout, what it last told

  function offer() {
    const wanted = plain(find.value.trim()).split(/\s+/);
    const all = [...data[state.show].values()];
    const found = all.filter((entry) => wanted.every((word) => entry.find.includes(word)));
    const picks = new Set(state.picks[state.show]);
    options.replaceChildren(...found.slice(0, MATCHES).map((entry) => {
      const label = document.createElement("label");
      const box = html("input", "", label);
      Object.assign(box, { type: "checkbox", name: "pick", value: entry.id, checked: picks.has(entry.id) });
      html("span", entry.label, label);
      if (state.show === "models" && entry.id !== OTHER) html("span", entry.vendor, label, "tb-vendor");
      return label;
    }));
    const counts = { shown: text.number(Math.min(found.length, MATCHES), 0), all: text.number(all.length, 0) };
    form.querySelector("#tb-matches").textContent = found.length ? text.fill(words.shown, counts) : words.none;
  }

  function listChosen(lines) {
    form.querySelector(".tb-chosen").replaceChildren(...lines.map((line) => {
      const item = document.createElement("li");
      item.append(key(line));
      html("span", line.label, item);
      const button = html("button", "×", item);
      Object.assign(button, { type: "button", value: "remove" });
      button.dataset.id = line.id;
      button.setAttribute("aria-label", text.fill(words.remove, { name: line.label }));
      return item;
    }));
  }

  function refresh() {
    const lines = chosen();
    for (const name of ["show", "unit"]) form.elements[name].value = state[name];
    form.querySelector("label[for=tb-find]").textContent = words[state.show];
    listChosen(lines);
    tabulate(lines);
    describe(lines);
    paint(lines);
    forget();
  }

  function pick(id, wanted) {
    const picks = state.picks[state.show].filter((one) => one !== id);
    const full = wanted && picks.length >= most;
    if (wanted && !full) picks.push(id);
    state.picks[state.show] = picks;
    said.textContent = full ? words.full : "";
    for (const box of options.querySelectorAll("input")) if (box.value === id) box.checked = wanted && !full;
    remember();
    refresh();
  }

  function save() {
    const head = ["week", state.show === "models" ? "model" : "vendor", "label", "tokens", "share"];
    const rows = chosen().flatMap((line) => data.weeks.filter((week) => line.raw.has(week)).map((week) => {
      const tokens = line.raw.get(week);
      return [week, line.id, line.label, tokens, (tokens / data.totals.get(week)).toFixed(6)];
    }));
    const csv = [head, ...rows].map((row) => `${row.map(quoted).join(",")}\n`).join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
    link.download = `${state.show}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  async function copy() {
    remember();
    try {
      await navigator.clipboard.writeText(location.href);
      said.textContent = words.copied;
    } catch (error) {
      // browsers refuse in many ways: no permission, no secure address, no focus
      said.textContent = words.uncopied;
    }
  }

  function reset() {
    start();
    find.value = "";
    said.textContent = "";
    history.replaceState(null, "", location.pathname + location.hash);
    keepInLinks();
    offer();
    refresh();
  }

  function pressed(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.value !== "remove") { ({ copy, save, reset })[button.value](); return; }
    const place = [...form.querySelectorAll(".tb-chosen button")].indexOf(button);
    pick(button.dataset.id, false);
    // the keyboard stays where it was
    const left = form.querySelectorAll(".tb-chosen button");
    (left[Math.min(place, left.length - 1)] || find).focus();
  }

  function changed({ target }) {
    if (target.name === "pick") { pick(target.value, target.checked); return; }
    if (!["show", "unit"].includes(target.name)) return;
    state[target.name] = target.value;
    said.textContent = "";
    if (target.name === "show") { find.value = ""; offer(); }
    remember();
    refresh();
  }

  async function open() {
    const load = async (address) => {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      return parse(await answer.text());
    };
    data = digest(...(await Promise.all([load(words.names), load(words.usage)])));
    forget = readout(form.querySelector(".tb-live"), form.querySelector("table"));
    start();
    said.textContent = read();
    offer();
    refresh();
    keepInLinks();
    form.addEventListener("change", changed);
    form.addEventListener("click", pressed);
    form.addEventListener("submit", (event) => event.preventDefault());
    find.addEventListener("input", offer);
    let width = form.clientWidth;
    new ResizeObserver(() => {
      if (form.clientWidth === width) return;
      width = form.clientWidth;
      refresh();
    }).observe(form);
    form.dataset.ready = "";
  }

  const still = document.querySelectorAll("#fig-leading-models, #numbers-leading-models");
  const swap = (live) => {
    form.hidden = !live;
    for (const part of still) part.hidden = live;
  };
  swap(true);
  open().catch((error) => {
    swap(false);
    const note = html("p", words.failed, null, "tb-missing");
    form.before(note);
    throw error; // to the console, with its place
  });
})();
