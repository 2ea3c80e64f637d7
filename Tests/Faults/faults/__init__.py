"""A seeded run of random faults around one `tunnel-client run`, and an oracle that knows what must come of each."""
