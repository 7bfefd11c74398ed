"""What recording a fact may be refused for."""

from services.errors import Refusal


class DossierNotOpened(Refusal):
    """The file is not open yet: record first that the candidate agreed to open it."""

    code = "dossier_not_opened"


class DossierAlreadyOpened(Refusal):
    """The file is open already."""

    code = "dossier_already_opened"


class DomainsMissing(Refusal):
    """An initial assessment says something of each of the seven domains."""

    code = "domains_missing"
    status = 422


class DomainNotTrained(Refusal):
    """A final assessment looks only at the domains of the training plan."""

    code = "domain_not_trained"
    status = 422


class DomainAlreadyAcquired(Refusal):
    """This domain is acquired already and needs no training."""

    code = "domain_already_acquired"
    status = 422


class NotAssessed(Refusal):
    """There is no initial assessment yet."""

    code = "not_assessed"


class InTheFuture(Refusal):
    """This day has not come yet: record what has happened."""

    code = "in_the_future"
    status = 422


class NothingAcquired(Refusal):
    """An attestation names the domains already acquired, and there is none yet."""

    code = "nothing_acquired"


class AssessorIsTrainer(Refusal):
    """The assessor may not be the trainer of this candidate: name another person."""

    code = "assessor_is_trainer"
    status = 422


class TrainerIsAssessor(Refusal):
    """The trainer may not be the person who assessed this candidate: name another one."""

    code = "trainer_is_assessor"
    status = 422
