"""The sample congress of `votesvc demo`: everybody and everything in it is invented."""
