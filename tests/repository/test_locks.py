"""The lock files: they hold what pyproject.toml asks for, with hashes, and no index's address."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = {
    "requirements.lock": [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]],
    "requirements-install.lock": PROJECT["dependency-groups"]["install"],
    "requirements-dev.lock": [
        *PROJECT["project"]["dependencies"],
        *(wish for wish in PROJECT["dependency-groups"]["dev"] if isinstance(wish, str)),
    ],
}


def locked(name):
    """The requirements of a lock file: package name -> (its line, how many hashes)."""
    entries = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    found = [
        (Requirement(entry.split(" --hash")[0]), entry.count("--hash=sha256:")) for entry in entries if entry
    ]
    return {canonicalize_name(requirement.name): (requirement, hashes) for requirement, hashes in found}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_is_asked_for(name):
    held = locked(name)
    for wish in map(Requirement, LOCKS[name]):
        requirement, _ = held[canonicalize_name(wish.name)]
        (pin,) = requirement.specifier
        assert wish.specifier.contains(pin.version), f"{wish}: {name} has {pin}; run `make lock`"


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_hashes(name):
    assert [package for package, (_, hashes) in locked(name).items() if not hashes] == []


def test_the_locks_agree():
    everything = locked("requirements-dev.lock")
    for name in ("requirements.lock", "requirements-install.lock"):
        differing = [
            package
            for package, (requirement, _) in locked(name).items()
            if everything[package][0].specifier != requirement.specifier
        ]
        assert differing == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_index_is_named(name):
    assert not re.search(r"://|index-url|find-links|trusted-host", (ROOT / name).read_text())
