"""Tables of the readers; NOTICE says where they come from."""
