// Starts ReDoc on our own description (`?page`: of the page's own API), in the fonts the machine has.
Redoc.init(
  new URLSearchParams(location.search).has("page") ? "/openapi/page.json" : "/openapi.json",
  { theme: { typography: { fontFamily: "system-ui, sans-serif", headings: { fontFamily: "system-ui, sans-serif" } } } },
  document.getElementById("redoc"),
);
