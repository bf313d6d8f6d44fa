"""The signed reports to the platform: written with the change that they tell of, sent until they are taken."""
