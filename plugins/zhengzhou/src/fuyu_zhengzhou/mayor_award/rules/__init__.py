"""The rules of the award, one module for each part of the way."""
