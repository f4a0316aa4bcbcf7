"""What an article is: the door that maps any shape to one, cleaning, and which articles are copies."""
