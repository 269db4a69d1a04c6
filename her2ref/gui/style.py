"""The style sheet: what Qt's own painting does not give. Selectors name objects, not classes of ours."""

from __future__ import annotations

SHEET = """
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 4px 6px; }}
QSplitter::handle {{ background: {line}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; min-height: 28px; min-width: 28px; margin: 1px; }}
QScrollBar::handle:hover {{ background: {line_strong}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QPushButton, QToolButton#quiet {{ background: {window}; color: {text}; border: 1px solid {line_strong};
  border-radius: 6px; padding: 4px 12px; }}
QPushButton:hover, QToolButton#quiet:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {accent_soft}; }}
QPushButton:focus, QToolButton#quiet:focus {{ border: 2px solid {accent}; padding: 3px 11px; }}
QPushButton:disabled {{ color: {line_strong}; border-color: {line}; }}
QPushButton#primary {{ background: {accent}; color: {on_accent}; border: 1px solid {accent}; font-weight: 600; }}
QPushButton#primary:disabled {{ background: {line}; color: {quiet}; border: 1px solid {line}; }}
QPushButton#primary:hover {{ background: {accent_hover}; }}
QPushButton#primary:focus {{ border: 2px solid {text}; }}
QToolButton#quiet::menu-indicator {{ image: none; width: 0; }}
QMenu {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 20px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent_soft}; }}
QMenu::item:disabled {{ color: {line_strong}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QFrame#bar {{ background: {window}; border: 0; border-bottom: 1px solid {line}; }}
QFrame#banner {{ background: {amber_soft}; border: 0; border-bottom: 1px solid {line}; }}
QFrame#alarm {{ background: {red_soft}; border: 0; border-bottom: 1px solid {red}; }}
QFrame#foot {{ background: {window}; border: 0; border-top: 1px solid {line}; }}
QFrame#column {{ background: {window}; border: 0; }}
QFrame#ground {{ background: {ground}; border: 0; }}
QFrame#card {{ background: {raised}; border: 1px solid {line}; border-radius: 8px; }}
QFrame#line {{ background: {line}; border: 0; max-height: 1px; min-height: 1px; }}
QLabel#quiet {{ color: {quiet}; }}
QLabel#brand {{ color: {accent}; font-weight: 700; }}
QLabel#title {{ color: {text}; font-weight: 700; }}
QLabel#heading {{ color: {quiet}; font-weight: 600; letter-spacing: 0.6px; }}
QLabel#amber {{ color: {amber}; }}
QLabel#red {{ color: {red}; }}
QLineEdit {{ background: {field}; color: {text}; border: 1px solid {line}; border-radius: 7px;
  selection-background-color: {accent}; selection-color: {on_accent}; padding: 5px 12px; }}
QLineEdit:focus {{ border: 2px solid {accent}; padding: 4px 11px; background: {window}; }}
QPlainTextEdit {{ background: {window}; color: {text}; border: 1px solid {line_strong}; border-radius: 6px;
  padding: 4px; selection-background-color: {accent}; selection-color: {on_accent}; }}
QPlainTextEdit:focus {{ border: 2px solid {accent}; padding: 3px; }}
QTreeView, QListView, QTableView, QListWidget {{ background: transparent; border: 0; outline: 0; }}
QTreeView {{ show-decoration-selected: 0; }}
QTreeView::item, QTreeView::item:hover, QTreeView::item:selected {{ background: transparent; border: 0; }}
QTreeView::branch, QTreeView::branch:selected {{ background: transparent; }}
QScrollArea#shelf {{ border: 0; border-top: 1px solid {line}; background: transparent; }}
QListView#boxed {{ border: 1px solid {line}; border-radius: 6px; background: {window}; }}
QListView#boxed:focus {{ border: 1px solid {accent}; }}
QScrollArea#ground {{ background: {ground}; border: 0; }}
QPushButton#shelf {{ border: 0; border-radius: 0; padding: 0; background: transparent; }}
QPushButton#shelf:hover {{ background: {hover}; }}
QPushButton#shelf:focus {{ border: 2px solid {accent}; }}
QPushButton#link {{ color: {accent}; background: transparent; border: 1px solid transparent; border-radius: 4px;
  padding: 1px 4px; font-weight: 600; }}
QPushButton#link:hover {{ background: {hover}; }}
QPushButton#link:focus {{ border: 1px solid {accent}; padding: 1px 4px; }}
QTextBrowser#note {{ border: 1px solid {line}; border-radius: 6px; background: {window}; }}
QLabel#number {{ color: {quiet}; background: transparent; }}
QLabel#alarm {{ color: {red}; background: {red_soft}; border: 0; border-radius: 8px; padding: 1px 7px; }}
QLabel#hint {{ color: {quiet}; border: 1px solid {line}; border-radius: 4px; padding: 1px 5px; background: {window}; }}
QTextBrowser {{ background: transparent; border: 0; selection-background-color: {accent};
  selection-color: {on_accent}; }}
QProgressBar {{ background: {field}; border: 1px solid {line}; border-radius: 4px; max-height: 8px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
"""


def sheet(colours: dict[str, str]) -> str:
    """The application's style sheet in the colours of a theme, by name."""
    return SHEET.format(**colours)
