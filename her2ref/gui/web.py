"""The one way out to the web: an address goes to the browser, on a person's own act only, or is copied.

Only https, and without asking only to hosts that the program knows or that our own content names.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from her2ref.gui.desk import Desk

HOSTS: Final = frozenset(
    {
        "pubmed.ncbi.nlm.nih.gov",
        "pmc.ncbi.nlm.nih.gov",
        "www.ncbi.nlm.nih.gov",
        "doi.org",
        "clinicaltrials.gov",
    }
)
"""Hosts of the addresses that the program makes itself."""


def open_address(address: str, desk: Desk, *, ours: bool = False) -> bool:
    """Hands an address to the browser; whether it went there. `ours` says that our own content names it.

    Where the web is switched off (`desk.no_web`) the address is copied. One of another kind than https is not opened,
    and for a host that is not known the person is asked first.
    """
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    host = url.host(QUrl.ComponentFormattingOption.FullyEncoded)
    if not (url.isValid() and url.scheme() == "https" and host) or url.userInfo():
        desk.say(_tr("Not opened, as it is no https address of the web: %1").replace("%1", address[:200]))
        return False
    if desk.no_web:
        QGuiApplication.clipboard().setText(address)
        desk.say(f"{desk.no_web} {_tr('The address was copied: %1').replace('%1', address)}")
        return False
    if not ours and host not in HOSTS:
        _ask(url, host)
        return False
    return QDesktopServices.openUrl(url)


def _ask(url: QUrl, host: str) -> None:
    """Opens the address after a yes. The host is shown as it is sent, so that letters that look alike are seen."""
    box = QMessageBox(QApplication.activeWindow())
    box.setWindowTitle(_tr("Open a web page"))
    box.setText(_tr("Open this page of %1 in the browser?").replace("%1", host))
    box.setInformativeText(bytes(url.toEncoded().data()).decode("ascii", "replace")[:500])
    yes = box.addButton(_tr("Open"), QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(no)
    yes.clicked.connect(lambda: QDesktopServices.openUrl(url))
    box.finished.connect(lambda _result: box.deleteLater())  # holds the box where no window is in front
    box.open()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Web", text)
