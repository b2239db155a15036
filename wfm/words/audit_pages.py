"""What the audit trail's pages say was done, in English: a phrase an action of the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "page.audit.did.back_up": "Backed up: {thing:word}",
    "page.audit.did.cancel": "Asked to stop: {thing:word}",
    "page.audit.did.cancelled": "Stopped: {thing:word}",
    "page.audit.did.change": "Changed: {thing:word}",
    "page.audit.did.change_role": "Role changed: {thing:word}",
    "page.audit.did.confirm": "Confirmed: {thing:word}",
    "page.audit.did.create": "Made: {thing:word}",
    "page.audit.did.deactivate": "Retired: {thing:word}",
    "page.audit.did.done": "Finished: {thing:word}",
    "page.audit.did.edit": "Edited: {thing:word}",
    "page.audit.did.end": "Ended: {thing:word}",
    "page.audit.did.export": "Exported: {thing:word}",
    "page.audit.did.failed": "Failed: {thing:word}",
    "page.audit.did.import": "Files taken in: {thing:word}",
    "page.audit.did.merge": "Merged: {thing:word}",
    "page.audit.did.publish": "Published: {thing:word}",
    "page.audit.did.redo": "Done again: {thing:word}",
    "page.audit.did.refuse": "Refused: {thing:word}",
    "page.audit.did.refuse_sign_in": "Sign-in refused: {thing:word}",
    "page.audit.did.request": "Asked for: {thing:word}",
    "page.audit.did.restore": "Restored: {thing:word}",
    "page.audit.did.revoke": "Revoked: {thing:word}",
    "page.audit.did.roll_back": "Rolled back: {thing:word}",
    "page.audit.did.see": "Seen: {thing:word}",
    "page.audit.did.set_password": "Password set: {thing:word}",
    "page.audit.did.sign_in": "Signed in: {thing:word}",
    "page.audit.did.sign_out": "Signed out: {thing:word}",
    "page.audit.did.sign_out_everywhere": "Signed out everywhere: {thing:word}",
    "page.audit.did.undo": "Undone: {thing:word}",
    "page.audit.site": "Site",
    "page.audit.search": "Words of who or what",
    "page.audit.who": "Who",
    "page.audit.what": "What",
    "page.audit.details": "Details",
    "page.audit.field": "Field",
    "page.audit.before": "Before",
    "page.audit.after": "Now",
    "page.audit.nothing": "Nothing fits.",
    "page.audit.older": "Older",
}
