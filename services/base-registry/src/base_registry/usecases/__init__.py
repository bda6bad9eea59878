"""What one can do with base-registry: each use-case loads, asks the law, changes and says what happened, in one transaction."""
