"""The HTTP side: follows the alerts and serves a live page, REST, events, Atom, CAP XML, webhooks and a way in.

    casualty.alerts --following--> board --+--> rest (JSON, Atom, CAP XML)
                                           +--> events (Server-Sent Events) --> static (the live page)
                                           +--> webhooks
    POST /articles --> intake --> articles.raw

The board and everything it is asked are pure; only ``following`` and ``intake`` know Kafka.
"""
