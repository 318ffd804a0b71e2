"""The measurements of `scripts/bench`, one module each with a function `measure`."""
