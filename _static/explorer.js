// The explorer: what is chosen, the address that keeps it, and the page around the chart.
// Without it, or where the data cannot be fetched, the page keeps the figure that Python drew.
(() => {
  "use strict";
  const form = document.querySelector("form.tb-explorer");
  if (!form) return;
  const { MARKS, html, called, key, readout, explorer } = window.tokenbook;
  const { MEASURES, atOnce, clock, plain } = explorer;

  const DAY = 24 * 3600 * 1000;
  const MATCHES = 200; // rows of the ranking at once; more make typing slow
  const STEP = 8; // milliseconds of work until the page may answer
  const DASHES = ["", "4 1.5", "1 1.2", "6 1.5 1 1.5"];
  const DEEPEST = 30; // rank that the chart of ranks still shows
  const SCALE = { share: 0.01, tokens: Number(form.dataset.unit), spend: 1e6, price: 1 }; // what an axis counts in
  const START = { models: 5, vendors: 8, families: 8, tiers: 10, free: 10, open: 10 };
  const words = JSON.parse(form.querySelector("script.tb-words").textContent);
  const most = Number(form.dataset.most);
  const limit = Number(form.dataset.limit);
  const [low, high] = form.dataset.prompts.split(" ").map(Number);
  const middle = (low + high) / 2;
  const BLENDED = ["spend", "price"]; // known as a band, which neither adds up nor ranks
  // a browser takes long to make a format, and some thousand values use a dozen of them
  const made = new Map();
  const format = (Kind, options) => {
    const name = Kind.name + JSON.stringify(options);
    if (!made.has(name)) made.set(name, new Kind(words.locale, options));
    return made.get(name);
  };
  const numbers = []; // formats by their digits
  const text = {
    number(value, digits) {
      numbers[digits] ??= new Intl.NumberFormat(words.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
      return numbers[digits].format(value);
    },
    share: (value, digits = 1) => `${text.number(value * 100, digits)}${words.percent}`,
    compact(value) {
      if (value < 1e6) return text.number(value, 0);
      const round = Number(value.toPrecision(3)); // so that 999.96 billion becomes 1.0 trillion
      const power = Math.min(Math.floor(Math.log10(round) / 3) * 3, 12);
      const digits = round / 10 ** power < 100 ? 1 : 0;
      return format(Intl.NumberFormat, {
        notation: "compact", compactDisplay: "long", minimumFractionDigits: digits, maximumFractionDigits: digits,
      }).format(round).replace(" ", "\u00a0");
    },
    tokens: (value) => text.compact(value),
    spend: (value) => `${text.compact(value)}\u00a0$`,
    price: (value) => `${text.number(value, value < 1 ? 3 : 2)}\u00a0$`,
    index: (value) => text.number(value, 0),
    rank: (value) => text.number(value, 0),
    day: (value, options = { day: "numeric", month: "long", year: "numeric" }) =>
      format(Intl.DateTimeFormat, { ...options, timeZone: "UTC" }).format(value),
    fill: (template, values) => template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole),
    list: (values) => new Intl.ListFormat(words.locale).format(values),
  };
  const week = (day, options) => text.day(clock(day), options);

  // ---- the choice, and the address that keeps it

  let data;
  let own; // the page's own edition
  let forget; // of the readout, what it last told
  let kept = new Map(); // what was computed of these data, by its name
  const state = {};
  const CHOICES = {
    show: ["models", "vendors", "families", "tiers", "free", "open"],
    unit: ["share", "tokens", "spend", "price"],
    form: ["lines", "stacked", "full", "ranks"],
    scale: ["linear", "log", "index"],
  };
  const SORTS = ["name", "tokens", "share", "change", "best", "weeks"];

  // In steps.
  function* once(name, work) {
    if (!kept.has(name)) kept.set(name, yield* work());
    return kept.get(name);
  }

  const grouping = () => once(state.show, () => explorer.group(data, state.show, words));
  const group = () => atOnce(grouping());

  // What a choice needs that not every edition has.
  const NEEDS = { free: "free", open: "open", spend: "price", price: "price" };
  const offered = (choice) => !NEEDS[choice] || data.has[NEEDS[choice]];

  function start() {
    Object.assign(state, {
      show: "models", unit: "share", form: "lines", scale: "linear", from: own.weeks[0], to: own.weeks.at(-1),
      sort: "-tokens", focus: "", events: false, top: null, picks: {},
    });
  }

  const range = () => {
    const [from, to] = [data.weeks.indexOf(state.from), data.weeks.indexOf(state.to)];
    return from <= to ? [from, to] : [to, from];
  };

  // The names that are drawn: those picked, else the largest of the weeks shown.
  function picks() {
    const chosen = state.picks[state.show];
    if (chosen) return chosen;
    const rows = explorer.largest([...group().values()], ...range());
    const named = rows.filter(({ one }) => !one.rest);
    return (named.length ? named : rows).slice(0, state.top || START[state.show]).map(({ one }) => one.id);
  }

  // Take the choice from an address; gives what there is to say about it.
  function read(search) {
    const asked = new URLSearchParams(search);
    const unknown = [];
    for (const [name, values] of Object.entries(CHOICES)) {
      const wanted = asked.get(name);
      if (!values.includes(wanted)) continue;
      if (offered(wanted)) state[name] = wanted;
      else unknown.push(form.elements[name].querySelector(`[value=${wanted}]`)?.textContent || words[wanted] || wanted);
    }
    if (asked.get("weeks") === "all") [state.from, state.to] = [data.weeks[0], data.weeks.at(-1)];
    for (const name of ["from", "to"]) if (data.weeks.includes(asked.get(name))) state[name] = asked.get(name);
    if (SORTS.includes((asked.get("sort") || "").replace("-", ""))) state.sort = asked.get("sort");
    state.events = asked.get("events") === "1";
    state.focus = asked.get("focus") || "";
    const top = Number(asked.get("top"));
    if (Number.isInteger(top) && top > 0) state.top = Math.min(top, limit);
    if (!asked.has("pick")) return unknown.length ? text.fill(words.unknown, { names: text.list(unknown) }) : "";
    const wanted = [...new Set(asked.getAll("pick").filter(Boolean))];
    const known = wanted.filter((id) => group().has(id));
    unknown.push(...wanted.filter((id) => !group().has(id)));
    state.picks[state.show] = known.slice(0, limit);
    return [
      unknown.length && text.fill(words.unknown, { names: text.list(unknown) }),
      known.length > limit && words.cut,
    ].filter(Boolean).join(" ");
  }

  function address() {
    const asked = new URLSearchParams();
    const usual = { show: "models", unit: "share", form: "lines", scale: "linear", from: own.weeks[0], to: own.weeks.at(-1), sort: "-tokens", focus: "" };
    for (const [name, value] of Object.entries(usual)) if (state[name] !== value) asked.set(name, state[name]);
    if (state.events) asked.set("events", "1");
    if (state.top) asked.set("top", state.top);
    const chosen = state.picks[state.show];
    if (chosen) for (const id of chosen.length ? chosen : [""]) asked.append("pick", id);
    return asked.size ? `?${asked}` : "";
  }

  // The address of what is chosen; `anew` keeps the one before as a step for Back.
  function remember(anew = false) {
    const kept = new URLSearchParams(location.search).has("embed") ? `${address() ? `${address()}&` : "?"}embed=1` : address();
    const place = `${location.pathname}${kept}${location.hash}`;
    if (anew && kept !== location.search) history.pushState(null, "", place);
    else history.replaceState(null, "", place);
    keepInLinks();
  }

  // the other language's page opens with the same choice
  function keepInLinks() {
    for (const link of document.querySelectorAll("a[hreflang]")) {
      if (new URL(link.href).origin === location.origin) link.search = location.search;
    }
  }

  // ---- what is drawn

  // Form and scale as they can be: bands are lines, areas and ranks have one scale.
  function possible() {
    const shape = BLENDED.includes(state.unit) ? "lines" : state.form;
    return { shape, scale: shape === "lines" ? state.scale : "linear" };
  }

  const measured = (one, place, prompts = middle) => MEASURES[state.unit](data, one, place, prompts);

  function stacked(lines, weeks, shape, from) {
    const all = [...group().values()];
    const total = weeks.map((_, number) => {
      if (state.unit === "share") return 1;
      if (state.unit === "tokens") return data.totals[from + number];
      return all.reduce((sum, one) => sum + (measured(one, from + number) || 0), 0);
    });
    const rest = weeks.map((_, number) => Math.max(0, total[number] - lines.reduce((sum, line) => sum + (line.values[number] || 0), 0)));
    const found = [...lines];
    // what rounding leaves is no rest
    if (rest.some((value, number) => value > total[number] * 1e-9)) {
      found.push({ id: "", label: words.rest, colour: "var(--tb-other)", values: rest, named: true });
    }
    const base = weeks.map(() => 0);
    for (const line of found) {
      line.mark = "area";
      const parts = line.values.map((value, number) => (value || 0) / (shape === "full" ? total[number] || 1 : 1));
      if (shape === "full") line.values = line.values.map((value, number) => (value === null ? null : parts[number]));
      line.low = [...base];
      parts.forEach((part, number) => { base[number] += part; });
      line.high = [...base];
    }
    return found;
  }

  // What happened to the names that are drawn, and to the source itself.
  function happened(lines) {
    const drawn = new Set(lines.map((line) => line.id));
    // kinds of models hold too many for marks
    const key = ["models", "families", "vendors"].includes(state.show) && explorer.keys(data, words)[state.show];
    const of = new Map(key ? data.models.map((model) => [model.id, key(model)[0]]) : []);
    return data.events.filter(([, , model]) => !model || drawn.has(of.get(model)));
  }

  // In steps.
  function* plan() {
    yield* grouping();
    const { shape, scale } = possible();
    const [from, to] = range();
    const weeks = data.weeks.slice(from, to + 1);
    const ranked = shape === "ranks" && (yield* explorer.ranks([...group().values()], measured, from, to));
    const used = new Map();
    let lines = picks().map((id, number) => {
      const one = group().get(id);
      // lines of one colour differ in their dashes, all lines in their marks
      const before = used.get(one.colour) || 0;
      used.set(one.colour, before + 1);
      const at = (prompts) => weeks.map((_, place) => measured(one, from + place, prompts));
      const grey = number >= most;
      const line = { id, label: one.label, colour: one.colour, grey, named: !grey, one, dash: DASHES[before % 4], mark: Object.keys(MARKS)[number % most] };
      line.values = ranked ? ranked.get(id).slice(from, to + 1) : at(middle);
      if (scale !== "index" && BLENDED.includes(state.unit)) {
        const edges = [at(low), at(high)];
        line.low = edges[0].map((value, place) => (value === null ? null : Math.min(value, edges[1][place])));
        line.high = edges[0].map((value, place) => (value === null ? null : Math.max(value, edges[1][place])));
      }
      return line;
    });
    if (shape === "stacked" || shape === "full") lines = stacked(lines, weeks, shape, from);
    if (scale === "index") {
      for (const line of lines) {
        const base = line.values.find((value) => value > 0);
        line.values = line.values.map((value) => (value === null || !base ? null : (value / base) * 100));
      }
    }
    const kind = shape === "ranks" ? "rank" : scale === "index" ? "index" : shape === "full" ? "share" : state.unit;
    const [first, last] = [clock(weeks[0]), clock(weeks.at(-1))];
    return {
      form: shape, scale, weeks, lines, text, kind, deepest: DEEPEST,
      unit: SCALE[kind] || 1,
      tick: (value, digits) => (kind === "share" ? text.share(value, digits) : text.number(value / (SCALE[kind] || 1), digits)),
      title: { rank: words["unit.rank"], index: words.base }[kind] || (shape === "full" ? words["unit.full"] : words[`unit.${state.unit}`]),
      events: state.events ? happened(lines).filter(([day]) => clock(day) >= first && clock(day) <= last + 6 * DAY) : [],
    };
  }

  const picture = form.querySelector(".tb-drawn");

  // What the chart has to fit into; asked before anything changes, the browser need not lay out the page for it.
  const room = () => [Math.max(260, Math.round(picture.clientWidth)), Math.round(picture.clientHeight), getComputedStyle(picture).fontFamily];

  function paint(drawing, into) {
    const empty = !drawing.lines.some((line) => line.values.some((value) => value !== null));
    if (empty) {
      picture.replaceChildren(html("p", picks().length ? words.silent : words.empty, null, "tb-empty"));
      return;
    }
    picture.replaceChildren(explorer.chart(drawing, ...into));
  }

  function describe(drawing) {
    const said = (value) => (value === null ? "–" : text[drawing.kind](value));
    const items = drawing.lines.filter((line) => line.values.some((value) => value !== null)).slice(0, most).map((line) => {
      const values = line.values.filter((value) => value !== null);
      const top = drawing.kind === "rank" ? Math.min(...values) : Math.max(...values);
      return text.fill(drawing.kind === "rank" ? words.best : words.item, {
        name: line.label, most: said(top), last: said(line.values.at(-1)), week: week(drawing.weeks[line.values.indexOf(top)]),
      });
    });
    const chosen = (name) => form.elements[name].selectedOptions[0]?.textContent.trim();
    const title = text.fill(words.titleRange, {
      what: [chosen("show"), drawing.kind === "rank" ? chosen("form") : chosen("unit")].join(" · "),
      first: week(drawing.weeks[0]), last: week(drawing.weeks.at(-1)),
    });
    form.querySelector(".tb-what").textContent = title;
    picture.setAttribute("aria-label", items.length ? text.fill(words.alt, { title, summary: items.join("; ") }) : picture.textContent);
    const notes = [drawing.lines.some((line) => line.low && line.mark !== "area") && words.band, drawing.form === "lines" && words.gap];
    form.querySelector(".tb-note-live").textContent = notes.filter(Boolean).join(" ");
  }

  // In steps.
  function* tabulate({ lines, weeks, kind }) {
    const table = form.querySelector(".tb-numbers table");
    const head = document.createElement("tr");
    html("th", words.week, head).scope = "col";
    for (const { label, colour, dash, mark, grey } of lines) {
      const cell = html("th", "", head);
      called(label, cell);
      cell.scope = "col";
      Object.assign(cell.dataset, { colour: grey ? "var(--tb-other)" : colour, dash: dash || "", mark });
    }
    const rows = [];
    for (const [number, day] of weeks.entries()) {
      const row = document.createElement("tr");
      html("th", week(day), row).scope = "row";
      for (const { values } of lines) html("td", values[number] === null ? "–" : text[kind](values[number]), row);
      rows.push(row);
      yield;
    }
    table.tHead.replaceChildren(head);
    table.tBodies[0].replaceChildren(...rows);
  }

  function listEvents(drawing) {
    const list = form.querySelector(".tb-happened");
    list.hidden = !drawing.events.length;
    list.replaceChildren(...drawing.events.map(([day, what]) => html("li", `${week(day)}: ${what}`)));
  }

  // ---- the names: chosen ones, and the ranking to choose from

  function listChosen(lines) {
    form.querySelector(".tb-chosen").replaceChildren(...lines.map((line) => {
      const item = document.createElement("li");
      item.dataset.line = line.id;
      if (!line.id) { item.append(key(line)); called(line.label, item); return item; }
      const fore = html("button", "", item, "tb-fore");
      Object.assign(fore, { type: "button", value: "focus" });
      fore.append(key(line.grey ? { colour: "var(--tb-other)", mark: line.mark === "area" ? "area" : "" } : line));
      called(line.label, fore);
      fore.setAttribute("aria-pressed", state.focus === line.id);
      fore.title = text.fill(words.focus, { name: line.label });
      const button = html("button", "×", item);
      Object.assign(button, { type: "button", value: "remove" });
      for (const one of [fore, button]) one.dataset.id = line.id;
      button.setAttribute("aria-label", text.fill(words.remove, { name: line.label }));
      return item;
    }));
  }

  // One line in front of the others; nothing brings the pinned one back, or none.
  function focus(id = state.focus) {
    const known = id && picks().includes(id);
    for (const part of form.querySelectorAll("[data-line]")) {
      part.classList.toggle("tb-front", Boolean(known) && part.dataset.line === id);
      part.classList.toggle("tb-faded", Boolean(known) && part.dataset.line !== id);
    }
  }

  const find = form.querySelector("#tb-find");
  const said = form.querySelector(".tb-said");

  // In steps.
  function* rank() {
    const wanted = plain(find.value.trim()).split(/\s+/);
    const entries = [...(yield* grouping()).values()];
    const [from, to] = range();
    const rows = [...(yield* once(`${state.show} ${from} ${to}`, () => explorer.ranking(data, entries, from, to)))];
    const [by, down] = [state.sort.replace("-", ""), state.sort.startsWith("-") ? -1 : 1];
    const order = by === "name" && new Intl.Collator(words.locale, { numeric: true });
    rows.sort((one, two) => down * (by === "name" ? order.compare(one.name, two.name) : (one[by] ?? Infinity) - (two[by] ?? Infinity)));
    return { all: rows, found: rows.filter(({ one }) => wanted.every((word) => one.find.includes(word))) };
  }

  function signed(value) {
    if (value === null) return "–";
    const points = text.number(Math.abs(value) * 100, 1);
    if (!/[1-9]/.test(points)) return points;
    return `${value < 0 ? "\u2212" : "+"}${points}`;
  }

  // The ranking, in steps.
  function* offering() {
    const { all, found } = yield* rank();
    const chosen = new Set(picks());
    const table = form.querySelector(".tb-ranking table");
    const lines = [];
    for (const { one, ...row } of found.slice(0, MATCHES)) {
      const line = document.createElement("tr");
      const name = html("th", "", line);
      name.scope = "row";
      const label = html("label", "", name);
      const box = html("input", "", label);
      Object.assign(box, { type: "checkbox", name: "pick", value: one.id, checked: chosen.has(one.id) });
      called(one.label, label);
      if (one.vendor) html("span", one.vendor, label, "tb-vendor");
      html("td", text.tokens(row.tokens), line, "tb-extra");
      html("td", text.share(row.share), line);
      html("td", signed(row.change), line);
      html("td", row.best === null ? "–" : text.number(row.best, 0), line, "tb-extra");
      html("td", text.number(row.weeks, 0), line, "tb-extra");
      lines.push(line);
      yield;
    }
    table.tBodies[0].replaceChildren(...lines);
    for (const head of table.tHead.querySelectorAll("th")) {
      const on = head.dataset.sort === state.sort.replace("-", "");
      if (on) head.setAttribute("aria-sort", state.sort.startsWith("-") ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    const counts = { shown: text.number(Math.min(found.length, MATCHES), 0), all: text.number(all.length, 0) };
    form.querySelector("#tb-matches").textContent = found.length ? text.fill(words.shown, counts) : words.none;
  }

  // ---- the form

  function controls() {
    const { shape } = possible();
    for (const name of Object.keys(CHOICES)) form.elements[name].value = state[name];
    for (const name of ["from", "to"]) form.elements[name].value = state[name];
    form.elements.events.checked = state.events;
    form.elements.events.closest("label").hidden = !data.events.length;
    form.elements.scale.disabled = shape !== "lines";
    for (const option of form.elements.form.options) option.disabled = BLENDED.includes(state.unit) && option.value !== "lines";
    form.elements.form.value = shape;
  }

  // Weeks to choose from, and only such choices as the data allow. In steps.
  function* furnish() {
    const [from, to] = [[], []];
    for (const day of data.weeks) {
      const option = html("option", week(day, { day: "numeric", month: "short", year: "numeric" }));
      option.value = day;
      from.push(option);
      to.push(option.cloneNode(true));
      yield;
    }
    form.elements.from.replaceChildren(...from);
    form.elements.to.replaceChildren(...to);
    for (const name of ["show", "unit"]) {
      for (const option of form.elements[name].options) {
        option.hidden = option.disabled = !offered(option.value);
      }
    }
    for (const link of form.querySelectorAll(".tb-presets a")) {
      const asked = new URLSearchParams(link.search);
      const more = !asked.has("weeks") || data.weeks.length > own.weeks.length;
      link.parentElement.hidden = !more || ![asked.get("show"), asked.get("unit")].every(offered);
    }
  }

  // The chart and what belongs to it, in steps: first what is seen first.
  function* refreshing() {
    const into = room();
    controls();
    const drawing = yield* plan();
    listChosen(drawing.lines);
    yield;
    paint(drawing, into);
    form.drawing = drawing; // for what is taken away
    yield;
    describe(drawing);
    listEvents(drawing);
    yield* tabulate(drawing);
    forget();
    focus();
  }

  // ---- long work: at once where somebody waits for it, else in steps between which the page answers

  let going; // what is done in steps

  function hurry(...work) {
    if (going) atOnce(going);
    work.forEach(atOnce);
  }

  const refresh = () => hurry(refreshing());
  const offer = () => hurry(offering());

  const pause = () => (window.scheduler?.yield ? window.scheduler.yield() : new Promise((done) => { setTimeout(done); }));

  async function calmly(work) {
    for (;;) {
      const began = performance.now();
      do {
        const step = work.next();
        if (step.done) return step.value;
      } while (performance.now() - began < STEP);
      await pause();
    }
  }

  function pick(id, wanted) {
    const others = picks().filter((one) => one !== id);
    const full = wanted && others.length >= limit;
    if (wanted && !full) others.push(id);
    state.picks[state.show] = others;
    said.textContent = full ? words.cut : "";
    for (const box of form.querySelectorAll(".tb-ranking input[name=pick]")) if (box.value === id) box.checked = wanted && !full;
    remember();
    refresh();
  }

  function choose(ids) {
    state.picks[state.show] = ids;
    said.textContent = "";
    remember();
    refresh();
    offer();
  }

  function turn(search) {
    start();
    find.value = "";
    said.textContent = read(search);
  }

  function go(search) {
    turn(search);
    remember(true);
    refresh();
    offer();
  }

  // Back and Forward: the address is there already
  function returned() {
    turn(location.search);
    keepInLinks();
    refresh();
    offer();
  }

  const actions = {
    reset: () => go(""),
    first: () => choose(atOnce(rank()).found.slice(0, most).map(({ one }) => one.id)),
    none: () => choose([]),
    remove(button) {
      const place = [...form.querySelectorAll(".tb-chosen button[value=remove]")].indexOf(button);
      pick(button.dataset.id, false);
      // the keyboard stays where it was
      const left = form.querySelectorAll(".tb-chosen button[value=remove]");
      (left[Math.min(place, left.length - 1)] || find).focus();
    },
    focus(button) {
      state.focus = state.focus === button.dataset.id ? "" : button.dataset.id;
      remember();
      for (const one of form.querySelectorAll(".tb-fore")) one.setAttribute("aria-pressed", one.dataset.id === state.focus);
      focus();
    },
    sort(button) {
      const by = button.closest("th").dataset.sort;
      const usual = ["name", "best"].includes(by) ? by : `-${by}`;
      state.sort = state.sort === usual ? (usual.startsWith("-") ? by : `-${by}`) : usual;
      remember();
      offer();
    },
  };

  function pressed(event) {
    const link = event.target.closest(".tb-presets a");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      go(link.search);
      form.scrollIntoView({ block: "start" });
      return;
    }
    const button = event.target.closest("button");
    if (button && actions[button.value]) actions[button.value](button);
    else if (button && explorer.actions[button.value]) explorer.actions[button.value]({ form, words, text, said, remember });
  }

  function changed({ target }) {
    if (target.name === "pick") { pick(target.value, target.checked); return; }
    if (target.name === "events") state.events = target.checked;
    else if (target.name in CHOICES || target.name === "from" || target.name === "to") state[target.name] = target.value;
    else return;
    said.textContent = "";
    if (target.name === "show") find.value = "";
    remember();
    refresh();
    offer();
  }

  // The line nearest to the pointer comes to the fore.
  function hover(event) {
    const chart = picture.querySelector("svg");
    if (!chart || event.pointerType === "touch") return;
    const inside = chart.getBoundingClientRect();
    const [x, y] = [event.clientX, event.clientY];
    let nearest = ["", 30];
    for (const group of chart.querySelectorAll("g[data-line]")) {
      if (!group.dataset.line) continue;
      const path = group.querySelector("path:not([fill-opacity])") || group.querySelector("path");
      const point = chart.createSVGPoint();
      const scale = chart.viewBox.baseVal.width / inside.width;
      [point.x, point.y] = [(x - inside.left) * scale, (y - inside.top) * scale];
      if (path.isPointInFill(point) && path.getAttribute("fill") !== "none") { nearest = [group.dataset.line, 0]; continue; }
      const gap = Math.min(...(path.getAttribute("d").match(/[\d.]+ [\d.]+/g) || []).map((pair) => {
        const [left, top] = pair.split(" ").map(Number);
        return Math.hypot(left - point.x, top - point.y);
      }));
      if (gap < nearest[1]) nearest = [group.dataset.line, gap];
    }
    focus(nearest[0] || state.focus);
  }

  function listen() {
    form.addEventListener("change", changed);
    form.addEventListener("click", pressed);
    form.addEventListener("submit", (event) => event.preventDefault());
    find.addEventListener("input", offer);
    window.addEventListener("popstate", returned);
    const around = form.querySelector(".tb-picture");
    around.addEventListener("pointermove", hover);
    around.addEventListener("pointerleave", () => focus());
    const chosen = form.querySelector(".tb-chosen");
    for (const [comes, goes] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
      chosen.addEventListener(comes, (event) => { const item = event.target.closest("li"); if (item) focus(item.dataset.line); });
      chosen.addEventListener(goes, () => focus());
    }
    let width = form.clientWidth;
    new ResizeObserver(() => {
      if (form.clientWidth === width) return;
      width = form.clientWidth;
      refresh();
    }).observe(form);
    matchMedia("print").addEventListener("change", refresh);
  }

  async function load(place) {
    const answer = await fetch(place);
    if (!answer.ok) throw new Error(`${place}: ${answer.status}`);
    return answer.json();
  }

  // Take data in, in steps; what is seen is made anew only where they change it.
  function* taking(joined) {
    const [before, known] = [JSON.stringify(state), data];
    [data, kept] = [joined, new Map()];
    start();
    said.textContent = read(location.search);
    const inside = known?.weeks.includes(state.from) && known.weeks.includes(state.to);
    const same = inside && !state.events && JSON.stringify(state) === before;
    if (!same) yield* refreshing();
    yield* furnish();
    controls();
    if (!same) yield* offering();
  }

  async function show(editions) {
    const joined = await calmly(explorer.join(editions));
    going = taking(joined);
    await calmly(going);
    going = null;
  }

  async function open() {
    const places = form.dataset.sources.split(" ");
    const names = form.dataset.editions.split(" ");
    const others = Promise.allSettled(places.slice(1).map(load));
    own = await load(places[0]);
    forget = readout(form.querySelector(".tb-live"), form.querySelector(".tb-numbers table"));
    await show([own]);
    keepInLinks();
    listen();
    const more = await others;
    const got = more.filter((one) => one.status === "fulfilled").map((one) => one.value);
    if (got.length) await show([own, ...got]);
    const lost = names.slice(1).filter((_, number) => more[number].status === "rejected");
    if (lost.length) said.textContent = text.fill(words.partial, { name: text.list(lost) });
    form.dataset.ready = "";
  }

  if (new URLSearchParams(location.search).has("embed")) document.documentElement.classList.add("tb-embed");
  // a browser that reads the page from a disk fetches nothing
  if (!["http:", "https:"].includes(location.protocol)) { document.documentElement.classList.add("tb-still"); return; }
  open().catch((error) => {
    document.documentElement.classList.add("tb-still");
    form.before(html("p", words.failed, null, "tb-missing"));
    throw error; // to the console, with its place
  });
})();
