"""Example records: valid ones by schema name, and invalid ones named for what is wrong."""
