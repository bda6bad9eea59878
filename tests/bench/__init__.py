"""Speed beside plain code that does the same, side by side in one run: `make bench`, or `python -m tests.bench --help`."""
