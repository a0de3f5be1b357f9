"""What a screen reader is told: every control of every state has a name, and no two of one part the same."""

from __future__ import annotations

import collections
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from test_walk import opened

pytestmark = pytest.mark.browser

CONTROLS = {"button", "checkbox", "combobox", "DisclosureTriangle", "link", "radio", "searchbox", "slider",
            "spinbutton", "switch", "tab", "textbox"}  # fmt: skip
STATES = ("layers", "find", "near", "records", "numbers", "card")
DIALOGS = ("measure", "print", "save", "about")


WITHIN = {"article", "banner", "complementary", "dialog", "figure", "group", "main", "navigation", "region", "table",
          "tabpanel"}  # fmt: skip


def told(page: Page) -> list[tuple[str, str, str]]:
    """The role and the name of each control in the accessibility tree, and the named part of the page around it."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()

    def text(node: dict[str, Any], key: str) -> str:
        return str(node.get(key, {}).get("value", "")).strip()

    def around(node: dict[str, Any]) -> str:
        while (node := nodes.get(node.get("parentId", ""), {})) != {}:
            if text(node, "role") in WITHIN and (text(node, "name") or text(node, "role") in ("banner", "main")):
                return text(node, "role") + text(node, "name")
        return ""

    found = [node for node in nodes.values() if not node["ignored"] and text(node, "role") in CONTROLS]
    return [(text(node, "role"), text(node, "name"), around(node)) for node in found]


def shown(page: Page, state: str) -> None:
    if state in STATES:
        opened(page, state)
    elif state == "about":
        page.evaluate("zonemark.ui.showAbout()")
    else:
        page.evaluate("zonemark.ui.closeRecord()")
        page.locator(".zm-toollist button").nth(DIALOGS.index(state)).click()


def put_away(page: Page, state: str) -> None:
    if state in DIALOGS:
        page.keyboard.press("Escape")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_control_of_every_state_has_a_name_of_its_own(
    open_map: Callable[..., Page], valley_file: Path, language: str
) -> None:
    page = open_map(valley_file)
    page.evaluate("language => zonemark.ui.speak(language)", language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    nameless, alike = {}, {}
    for state in (*STATES, *DIALOGS):
        shown(page, state)
        controls = told(page)
        assert len(controls) > 3, state
        nameless[state] = [role for role, name, _ in controls if not name]
        counts = collections.Counter(controls)
        alike[state] = sorted(control for control, times in counts.items() if times > 1)
        put_away(page, state)
    assert {state: roles for state, roles in nameless.items() if roles} == {}
    assert {state: names for state, names in alike.items() if names} == {}


def test_a_control_without_a_name_is_found(valley_page: Page) -> None:
    valley_page.evaluate("document.querySelector('#zm-tab-find').textContent = ''")
    assert ("tab", "") in [(role, name) for role, name, _ in told(valley_page)]
