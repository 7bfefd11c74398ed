"""What finding a centre leaves behind: the centre that a link chose, and the wish of who found none near."""

from services.errors import NotFound
from services.messages.service import Messages
from services.places import codes
from services.service import Service
from services.staff.models import SiteRow


class Places(Service):
    def site_in_link(self, chat_id: int) -> int | None:
        """The number of the centre whose link or QR code the chat came with; perhaps of none that there is."""
        return codes.site_in_code(self.session, chat_id)

    def leave_wish(self, candidate_id: int, site_id: int, why: str) -> None:
        """Asks the body of a site to call the candidate, who becomes its candidate as they would by booking.

        Raises NotFound.
        """
        candidate = self.candidate_row(candidate_id, lock=True)
        site = self.session.get(SiteRow, site_id)
        if site is None or candidate.body_id not in (None, site.body_id):
            raise NotFound
        candidate.body_id, candidate.site_id = site.body_id, candidate.site_id or site.id
        self.session.add(candidate)
        self.session.flush()
        Messages(self.session, self.now, self.actor).ask_to_call(candidate_id, why)
