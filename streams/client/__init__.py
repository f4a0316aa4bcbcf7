"""For people's own programs: publish articles, subscribe to alerts, look after topics and dead letters."""
