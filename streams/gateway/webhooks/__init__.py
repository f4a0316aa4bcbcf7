"""Webhooks: alerts pushed to people's own programs, signed, in order per incident, at least once.

board entry --subscription's filter--> outbox (SQLite) --lanes--> POST, signed
                                                     \\--> dead list after the last attempt
"""
