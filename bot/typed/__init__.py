"""What people type, read: amounts, currencies, dates, a service's offer."""
