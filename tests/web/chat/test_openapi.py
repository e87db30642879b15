"""The description of the API is true: every route is in it, and what it says holds for generated requests."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from ops.model import ROOT
from tests.web.fake_rasa import FakeRasa
from tests.web.processes import Process, Site
from web.chat.errors import ERRORS
from web.chat.limits import COMMENT_CHARS, MESSAGE_CHARS
from web.chat.pages import OPENAPI
from web.chat.requests import REASONS
from web.chat.urls import urlpatterns
from web.contacts.keeping import EMAIL_CHARS
from web.contacts.requests import LINK_CHARS
from web.contacts.urls import urlpatterns as more

DESCRIPTION = json.loads(OPENAPI.read_text(encoding="utf-8"))
SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)
BESIDE = {"/chat/widget.js", "/chat/openapi.json", "/chat/privacy", "/chat/health"}
PAGES = {"/chat/question/{ticket}", "/chat/return/{link}", "/chat/return.js"}


def test_every_route_is_described() -> None:
    routes = {"/chat/" + re.sub(r"<str:(\w+)>", r"{\1}", str(route.pattern)) for route in [*urlpatterns, *more]}
    assert routes - BESIDE - PAGES | {"/chat/conversations/{conversation}/events"} == set(DESCRIPTION["paths"])


def test_limits_and_errors_are_described() -> None:
    schemas = DESCRIPTION["components"]["schemas"]
    assert schemas["Input"]["oneOf"][0]["properties"]["text"]["maxLength"] == MESSAGE_CHARS
    assert schemas["FeedbackInput"]["properties"]["comment"]["anyOf"][0]["maxLength"] == COMMENT_CHARS
    assert schemas["FeedbackInput"]["properties"]["reason"]["anyOf"][0]["enum"] == list(REASONS)
    contact = schemas["ContactInput"]["properties"]
    assert contact["text"]["anyOf"][0]["maxLength"] == MESSAGE_CHARS and contact["email"]["maxLength"] == EMAIL_CHARS
    assert schemas["ReturnInput"]["properties"]["link"]["maxLength"] == LINK_CHARS
    assert {str(kind.status) for kind in ERRORS.values()} == set(DESCRIPTION["components"]["responses"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    rasa = FakeRasa().start()
    mail = {"SMTP_HOST": "127.0.0.1", "MAIL_FROM": "desk@example.org"}  # no worker runs, so that nothing is sent
    site = Site(tmp_path_factory.mktemp("site"), rasa.url, **mail)
    yield site.web()
    site.stop()
    rasa.stop()


@pytest.fixture(scope="module")
def own(site: Process) -> tuple[str, str]:
    """A conversation of ours and its token."""
    started = httpx.post(f"{site.url}/chat/conversations", json={"language": "ja"}).json()
    conversation, token = started["conversation"]["id"], started["token"]
    headers = {"Authorization": f"Bearer {token}"}
    httpx.post(f"{site.url}/chat/conversations/{conversation}/handoff", json={}, headers=headers)
    left = {"email": "visitor@example.org", "consent": True, "text": "Which visa?"}
    kept = httpx.put(f"{site.url}/chat/conversations/{conversation}/contact", json=left, headers=headers)
    assert kept.status_code == 200
    return conversation, token


@SCHEMA.exclude(path_regex="events$").exclude(method="DELETE").parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_generated_requests_get_what_is_described(case: schemathesis.Case, site: Process, own: tuple[str, str]) -> None:
    if case.path_parameters and "conversation" in case.path_parameters and case.meta.generation.mode.is_positive:
        case.path_parameters["conversation"] = own[0]
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {own[1]}"}
    address = f"10.1.{hash(case.id) % 250}.{hash(case.path) % 250}"
    headers = {**(case.headers or {}), "X-Forwarded-For": address}
    # Well-formed requests may still name a button or a turn that is not there.
    case.call_and_validate(base_url=site.url, headers=headers, excluded_checks=[positive_data_acceptance])


def test_strangers_delete_nothing(site: Process, own: tuple[str, str]) -> None:
    assert httpx.delete(f"{site.url}/chat/conversations/{own[0]}").status_code == 401


def test_the_description_is_served(site: Process) -> None:
    response = httpx.get(f"{site.url}/chat/openapi.json")
    assert response.json() == DESCRIPTION
    again = httpx.get(f"{site.url}/chat/openapi.json", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    ["/demo/ja/", "/demo/en/", "/demo/ja/page2/", "/demo/en/page2/", "/chat/privacy?lang=ja", "/chat/privacy?lang=en"],
)
def test_pages_speak_their_language_and_load_nothing_from_elsewhere(site: Process, path: str) -> None:
    page = httpx.get(site.url + path)
    language = "en" if "en" in path else "ja"
    assert page.status_code == 200 and f'<html lang="{language}">' in page.text
    assert re.findall(r'<(?!a\b)[^>]*(?:src|href)="(?!/|#|data:,)', page.text) == []
    assert re.search(r'class="contact">[^<]*<a href="(https://[^"]+)">\1</a>', page.text)
    assert " style=" not in page.text and "onclick" not in page.text
    if "/demo/" in path:
        assert page.text.count("<script") == 1 and "<noscript>" in page.text
        assert ("デモ" if language == "ja" else "demonstration") in page.text
    assert ("横浜市経済局" if language == "ja" else "Economic Affairs Bureau") in page.text


def test_a_web_process_without_a_key_does_not_start_in_production(tmp_path: Path) -> None:
    env = {
        "PATH": "/usr/bin",
        "PYTHONPATH": str(ROOT),
        "PRODUCTION": "1",
        "DATA_DIR": str(tmp_path),
        "ALLOWED_HOSTS": "x",
    }
    ended = subprocess.run([sys.executable, "-W", "ignore", "-m", "web.serve"], env=env, cwd=ROOT, capture_output=True, text=True, check=False)  # fmt: skip
    assert ended.returncode == 2 and "SECRET_KEY" in ended.stderr and "Traceback" not in ended.stderr
