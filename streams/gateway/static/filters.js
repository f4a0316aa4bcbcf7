// Filters live in the address: what this form shows is what the address says, and the gateway understands the same names.
import { byId, debounce, el } from "./dom.js";
import { FIELDS } from "./fields.js";

export const OWN = ["q", "sort", "state"];

export class Filters {
  constructor(changed) {
    this.changed = changed; this.form = byId("filters");
    this.fields = new Map();
    for (const field of FIELDS) byId("fields").append(this.build(field));
    const search = byId("search");
    search.addEventListener("input", debounce(250, () => this.take()));
    this.form.addEventListener("change", (event) => { if (event.target !== search) this.take(); });
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.take(); });
    this.form.addEventListener("reset", (event) => { event.preventDefault(); this.write(new URLSearchParams()); this.take(); });
    byId("sort").addEventListener("change", () => this.take());
    addEventListener("popstate", () => { this.write(this.params()); this.changed(); });
    this.write(this.params());
  }

  build({ name, label, options, type, min, placeholder }) {
    const input = options
      ? el("select", { name, id: `f-${name}` }, el("option", { value: "" }, "Any"), options.map(([value, text]) => el("option", { value }, text)))
      : el("input", { name, id: `f-${name}`, type: type ?? "text", min, placeholder, autocomplete: "off", inputmode: type === "number" ? "numeric" : null });
    this.fields.set(name, input);
    return el("label", {}, el("span", { class: "label" }, label), input);
  }

  params() { return new URLSearchParams(location.search); }

  /** Show in the form what these parameters say; names that have no field become chips that can be removed. */
  write(params) {
    byId("search").value = params.get("q") ?? "";
    byId("sort").value = params.get("sort") === "opened" ? "opened" : "changed";
    for (const [name, input] of this.fields) {
      const value = params.get(name) ?? "";
      if (input.tagName === "SELECT" && value && ![...input.options].some((option) => option.value === value)) input.append(el("option", { value }, value));
      input.value = value;
    }
    this.others = [...params].filter(([name]) => !this.fields.has(name) && !["q", "sort"].includes(name));
    for (const chip of this.form.querySelectorAll(".chip")) chip.remove();
    for (const [name, value] of this.others) {
      byId("fields").append(el("button", { type: "button", class: "chip", onclick: () => { this.others = this.others.filter((other) => other[0] !== name); this.take(); } }, `${name}: ${value} ✕`));
    }
    byId("clear").hidden = ![...params].some(([name]) => name !== "sort");
  }

  /** Put what the form says into the address. */
  take() {
    const params = new URLSearchParams(this.others);
    const put = (name, value) => { if (value) params.set(name, value); };
    put("q", byId("search").value.trim());
    for (const [name, input] of this.fields) put(name, input.value.trim());
    if (byId("sort").value === "opened") params.set("sort", "opened");
    const query = params.toString();
    if (query === this.params().toString()) return;
    history.pushState(null, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
    this.write(params);
    this.changed();
  }
}
