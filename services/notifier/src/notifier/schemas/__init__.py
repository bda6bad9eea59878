"""What the notifier takes and shows."""
