// Elements made by hand. Text is always text: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element, such as el("button", { class: "main", onclick: go }, "Go").
 * Attributes that are null, undefined or false are left out; true stands for "".
 * Names that begin with "on" are listeners. Children may be nodes, texts, lists, or nothing.
 */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" && "value" in node) node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  put(node, ...children);
  return node;
}

/** Adds children at the end. */
export function put(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

/** Puts these children in place of those there are. */
export function show(node, ...children) {
  node.replaceChildren();
  return put(node, ...children);
}

let last = 0;

/** An id nobody else has, to tie a label to its field. */
export function newId(prefix = "id") {
  last += 1;
  return `${prefix}-${last}`;
}
