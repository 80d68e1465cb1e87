// Starts Swagger UI on our own description (`?page`: of the page's own API); it asks no other server about it.
SwaggerUIBundle({
  url: new URLSearchParams(location.search).has("page") ? "/openapi/page.json" : "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: "none",
  persistAuthorization: false,
  tryItOutEnabled: true,
});
