"""What is owed to whom, and what of it the platform has paid."""
