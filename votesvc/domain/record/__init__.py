"""The public record of a congress and the numbered checks of protocol 9."""
