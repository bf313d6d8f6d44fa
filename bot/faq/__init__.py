"""Questions in free words: which topic, of which order, and whether it is ours at all."""
