// Whether keys of one character hold: some people's software types them unasked (WCAG 2.1.4).
const $ = id => document.getElementById(id);
let isOn = true;

export function hasSingleKeys() { return isOn; }

function apply(value) {
  isOn = value !== "off";
  $("single-keys").checked = isOn;
  for (const each of document.querySelectorAll('input[type="search"]')) each.title = isOn ? "Press / to come here" : "";
}

/** The dialog; the choice is kept, and holds in all windows. */
export function keyHelp() {
  try { apply(localStorage.getItem("single-keys")); } catch { apply(null); }
  $("keys").addEventListener("click", () => $("key-help").showModal());
  $("single-keys").addEventListener("change", event => {
    const value = event.target.checked ? "on" : "off";
    try { localStorage.setItem("single-keys", value); } catch { /* private mode: for this page only */ }
    apply(value);
  });
  addEventListener("storage", event => { if (event.key === "single-keys") apply(event.newValue); });
}
