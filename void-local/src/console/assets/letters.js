// Dead letters: what went wrong, and the way back.

import { redrive } from "./api.js";
import { element, replace, time } from "./dom.js";

let shown = "";

export function render(panel, overview, { say, showTrace, refresh }) {
  // Text that a person selects stays selected while nothing changes.
  const now = JSON.stringify(overview.dead_letters);
  if (now === shown && panel.hasChildNodes()) return;
  shown = now;
  if (overview.dead_letters.length === 0) {
    replace(panel, element("p", {}, "There are no dead letters."));
    return;
  }
  replace(panel, ...overview.dead_letters.map((letter) => letterOf(letter, { say, showTrace, refresh })));
}

function letterOf(letter, { say, showTrace, refresh }) {
  const key = `${letter.queue} ${letter.message_id} ${letter.subscription ?? ""}`;
  const back = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      await redrive(letter);
      say(`${letter.message_id} went back to ${letter.source ?? "where it came from"}`);
    } catch (error) {
      button.disabled = false;
      say(`${letter.message_id} stays: ${error.message}`);
    }
    await refresh();
  };
  const facts = [
    ["Error", [letter.error_type, letter.error].filter(Boolean).join(": ") || "nobody told"],
    ["Attempts", letter.attempts], ["Function", letter.function], ["Request", letter.request_id],
    ["From", letter.source], ["Subscription", letter.subscription], ["Moved", time(letter.moved_at)],
  ];
  const list = facts.filter(([, value]) => value !== null && value !== undefined)
    .flatMap(([name, value]) => [element("dt", {}, name), element("dd", { class: name === "Error" ? "bad" : null }, String(value))]);
  const trace = letter.correlation_id && element("button", {
    type: "button", "data-key": `trace ${key}`, click: () => showTrace(letter.correlation_id),
  }, "Trace");
  return element("article", { class: "letter", "aria-label": `Dead letter ${letter.message_id}` },
    element("h2", {}, `${letter.queue} / ${letter.message_id}`),
    element("dl", {}, ...list),
    element("pre", { tabindex: "0", "data-key": `body ${key}`, "aria-label": "Body" }, letter.body + (letter.is_body_cut ? " …" : "")),
    element("button", { type: "button", "data-key": `redrive ${key}`, "aria-label": `Redrive ${letter.message_id}`, click: back }, "Redrive"),
    trace || null);
}
