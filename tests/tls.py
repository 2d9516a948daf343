"""TLS in front of a test's real server, whose binary has none: an authority, and a listener that ends TLS."""

import asyncio
import contextlib
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

POSTGRES_ASKS_FOR_TLS = bytes.fromhex("0000000804d2162f")  # the message SSLRequest, which is answered with one letter


@dataclass(frozen=True)
class Certificates:
    """An authority of the test's own, and a certificate with key for 127.0.0.1 and for a client, each signed by it."""

    authority: Path
    certificate: Path
    key: Path


def make_certificates(folder: Path) -> Certificates:
    """Make them with openssl. The certificate is for the server's address and serves as the client's, too."""

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    openssl(*new, "-keyout", "authority.key", "-out", "authority.pem", "-subj", "/CN=newsmill test authority")
    signed = ("-CA", "authority.pem", "-CAkey", "authority.key", "-addext", "subjectAltName=IP:127.0.0.1")
    openssl(*new, *signed, "-keyout", "server.key", "-out", "server.pem", "-subj", "/CN=127.0.0.1")
    return Certificates(folder / "authority.pem", folder / "server.pem", folder / "server.key")


@contextmanager
def tls_before(port: int, certificates: Certificates, *, postgres: bool = False) -> Iterator[int]:
    """A port of 127.0.0.1 that speaks TLS with clients that have a certificate, and plainly with the server behind."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.certificate, certificates.key)
    context.load_verify_locations(certificates.authority)
    context.verify_mode = ssl.CERT_REQUIRED

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if postgres and await reader.readexactly(8) == POSTGRES_ASKS_FOR_TLS:
                writer.write(b"S")
            await writer.start_tls(context)
            from_server, to_server = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(_copy(reader, to_server), _copy(from_server, writer))

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(_end, loop)
        thread.join()
        loop.close()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    target.close()


def _end(loop: asyncio.AbstractEventLoop) -> None:
    async def end() -> None:
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        loop.stop()

    loop.create_task(end())
