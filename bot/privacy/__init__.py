"""What is held about people: shown, erased, and forgotten when its time is over."""
