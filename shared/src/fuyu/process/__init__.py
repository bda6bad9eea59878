"""Processes at work: where a subject stands on its way, and the one walker that moves it."""
