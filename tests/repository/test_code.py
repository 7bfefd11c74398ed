"""Rules of the house that no linter knows: what files and migrations say, what nobody swallows."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("bot", "dialogues", "services", "locales", "tests")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MIGRATIONS = sorted((ROOT / "services" / "migrations" / "versions").glob("[0-9]*.py"))


def parsed(path):
    return ast.parse(path.read_bytes(), filename=str(path))


def named(path):
    return str(path.relative_to(ROOT))


def test_every_file_says_first_what_it_is():
    assert [named(path) for path in FILES if not ast.get_docstring(parsed(path))] == []


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: path.stem)
def test_a_migration_has_a_number_a_name_and_a_reason(path):
    tree = parsed(path)
    reason = ast.get_docstring(tree) or ""
    values = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    assert re.fullmatch(r"\d{4}_[a-z0-9_]+", path.stem)
    assert values["revision"] == path.stem
    assert len(reason.split()) >= 5, "the reason, in a sentence"
    assert not re.search(r"^(Revision ID|Create Date)", reason, re.MULTILINE), (
        "Alembic’s own words are no reason"
    )


def test_migrations_are_one_line():
    stems = [path.stem for path in MIGRATIONS]
    parents = [
        re.search(r'^down_revision = (?:"(.*)"|None)$', path.read_text(), re.MULTILINE) for path in MIGRATIONS
    ]

    assert [parent and parent[1] for parent in parents] == [None, *stems[:-1]]


def swallows_everything(handler):
    names = (
        {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)} if handler.type else set()
    )
    blind = handler.type is None or names & {"Exception", "BaseException"}
    silent = all(isinstance(node, ast.Pass | ast.Continue) for node in handler.body)
    return handler.type is None or (blind and silent)


def test_no_exception_is_swallowed():
    found = [
        f"{named(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler) and swallows_everything(node)
    ]
    assert found == []


def test_dialogues_use_only_the_public_face_of_the_services():
    """Beside the import contract: what they import is said to be public, in `services.__all__`."""
    public = {
        value
        for node in parsed(ROOT / "services" / "__init__.py").body
        if isinstance(node, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
        for value in ast.literal_eval(node.value)
    }
    used = {
        (named(path), alias.name)
        for path in (ROOT / "dialogues").rglob("*.py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.module == "services"
        for alias in node.names
    }

    assert sorted((path, name) for path, name in used if name not in public) == []


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True
    )
    if listed.returncode:
        pytest.fail("these tests read the list of files from git: run them in a clone")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_nothing_generated_or_secret_is_in_git():
    unwanted = re.compile(r"\.(mo|pyc|db|db-wal|db-shm|log)$|(^|/)\.env$")
    token = re.compile(rb"\b\d{8,10}:AA[\w-]{33}\b")

    files = tracked()
    assert [named(path) for path in files if unwanted.search(named(path))] == []
    assert [named(path) for path in files if token.search(path.read_bytes())] == []
