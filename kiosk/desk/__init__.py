"""The use cases, one module for each actor; the screens' only door."""
