// Functions with their state, and their logs as they are written.

import { follow } from "./api.js";
import { chart } from "./chart.js";
import { element, replace, table, time } from "./dom.js";

const MOST_LINES = 500;
let followed;

export const values = (overview) => overview.functions.map((one) => [`function ${one.name}`, one.running]);

export function render(panel, overview, { say }) {
  if (!panel.querySelector("#function-list")) {
    panel.replaceChildren(element("div", { id: "function-list" }), element("h2", { id: "log-title" }, "Log of all functions"),
      element("div", { id: "log", class: "log", role: "log", tabindex: "0", "aria-labelledby": "log-title" }));
  }
  const list = panel.querySelector("#function-list");
  const all = element("button", { type: "button", "data-key": "log of all", click: () => show(panel, null, say) }, "Log of all");
  const log = (one) => element("button", {
    type: "button", "data-key": `log ${one.name}`, "aria-label": `Log of ${one.name}`, click: () => show(panel, one.name, say),
  }, "Log");
  replace(list, overview.functions.length ? table("Functions", [
    ["Function", (one) => one.name],
    ["Version", (one) => one.version, true],
    ["Events", (one) => one.events.join(", ") || "invoked by name"],
    ["Running", (one) => one.running, true],
    ["Idle", (one) => one.idle_processes, true],
    ["Memory", (one) => `${one.memory_mb} MB`, true],
    ["Time-out", (one) => `${one.timeout_seconds} s`, true],
    ["Over time", (one) => chart(`function ${one.name}`, `invocations of ${one.name} that run`)],
    ["Log", log],
  ], overview.functions) : element("p", {}, "There are no functions."), all);
  if (followed === undefined && !panel.hidden) show(panel, null, say);
}

async function show(panel, name, say) {
  followed?.abort();
  const mine = (followed = new AbortController());
  const log = panel.querySelector("#log");
  panel.querySelector("#log-title").textContent = name ? `Log of ${name}` : "Log of all functions";
  log.replaceChildren();
  try {
    await follow(name, mine.signal, (line) => add(log, line));
  } catch (error) {
    if (!mine.signal.aborted) say(`the log ended: ${error.message}`);
  }
  // It is begun anew at the next poll.
  if (followed === mine) followed = undefined;
}

function add(log, line) {
  const isAtEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 4;
  const level = String(line.level).toUpperCase();
  const isBad = level === "ERROR" || level === "FATAL";
  log.append(element("p", { class: isBad ? "bad" : null }, `${time(line.time)} ${level} ${line.function} ${line.message}`));
  while (log.childElementCount > MOST_LINES) log.firstChild.remove();
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}
