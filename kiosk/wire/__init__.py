"""The bytes that stations, hubs, phones and the central exchange; docs/wire-format.md is their definition."""
