"""Pictures as SVG, and as PNG for Telegram: the path with "you are here", the seven domains, a week.

A picture carries hardly any words, so whoever shows one gives its `title` and, beside it, a text alternative.
The only text in a picture is the names of days, and a poster's few lines; their font, Rubik, and why: `drawing.py`.
"""

from services.pictures.domains import domains_picture
from services.pictures.drawing import for_print, icon_picture, to_png
from services.pictures.path import path_picture, stages_picture
from services.pictures.poster import poster
from services.pictures.week import SessionMark, week_picture

__all__ = [
    "SessionMark",
    "domains_picture",
    "for_print",
    "icon_picture",
    "path_picture",
    "poster",
    "stages_picture",
    "to_png",
    "week_picture",
]
