"""Why something cannot be booked, moved or cancelled."""

from services.errors import Refusal


class SlotTaken(Refusal):
    """Another candidate booked this slot first."""

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
