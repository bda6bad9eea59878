"""What the notifier does: keep the directory, follow duties, remind, tell, deliver."""
