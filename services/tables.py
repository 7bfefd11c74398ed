"""Every table, imported once: for the migrations and for whoever needs the whole metadata."""

from sqlmodel import SQLModel

from services import audit, clock
from services.api import models as api
from services.candidates import models as candidates
from services.candidates import new_phone
from services.deeds import models as deeds
from services.dossiers import models as dossiers
from services.jury import models as jury
from services.messages import models as messages
from services.notices import models as notices
from services.questions import models as questions
from services.recordings import models as recordings
from services.referrers import models as referrers
from services.scheduling import feeds
from services.scheduling import models as scheduling
from services.staff import models as staff
from services.training import models as training
from services.webhooks import models as webhooks

metadata = SQLModel.metadata

__all__ = [
    "api",
    "audit",
    "candidates",
    "clock",
    "deeds",
    "dossiers",
    "feeds",
    "jury",
    "messages",
    "metadata",
    "new_phone",
    "notices",
    "questions",
    "recordings",
    "referrers",
    "scheduling",
    "staff",
    "training",
    "webhooks",
]
