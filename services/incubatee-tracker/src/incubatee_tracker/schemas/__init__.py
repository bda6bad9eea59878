"""What incubatee-tracker takes and shows, at the edge."""
