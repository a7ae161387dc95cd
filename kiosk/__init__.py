"""The core of Relais: no Qt, no network, no threads, no hardware."""
