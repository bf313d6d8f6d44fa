"""What comes by itself: due moments, digests, and cards drawn anew."""
