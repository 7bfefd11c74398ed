"""The page of figures: charts that a strict policy takes, a table beside each, files that run nothing."""

import pytest

from services.staff.models import SiteRow
from tests.services.console.people import people

FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Once is enough: what is counted is tested on both databases beside the service."""
    return sqlite_url


async def test_each_chart_has_its_table_and_holds_neither_script_nor_style(surfer, centre):
    people(centre)

    page = await surfer.go("/console/figures?period=all")

    charts = [its for its in page.all("svg") if its.get("class") == "chart"]
    assert len(charts) == len(page.all("table")) == 4
    names = {its["aria-labelledby"] for its in charts}
    assert names == {its["id"] for its in page.all("title") if its.get("id")}
    assert not [its for _, its in page.elements if "style" in its]
    assert not page.all("style")
    assert not [its for its in page.all("script") if not its.get("src")]
    assert "Before the jury 1" in page.text
    assert "Nothing to count yet." in page.text


async def test_a_centre_without_anybody_has_no_figures_yet(surfer):
    page = await surfer.go("/console/figures")

    assert page.status == 200
    assert page.text.count("Nothing to count yet.") == 5


async def test_nobody_of_the_staff_is_named_among_the_figures(surfer, centre):
    people(centre)
    page = await surfer.go("/console/figures?period=all")
    assert page.text.count("Claire Moreau") == 1  # who reads the page
    assert "Sami Haddad" not in page.text
    assert "Rosa" not in page.text


async def test_a_file_for_spreadsheets_runs_no_formula(surfer, centre, client):
    people(centre)
    site = centre.system(
        lambda s: (
            s.staff.add_site(
                SiteRow(
                    body_id=centre.body_id,
                    name=FORMULA,
                    address="1 rue du Port",
                    postcode="69007",
                    town="Lyon",
                    latitude=45.7,
                    longitude=4.8,
                    timezone="Europe/Paris",
                )
            ).id
        )
    )
    for table in ("stages", "path", "absences", "days", "messages"):
        answer = await client.get(f"/console/figures/{table}.csv?site={site}")
        text = await answer.text(encoding="utf-8-sig")
        assert answer.status == 200
        assert answer.headers["Content-Disposition"] == f'attachment; filename="clea-{table}.csv"'
        assert f"'{FORMULA}" in text
        assert not [line for line in text.splitlines() if line.startswith(FORMULA)]


async def test_the_file_has_numbers_as_numbers(surfer, centre, client):
    people(centre)
    lines = (await (await client.get("/console/figures/path.csv?period=all")).text("utf-8-sig")).splitlines()
    assert lines[0] == "Site,Period,Step,Number,Share"
    assert lines[1] == "All sites,Since the beginning,Have come,15,1.0"


async def test_foreign_sites_and_unknown_tables_do_not_exist(surfer):
    assert (await surfer.go("/console/figures?site=999")).status == 404
    assert (await surfer.go("/console/figures/people.csv")).status == 404
    assert (await surfer.go("/console/figures?period=yesterday")).status == 200
