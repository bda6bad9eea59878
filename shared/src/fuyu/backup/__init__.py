"""Backups: everything that the services keep, as it stood at one moment, in one file; and empty databases filled from it."""
