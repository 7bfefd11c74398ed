"""The voice itself: what is said, how long, how loud, in every language."""

import io

import numpy as np
import pytest
import soundfile

from bot.voice.choice import chosen_engine
from bot.voice.engine import Sound
from bot.voice.espeak import ESpeak, pieces
from bot.voice.opus import LOUDNESS, seconds_of, to_opus
from bot.voice.wording import LONGEST, as_said
from locales import LOCALES
from services import Settings, SettingsError

WELCOME = {
    "fr": "Demain, mardi 12 janvier à 14 heures, vous avez un entretien.",
    "en": "Tomorrow, Tuesday 12 January at 14:00, you have an interview.",
    "ar": "غدا الثلاثاء لديك مقابلة (entretien d’information) في المركز.",
    "pt": "Amanhã, terça-feira, 12 de janeiro, tem uma entrevista.",
    "es": "Mañana, martes 12 de enero, tiene una entrevista.",
    "tr": "Yarın, 12 Ocak Salı günü bir görüşmeniz var.",
    "uk": "Завтра, у вівторок 12 січня, у вас співбесіда (entretien).",
    "fa": "فردا سه‌شنبه یک مصاحبه (entretien) دارید.",
}


@pytest.fixture(scope="module")
def espeak() -> ESpeak:
    return ESpeak()


@pytest.mark.parametrize("locale", WELCOME)
def test_every_language_is_spoken_slowly_and_loud_enough(espeak: ESpeak, locale: str):
    opus = to_opus(espeak.speak(WELCOME[locale], locale))

    samples, rate = soundfile.read(io.BytesIO(opus))
    seconds = len(samples) / rate
    assert opus[:4] == b"OggS"
    assert b"OpusHead" in opus[:64]
    assert seconds == pytest.approx(seconds_of(opus), abs=0.05)
    assert 2.5 < seconds < 12
    assert LOUDNESS * 0.6 < np.sqrt(np.mean(np.square(samples))) < LOUDNESS * 1.4
    assert np.abs(samples).max() <= 1.0


def test_more_words_take_longer(espeak: ESpeak):
    one, two = "Bonjour.", "Bonjour. Je peux vous aider à prendre un rendez-vous."

    assert seconds_of(to_opus(espeak.speak(two, "fr"))) > 2 * seconds_of(to_opus(espeak.speak(one, "fr")))


def test_french_terms_between_arabic_letters_are_said_in_french():
    said = list(pieces("لديك مقابلة (entretien d’information) في المركز", "ar"))

    assert [voice for voice, _ in said] == ["ar", "fr", "ar"]
    assert said[1][1] == "entretien d’information"


def test_silence_is_no_error():
    assert seconds_of(to_opus(Sound(b"", 22_050))) > 0


def test_pictograms_are_not_read_and_hours_are_words():
    said = as_said("📅 Mardi 12 janvier à 14 h 30\n▪️ Venez\n🙂", "fr", ["✅ Je viens", "🔊"])

    assert said == "Mardi 12 janvier à 14 heures 30.\nVenez.\nJe viens."


def test_one_oclock_is_no_plural():
    assert as_said("À 1 h, puis à 9 h 05", "fr") == "À 1 heure, puis à 9 heures 5."


def test_links_are_not_spelled():
    assert as_said("Voici : https://clea.example.org/x?y=1", "fr") == "Voici :"


def test_a_very_long_message_is_cut_at_a_line():
    said = as_said("\n".join(["Une phrase courte."] * 200), "fr")

    assert len(said) <= LONGEST
    assert said.endswith("Une phrase courte.")


def test_the_settings_choose_the_engine(tmp_path):
    assert chosen_engine(Settings(voice="off")) is None
    chosen = chosen_engine(Settings(voice="espeak"))
    assert chosen is not None
    assert chosen.locales >= set(LOCALES)
    with pytest.raises(SettingsError, match="CLEA_VOICE_FOLDER"):
        chosen_engine(Settings(voice="piper", voice_folder=tmp_path))
