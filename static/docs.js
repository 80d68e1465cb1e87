// Starts Swagger UI on our own description; it asks no other server about it.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: "none",
  persistAuthorization: false,
  tryItOutEnabled: true,
});
