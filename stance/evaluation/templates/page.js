"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const percent = (share) => (share === null ? "–" : `${Math.round(100 * share)}%`);
  const count = (number) => number.toLocaleString("en-US");

  // Theme: the system's until the reader chooses.
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const button = $("theme");
  const nameTheme = () => { button.textContent = isDark() ? "Light" : "Dark"; button.setAttribute("aria-label", `Switch to ${isDark() ? "light" : "dark"} theme`); };
  try { const kept = localStorage.getItem("theme"); if (kept === "dark" || kept === "light") root.dataset.theme = kept; } catch { /* a page from disk may have no storage */ }
  button.hidden = false;
  nameTheme();
  system.addEventListener("change", nameTheme);
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* the choice lasts while the page is open */ }
    nameTheme();
  });

  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((element) => { element.open = true; }));

  const payload = $("payload");
  if (!payload) return;

  const unpack = async () => {
    const bytes = Uint8Array.from(atob(payload.textContent), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };
  unpack().then(start, () => { $("unsupported").hidden = false; });

  function start(data) {
    startAbstaining(data);
    startExamples(data);
    document.body.dataset.ready = "yes";
  }

  function startAbstaining({ labels, abstention }) {
    const slider = $("threshold");
    const show = () => {
      const i = Number(slider.value);
      $("threshold-value").textContent = percent(abstention.thresholds[i]);
      $("coverage").textContent = percent(abstention.coverage[i]);
      $("answered-precision").textContent = percent(abstention.precision[i]);
      slider.setAttribute("aria-valuetext", `${i}% confidence: ${percent(abstention.coverage[i])} answered, ${percent(abstention.precision[i])} of these right`);
      $("label-thresholds").replaceChildren(...abstention.labels.map((label) => {
        const row = make("tr");
        const head = make("th", "", label.label);
        head.scope = "row";
        row.append(head, make("td", "num", count(label.answered[i])), make("td", "num", percent(label.precision[i])), make("td", "num", percent(label.recall[i])));
        return row;
      }));
      const dot = $("operating");
      dot.setAttribute("cx", 44 + 300 * abstention.coverage[i]);
      dot.setAttribute("cy", abstention.precision[i] === null ? 250 : 250 - 240 * (1 - abstention.precision[i]));
    };
    slider.addEventListener("input", show);
    $("abstaining").hidden = false;
    show();
  }

  function startExamples(data) {
    const { labels } = data;
    const size = 20;
    const lower = data.text.map((text, i) => `${text}\n${data.id[i]}\n${data.source[i]}`.toLowerCase());
    let found = [];
    let page = 0;

    const option = (value, text, parent) => { const element = make("option", "", text); element.value = value; parent.append(element); };
    labels.forEach((label, i) => { option(i, label, $("gold")); option(i, label, $("predicted")); });
    for (const [name, values] of Object.entries(data.columns)) {
      const group = make("optgroup");
      group.label = name;
      [...new Set(values)].filter(Boolean).sort().forEach((value) => option(JSON.stringify([name, value]), value, group));
      $("column").append(group);
    }

    const matches = () => {
      const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
      const show = $("show").value, gold = $("gold").value, predicted = $("predicted").value;
      const [name, value] = $("column").value ? JSON.parse($("column").value) : [];
      const result = [];
      for (let i = 0; i < data.text.length; i++) {
        const right = data.gold[i] === data.predicted[i];
        if (show === "wrong" && right) continue;
        if (show === "right" && !right) continue;
        if (show === "suspected" && data.suspected[i] < 0) continue;
        if (gold !== "" && data.gold[i] !== Number(gold)) continue;
        if (predicted !== "" && data.predicted[i] !== Number(predicted)) continue;
        if (name !== undefined && data.columns[name][i] !== value) continue;
        if (!words.every((word) => lower[i].includes(word))) continue;
        result.push(i);
      }
      return result;
    };

    const statement = (i) => {
      const cell = make("td", "statement");
      const text = make("p");
      text.dir = "auto";
      const characters = Array.from(data.text[i]); // offsets count code points
      const words = data.words[i];
      let strongest = 0;
      for (let k = 2; k < words.length; k += 3) strongest = Math.max(strongest, Math.abs(words[k]));
      let at = 0;
      for (let k = 0; k < words.length; k += 3) {
        const [start, end, push] = words.slice(k, k + 3);
        text.append(characters.slice(at, start).join(""));
        const mark = make("mark", push > 0 ? "toward" : "against", characters.slice(start, end).join(""));
        mark.style.setProperty("--share", (Math.abs(push) / strongest).toFixed(2));
        mark.title = `${push > 0 ? "+" : "−"}${(Math.abs(push) / 100).toFixed(2)} for ${labels[data.predicted[i]]} over ${labels[data.rival[i]]}`;
        text.append(mark);
        at = end;
      }
      text.append(characters.slice(at).join(""));
      if (data.left_out[i]) text.append(" … ", make("span", "quiet", `(${count(data.left_out[i])} more characters in report.json)`));
      const about = [data.id[i]];
      if (data.source[i]) about.push(`source ${data.source[i]}`);
      if (data.cue[i]) about.push(`cue ${data.cue[i]}`);
      for (const [name, values] of Object.entries(data.columns)) if (values[i]) about.push(`${name} ${values[i]}`);
      if (data.elsewhere[i]) about.push(`features without a place in the text ${data.elsewhere[i] > 0 ? "+" : "−"}${(Math.abs(data.elsewhere[i]) / 100).toFixed(2)}`);
      cell.append(text, make("p", "about", about.join(" · ")));
      return cell;
    };

    const verdict = (i) => {
      const cell = make("td", "verdict");
      const right = data.gold[i] === data.predicted[i];
      const list = make("dl");
      const pair = (name, value, className) => { const item = make("div"); item.append(make("dt", "", name), make("dd", className, value)); list.append(item); };
      pair("gold", labels[data.gold[i]]);
      pair("predicted", `${labels[data.predicted[i]]} ${right ? "✓" : "✗"}`, right ? "right" : "wrong");
      if (data.suspected[i] >= 0) pair("gold in doubt", `perhaps ${labels[data.suspected[i]]}`, "doubt");
      cell.append(list);
      return cell;
    };

    const probabilities = (i) => {
      const cell = make("td", "probabilities");
      const list = make("dl");
      for (let k = 0; k < data.probabilities[i].length; k += 2) {
        const [label, share] = data.probabilities[i].slice(k, k + 2);
        const item = make("div", label === data.gold[i] ? "gold" : "");
        const bar = make("dd", "", `${share}%`);
        bar.style.setProperty("--share", share / 100);
        item.append(make("dt", "", labels[label]), bar);
        list.append(item);
      }
      cell.append(list);
      return cell;
    };

    const draw = () => {
      const pages = Math.max(1, Math.ceil(found.length / size));
      page = Math.min(Math.max(page, 0), pages - 1);
      $("rows").replaceChildren(...found.slice(page * size, (page + 1) * size).map((i) => {
        const row = make("tr");
        row.dataset.id = data.id[i];
        row.append(statement(i), verdict(i), probabilities(i));
        return row;
      }));
      $("found").textContent = found.length ? `${count(found.length)} example${found.length === 1 ? "" : "s"}` : "No example matches.";
      $("table").hidden = !found.length;
      $("page").textContent = `page ${count(page + 1)} of ${count(pages)}`;
      $("before").disabled = page === 0;
      $("after").disabled = page === pages - 1;
      $("pages").hidden = pages === 1;
    };
    const filter = () => { found = matches(); page = 0; draw(); };
    const open = (choices) => {
      $("filters").reset();
      for (const [id, value] of Object.entries(choices)) $(id).value = value;
      filter();
      $("examples").scrollIntoView();
      $("search").focus({ preventScroll: true });
    };

    $("filters").addEventListener("input", filter);
    $("filters").addEventListener("submit", (event) => event.preventDefault());
    $("filters").addEventListener("reset", () => setTimeout(filter));
    const turn = (step) => { page += step; draw(); $("found").scrollIntoView({ block: "center" }); };
    $("before").addEventListener("click", () => turn(-1));
    $("after").addEventListener("click", () => turn(1));
    document.addEventListener("click", (event) => {
      const cell = event.target.closest("[data-gold]");
      if (cell) open({ gold: cell.dataset.gold, predicted: cell.dataset.predicted });
      const slice = event.target.closest("[data-column]");
      if (slice) open({ column: JSON.stringify([slice.dataset.column, slice.dataset.value]) });
    });
    $("filters").hidden = false;
    filter();
  }
})();
