"""Where we may call: public addresses over https, so that nobody makes us knock at doors inside the house."""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from services.errors import Refusal

URL_MAX = 500

NAT64 = IPv6Network("64:ff9b::/96")
"""IPv6 addresses that a gateway turns into the IPv4 address in them."""


class AddressNotAllowed(Refusal):
    """Give an https address on the public internet, without a name or password in it."""

    code = "address_not_allowed"
    status = 422


class NotPublic(OSError):
    """The name leads to an address that is not on the public internet."""


def checked_url(url: str, *, private: bool) -> str:
    """The address, as far as it can be judged by looking at it. Raises AddressNotAllowed."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise AddressNotAllowed from None
    schemes = ("https", "http") if private else ("https",)
    odd = not url.isascii() or not url.isprintable() or " " in url or len(url) > URL_MAX
    if odd or parts.scheme not in schemes or not host or "@" in parts.netloc or parts.fragment:
        raise AddressNotAllowed
    if not private and not may_be_public(host):
        raise AddressNotAllowed
    return url


def may_be_public(host: str) -> bool:
    """False for a literal address that is not public; what a name leads to is seen when we call."""
    try:
        return is_public(ip_address(host))
    except ValueError:
        return host.lower().rstrip(".") != "localhost"


def is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


class PublicResolver(AbstractResolver):
    """Gives only public addresses, and those are the ones that are called: a name cannot change between."""

    def __init__(self, resolver: AbstractResolver | None = None) -> None:
        self._resolver = resolver or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises NotPublic where one of the addresses is not: an honest name has none such."""
        found = await self._resolver.resolve(host, port, family)
        if not found or not all(is_public(ip_address(one["host"].partition("%")[0])) for one in found):
            raise NotPublic(host)
        return found

    async def close(self) -> None:
        await self._resolver.close()
