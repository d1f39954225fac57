"""Controllers that only hold a role: the first of the given addresses is master, the others are slaves.

    /usr/bin/python3 role_controllers.py 127.0.0.1 127.0.0.2 127.0.0.3

Speaks enough OpenFlow 1.3 for that: hello, echo, features (6.3.1) and role request (7.3.9).
"""

from __future__ import annotations

import asyncio
import struct
import sys

VERSION = 4
HELLO, ECHO_REQUEST, ECHO_REPLY, ROLE_REQUEST = 0, 2, 3, 24
ROLE_MASTER, ROLE_SLAVE = 2, 3


def message(kind: int, xid: int, body: bytes = b"") -> bytes:
    """An OpenFlow message."""
    return struct.pack("!BBHI", VERSION, kind, 8 + len(body), xid) + body


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, role: int) -> None:
    """One switch."""
    writer.write(message(HELLO, 1))
    try:
        while True:
            _, kind, length, xid = struct.unpack("!BBHI", await reader.readexactly(8))
            body = await reader.readexactly(length - 8)
            if kind == HELLO:
                writer.write(message(ROLE_REQUEST, 2, struct.pack("!IIQ", role, 0, 1)))
            elif kind == ECHO_REQUEST:
                writer.write(message(ECHO_REPLY, xid, body))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main(addresses: list[str]) -> None:
    """Listens until killed."""
    servers = []
    for i, address in enumerate(addresses):
        role = ROLE_SLAVE if i else ROLE_MASTER
        servers.append(
            await asyncio.start_server(lambda r, w, role=role: serve(r, w, role), address, 6653)
        )
    print("ready", flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
