"""Launchers of private servers and of the whole system on one machine: for trying Fuyu out, for stories and for tests."""
