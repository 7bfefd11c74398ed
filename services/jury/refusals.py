"""What a jury session may be refused for."""

from services.errors import Refusal


class DossierIncomplete(Refusal):
    """A file goes to the jury when all seven domains are acquired."""

    code = "dossier_incomplete"


class NoParity(Refusal):
    """A jury needs as many members of the employers' side as of the employees', and at least one of each."""

    code = "no_parity"


class MemberTied(Refusal):
    """Nobody sits in a jury who assessed or trained a candidate, or is of a body that did: name another member."""

    code = "member_tied"


class DecisionsMissing(Refusal):
    """Some files before this jury have no decision yet."""

    code = "decisions_missing"


class AlreadyPublished(Refusal):
    """This jury's decisions are published."""

    code = "already_published"


class JuryChanged(Refusal):
    """Members or decisions changed meanwhile: look once more before you publish."""

    code = "jury_changed"


class NotPublished(Refusal):
    """This jury's decisions are not published yet."""

    code = "not_published"


class NothingToTell(Refusal):
    """The jury did not decide “not yet” on this file: there is nothing that a person tells first."""

    code = "nothing_to_tell"


class AlreadyBeforeAJury(Refusal):
    """This file is before another jury session that has not been published, or was certified."""

    code = "already_before_a_jury"
