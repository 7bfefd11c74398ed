"""We call public addresses over https: whoever registers an endpoint makes us knock nowhere inside the house."""

import socket
from ipaddress import ip_address

import pytest
from aiohttp.abc import AbstractResolver

from services.webhooks.addresses import AddressNotAllowed, NotPublic, PublicResolver, checked_url, is_public

INSIDE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104
    "255.255.255.255",
    "224.0.0.1",
    "198.18.0.1",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "2002:7f00:1::1",
    "2001:0:7f00:1::1",
]
OUTSIDE = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_not_called(address: str):
    assert not is_public(ip_address(address))
    with pytest.raises(AddressNotAllowed):
        checked_url(f"https://{f'[{address}]' if ':' in address else address}/hook", private=False)


@pytest.mark.parametrize("address", OUTSIDE)
def test_addresses_outside_are(address: str):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https:///x",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://example.org/#x",
        "https://example.org:99999/",
        "https://[::1",
        "https://exa mple.org/",
        "https://example.org/\r\nX: y",
        "https://exämple.org/",
        "javascript:alert(1)",
        "//example.org/",
        "",
        "https://example.org/" + "x" * 500,
    ],
)
def test_odd_addresses_are_refused(url: str):
    with pytest.raises(AddressNotAllowed):
        checked_url(url, private=False)


def test_honest_addresses_are_taken():
    for url in ("https://example.org/", "https://example.org:8443/a?b=c", "https://93.184.215.14/"):
        assert checked_url(url, private=False) == url
    assert checked_url("http://127.0.0.1:8080/", private=True)


class Answers(AbstractResolver):
    """A name server that says what it is told to."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [
            {"hostname": host, "host": one, "port": port, "family": family, "proto": 0, "flags": 0}
            for one in self.addresses
        ]

    async def close(self) -> None:
        return


@pytest.mark.parametrize("addresses", [[], ["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["fe80::1%eth0"]])
async def test_a_name_that_leads_inside_is_not_called(addresses: list[str]):
    with pytest.raises(NotPublic):
        await PublicResolver(Answers(*addresses)).resolve("example.org", 443)


async def test_a_name_that_leads_outside_is():
    found = await PublicResolver(Answers("93.184.215.14")).resolve("example.org", 443)

    assert [one["host"] for one in found] == ["93.184.215.14"]
