"""Automata that use Relais as a person would: the journey by touch, and the proofs built on it."""
