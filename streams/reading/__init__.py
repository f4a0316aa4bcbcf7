"""What the text of an article says: how many, who, where, when, according to whom."""
