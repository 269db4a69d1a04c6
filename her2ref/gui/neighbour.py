"""The second start of the program over the same library: it hands its wish to the window that is open.

What is handed over may say what a person looks up, so it goes to a process of the same person and to nobody else: the
socket stands in a folder that only that person can write, and each end asks the system who the other is.
"""

from __future__ import annotations

import hashlib
import os
import socket
import stat
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from her2ref.core.files import OWN_FOLDER
from her2ref.core.log import note_event
from her2ref.core.wish import LONGEST

WAIT_MS = 4_000
"""For an answer of the open window, which may be at work on its first page."""
PATIENCE_S = 10.0
"""For a window that was started a moment ago and does not listen yet, or that is being closed."""
PAUSE_S = 0.1
SOCKET: Final = "window.socket"
"""What it is called in the folder of the library."""
LONGEST_PLACE: Final = 100
"""Bytes of the path of a socket: macOS takes 103, Linux 107."""
HEARD: Final = b"ok\n"


def places(folder: Path, *, make: bool = False) -> Iterator[str]:
    """Where the window over the library in `folder` may listen, the best first; the same for each start by this
    person. On Windows the name of a pipe; elsewhere paths: beside the library, and where that is too long or on a disk
    that holds no sockets, in the person's folder for such things, last in one of the folder for temporary files, which
    is made where `make` says so. What others can write into is left out."""
    path = folder.resolve()
    name = "her2ref-" + hashlib.sha256(str(path).encode("utf-8", "replace")).hexdigest()[:24]
    return _places(path, name, make=make)


def hand_over(folder: Path, wish: str) -> bool:
    """Tells the open window to come up (and to open `wish`); False when none answers."""
    return any(_told(place, wish) for place in places(folder))


def reach(folder: Path, wish: str, is_gone: Callable[[], bool], patience: float = PATIENCE_S) -> bool:
    """Hands over as soon as the other window listens; False when it `is_gone` meanwhile, or does not answer."""
    end = time.monotonic() + patience
    while not hand_over(folder, wish):
        if is_gone() or time.monotonic() >= end:
            return False
        time.sleep(PAUSE_S)
    return True


class Listener(QObject):
    """Hears later starts; `asked` carries what they were to open, empty for "come up". Where it can listen nowhere,
    the log says so: a later start then tells that this window does not answer."""

    asked = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        if not any(self._listens(place) for place in places(folder, make=True)):
            note_event("deaf", error=int(self._server.serverError().value))

    def close(self) -> None:
        self._server.close()

    def _listens(self, place: str) -> bool:
        """Takes the place of a window that was killed, too: the lock says that we are alone."""
        if not self._server.listen(place):
            QLocalServer.removeServer(place)
            self._server.listen(place)
        return self._server.isListening()

    def _on_connection(self) -> None:
        found = self._server.nextPendingConnection()
        if found is not None:
            found.disconnected.connect(found.deleteLater)
            if _is_own(found):
                found.readyRead.connect(self._on_ready)
            else:
                note_event("stranger")
                found.abort()

    def _on_ready(self) -> None:
        found = self.sender()
        if isinstance(found, QLocalSocket) and found.canReadLine():
            wish = bytes(found.readLine(LONGEST + 2).data()).decode("utf-8", "replace").strip()
            found.write(HEARD)
            found.flush()
            self.asked.emit(wish)


def _told(place: str, wish: str) -> bool:
    found = QLocalSocket()
    found.connectToServer(place)
    if not found.waitForConnected(WAIT_MS):
        return False
    if not _is_own(found):
        found.abort()
        return False
    found.write(wish.encode("utf-8")[:LONGEST] + b"\n")
    found.waitForBytesWritten(WAIT_MS)
    while not found.canReadLine() and found.waitForReadyRead(WAIT_MS):
        pass  # the answer may be there before it is waited for
    answered = bytes(found.readLine(len(HEARD) + 1).data())
    found.disconnectFromServer()
    return answered == HEARD


def _is_own(found: QLocalSocket) -> bool:
    """Whether the same person runs the other end, as far as the system tells."""
    try:
        return _peer(int(found.socketDescriptor())) in (None, _me())
    except OSError:  # it has ended
        return False


if sys.platform == "win32":

    def _places(_path: Path, name: str, *, make: bool) -> Iterator[str]:
        del make
        yield name

    def _peer(_descriptor: int) -> int | None:
        return None  # the pipe is open to its owner alone

    def _me() -> int | None:
        return None
else:

    def _places(path: Path, name: str, *, make: bool) -> Iterator[str]:
        own = Path(tempfile.gettempdir(), f"her2ref-{os.geteuid()}")
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        folders = [(path, SOCKET), *([(Path(runtime), name)] if runtime.startswith("/") else []), (own, name)]
        for folder, file in folders:
            if len(os.fsencode(folder / file)) > LONGEST_PLACE:
                continue
            if make and folder == own:
                with suppress(OSError):  # it is there, or is found missing right below
                    own.mkdir(mode=OWN_FOLDER)
            if _is_private(folder):
                yield str(folder / file)

    def _is_private(folder: Path) -> bool:
        """Whether a folder is this person's own and nobody else can put anything into it."""
        try:
            found = folder.lstat()
        except OSError:
            return False
        return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022

    def _peer(descriptor: int) -> int | None:
        """The user id of the process at the other end of a socket; None where the system does not tell. Raises
        `OSError` for a socket that is closed."""
        user: int | None = None
        with socket.socket(fileno=os.dup(descriptor)) as asked:
            if sys.platform == "linux":
                told = asked.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
                user = int(struct.unpack("3i", told)[1])
            elif sys.platform == "darwin":  # LOCAL_PEERCRED of SOL_LOCAL: a version, the user, groups
                user = int(struct.unpack_from("=II", asked.getsockopt(0, 1, 76))[1])
        return user

    def _me() -> int | None:
        return os.geteuid()
