"""What carries envelopes from the outbox to the central, and brings acknowledgements back."""
