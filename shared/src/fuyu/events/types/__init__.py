"""The event types of each service: what it says, one declaration each."""
