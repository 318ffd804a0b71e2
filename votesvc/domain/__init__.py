"""The rules of a congress: frozen data and pure functions."""
