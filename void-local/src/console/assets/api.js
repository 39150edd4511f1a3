// The control API: every call has the header that no other site's page can add.

const HEADERS = { "X-Void-Control": "console" };

async function call(path, options = {}) {
  const response = await fetch(`/_void/${path}`, { ...options, headers: HEADERS, cache: "no-store" });
  if (response.ok) return response;
  const refusal = await response.json().catch(() => ({ message: `status ${response.status}` }));
  throw new Error(refusal.message);
}

export const overview = async () => (await call("overview")).json();

export async function redrive(letter) {
  const part = encodeURIComponent;
  const query = letter.subscription ? `?subscription=${part(letter.subscription)}` : "";
  await call(`queues/${part(letter.queue)}/dead-letters/${part(letter.message_id)}/redrive${query}`, { method: "POST" });
}

export async function trace(id) {
  const text = await (await call(`trace/${encodeURIComponent(id)}`)).text();
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** Calls `take` with each line of a function's log, until `signal` is aborted. */
export async function follow(name, signal, take) {
  const query = new URLSearchParams({ follow: "true", limit: "200", ...(name ? { function: name } : {}) });
  const response = await call(`logs?${query}`, { signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) take(JSON.parse(line));
  }
}
