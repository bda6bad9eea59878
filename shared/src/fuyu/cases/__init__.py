"""Stories: examples of a regulation at work, told in YAML and played against the real services, dates included."""
