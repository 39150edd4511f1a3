// The page: polls the overview once a second and has each panel draw its part.

import { overview } from "./api.js";
import * as buckets from "./buckets.js";
import { record } from "./chart.js";
import { duration } from "./dom.js";
import * as functions from "./functions.js";
import * as letters from "./letters.js";
import * as queues from "./queues.js";
import * as streams from "./streams.js";
import { setUpTabs } from "./tabs.js";
import * as trace from "./trace.js";

const EVERY_MS = 1000;
const panels = { queues, letters, streams, buckets, functions, trace };
const panelOf = (name) => document.getElementById(`panel-${name}`);
const state = document.getElementById("state");
let newest;
let isLost = false;

/** Tells the person, and what reads the page aloud. */
function say(text) {
  state.textContent = text;
}

const context = {
  say,
  refresh: () => poll(),
  showTrace: (id) => { openTab("trace"); trace.show(panelOf("trace"), id, context); },
};

function draw() {
  if (!newest) return;
  for (const [name, panel] of Object.entries(panels)) {
    if (!panelOf(name).hidden) panel.render(panelOf(name), newest, context);
  }
  const letterCount = newest.dead_letters.length;
  document.getElementById("tab-letters").textContent = letterCount ? `Dead letters (${letterCount})` : "Dead letters";
  const { health } = newest;
  document.getElementById("about").textContent =
    `version ${health.version}, process ${health.pid}, up ${duration(newest.now - health.started_at)}; ` +
    `services at ${health.services_url}, functions' routes at ${health.gateway_url}`;
}

async function poll() {
  try {
    newest = await overview();
    record(new Map(Object.values(panels).flatMap((panel) => panel.values?.(newest) ?? [])));
    if (isLost) say("connected again");
    isLost = false;
    draw();
  } catch (error) {
    if (!isLost) say(`no connection to the cloud: ${error.message}`);
    isLost = true;
  }
}

async function pollForEver() {
  await poll();
  setTimeout(pollForEver, EVERY_MS);
}

const openTab = setUpTabs(document.getElementById("tabs"), draw);
pollForEver();
