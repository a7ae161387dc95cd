"""What stops a command of the central, said to its operator."""


class CannotRun(Exception):
    """An expected failure; its text is a French sentence that says what to do."""
