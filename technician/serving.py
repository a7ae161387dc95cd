"""What a station must have to serve: looked at before its desk opens."""

from kiosk.config import Config


def check_serving(config: Config) -> None:
    """Raise the Problem that keeps this station from serving; network, printer and sound never do."""
    raise NotImplementedError
