"""Why something cannot be booked, moved or cancelled."""

from services.errors import Refusal


class SlotTaken(Refusal):
    """Another candidate has this slot already, or is about to book it."""

    code = "slot_taken"


class AlreadyBooked(Refusal):
    """The candidate has an appointment of this kind already; move or cancel that one."""

    code = "already_booked"


class SlotNotOffered(Refusal):
    """No opening offers this time, or it is too soon."""

    code = "slot_not_offered"


class AppointmentOver(Refusal):
    """This appointment was cancelled, or is over."""

    code = "appointment_over"


class TooLateToMove(Refusal):
    """It begins too soon to be moved in the chat: call the centre."""

    code = "too_late_to_move"


class NotBegun(Refusal):
    """This appointment has not begun: say who came once it has."""

    code = "not_begun"
