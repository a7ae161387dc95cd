"""The technician's commands: provision, doctor, agent, recover-key."""

import argparse


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add them to the command line; each sets `run(options, texts) -> exit code`."""
    raise NotImplementedError
