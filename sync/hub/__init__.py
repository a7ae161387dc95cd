"""A station that takes the other stations' envelopes on the local network and forwards them unopened."""
