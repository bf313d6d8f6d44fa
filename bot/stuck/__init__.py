"""What could not be done and waits for an operator: refused messages and parked orders, listed, retried, announced (P10)."""
