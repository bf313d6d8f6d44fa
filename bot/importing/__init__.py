"""Orders from a file: every line is read and checked before the first order is placed."""
