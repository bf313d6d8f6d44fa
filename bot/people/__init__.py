"""Who is who: profiles, preferences, presence, what a person's home tab shows."""
