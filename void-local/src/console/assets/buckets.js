// Buckets, with their objects and bytes.

import { chart } from "./chart.js";
import { element, replace, size, table } from "./dom.js";

export const values = (overview) => overview.buckets.map((bucket) => [`bucket ${bucket.name}`, bucket.objects]);

export function render(panel, overview) {
  if (overview.buckets.length === 0) {
    replace(panel, element("p", {}, "There are no buckets."));
    return;
  }
  const atLeast = (bucket, text) => (bucket.is_complete ? text : `at least ${text}`);
  replace(panel, table("Buckets", [
    ["Bucket", (bucket) => bucket.name],
    ["Objects", (bucket) => atLeast(bucket, bucket.objects), true],
    ["Size", (bucket) => atLeast(bucket, size(bucket.bytes)), true],
    ["Over time", (bucket) => chart(`bucket ${bucket.name}`, `objects in ${bucket.name}`)],
  ], overview.buckets));
}
