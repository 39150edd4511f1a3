// Elements. What comes from outside is only ever text: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children; a text is a text. */
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function drawing(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A table; a column is `[title, ofRow, isNumber]`. */
export function table(caption, columns, rows) {
  const cell = (name, content, isNumber, scope) =>
    element(name, { class: isNumber ? "number" : null, scope }, content);
  const head = columns.map(([title, , isNumber]) => cell("th", title, isNumber, "col"));
  const body = rows.map((row) =>
    element("tr", {}, ...columns.map(([, of, isNumber], place) => {
      const content = of(row);
      const shown = content instanceof Node ? content : String(content ?? "–");
      return place === 0 ? cell("th", shown, false, "row") : cell("td", shown, isNumber);
    })));
  return element("table", {}, element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body));
}

/** Puts other children in, and keeps the focus on the element with the same `data-key`. */
export function replace(parent, ...children) {
  const key = parent.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  parent.replaceChildren(...children);
  if (key === undefined) return;
  const again = [...parent.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key);
  (again ?? parent.closest("[role=tabpanel]") ?? parent).focus();
}

export function duration(ms) {
  if (ms === null || ms === undefined) return "–";
  if (ms < 1000) return `${ms} ms`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}

export function size(bytes) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) { bytes /= 1024; unit += 1; }
  return `${unit === 0 ? bytes : bytes.toFixed(1)} ${units[unit]}`;
}

export const time = (ms) => (ms === null || ms === undefined ? "–" : new Date(ms).toLocaleTimeString());
