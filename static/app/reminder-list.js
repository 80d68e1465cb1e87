// One's reminders, as the server has them.

import { get } from "./api.js";

/** Most that the server gives at once. */
const PAGE = 1000;

/** All at once: past ones come first in the server's order, and would push those to come off the page. */
export async function everything() {
  const all = [];
  for (;;) {
    const page = await get(`/api/v1/reminders?skip=${all.length}&limit=${PAGE}`);
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}
