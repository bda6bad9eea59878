"""The kit of those who write a city's plugin: a package to begin with, the contract that every plugin must meet, and what tells two programmes apart."""
