"""Tables and queries: never commits, never decides."""
