"""Messages as a text of several lines under one subject, in the receiver's language."""

from __future__ import annotations

from collections.abc import Sequence

from wfm.store.messages import Contact, InboxMessage
from wfm.words import Phrase, phrase
from wfm.words.locales import language, tags


def text_of(
    contact: Contact, messages: Sequence[InboxMessage], *foot: Phrase
) -> tuple[str, list[str]]:
    """Give the subject and the lines of some messages; `foot` stands below them."""
    words = language(contact.language if contact.language in tags() else tags()[0])
    subject = words.say(phrase("message.mail.subject", count=len(messages)))
    lines = [words.say(message.said) for message in messages]
    return subject, [*lines, "", *map(words.say, (phrase("message.mail.foot"), *foot))]
