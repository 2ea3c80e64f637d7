// Turning the capturing of payloads on and off, and what is said of it.
import { h, setText, toast } from "../dom.js";
import { send } from "../live.js";

export function capture() {
  const button = h("button.small", { "aria-pressed": "false", onclick: toggle }, "Capture payloads");
  const note = h("span.quiet");

  function show(state) {
    button.setAttribute("aria-pressed", String(state.enabled));
    setText(button, state.enabled ? "Stop capturing" : "Capture payloads");
    note.textContent = state.enabled
      ? "Kept in memory, secrets taken out" + (state.seconds_left ? ", for " + Math.ceil(state.seconds_left / 60) + " min more." : ".")
      : "";
  }

  async function toggle() {
    const isOn = button.getAttribute("aria-pressed") === "true";
    try {
      show(await send("PUT", "/api/requests/capture", isOn ? { enabled: false } : { enabled: true, for: "10m" }));
      toast(isOn ? "Capturing is off; what was captured is forgotten" : "Capturing the payloads of new commands for 10 minutes");
    } catch (error) { toast(error.message); }
  }

  return { button, note, show };
}
