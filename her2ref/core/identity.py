"""Who the program is: the one place for its name, publisher and standing sentences."""

from __future__ import annotations

from typing import Final

NAME: Final = "her2ref"
APPLICATION_ID: Final = "org.her2ref.her2ref"
PUBLISHER: Final = "The her2ref contributors"
HOMEPAGE: Final = ""
"""Address of the project's page; empty until the owner publishes one."""
CONTACT: Final = ""
"""Address that NCBI asks clients to send; empty until the owner sets it."""
PROFESSIONAL_USE: Final = (
    "For health professionals. her2ref shows published evidence with its sources; "
    "it does not diagnose, recommend treatment or replace clinical judgement."
)
ABSTRACT_NOTICE: Final = (
    "Abstracts may be protected by copyright; the rights stay with their publishers or authors. "
    "They are shown for personal reference as PubMed supplied them."
)
"""NLM's position on abstracts in PubMed, in our words (NLM, 'Copyright' page of PubMed)."""
NOTE_PRIVACY: Final = "No patient data. Kept on this computer."
