"""Bot API calls as plain JSON: what we send is made by us, and of the answer nothing but a number is wanted.

PTB makes objects of both, which takes ten times as long as the call itself; its transport and its errors stay.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from telegram import Bot
from telegram.request import RequestData


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a transport asks of PTB's RequestData; all of it is JSON already, and no files."""

    parameters: Mapping[str, Any]
    contains_files: bool = False

    @property
    def json_parameters(self) -> dict[str, str]:
        return {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in self.parameters.items()
        }


async def call(bot: Bot, method: str, **parameters: Any) -> Any:
    """What the Bot API answers to `method` ("sendMessage"), as JSON. Raises what PTB raises."""
    given = {name: value for name, value in parameters.items() if value is not None}
    data = cast(RequestData, Parameters(given))
    return await bot.request.post(f"{bot.base_url}/{method}", data)
