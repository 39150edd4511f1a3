// Streams, and how far their readers are behind.

import { chart } from "./chart.js";
import { duration, element, replace, table } from "./dom.js";

const nameOf = (row) => `stream ${row.stream} ${row.function}`;
const rowsOf = (overview) => overview.streams.flatMap((stream) => {
  const of = { stream: stream.name, shards: stream.shards };
  return stream.readers.length ? stream.readers.map((reader) => ({ ...of, ...reader })) : [of];
});

export const values = (overview) =>
  rowsOf(overview).filter((row) => row.function).map((row) => [nameOf(row), row.lag_records]);

export function render(panel, overview) {
  if (overview.streams.length === 0) {
    replace(panel, element("p", {}, "There are no streams."));
    return;
  }
  replace(panel, table("Streams and their readers", [
    ["Stream", (row) => row.stream],
    ["Shards", (row) => row.shards, true],
    ["Function", (row) => row.function],
    ["Lag, records", (row) => row.lag_records, true],
    ["Lag, time", (row) => duration(row.lag_ms), true],
    ["Lag", (row) => (row.function ? chart(nameOf(row), `lag of ${row.function} in ${row.stream}`) : null)],
  ], rowsOf(overview)));
}
