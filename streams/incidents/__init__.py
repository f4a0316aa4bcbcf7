"""What the world did: reports joined into incidents, graded, and told as alerts."""
