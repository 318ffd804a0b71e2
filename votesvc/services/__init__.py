"""One function is one thing somebody does, and one commit."""
