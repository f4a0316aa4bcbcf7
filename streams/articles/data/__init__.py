"""Tables beside the readers of articles, and the scripts that make them."""
