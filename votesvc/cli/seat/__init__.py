"""A scrutineer's seat on an offline laptop: the same messages as a browser sends (protocol 3.3)."""
