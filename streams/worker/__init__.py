"""The worker: a Faust application whose stages lose nothing.

Faust supplies the application, its agents (one a stage, in :mod:`streams.worker.agents`) and their supervision. Faust's own
Kafka consumer, tables and web server are not started: on rebalances they lose records. Instead each stage owns one
member of a consumer group (:mod:`streams.worker.member`) and one producer, both librdkafka's, and keeps these rules:

1. A batch holds records of one partition, in order. It goes through the stage; then its outputs are delivered (acks from
   all replicas), then its changes of state, and only then may its offset be committed. A crash at any point repeats records
   and loses none; a repeated record gives the same outputs with the same identifiers.
2. A partition's work belongs to one assignment. At revocation and at SIGTERM the record in hand is finished within a bound
   and committed; what does not finish is left unacknowledged for the next owner.
3. State is a value per key, kept in a compacted topic at the source's partition number together with the offset that it is
   as of. It is loaded before the partition's first record; the highest offset wins. See :mod:`streams.worker.state`.
4. A record that cannot be used goes to the dead letters, byte for byte, with the reason; its neighbours go on. Too many of
   them stop the worker. See :mod:`streams.worker.dead`.
5. Nothing raised leaves an agent, and nothing that a record holds can keep a stage busy beyond its time budget.

``supervise`` runs a process a stage and restarts what dies; in ``nursery`` they are forked; ``process`` is what one does.
"""
