"""What keeps a service's records: one MongoDB database, changed only in transactions that carry the events they cause."""
