"""What coordinators read of each topic: which question of a candidate's it answers, in groups."""

from collections.abc import Mapping

from locales import NS_
from services.questions.models import TopicId

GROUPS: Mapping[str, Mapping[TopicId, str]] = {
    NS_("What CléA is"): {
        TopicId.WHAT_IS_CLEA: NS_("What CléA is"),
        TopicId.FOR_WHOM: NS_("Whether it is for them"),
        TopicId.DIPLOMA_NEEDED: NS_("Whether one needs a diploma"),
        TopicId.AGE: NS_("At what age"),
        TopicId.DOMAINS: NS_("The seven domains"),
        TopicId.BENEFITS: NS_("What it is good for"),
        TopicId.RECOGNISED: NS_("Whether employers recognise it"),
        TopicId.LEVELS: NS_("Levels, marks, ranks"),
        TopicId.OTHER_CLEA: NS_("CléA numérique, CléA management"),
        TopicId.AFTER: NS_("What comes after CléA"),
    },
    NS_("Money, time and place"): {
        TopicId.COST: NS_("What it costs, who pays"),
        TopicId.DURATION: NS_("How long it takes"),
        TopicId.WHERE: NS_("Where it takes place"),
        TopicId.REFERRAL: NS_("Who can send them"),
        TopicId.WORK_TIME: NS_("During working hours or not, and pay"),
        TopicId.FIVE_YEARS: NS_("The five years"),
        TopicId.EMPLOYER_KNOWS: NS_("Whether the employer will know"),
    },
    NS_("The path"): {
        TopicId.STAGES: NS_("How it goes, step by step"),
        TopicId.INTERVIEW: NS_("What the first interview is"),
        TopicId.INTERVIEW_PREPARE: NS_("What to bring, how to prepare"),
        TopicId.COMMITMENT: NS_("Whether one commits oneself"),
        TopicId.THINK_TIME: NS_("Whether one may think it over"),
        TopicId.EXAM: NS_("Whether it is an exam, fear of it"),
        TopicId.ASSESSMENT: NS_("What the assessment is"),
        TopicId.NOT_ALL_ACQUIRED: NS_("What if not all seven are acquired"),
        TopicId.ATTESTATION: NS_("The attestation"),
        TopicId.TRAINING: NS_("What the training is"),
        TopicId.TRAINER: NS_("Who teaches"),
        TopicId.FINAL_ASSESSMENT: NS_("The final assessment"),
        TopicId.JURY: NS_("What the jury is"),
        TopicId.JURY_WHEN: NS_("When the jury meets"),
        TopicId.JURY_NO: NS_("What if the jury says “not yet”"),
    },
    NS_("What may be difficult"): {
        TopicId.FRENCH: NS_("Little French"),
        TopicId.READING: NS_("Reading or writing is hard"),
        TopicId.DISABILITY: NS_("Disability, arrangements"),
        TopicId.DISTRESS: NS_("Somebody is in distress or danger"),
    },
    NS_("What the bot does"): {
        TopicId.BOOK: NS_("Book the interview"),
        TopicId.MOVE: NS_("Move an appointment"),
        TopicId.CANCEL: NS_("Cancel an appointment"),
        TopicId.ABSENT: NS_("Cannot come to training, is late"),
        TopicId.TIMETABLE: NS_("When the next session is"),
        TopicId.MY_FILE: NS_("Where they stand"),
        TopicId.ADVISER: NS_("Talk to a person"),
        TopicId.LANGUAGE: NS_("Change the language"),
        TopicId.LISTEN: NS_("Hear it read aloud"),
        TopicId.PAUSE: NS_("Fewer messages, or none"),
        TopicId.PRIVACY: NS_("What is kept of them"),
        TopicId.ERASE: NS_("Erase what is kept"),
        TopicId.GREETING: NS_("Hello"),
        TopicId.THANKS: NS_("Thank you, goodbye"),
    },
}

TITLES = {topic: title for group in GROUPS.values() for topic, title in group.items()}
