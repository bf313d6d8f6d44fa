"""What section 8 of the design promises, measured beside its baseline: one file a subject."""
