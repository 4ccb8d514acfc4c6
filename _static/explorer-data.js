// The explorer's rows: editions joined over time, grouped, measured. Nothing here touches the page.
(() => {
  "use strict";
  const OTHER = "other";
  const NOBODY = ["anonymous", "unknown"]; // what stands in place of a vendor and ranks among none
  const PER = 1e6;
  const plain = (value) => value.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // What is long to do comes in steps: a generator stops where the page may answer. Here it is done at once.
  function atOnce(work) {
    let step = work.next();
    while (!step.done) step = work.next();
    return step.value;
  }

  // Editions joined: { weeks, totals, models, vendors, events, has }. A week that two of them hold is the
  // first one's; names and colours are the first one's too. Each model has arrays by week: tokens (null
  // without a row), free, paid, prompt, completion. In steps.
  function* join(editions) {
    const days = new Map(); // week -> [edition, place in it]
    for (const edition of editions) {
      edition.weeks.forEach((week, place) => { if (!days.has(week)) days.set(week, [edition, place]); });
    }
    const weeks = [...days.keys()].sort();
    const places = new Map(editions.map((edition) => [edition, []])); // place in it -> place in all weeks
    weeks.forEach((week, number) => { const [edition, place] = days.get(week); places.get(edition)[place] = number; });
    const models = new Map();
    for (const edition of editions) {
      for (const model of edition.models) {
        if (!models.has(model.id)) models.set(model.id, []);
        models.get(model.id).push([model, places.get(edition)]);
      }
    }
    const all = [];
    for (const parts of models.values()) {
      const empty = (value = null) => Array(weeks.length).fill(value);
      const { id, label, vendor, family, tier, open, colour } = parts[0][0];
      const one = { id, label, vendor, family, tier, open, colour, tokens: empty(), free: empty(0), paid: empty(), prompt: empty(), completion: empty() };
      for (const [part, into] of parts) {
        // left out where every token had a price
        const paid = part.paid || (part.prompt ? part.tokens : []);
        part.tokens.forEach((tokens, number) => {
          const place = into[part.at + number];
          if (place === undefined) return; // an earlier edition's week
          one.tokens[place] = tokens;
          if (part.free) one.free[place] = part.free[number] ?? null;
          one.paid[place] = paid[number] ?? null;
          one.prompt[place] = part.prompt?.[number] ?? null;
          one.completion[place] = part.completion?.[number] ?? null;
        });
      }
      all.push(one);
      yield;
    }
    const seen = new Map(editions.flatMap((edition) => edition.events || []).map((event) => [event.join(), event]));
    return {
      weeks,
      models: all,
      totals: weeks.map((week) => { const [edition, place] = days.get(week); return edition.totals[place]; }),
      vendors: Object.assign({}, ...editions.map((edition) => edition.vendors).reverse()),
      events: [...seen.values()].sort(),
      has: {
        free: all.some((model) => model.free.some(Boolean)),
        price: all.some((model) => model.prompt.some(Boolean)),
        open: all.some((model) => model.open !== undefined),
      },
    };
  }

  // What a model belongs to, for each way to group: [id, label, colour].
  function keys(data, words) {
    const grey = "var(--tb-rest)";
    const name = (id) => ({ [OTHER]: words.other, anonymous: words.anonymous })[id] || id;
    // no vendor's: lines of one colour differ in their dashes, areas in their order
    const tiers = { flagship: "var(--tb-second)", light: "var(--tb-accent)", reasoning: "currentColor", open_large: "var(--tb-second)", open_small: "var(--tb-accent)" };
    return {
      models: (model) => [model.id, model.id === OTHER ? words.other : model.label, model.colour],
      vendors: (model) => [model.vendor, name(model.vendor), data.vendors[model.vendor] || grey],
      families: (model) => [model.family, name(model.family), data.vendors[model.vendor] || grey],
      // the nameless rest has no tier, and its code is that of models without a name
      tiers: (model) => (model.id === OTHER ? ["rest", words.other, "var(--tb-other)"]
        : [model.tier, words[`tier.${model.tier}`] || model.tier, tiers[model.tier] || grey]),
      open: (model) => {
        if (model.id === OTHER) return ["rest", words.other, "var(--tb-other)"];
        const kind = { true: "open", false: "closed" }[model.open] || "unclear";
        return [kind, words[kind], { open: "var(--tb-accent)", closed: "var(--tb-second)", unclear: grey }[kind]];
      },
    };
  }

  const PARTS = ["tokens", "free", "paid", "spentPrompt", "spentCompletion"];

  function entry(data, id, label, colour, more) {
    const none = () => data.weeks.map(() => null);
    return { id, label, colour, ...more, ...Object.fromEntries(PARTS.map((part) => [part, none()])) };
  }

  function add(to, model) {
    const put = (part, place, value) => { if (value !== null) to[part][place] = (to[part][place] || 0) + value; };
    model.tokens.forEach((tokens, place) => {
      put("tokens", place, tokens);
      if (tokens !== null) put("free", place, model.free[place]);
      put("paid", place, model.paid[place]);
      if (!model.paid[place]) return;
      put("spentPrompt", place, (model.prompt[place] * model.paid[place]) / PER);
      put("spentCompletion", place, (model.completion[place] * model.paid[place]) / PER);
    });
  }

  // Models summed: a Map from the name in the address to { id, label, colour, find, vendor, rest, arrays by
  // week }, largest first. `rest` marks what is no name: the nameless remainder, makers unknown. In steps.
  function* group(data, show, words) {
    const found = new Map();
    if (show === "free") {
      const kinds = [["paid", "var(--tb-second)"], ["free", "var(--tb-accent)"], ["rest", "var(--tb-other)"]];
      for (const [id, colour] of kinds) {
        found.set(id, entry(data, id, id === "rest" ? words.other : words[id], colour, { find: id, rest: id === "rest" }));
      }
      for (const model of data.models) {
        if (model.id === OTHER) { add(found.get("rest"), model); continue; }
        yield;
        const paid = model.tokens.map((tokens, place) => (tokens === null ? null : tokens - (model.free[place] || 0)));
        add(found.get("paid"), { ...model, tokens: paid, free: model.free.map(() => 0) });
        add(found.get("free"), { ...model, tokens: model.free.map((free, place) => (model.tokens[place] === null ? null : free)), paid: model.paid.map(() => null) });
      }
    } else {
      const key = keys(data, words)[show];
      for (const model of data.models) {
        const [id, label, colour] = key(model);
        if (!found.has(id)) {
          const vendor = show === "models" && model.id !== OTHER ? model.vendor : "";
          found.set(id, entry(data, id, label, colour, { vendor, find: "", rest: model.id === OTHER || (show === "vendors" && NOBODY.includes(id)), texts: new Set() }));
        }
        const one = found.get(id);
        for (const word of [label, id, show === "models" || show === "families" ? model.vendor : "", show === "models" ? model.family : ""]) one.texts.add(word);
        add(one, model);
        yield;
      }
      for (const one of found.values()) {
        one.find = plain([...one.texts].join(" "));
        yield;
      }
    }
    const sum = (one) => one.tokens.reduce((total, value) => total + (value || 0), 0);
    return new Map([...found].map(([id, one]) => [id, { ...one, sum: sum(one) }]).sort(([, one], [, two]) => two.sum - one.sum));
  }

  // What a unit says of an entry in a week; null where it says nothing. Spending at a share of prompts.
  const MEASURES = {
    share: (data, one, place) => (one.tokens[place] === null ? null : one.tokens[place] / data.totals[place]),
    tokens: (data, one, place) => one.tokens[place],
    spend(data, one, place, prompts) {
      if (one.spentPrompt[place] === null) return one.free[place] && one.free[place] === one.tokens[place] ? 0 : null;
      return prompts * one.spentPrompt[place] + (1 - prompts) * one.spentCompletion[place];
    },
    price(data, one, place, prompts) {
      if (!one.paid[place] || one.spentPrompt[place] === null) return null;
      return ((prompts * one.spentPrompt[place] + (1 - prompts) * one.spentCompletion[place]) / one.paid[place]) * PER;
    },
  };

  // Rank of each entry by a value in the weeks from one to another, 1 the largest; equal values share the
  // better one. In steps.
  function* ranks(entries, values, from, to) {
    const found = new Map(entries.map((one) => [one.id, Array(to + 1).fill(null)]));
    const named = entries.filter((one) => !one.rest);
    for (let place = from; place <= to; place += 1) {
      const here = named.map((one) => [found.get(one.id), values(one, place)]).filter(([, value]) => value > 0);
      here.sort(([, one], [, two]) => two - one);
      let rank = 0;
      here.forEach(([ranked, value], number) => {
        if (!number || value < here[number - 1][1]) rank = number + 1;
        ranked[place] = rank;
      });
      yield;
    }
    return found;
  }

  // Tokens of each entry that has a row in the weeks from one to another: { one, tokens }, largest first.
  function largest(entries, from, to) {
    const found = [];
    for (const one of entries) {
      const rows = one.tokens.slice(from, to + 1).filter((value) => value !== null);
      if (rows.length) found.push({ one, tokens: rows.reduce((sum, value) => sum + value, 0) });
    }
    return found.sort((one, two) => two.tokens - one.tokens);
  }

  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / (values.length || 1);

  // The table of a range of weeks: for each entry its tokens, share, change of share from the first to the
  // last weeks (four each, fewer in a short range), best rank, and number of weeks with a row. In steps.
  function* ranking(data, entries, from, to) {
    const places = data.weeks.map((_, place) => place).slice(from, to + 1);
    const edge = Math.min(4, Math.floor(places.length / 2)) || 1;
    const ranked = yield* ranks(entries, (one, place) => one.tokens[place], from, to);
    const total = places.reduce((sum, place) => sum + data.totals[place], 0);
    const share = (one, place) => (one.tokens[place] || 0) / data.totals[place];
    const rows = [];
    for (const one of entries) {
      const tokens = places.reduce((sum, place) => sum + (one.tokens[place] || 0), 0);
      const best = places.map((place) => ranked.get(one.id)[place]).filter((rank) => rank !== null);
      rows.push({
        one,
        name: one.label,
        tokens,
        share: tokens / total,
        change: places.length < 2 ? null
          : mean(places.slice(-edge).map((place) => share(one, place))) - mean(places.slice(0, edge).map((place) => share(one, place))),
        best: best.length ? Math.min(...best) : null,
        weeks: places.filter((place) => one.tokens[place] !== null).length,
      });
      yield;
    }
    return rows.filter((row) => row.weeks);
  }

  window.tokenbook.explorer = { OTHER, plain, atOnce, join, keys, group, MEASURES, ranks, largest, ranking };
})();
