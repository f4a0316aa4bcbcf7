#!/opt/tocsin/bin/python3 -IS
"""Say by the exit code whether the process in this container answers: ``health ready`` or ``health live``.

Needs nothing but Python's own library, since neither curl nor a shell may be in the image, and starts without
site-packages, since it runs every few seconds. The port is TOCSIN_HEALTH_PORT (6066), or ``health ready 8080``.
"""

import http.client
import os
import sys


def main(path: str = "ready", port: str = os.environ.get("TOCSIN_HEALTH_PORT", "6066")) -> str | None:
    """Return None when the answer is 200, else what is wrong."""
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=4)
    try:
        connection.request("GET", "/" + path)
        response = connection.getresponse()
        said = response.read(2000).decode("utf-8", "replace").strip()
    except OSError as why:
        return f"no answer at port {port}: {why}"
    return None if response.status == 200 else f"/{path} answers {response.status}: {said}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
