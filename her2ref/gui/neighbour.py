"""The second start of the program over the same library: it hands its wish to the window that is open."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 2_000
LONGEST_WISH = 4_096
"""Bytes of a wish; more than any path or question, less than anything that could do harm."""


def address(folder: Path) -> str:
    """The name of the local socket for the library in `folder`; the same for every start by this person."""
    return "her2ref-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]


def hand_over(folder: Path, wish: str) -> bool:
    """Tells the open window to come up (and to open `wish`); False when none answers."""
    socket = QLocalSocket()
    socket.connectToServer(address(folder))
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(wish.encode("utf-8")[:LONGEST_WISH] + b"\n")
    socket.waitForBytesWritten(WAIT_MS)
    answered = socket.waitForReadyRead(WAIT_MS)
    socket.disconnectFromServer()
    return answered


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
            wish = bytes(socket.readLine(LONGEST_WISH + 2).data()).decode("utf-8", "replace").strip()
            socket.write(b"ok\n")
            socket.flush()
            self.asked.emit(wish)
