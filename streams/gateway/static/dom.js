// Builds elements. Text only ever becomes text: there is no way here to turn a string into markup.

/** Make an element: attributes and listeners ("onclick") from an object, children from nodes and strings. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  return dress(node, attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  return dress(node, attributes, children);
}

function dress(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== "") node.append(child);
  }
  return node;
}

export const byId = (id) => document.getElementById(id);

/** A link to elsewhere when the address is a web address; plain text when it is anything else (javascript:, data:). */
export function outward(address, text) {
  let url = null;
  try { url = new URL(address); } catch { /* not an address */ }
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) return el("span", {}, text);
  return el("a", { href: url.href, rel: "noopener noreferrer nofollow", target: "_blank" }, text);
}

export function debounce(wait, action) {
  let timer = 0;
  return (...given) => { clearTimeout(timer); timer = setTimeout(() => action(...given), wait); };
}
