"""``tocsin gateway``: the HTTP side, in one process."""

from __future__ import annotations

import asyncio
import signal
from typing import Annotated

import typer

from streams.cli.options import Broker, settings_with
from streams.settings import Settings

EXAMPLES = """Examples:

  tocsin gateway

  TOCSIN_GATEWAY_TOKENS=desk:$(openssl rand -hex 16) tocsin gateway --host 0.0.0.0"""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("gateway", epilog=EXAMPLES)(gateway)


def gateway(
    host: Annotated[
        str | None, typer.Option(help="Address to listen at; any but loopback needs gateway_tokens.", show_default=False)
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen at; 0 for any.", show_default=False)] = None,
    broker: Broker = None,
) -> None:
    """Serve the alerts over HTTP: live page, REST, events, Atom, CAP XML, webhooks, and POST /articles.

    It reads the alerts that Kafka still holds, then follows them; several gateways may run side by side, of which
    only one should have webhooks (gateway_state).
    """
    import uvloop

    uvloop.run(_serve(settings_with(broker, gateway_host=host, gateway_port=port)))


async def _serve(settings: Settings) -> None:
    from streams.cli.console import say
    from streams.gateway.app import from_kafka, serve

    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await serve(settings, from_kafka(settings), lambda address: say(f"the gateway is at {address}", "green"), stop)
