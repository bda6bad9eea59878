"""Carrying events: from a service's outbox through the broker into the others' projections, each once and in its subject's order."""
