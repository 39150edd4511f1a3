// Small live charts, of the last two minutes. Their history is in the page alone.

import { drawing } from "./dom.js";

const MOST = 120;
const histories = new Map();

/** Takes the values of a poll, by name; what is not named any more is forgotten. */
export function record(values) {
  for (const name of histories.keys()) if (!values.has(name)) histories.delete(name);
  for (const [name, value] of values) {
    const history = histories.get(name) ?? [];
    history.push(value);
    if (history.length > MOST) history.shift();
    histories.set(name, history);
  }
}

/** A line of what `name` was, with its meaning as text for those who don't see it. */
export function chart(name, what) {
  const history = histories.get(name) ?? [];
  const most = Math.max(1, ...history);
  const x = (place) => (place + MOST - history.length) * (100 / (MOST - 1));
  const points = history.map((value, place) => `${x(place).toFixed(1)},${(28 - (26 * value) / most).toFixed(1)}`);
  const label = `${what}: now ${history.at(-1) ?? 0}, at most ${history.length ? Math.max(...history) : 0} in the last two minutes`;
  return drawing("svg", { class: "chart", viewBox: "0 0 100 30", preserveAspectRatio: "none", role: "img", "aria-label": label },
    drawing("polyline", { points: points.join(" ") }));
}
