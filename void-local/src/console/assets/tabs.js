// Tabs, by the keys of the ARIA pattern: arrows, Home and End. The tab that is open is in the page's address.

export function setUpTabs(list, opened) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

  function open(tab) {
    for (const other of tabs) {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
      panelOf(other).hidden = other !== tab;
    }
    history.replaceState(null, "", `#${tab.id.slice("tab-".length)}`);
    opened();
  }

  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) open(tab);
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    tab.focus();
    open(tab);
  });
  const byName = (name) => tabs.find((tab) => tab.id === `tab-${name}`);
  open(byName(location.hash.slice(1)) ?? tabs[0]);
  return (name) => { open(byName(name)); byName(name).focus(); };
}
