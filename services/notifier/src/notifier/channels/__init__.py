"""The ways by which a message reaches a person: each is one class in a module of its own, and one entry in `channels()`."""
