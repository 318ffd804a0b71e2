"""The rehearsal: a whole congress played over real HTTP against a service of its own."""
