"""What the wizard asks, one module a subject."""
