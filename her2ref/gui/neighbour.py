"""The second start of the program over the same library: it hands its wish to the window that is open."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from her2ref.core.wish import LONGEST

WAIT_MS = 4_000
"""For an answer of the open window, which may be at work on its first page."""
PATIENCE_S = 10.0
"""For a window that was started a moment ago and does not listen yet, or that is being closed."""
PAUSE_S = 0.1


def address(folder: Path) -> str:
    """The name of the local socket for the library in `folder`; the same for every start by this person."""
    return "her2ref-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]


def hand_over(folder: Path, wish: str) -> bool:
    """Tells the open window to come up (and to open `wish`); False when none answers."""
    socket = QLocalSocket()
    socket.connectToServer(address(folder))
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(wish.encode("utf-8")[:LONGEST] + b"\n")
    socket.waitForBytesWritten(WAIT_MS)
    answered = socket.waitForReadyRead(WAIT_MS)
    socket.disconnectFromServer()
    return answered


def reach(folder: Path, wish: str, is_gone: Callable[[], bool], patience: float = PATIENCE_S) -> bool:
    """Hands over as soon as the other window listens; False when it `is_gone` meanwhile, or does not answer."""
    end = time.monotonic() + patience
    while not hand_over(folder, wish):
        if is_gone() or time.monotonic() >= end:
            return False
        time.sleep(PAUSE_S)
    return True


class Listener(QObject):
    """Hears later starts; `asked` carries what they were to open, empty for "come up"."""

    asked = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        name = address(folder)
        if not self._server.listen(name):
            QLocalServer.removeServer(
                name
            )  # left by a window that was killed; the lock says that we are alone
            self._server.listen(name)
        self._server.newConnection.connect(self._on_connection)

    def close(self) -> None:
        self._server.close()

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.readyRead.connect(self._on_ready)
            socket.disconnected.connect(socket.deleteLater)

    def _on_ready(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket) and socket.canReadLine():
            wish = bytes(socket.readLine(LONGEST + 2).data()).decode("utf-8", "replace").strip()
            socket.write(b"ok\n")
            socket.flush()
            self.asked.emit(wish)
