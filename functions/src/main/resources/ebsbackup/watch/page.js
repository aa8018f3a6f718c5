"use strict";
(async () => {
  const DAY = 1440;
  const PAGE = 100;
  const LONGEST_LIST = 500;
  const byId = (id) => document.getElementById(id);

  /** An element with attributes and children; text is never read as markup. */
  function el(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function svg(name, attributes = {}, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  async function load() {
    const bytes = Uint8Array.from(atob(byId("data").textContent.trim()), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  let data;
  try {
    data = await load();
  } catch (error) {
    byId("problem").hidden = false;
    byId("problem").textContent = `This browser cannot read the page's data: ${error.message}`;
    return;
  }

  // ---- Words. Times are minutes since 1970, durations are minutes. ----

  const time = (minute) => new Date(minute * 60000).toISOString().slice(0, 16).replace("T", " ");
  const day = (minute) => new Date(minute * 60000).toISOString().slice(0, 10);
  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const gib = (bytes) => `${(bytes / 2 ** 30).toFixed(bytes < 2 ** 30 ? 3 : 1)} GiB`;

  function span(minutes) {
    if (minutes < 60) return `${minutes} min`;
    const [large, small, words] = minutes < 2 * DAY
      ? [Math.floor(minutes / 60), minutes % 60, ["h", "min"]]
      : [Math.floor(minutes / DAY), Math.floor((minutes % DAY) / 60), ["d", "h"]];
    return `${large} ${words[0]}${small ? ` ${small} ${words[1]}` : ""}`;
  }

  // ---- The sources, their points as absolute minutes. ----

  const words = Object.fromEntries(data.protections.map((kind) => [kind.key, kind.words]));
  const rank = Object.fromEntries(data.protections.map((kind, i) => [kind.key, i]));
  for (const source of data.sources) {
    let last = 0;
    source.points = source.points.map((delta) => (last += delta));
    source.lines = [];
    source.text = [source.id, source.name, source.state, words[source.protection], ...source.plans].join(" ").toLowerCase();
  }
  for (const prune of data.prunes) {
    prune.fates = new Map();
    for (const [index, lines] of prune.lines) {
      let last = 0;
      for (const [delta, fate, reason] of lines) {
        last += delta;
        data.sources[index].lines.push({ plan: prune.plan, minute: last, fate, reason: data.reasons[reason] });
        const key = `${fate.toLowerCase()}\n${data.reasons[reason]}`;
        prune.fates.set(key, (prune.fates.get(key) ?? 0) + 1);
      }
    }
  }

  /** What would have been lost, as straight lines: each goes from a completion to the next. */
  function reigns(source) {
    const steps = source.points
      .map((point, i) => ({ point, safe: point + source.delays[i] }))
      .sort((a, b) => a.safe - b.safe || a.point - b.point);
    const rising = [];
    for (const step of steps) {
      if (!rising.length || step.point > rising.at(-1).point) rising.push(step);
    }
    return rising
      .map((step, i) => ({ from: Math.max(step.safe, data.from), until: Math.min(rising[i + 1]?.safe ?? data.at, data.at), point: step.point }))
      .filter((reign) => reign.until > reign.from);
  }

  /** The worst age of each day of the window; undefined where nothing is known. */
  function days(source) {
    const worst = new Array(Math.ceil((data.at - data.from) / DAY)).fill(undefined);
    for (const { from, until, point } of reigns(source)) {
      for (let i = Math.floor((from - data.from) / DAY); i < worst.length && data.from + i * DAY < until; i++) {
        const end = Math.min(until, data.from + (i + 1) * DAY);
        worst[i] = Math.max(worst[i] ?? 0, end - point);
      }
    }
    return worst;
  }

  function strip(source) {
    const worst = days(source);
    const kind = (age) => (age === undefined ? "none" : source.target === undefined ? "open" : age <= source.target ? "good" : "bad");
    const within = worst.filter((age) => kind(age) === "good").length;
    const label = source.target === undefined
      ? `${worst.filter((age) => age !== undefined).length} of ${worst.length} days with a restore point`
      : `within the target on ${within} of ${worst.length} days`;
    const picture = svg("svg", { class: "strip", viewBox: `0 0 ${worst.length * 5} 18`, preserveAspectRatio: "none", role: "img", "aria-label": label });
    worst.forEach((age, i) => {
      const words = `${day(data.from + i * DAY)}: ${age === undefined ? "nothing known" : `at most ${span(age)}`}`;
      picture.append(svg("rect", { x: i * 5, y: 0, width: 4, height: 18, class: `day-${kind(age)}` }, svg("title", {}, words)));
    });
    return picture;
  }

  function chart(source) {
    const all = reigns(source);
    const width = data.at - data.from;
    const top = Math.max(source.target ?? 0, ...all.map((reign) => reign.until - reign.point), 60) * 1.1;
    const y = (age) => 100 - (age / top) * 100;
    const x = (minute) => ((minute - data.from) / width) * 1000;
    const path = all
      .map(({ from, until, point }) => `M${x(from).toFixed(1)} 100V${y(from - point).toFixed(1)}L${x(until).toFixed(1)} ${y(until - point).toFixed(1)}V100`)
      .join("");
    const label = `What would have been lost, from ${day(data.from)} to ${day(data.at)}: at most ${source.gap === undefined ? "unknown" : span(source.gap)}`;
    const picture = svg("svg", { class: "chart", viewBox: "0 0 1000 100", preserveAspectRatio: "none", role: "img", "aria-label": label }, svg("title", {}, label));
    if (path) picture.append(svg("path", { d: path }));
    if (source.target !== undefined) picture.append(svg("line", { class: "target", x1: 0, x2: 1000, y1: y(source.target), y2: y(source.target) }));
    return picture;
  }

  function calendar(source) {
    const months = new Map();
    const cell = (minute) => {
      const date = day(minute);
      const month = months.get(date.slice(0, 7)) ?? new Map();
      months.set(date.slice(0, 7), month);
      const number = Number(date.slice(8));
      const found = month.get(number) ?? { points: 0, goes: 0, fails: 0 };
      month.set(number, found);
      return found;
    };
    source.points.forEach((minute) => cell(minute).points++);
    source.bad.forEach((minute) => cell(minute).fails++);
    source.lines.filter((line) => line.fate !== "HELD").forEach((line) => cell(line.minute).goes++);
    const head = el("tr", {}, el("th", { scope: "col" }, "Month"));
    for (let i = 1; i <= 31; i++) head.append(el("th", { scope: "col" }, String(i)));
    const body = el("tbody");
    for (const month of [...months.keys()].sort().reverse()) {
      const row = el("tr", {}, el("th", { scope: "row" }, month));
      const [year, number] = month.split("-").map(Number);
      const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
      for (let i = 1; i <= length; i++) {
        const { points = 0, goes = 0, fails = 0 } = months.get(month).get(i) ?? {};
        const kinds = [points && (goes >= points ? "goes" : "has"), fails && "fails"].filter(Boolean).join(" ");
        const title = [points && count(points, "restore point"), goes && `${goes} would be deleted`, fails && `${fails} not good`].filter(Boolean).join(", ");
        row.append(el("td", { class: kinds, ...(title && { title: `${month}-${String(i).padStart(2, "0")}: ${title}` }) }, points ? String(points) : "\u00b7"));
      }
      body.append(row);
    }
    return el("table", { class: "calendar" }, el("caption", { class: "hidden" }, `Restore points of ${source.id} by day`), el("thead", {}, head), body);
  }

  // ---- The table of sources. ----

  const columns = [
    { words: "Source", key: (s) => s.id },
    { words: "Name", key: (s) => s.name?.toLowerCase(), cell: (s) => s.name ?? "\u2013" },
    { words: "State", key: (s) => s.state },
    { words: "Protection", key: (s) => rank[s.protection], cell: (s) => el("span", { class: `kind ${s.protection}` }, words[s.protection]) },
    { words: "Plans", key: (s) => s.plans.join(", ") || undefined },
    { words: "Newest good set", key: (s) => s.newest, cell: (s) => (s.newest === undefined ? "\u2013" : time(s.newest)) },
    { words: "Age", key: (s) => s.age, cell: (s) => (s.age === undefined ? "\u2013" : span(s.age)), number: true },
    { words: "Target", key: (s) => s.target, cell: (s) => (s.target === undefined ? "\u2013" : span(s.target)), number: true },
    { words: "Longest gap", key: (s) => s.gap, cell: (s) => (s.gap === undefined ? "\u2013" : span(s.gap)), number: true },
    { words: "In target", key: (s) => s.within, cell: (s) => (s.within === undefined ? "\u2013" : `${(s.within * 100).toFixed(1)} %`), number: true },
    { words: "Points", key: (s) => s.points.length, number: true },
    { words: "GiB", key: (s) => s.gib, number: true },
    { words: "Last 30 days", cell: strip },
  ];
  const view = { column: 3, ascending: true, search: "", kind: "", limit: PAGE };
  const head = document.querySelector("#table thead tr");
  const body = document.querySelector("#table tbody");

  columns.forEach((column, i) => {
    const cell = el("th", { scope: "col", class: column.number ? "number" : "" });
    if (column.key) {
      const button = el("button", { type: "button" }, column.words);
      button.addEventListener("click", () => {
        view.ascending = view.column === i ? !view.ascending : true;
        view.column = i;
        render();
      });
      cell.append(button);
    } else {
      cell.append(column.words);
    }
    head.append(cell);
  });

  /** What has no value comes last, in either direction; the order before decides between equals. */
  function compare(a, b) {
    const [x, y] = [columns[view.column].key(a), columns[view.column].key(b)];
    if (x === undefined || y === undefined) return (x === undefined) - (y === undefined);
    return (x < y ? -1 : x > y ? 1 : 0) * (view.ascending ? 1 : -1);
  }

  function detail(source) {
    const facts = el("dl");
    const fact = (term, value) => value && facts.append(el("dt", {}, term), el("dd", {}, value));
    fact("Newest run", source.run);
    fact("Complete since", source.safe === undefined ? "" : time(source.safe));
    fact("Verified", source.verified);
    fact("May be shared with", source.shared.join(", "));
    fact("Sets that are not good", source.bad.length ? String(source.bad.length) : "");
    fact("Volumes in no good set", source.unprotected.join(", "));
    fact("Volumes left out by plans", source.leftOut.join(", "));
    const box = el("div", { class: "detail-box" }, facts);
    if (source.points.length || source.bad.length) {
      box.append(
        el("h3", {}, "What would have been lost, according to the sets that still exist"),
        chart(source),
        el("p", { class: "legend" }, `${day(data.from)} to ${day(data.at)}${source.target === undefined ? "" : `; the dashed line is the target, ${span(source.target)}`}`),
        el("h3", {}, "Restore points"),
        calendar(source),
        el("p", { class: "legend" }, "The number of restore points of each day. Hatched: a prune would delete all of them. Underlined: a set that is not good."));
    }
    if (source.lines.length) {
      box.append(el("h3", {}, "What a prune would do"), listing(["Set of", "Plan", "Fate", "Reason"],
        source.lines.map((line) => [time(line.minute), line.plan, line.fate.toLowerCase(), line.reason])));
    }
    return el("tr", { class: "detail" }, el("td", { colspan: columns.length }, box));
  }

  function row(source) {
    const open = el("button", { type: "button", class: "open", "aria-expanded": "false" }, source.id);
    const line = el("tr", {}, el("th", { scope: "row" }, open));
    open.addEventListener("click", () => {
      const closed = open.getAttribute("aria-expanded") === "false";
      open.setAttribute("aria-expanded", String(closed));
      if (closed) line.after(detail(source));
      else line.nextElementSibling.remove();
    });
    for (const column of columns.slice(1)) {
      line.append(el("td", { class: column.number ? "number" : "" }, column.cell ? column.cell(source) : String(column.key(source) ?? "\u2013")));
    }
    return line;
  }

  function render() {
    const terms = view.search.toLowerCase().split(/\s+/).filter(Boolean);
    const found = data.sources
      .filter((source) => (!view.kind || source.protection === view.kind) && terms.every((term) => source.text.includes(term)))
      .sort(compare);
    body.replaceChildren(...found.slice(0, view.limit).map(row));
    [...head.children].forEach((cell, i) => {
      if (i === view.column) cell.setAttribute("aria-sort", view.ascending ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    });
    const shown = Math.min(found.length, view.limit);
    byId("shown").textContent = `${shown} of ${count(found.length, "source")}${found.length < data.sources.length ? `, ${data.sources.length} in all` : ""}`;
    byId("more").hidden = shown === found.length;
    byId("more").textContent = `Show ${Math.min(PAGE, found.length - shown)} more`;
  }

  byId("search").addEventListener("input", (event) => {
    view.search = event.target.value;
    view.limit = PAGE;
    render();
  });
  byId("more").addEventListener("click", () => {
    view.limit += PAGE;
    render();
  });

  // ---- Summary and the other sections. ----

  byId("subtitle").textContent = `At ${time(data.at)} UTC${data.past ? ", a past moment" : ""}. Gaps are measured from ${day(data.from)}.`;
  document.title = `EBS Backup status at ${time(data.at)}`;
  const kinds = data.protections
    .map((kind) => ({ ...kind, number: data.sources.filter((source) => source.protection === kind.key).length }))
    .filter((kind) => kind.number > 0);
  byId("bar").setAttribute("aria-label", kinds.map((kind) => `${kind.number} ${kind.words}`).join(", "));
  for (const kind of kinds) byId("bar").append(el("span", { class: kind.key, style: `flex: ${kind.number}`, title: `${kind.number} ${kind.words}` }));
  for (const kind of [{ key: "", words: "all sources", number: data.sources.length }, ...kinds]) {
    const tile = el("button", { type: "button", class: kind.key, "aria-pressed": String(kind.key === "") }, el("strong", {}, String(kind.number)), kind.words);
    tile.addEventListener("click", () => {
      view.kind = kind.key;
      view.limit = PAGE;
      for (const other of byId("tiles").children) other.setAttribute("aria-pressed", String(other === tile));
      render();
    });
    byId("tiles").append(tile);
  }
  byId("notes").append(...data.notes.map((note) => el("li", {}, note)));

  function listing(headings, rows) {
    const shown = rows.slice(0, LONGEST_LIST);
    const table = el("table", {},
      el("thead", {}, el("tr", {}, ...headings.map((heading) => el("th", { scope: "col" }, heading)))),
      el("tbody", {}, ...shown.map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, cell))))));
    const box = el("div", { class: "scroll" }, table);
    if (rows.length > shown.length) box.append(el("p", { class: "faint" }, `and ${rows.length - shown.length} more, which --json lists`));
    return box;
  }

  function section(heading, ...content) {
    byId("sections").append(el("section", {}, el("h2", {}, heading), ...content));
  }

  for (const prune of data.prunes) {
    section(`What a prune of ${prune.plan} would do`,
      el("p", {}, `It would delete ${prune.deletions} of ${count(prune.sets, "set")}, and ${prune.held} are held back.`),
      ...(prune.stop ? [el("p", { class: "problem" }, `It would stop: ${prune.stop}`)] : []),
      ...(prune.fates.size ? [listing(["Sets", "Fate", "Reason"], [...prune.fates].sort((a, b) => b[1] - a[1]).map(([key, number]) => [String(number), ...key.split("\n")]))] : []));
  }

  if (data.whatIf) {
    const other = data.whatIf;
    const freed = (from) => (from.bytes === undefined ? `at most ${gib(from.mostBytes)}, the sizes of the volumes` : `${gib(from.bytes)}, measured on a copy of the world`);
    const lines = (list) => listing(["Source", "Set of", "Reason"], list.map(([index, minute, reason]) => [data.sources[index]?.id ?? "\u2013", time(minute), data.reasons[reason]]));
    section(`What the other rules for ${other.plan} would change`,
      el("p", {}, `They lose ${count(other.lost.length, "set")} that the current rules keep, and keep ${count(other.gained.length, "set")} that the current rules delete.`),
      el("p", {}, `A prune frees ${freed(other.other)}${other.presentKnown ? `; under the current rules, it frees ${freed(other.present)}` : "; the current rules are not known"}.`),
      ...(other.stop ? [el("p", { class: "problem" }, `It would stop: ${other.stop}`)] : []),
      ...(other.lost.length ? [el("h3", {}, "Sets lost"), lines(other.lost)] : []),
      ...(other.gained.length ? [el("h3", {}, "Sets kept"), lines(other.gained)] : []));
  }

  if (data.notGood.length) section("Sets that are not good", listing(["Source", "Set of", "Run", "Reason"], data.notGood.map((set) => [set.source, time(set.time), set.run, set.reason])));
  if (data.strays.length) section("Snapshots of plans that belong to no set", listing(["Snapshot", "Volume", "Started", "Reason"], data.strays.map((stray) => [stray.snapshotId, stray.volumeId, time(stray.time), stray.reason])));
  if (data.others.ofRestores + data.others.ofOthers) {
    section("Other snapshots",
      el("p", {}, `${data.others.ofRestores} of restores, ${data.others.ofOthers} that this product did not create. Of these, ${data.others.unused.length} have no volume or image in this account:`),
      listing(["Snapshot"], data.others.unused.map((id) => [id])));
  }
  render();
  document.body.dataset.ready = "true";
})();
