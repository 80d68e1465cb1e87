// The frame of the documentation: where one is, and light or dark as everywhere else.

import { themeButton } from "/static/app/tools.js";

// The documentation is in English, whatever the reader chose for the page.
document.documentElement.lang = "en";

const at = location.pathname + (new URLSearchParams(location.search).has("page") ? "?page" : "");
for (const link of document.querySelectorAll(".frame nav a")) {
  if (link.getAttribute("href") === at) link.setAttribute("aria-current", "page");
}
document.querySelector(".frame").append(themeButton());
