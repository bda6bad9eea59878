"""What happened, as services tell each other: one envelope, one catalogue of types."""
