// What one request set off: a tree of invocations, with their times.

import { trace } from "./api.js";
import { drawing, duration, element, replace, time } from "./dom.js";

export function render(panel, overview, context) {
  if (!panel.querySelector("form")) setUp(panel, context);
  const list = panel.querySelector("#requests");
  const rows = overview.requests.map((request) => element("li", {},
    element("button", {
      type: "button", "data-key": request.correlation_id, class: request.has_failed ? "bad" : null,
      click: () => show(panel, request.correlation_id, context),
    }, `${request.correlation_id} · ${request.function ?? "no function"} · ${time(request.last_at)}${request.has_failed ? " · failed" : ""}`)));
  replace(list, ...(rows.length ? rows : [element("li", {}, "No requests so far.")]));
}

function setUp(panel, context) {
  const input = element("input", { id: "trace-id", name: "id", autocomplete: "off" });
  const submit = (event) => { event.preventDefault(); show(panel, input.value.trim(), context); };
  panel.replaceChildren(
    element("form", { submit }, element("label", { for: "trace-id" }, "Correlation id"), input, element("button", { type: "submit" }, "Show")),
    element("div", { id: "trace-tree", "aria-live": "polite" }),
    element("h2", {}, "Last requests"), element("ul", { id: "requests" }));
}

export async function show(panel, id, { say }) {
  if (id === "") return;
  const tree = panel.querySelector("#trace-tree");
  panel.querySelector("#trace-id").value = id;
  try {
    const entries = await trace(id);
    tree.replaceChildren(element("h2", {}, `Trace of ${id}`), entries.length ? treeOf(entries) : element("p", {}, "Nothing is known of it."));
  } catch (error) {
    say(`no trace: ${error.message}`);
  }
}

/** Invocations, each below the one that sent, put or stored what invoked it. */
function treeOf(entries) {
  const [first, last] = [entries[0].atMs, Math.max(...entries.map((entry) => entry.atMs))];
  const span = Math.max(1, last - first);
  const roots = [];
  const byRequest = new Map();
  const madeBy = new Map();
  for (const entry of entries) {
    if (entry.event === "invoked") {
      const parent = causesOf(entry.trigger).map((cause) => madeBy.get(cause)).find(Boolean);
      const node = { entry, entries: [], children: [] };
      (parent ? parent.children : roots).push(node);
      byRequest.set(entry.requestId, node);
      continue;
    }
    // What was a dead letter was set off by whoever sent it first.
    if (entry.event === "redriven" && madeBy.has(entry.was)) madeBy.set(entry.message.messageId, madeBy.get(entry.was));
    const node = byRequest.get(entry.requestId);
    if (!node) { roots.push({ entry, entries: [], children: [] }); continue; }
    node.entries.push(entry);
    for (const made of madeIn(entry)) madeBy.set(made, node);
  }
  const draw = (nodes) => element("ul", { class: "tree" }, ...nodes.map((node) => nodeOf(node, first, span, draw)));
  return draw(roots);
}

const madeIn = ({ event, message, record, key }) =>
  ({ sent: [message?.messageId], put: [record?.sequenceNumber], stored: [key] })[event] ?? [];

function causesOf(trigger) {
  const { messages = [], records = [], objects = [] } = trigger;
  return [...messages.map((one) => one.messageId), ...records.map((one) => one.sequenceNumber), ...objects.map((one) => one.key)];
}

function nodeOf(node, first, span, draw) {
  const { entry } = node;
  const end = node.entries.findLast((one) => one.event === "returned" || one.event === "failed");
  const failed = end?.event === "failed" || end?.failedRecords > 0;
  const took = end ? duration(end.durationMs) : entry.event === "invoked" ? "runs" : "";
  const at = (100 * (entry.atMs - first)) / span;
  const width = Math.max(0.5, (100 * (end?.durationMs ?? 0)) / span);
  const title = [`+${duration(entry.atMs - first)}`, entry.function, entry.event === "invoked" ? by(entry) : said(entry), took];
  const bar = drawing("svg", { class: "bars", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
    drawing("rect", { x: Math.min(at, 99.5), y: 1, width, height: 2, class: failed ? "failed" : null }));
  return element("li", {}, element("div", { class: failed ? "bad" : null }, title.filter(Boolean).join(" · ")), bar,
    ...node.entries.map((one) => element("div", { class: "soft" }, `+${duration(one.atMs - first)} ${said(one)}`)),
    node.children.length ? draw(node.children) : null);
}

function by({ trigger, attempt }) {
  const what = { http: `${trigger.method} ${trigger.path}`, queue: `queue ${trigger.queue}`, stream: `stream ${trigger.stream}`,
    storage: `bucket ${trigger.bucket}`, direct: "invoked by name" }[trigger.kind] ?? trigger.kind;
  return attempt > 1 ? `${what}, attempt ${attempt}` : what;
}

function said(entry) {
  const to = entry.queue ?? entry.stream ?? entry.bucket;
  const what = entry.reason ?? entry.message?.messageId ?? (typeof entry.message === "string" ? entry.message : entry.key);
  return [entry.event, to, what, entry.status].filter((part) => part !== undefined).join(" ");
}
