// Shows this service's OpenAPI description with Swagger UI; asks no other host (no validator badge).
SwaggerUIBundle({
  url: document.getElementById("api").dataset.spec,
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
  docExpansion: "list",
});
