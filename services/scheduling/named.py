"""What staff call kinds of appointments and ways to meet, in the console and in their chat."""

from locales import NS_
from services.scheduling.models import Kind, Mode

KINDS = {
    Kind.INTERVIEW: NS_("Information interview"),
    Kind.ASSESSMENT: NS_("Assessment"),
    Kind.FINAL_ASSESSMENT: NS_("Final assessment"),
}

MODES = {
    Mode.CENTRE: NS_("at the centre"),
    Mode.PHONE: NS_("by phone"),
    Mode.VIDEO: NS_("by video"),
}
