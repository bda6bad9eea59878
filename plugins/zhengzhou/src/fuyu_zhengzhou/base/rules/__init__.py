"""The rules of the programme, one module for each part of the way."""
