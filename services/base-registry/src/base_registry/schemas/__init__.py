"""The shapes that base-registry takes and gives."""
