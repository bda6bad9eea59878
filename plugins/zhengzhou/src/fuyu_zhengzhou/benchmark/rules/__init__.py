"""The rules of the benchmark, one module for each part of the way."""
