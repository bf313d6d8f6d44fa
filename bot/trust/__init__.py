"""A history that can be trusted: the chain, its checkpoints, the check, copies."""
