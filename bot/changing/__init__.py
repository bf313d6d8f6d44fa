"""One change of an order: a transaction that decides, saves, and puts out what others must learn."""
