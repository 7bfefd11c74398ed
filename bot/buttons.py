"""What a button carries: a scene and a value, signed for one chat, within Telegram's 64 bytes."""

import base64
import hashlib
import hmac

SIGNATURE = 8
"""Characters: 48 bits, and whoever guesses is one chat among the rate limits of Telegram."""

DATA_MAX = 64


class ButtonTooLong(Exception):
    """A scene and value leave no room for the signature in 64 bytes."""


class Signer:
    """Signs and checks callback data: it comes back as the client's word, and may be forged or another chat's."""

    def __init__(self, key: bytes) -> None:
        # Keyed once, and copied for each signature: OpenSSL takes long to find its algorithms.
        self._keyed = hmac.new(hashlib.sha256(b"clea buttons" + key).digest(), digestmod="sha256")

    def sign(self, chat_id: int, to: str, value: str) -> str:
        """`to` is a scene ("booking.slot") or a flow ("booking"). Raises ButtonTooLong."""
        said = f"{to}:{value}" if value else to
        data = f"{said}~{self._signature(chat_id, said)}"
        if len(data.encode()) > DATA_MAX:
            raise ButtonTooLong(data)
        return data

    def read(self, chat_id: int, data: str) -> tuple[str, str] | None:
        """The scene and the value, or None for a button that is not ours."""
        said, separator, signature = data.rpartition("~")
        expected = self._signature(chat_id, said)
        if not separator or not hmac.compare_digest(_bytes(signature), expected.encode()):
            return None
        to, _, value = said.partition(":")
        return to, value

    def _signature(self, chat_id: int, said: str) -> str:
        signature = self._keyed.copy()
        signature.update(_bytes(f"{chat_id}|{said}"))
        return base64.urlsafe_b64encode(signature.digest())[:SIGNATURE].decode()


def _bytes(said: str) -> bytes:
    """Also of what is no Unicode text: JSON may hold half of an emoji."""
    return said.encode(errors="surrogatepass")
