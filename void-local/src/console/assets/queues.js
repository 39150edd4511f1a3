// Queues with their subscriptions.

import { chart } from "./chart.js";
import { duration, element, replace, table } from "./dom.js";

export const values = (overview) =>
  overview.queues.map((queue) => [`queue ${queue.name}`, queue.visible + queue.in_flight + queue.delayed]);

export function render(panel, overview) {
  const counts = [
    ["Visible", (row) => row.visible, true],
    ["In flight", (row) => row.in_flight, true],
    ["Delayed", (row) => row.delayed, true],
  ];
  const queues = table("Queues", [
    ["Queue", (queue) => queue.name],
    ...counts,
    ["Oldest", (queue) => duration(queue.oldest_age_ms), true],
    ["Waiting", (queue) => chart(`queue ${queue.name}`, `messages in ${queue.name}`)],
  ], overview.queues);
  const rows = overview.queues.flatMap((queue) =>
    queue.subscriptions.map((subscription) => ({ queue: queue.name, ...subscription })));
  const subscriptions = table("Subscriptions", [
    ["Queue", (row) => row.queue], ["Subscription", (row) => row.name], ...counts,
  ], rows);
  if (overview.queues.length === 0) replace(panel, element("p", {}, "There are no queues."));
  else replace(panel, queues, ...(rows.length ? [subscriptions] : []));
}
