"""Commands and what the bot says of itself, in every language."""

from telegram import Bot, BotCommand

from locales import DEFAULT, LOCALES, N_, line, plain

COMMANDS = {
    # What stands in Telegram's menu of commands, beside each name.
    "start": N_("Begin"),
    "clea": N_("What is CléA?"),
    "book": N_("Book an interview"),
    "dossier": N_("My file"),
    "timetable": N_("My timetable"),
    "adviser": N_("Talk to someone"),
    "language": N_("Change the language"),
    "pause": N_("Take a break from messages"),
    "privacy": N_("What is kept of me"),
    "stop": N_("No more messages"),
    "help": N_("Help"),
}

SHORT = N_("I explain CléA, book your interview and remind you of your appointments.")


NAME = "CléA Compagnon"


async def set_commands(bot: Bot) -> None:
    """Tells Telegram the menu, for everybody in French and for each language of ours. Raises TelegramError."""
    for locale in (None, *LOCALES):
        shown = locale or DEFAULT
        commands = [BotCommand(name, plain(line(said), shown)) for name, said in COMMANDS.items()]
        await bot.set_my_commands(commands, language_code=locale)
        await bot.set_my_short_description(plain(line(SHORT), shown), language_code=locale)
    # Telegram lets a name be set only a few times a day: it is left alone where it is right.
    if (await bot.get_my_name()).name != NAME:
        await bot.set_my_name(NAME)
