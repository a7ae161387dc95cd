"""What a technician does on a station: sets it up, checks it, lets its agents in. A plain terminal, no Qt."""
