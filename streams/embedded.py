"""The embedded broker: librdkafka's mock cluster, in this process, at a fixed local port, keeping nothing.

It comes with the confluent-kafka wheel, starts at once and needs neither Java nor a disk: for the demo, for trying things
and for quick tests. Everything is lost when the process ends. Memory grows with what is published (about 5 MB a partition
are kept, then the oldest goes).

    with embedded.broker(port=9092) as address:
        ...                                     # any Kafka client, pointed at address

The cluster picks its own port. Clients are told the fixed one instead, and a small forwarder passes their bytes on, so
that a program started before the broker, or after its restart, finds it where the settings say.

What differs from a real broker: there is no CreateTopics (``broker`` makes the topics of the path; any other appears on
first use with 4 partitions), no compaction, no retention by time, no ACLs; the timestamp in its produce response is made
up. It calls itself node 1 of cluster ``mockCluster...``, by which :func:`is_embedded` knows it.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import socket
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import confluent_kafka

from streams.topics import Topic

NODE = 1
REBALANCE_DELAY_MS = 200
"""How long a new consumer group waits for more members; the mock's own default is 3 s."""


class EmbeddedError(RuntimeError):
    """The embedded broker cannot run; the message says why."""


@contextlib.contextmanager
def broker(port: int = 9092, host: str = "127.0.0.1", partitions: int = 4, topics: Sequence[str] = ()) -> Iterator[str]:
    """Run an embedded broker and yield its address.

    ``topics`` are created with ``partitions`` each; without any, those of the path without a prefix. Port 0 picks a free
    one. Raises EmbeddedError when the port is taken.
    """
    try:
        front = socket.create_server((host, port), backlog=128)
    except OSError as why:
        raise EmbeddedError(f"port {port} on {host} can't be used for the embedded broker ({why}); choose another") from None
    with front:
        port = front.getsockname()[1]
        with _cluster(host, port, partitions, topics or [topic.value for topic in Topic]) as behind:
            forwarder = _Forwarder(front, behind)
            forwarder.start()
            try:
                yield f"{host}:{port}"
            finally:
                forwarder.stop()


def is_embedded(cluster_id: str | None) -> bool:
    """Tell from the cluster id of the metadata whether a broker is an embedded one.

    >>> is_embedded("mockCluster7f2a4c000b70"), is_embedded("5L6g3nShT-eMCtK--X86sw"), is_embedded(None)
    (True, False, False)
    """
    return (cluster_id or "").startswith("mockCluster")


@contextlib.contextmanager
def _cluster(host: str, port: int, partitions: int, topics: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Make a mock cluster of one node that tells clients to come to ``host:port``; yield where it really listens."""
    library = _librdkafka()
    quiet = library.rd_kafka_conf_new()
    library.rd_kafka_conf_set(quiet, b"log_level", b"0", None, 0)
    handle = library.rd_kafka_new(0, quiet, None, 0)
    cluster = library.rd_kafka_mock_cluster_new(handle, 1) if handle else None
    if not cluster:
        raise EmbeddedError("librdkafka could not make its mock cluster")
    try:
        name, real = library.rd_kafka_mock_cluster_bootstraps(cluster).decode().rsplit(":", 1)
        library.rd_kafka_mock_broker_set_host_port(cluster, NODE, host.encode(), port)
        library.rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, REBALANCE_DELAY_MS)
        for topic in topics:
            if error := library.rd_kafka_mock_topic_create(cluster, topic.encode(), partitions, 1):
                raise EmbeddedError(
                    f"the embedded broker refused topic {topic!r} with {partitions} partitions: error {error}"
                )
        yield name, int(real)
    finally:
        library.rd_kafka_mock_cluster_destroy(cluster)
        library.rd_kafka_destroy(handle)


def _librdkafka() -> ctypes.CDLL:
    """The librdkafka inside the confluent-kafka wheel, with the types of the functions used here."""
    package = Path(confluent_kafka.__file__).parent
    places = (package.parent / "confluent_kafka.libs", package / ".dylibs")
    found = sorted(file for place in places for file in place.glob("librdkafka*") if file.is_file())
    if not found:
        raise EmbeddedError(f"no librdkafka in the confluent-kafka wheel; looked in {places[0]} and {places[1]}")
    library = ctypes.CDLL(str(found[0]))
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for name, result, arguments in (
        ("rd_kafka_conf_new", pointer, []),
        ("rd_kafka_conf_set", number, [pointer, text, text, pointer, ctypes.c_size_t]),
        ("rd_kafka_new", pointer, [number, pointer, pointer, ctypes.c_size_t]),
        ("rd_kafka_destroy", None, [pointer]),
        ("rd_kafka_mock_cluster_new", pointer, [pointer, number]),
        ("rd_kafka_mock_cluster_destroy", None, [pointer]),
        ("rd_kafka_mock_cluster_bootstraps", text, [pointer]),
        ("rd_kafka_mock_broker_set_host_port", None, [pointer, ctypes.c_int32, text, number]),
        ("rd_kafka_mock_group_initial_rebalance_delay_ms", None, [pointer, ctypes.c_int32]),
        ("rd_kafka_mock_topic_create", number, [pointer, text, number, number]),
    ):
        function = getattr(library, name, None)
        if function is None:
            raise EmbeddedError(f"{found[0].name} has no {name}; expected confluent-kafka 2.16 or newer")
        function.restype, function.argtypes = result, arguments
    return library


class _Forwarder(threading.Thread):
    """Passes bytes between clients at the fixed port and the cluster behind; one thread for all connections.

    Bytes are read from one side only as the other takes them, so that a slow client holds up nobody else.
    """

    def __init__(self, front: socket.socket, behind: tuple[str, int]) -> None:
        super().__init__(name="embedded-broker", daemon=True)
        self._front, self._behind = front, behind
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """Drop all connections and end."""
        self._loop.call_soon_threadsafe(self._stopped.set)
        self.join(10)

    def run(self) -> None:
        """Pass bytes on until stopped."""
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())  # whatever still passes when this ends is cancelled

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connect, sock=self._front)
        await self._stopped.wait()
        server.close()

    async def _connect(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        with contextlib.closing(to_client), contextlib.suppress(OSError, asyncio.CancelledError):
            from_cluster, to_cluster = await asyncio.open_connection(*self._behind)
            with contextlib.closing(to_cluster):
                ways = [asyncio.ensure_future(_pump(from_client, to_cluster)), asyncio.ensure_future(_pump(from_cluster, to_client))]
                try:
                    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for way in ways:
                        way.cancel()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(1 << 18):
            sink.write(data)
            await sink.drain()
