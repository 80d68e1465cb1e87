// A QR code from its rows of 1 (dark) and 0, dark on light in every theme: many cameras read no other.

import { svg } from "./dom.js";

/** Modules of light around it, as the standard demands. */
const MARGIN = 4;

export function qrCode(rows, label) {
  const size = rows.length + 2 * MARGIN;
  const runs = rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => `M${run.index + MARGIN} ${y + MARGIN}h${run[0].length}v1h-${run[0].length}z`));
  return svg("svg", { class: "qr-code", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    svg("path", { d: `M0 0h${size}v${size}h-${size}z`, fill: "#fff" }),
    svg("path", { d: runs.join(""), fill: "#000" }));
}
