"""The seven domains of CléA, and what an assessment says of one."""

from enum import StrEnum

from locales import N_, Text


class Domain(StrEnum):
    D1 = "D1"
    D2 = "D2"
    D3 = "D3"
    D4 = "D4"
    D5 = "D5"
    D6 = "D6"
    D7 = "D7"

    @property
    def short_name(self) -> Text:
        """The name that candidates read."""
        return Text(SHORT_NAMES[self])


class Result(StrEnum):
    ACQUIRED = "acquired"
    TO_DEVELOP = "to_develop"


SHORT_NAMES = {
    # Translators: the names of the seven domains, as short as on a poster.
    Domain.D1: N_("Speaking, reading, writing"),
    Domain.D2: N_("Counting and calculating"),
    Domain.D3: N_("Computer and internet"),
    Domain.D4: N_("Working in a team"),
    Domain.D5: N_("Working alone"),
    Domain.D6: N_("Learning all your life"),
    Domain.D7: N_("Movements, health and safety"),
}
