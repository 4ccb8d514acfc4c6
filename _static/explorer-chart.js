// The explorer's picture: lines, areas or ranks as SVG. It draws what it is given and knows no rows.
(() => {
  "use strict";
  const { MARKS, svg } = window.tokenbook;
  const WEEK = 7 * 24 * 3600 * 1000;
  const GREY = "var(--tb-other)";
  const clock = (day) => Date.parse(`${day}T00:00Z`);

  function steps(highest, parts = 4) {
    const rough = highest / parts || 0.25;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999);
    return Array.from({ length: Math.floor(highest / step + 1e-9) + 1 }, (_, number) => number * step);
  }

  // Ticks of a logarithmic axis: powers of ten, and 2 and 5 between them where there are few.
  function powers(lowest, highest) {
    const first = Math.floor(Math.log10(lowest));
    const last = Math.ceil(Math.log10(highest));
    const factors = last - first > 4 ? [1] : last - first > 2 ? [1, 3] : [1, 2, 5];
    const found = [];
    for (let power = first; power <= last; power += 1) for (const factor of factors) found.push(factor * 10 ** power);
    return found.filter((tick) => tick >= lowest * 0.999 && tick <= highest * 1.001);
  }

  // Digits after the mark that the steps of an axis need to differ.
  function digits(step) {
    for (let count = 0; count < 12; count += 1) {
      if (Math.abs(step * 10 ** count - Math.round(step * 10 ** count)) < 1e-6) return count;
    }
    return 12;
  }

  function days(weeks, room, text) {
    const [first, last] = [clock(weeks[0]), clock(weeks.at(-1))];
    const span = (last - first) / WEEK;
    if (span < 12) {
      const every = Math.ceil((span + 1) / room);
      return weeks.filter((_, number) => number % every === 0)
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

  // Where values lie: { at, ticks, labels }, by the kind of axis.
  function axis(plan, room) {
    const values = plan.lines.flatMap((line) => [...line.values, ...(line.low || []), ...(line.high || [])])
      .filter((value) => value !== null && Number.isFinite(value));
    const height = room.bottom - room.top;
    if (plan.form === "ranks") {
      const worst = Math.min(plan.deepest, Math.max(10, ...values));
      const ticks = [1, ...steps(worst).filter((tick) => tick > 1 && Number.isInteger(tick))];
      return { at: (value) => room.top + ((value - 1) / Math.max(worst - 1, 1)) * height, ticks, worst, labels: ticks.map((tick) => plan.text.number(tick, 0)) };
    }
    if (plan.scale === "log") {
      const above = values.filter((value) => value > 0);
      const lowest = Math.min(...above, Infinity);
      const highest = Math.max(...above, 0);
      const [low, high] = above.length ? [lowest * 0.9, Math.max(highest * 1.1, lowest * 2)] : [1, 10];
      const ticks = powers(low, high);
      const at = (value) => room.bottom - (Math.log(value / low) / Math.log(high / low)) * height;
      return { at, ticks, labels: ticks.map((tick) => plan.tick(tick, Math.max(0, -Math.floor(Math.log10(tick / plan.unit) + 1e-9)))) };
    }
    const top = plan.form === "full" ? 1 : Math.max(0, ...values) * (plan.form === "stacked" ? 1 : 1.06) || plan.unit;
    const ticks = steps(top / plan.unit).map((tick) => tick * plan.unit);
    const count = digits(ticks[1] / plan.unit);
    return { at: (value) => room.bottom - (value / top) * height, ticks, labels: ticks.map((tick) => plan.tick(tick, count)), zero: true };
  }

  // Draw a plan { form, scale, weeks, lines, unit, tick, title, events, deepest, text } as SVG.
  function chart(plan, width, height, family) {
    const wide = width >= 560;
    const measure = document.createElement("canvas").getContext("2d");
    measure.font = `12px ${family}`;
    const long = (label) => measure.measureText(label).width;
    const named = wide ? plan.lines.filter((line) => line.named) : [];
    const names = named.length ? Math.min(170, Math.max(...named.map((line) => long(line.label))) + 14) : 10;
    const room = { top: 30, bottom: height - 38 };
    const scale = axis(plan, room);
    room.left = Math.max(0, ...scale.labels.map(long)) + 8;
    room.right = width - names;
    const [first, last] = [clock(plan.weeks[0]), clock(plan.weeks.at(-1))];
    const x = (at) => room.left + 6 + ((at - first) / (last - first || 1)) * (room.right - room.left - 6);
    const xs = plan.weeks.map((week) => x(clock(week)));
    const picture = svg("svg", {
      viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true", focusable: "false",
      "data-x": xs.map((at) => at.toFixed(1)).join(" "), "data-y": `${room.top} ${room.bottom}`,
    });
    const write = (label, attributes) => { svg("text", { "font-size": 12, fill: "currentColor", ...attributes }, picture).textContent = label; };
    write(plan.title, { x: 0, y: 13 });
    scale.ticks.forEach((tick, number) => {
      const at = scale.at(tick).toFixed(1);
      svg("path", { d: `M${room.left} ${at}H${room.right}`, stroke: "currentColor", "stroke-opacity": scale.zero && !number ? 0.7 : 0.15 }, picture);
      write(scale.labels[number], { x: room.left - 6, y: Number(at) + 4, "text-anchor": "end" });
    });
    let year;
    for (const tick of days(plan.weeks, Math.floor((room.right - room.left) / 52), plan.text)) {
      svg("path", { d: `M${x(tick.at).toFixed(1)} ${room.bottom}v4`, stroke: "currentColor", "stroke-opacity": 0.7 }, picture);
      write(tick.label, { x: x(tick.at).toFixed(1), y: room.bottom + 17, "text-anchor": "middle" });
      if (tick.year && tick.year !== year) write(tick.year, { x: x(tick.at).toFixed(1), y: room.bottom + 32, "text-anchor": "middle" });
      year = tick.year;
    }
    for (const [number, [day]] of plan.events.entries()) {
      const at = Math.min(x(clock(day)), room.right).toFixed(1);
      svg("path", { d: `M${at} ${room.top}V${room.bottom}`, stroke: "currentColor", "stroke-opacity": 0.5, "stroke-dasharray": "1 3" }, picture);
      write(number + 1, { x: at, y: room.top - 3, "text-anchor": "middle", "font-size": 10 });
    }
    const areas = plan.form === "stacked" || plan.form === "full";
    // grey lines lie below the coloured ones
    const order = areas ? plan.lines : [...plan.lines].sort((one, two) => Number(two.grey || false) - Number(one.grey || false));
    const ends = order.map((line) => (areas ? fill : trace)(picture, line, xs, scale)).filter(Boolean);
    if (wide) {
      const beside = ends.filter((end) => end.line.named);
      apart(beside, 15, room.top, room.bottom);
      for (const { line, at } of beside) {
        let label = line.label;
        while (long(label) > names - 12 && label.length > 4) label = `${label.slice(0, -2).trimEnd()}…`;
        svg("text", { "font-size": 12, fill: "currentColor", x: room.right + 10, y: at + 4, "data-line": line.id }, picture).textContent = label;
      }
    }
    return picture;
  }

  const dashes = (line) => (line.dash ? { "stroke-dasharray": line.dash.split(" ").map((part) => part * 2).join(" ") } : {});

  // A band around a line, in pieces where it is broken.
  function band(group, line, xs, at) {
    let piece = [];
    const close = () => {
      if (piece.length > 1) {
        const d = [...piece.map(([x, , high]) => `${x} ${high}`), ...piece.reverse().map(([x, low]) => `${x} ${low}`)].join("L");
        svg("path", { d: `M${d}z`, fill: line.colour, "fill-opacity": 0.16 }, group);
      }
      piece = [];
    };
    line.low.forEach((low, number) => {
      if (low === null || low <= 0) { close(); return; }
      piece.push([xs[number].toFixed(1), at(low).toFixed(1), at(line.high[number]).toFixed(1)]);
    });
    close();
  }

  // A line with its marks, broken where there is no value; gives where it ends.
  function trace(picture, line, xs, scale) {
    const inside = (value) => value != null && Number.isFinite(value) && (!scale.worst || value <= scale.worst) && Number.isFinite(scale.at(value));
    const { values } = line;
    const colour = line.grey ? GREY : line.colour;
    const group = svg("g", { "data-line": line.id, class: line.grey ? "tb-grey" : "" }, picture);
    if (line.low && !line.grey) band(group, line, xs, scale.at);
    let path = "";
    const marks = [];
    let end;
    values.forEach((value, number) => {
      if (!inside(value)) return;
      const before = number > 0 && inside(values[number - 1]);
      const after = number < xs.length - 1 && inside(values[number + 1]);
      const y = scale.at(value);
      path += `${before ? "L" : "M"}${xs[number].toFixed(1)} ${y.toFixed(1)}`;
      if ((!before && !after) || (!line.grey && (number % 6 === 0 || number === xs.length - 1))) marks.push([xs[number], y]);
      end = { line, y, last: number === xs.length - 1 };
    });
    if (!path) { group.remove(); return null; }
    svg("path", { d: path, fill: "none", stroke: colour, "stroke-width": line.grey ? 1 : 2, ...(line.grey ? {} : dashes(line)), "stroke-linejoin": "round" }, group);
    for (const [left, top] of marks) {
      svg("path", { d: MARKS[line.mark] || MARKS.o, fill: colour, transform: `translate(${left.toFixed(1)} ${top.toFixed(1)})${line.grey ? " scale(.5)" : ""}` }, group);
    }
    // a line that is gone by the end is named in the list above, not at the edge
    return end.last ? end : null;
  }

  // An area between two edges; gives the middle of its right end.
  function fill(picture, line, xs, scale) {
    const points = (edge) => edge.map((value, number) => `${xs[number].toFixed(1)} ${scale.at(value || 0).toFixed(1)}`);
    const group = svg("g", { "data-line": line.id }, picture);
    const upper = xs.length === 1 ? [...points(line.high), `${(xs[0] + 20).toFixed(1)} ${scale.at(line.high[0]).toFixed(1)}`] : points(line.high);
    const lower = xs.length === 1 ? [...points(line.low), `${(xs[0] + 20).toFixed(1)} ${scale.at(line.low[0]).toFixed(1)}`] : points(line.low);
    svg("path", { d: `M${upper.join("L")}L${lower.reverse().join("L")}z`, fill: line.grey ? "var(--tb-other)" : line.colour, "fill-opacity": line.shade || 0.9, stroke: "var(--pst-color-background, #fff)", "stroke-width": 0.8 }, group);
    const height = scale.at(line.low.at(-1)) - scale.at(line.high.at(-1));
    return height > 8 ? { line, y: (scale.at(line.low.at(-1)) + scale.at(line.high.at(-1))) / 2 } : null;
  }

  Object.assign(window.tokenbook.explorer, { clock, chart });
})();
