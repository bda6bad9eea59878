"""Fuyu 孵育: the kernel that every service and every plugin of a city stands on."""
