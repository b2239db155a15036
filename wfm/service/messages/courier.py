"""Sends what is in the outbox: leased, sent, then marked, so that a crash sends it again.

Whoever receives something twice knows it by its id. E-mails and chats gather the messages of some
minutes, and wait while the agent wants quiet.
"""

from __future__ import annotations

import http.client
import logging
import smtplib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from wfm.errors import ParameterError
from wfm.service.chores import keep_doing
from wfm.service.messages import chat, webhook
from wfm.service.messages.email import MailServer, composed
from wfm.store.chores import Chore
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.deliveries import (
    Delivery,
    DeliveryChannel,
    add_delivery,
    get_webhook,
    lease_next,
    mark_failed,
    mark_gathered,
    mark_sent,
    to_be_sent,
)
from wfm.store.messages import Contact, contact_of, messages_by_id
from wfm.store.people import AGENT
from wfm.store.refusals import DatabaseBusyError
from wfm.store.sites import load_site_core

log = logging.getLogger(__name__)
GATHERED: Final = timedelta(minutes=5)
"""How long messages are gathered into one e-mail or chat."""
PAUSE: Final = 10.0
"""Seconds between two looks into the outbox."""
FAILURES = (OSError, smtplib.SMTPException, http.client.HTTPException, ParameterError)


class Courier:
    """Sends for all sites of a database."""

    def __init__(
        self,
        database: Database,
        mail: MailServer | None,
        is_open: webhook.IsOpen = webhook.is_public,
    ) -> None:
        self.database, self.mail, self.is_open = database, mail, is_open

    def run(self, stop: threading.Event) -> None:
        """Send until told to stop."""
        keep_doing(
            self.database, Chore.OUTBOX, lambda: self.deliver(stopped=stop.is_set), PAUSE, stop
        )

    def deliver(
        self, clock: Callable[[], datetime] = now, stopped: Callable[[], bool] = lambda: False
    ) -> int:
        """Gather e-mails and chats, and send all that is due; tells how many were sent."""
        with self.database.writing() as tx:
            self._gather(tx, clock())
        sent = 0
        while not stopped():
            with self.database.writing() as tx:
                delivery = lease_next(tx, clock())
            if delivery is None:
                break
            sent += self._try(delivery, clock())
        return sent

    def _gather(self, tx: Connection, moment: datetime) -> None:
        for (site, agent_id), found in to_be_sent(tx).items():
            contact, ids = contact_of(tx, site, agent_id).value, [id_ for id_, _ in found]
            channels = self._channels(contact)
            if channels and (
                found[0][1] + GATHERED > moment or _quiet(tx, site, agent_id, contact, moment)
            ):
                continue
            for channel in channels:
                add_delivery(tx, site, channel, agent_id, ids)
            mark_gathered(tx, ids)

    def _channels(self, contact: Contact) -> list[DeliveryChannel]:
        by_mail = self.mail is not None and contact.email is not None
        wanted = {DeliveryChannel.EMAIL: by_mail, DeliveryChannel.CHAT: contact.chat is not None}
        return [channel for channel, is_wanted in wanted.items() if is_wanted]

    def _try(self, delivery: Delivery, moment: datetime) -> bool:
        """Send one thing and mark it; a failure is noted and tried again later."""
        try:
            self._send(delivery, moment)
        except DatabaseBusyError:
            raise
        except Exception as error:
            if not isinstance(error, FAILURES):  # a bug costs one delivery, and not all behind it
                log.exception("a delivery broke")
            with self.database.writing() as tx:
                final = isinstance(error, ParameterError)
                problem = f"{type(error).__name__}: {error}"
                mark_failed(tx, delivery, moment, problem, final=final)
            return False
        with self.database.writing() as tx:
            mark_sent(tx, delivery.id)
        return True

    def _send(self, delivery: Delivery, moment: datetime) -> None:
        with self.database.reading() as tx:
            messages = messages_by_id(tx, delivery.messages)
            if delivery.channel is DeliveryChannel.WEBHOOK:
                hook = get_webhook(tx, delivery.site, delivery.target)
            else:
                contact = contact_of(tx, delivery.site, delivery.target).value
        if delivery.channel is DeliveryChannel.WEBHOOK:
            if hook.active:
                webhook.send(hook, delivery, messages, moment, self.is_open)
        elif delivery.channel is DeliveryChannel.CHAT:
            if contact.chat is not None:
                chat.send(delivery.id, contact, messages, self.is_open)
        elif self.mail is not None and contact.email is not None:
            self.mail.send(composed(delivery.id, self.mail.sender, contact, messages))


def _quiet(tx: Connection, site: str, agent_id: str, contact: Contact, moment: datetime) -> bool:
    """Whether an agent wants quiet, by the own clock."""
    zone = AGENT.get(tx, site, agent_id).value.time_zone or load_site_core(tx, site).time_zone
    local = moment.astimezone(ZoneInfo(zone))
    minutes = local.hour * 60 + local.minute
    begin, end = contact.quiet
    return begin <= minutes < end if begin <= end else minutes >= begin or minutes < end
