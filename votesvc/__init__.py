"""votesvc: secret ballots and hearings of workers' congresses, provable to anyone."""

__version__ = "0.1.0"
