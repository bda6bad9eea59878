"""What one can do with incubatee-tracker: each use-case loads, asks the law, changes and says what happened, in one transaction."""
