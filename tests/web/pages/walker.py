"""A reader of pages: follows forms as a browser without script does, and reads what is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx
from starlette.testclient import TestClient

VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})


@dataclass
class Form:
    """A form: where it leads, and what it says as it stands."""

    action: str
    tongue: bool = False
    """Whether it only changes the language."""
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[dict[str, str | None]] = field(default_factory=list)
    controls: list[dict[str, str | None]] = field(default_factory=list)


class Reader(HTMLParser):
    """Takes a page apart, and sees that every tag is closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.labelled: set[str] = set()
        self.named: list[dict[str, str | None]] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.links: list[str] = []
        self._select = ""
        self.feed(html)
        self.close()
        assert self.open == [], f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self.refers += str(given.get("aria-describedby") or "").split() + str(given.get("aria-labelledby") or "").split()
        if tag == "label":
            self.labelled.add(str(given["for"]))
        if tag == "a":
            self.links.append(str(given.get("href")))
        if tag == "form":
            self.forms.append(Form(str(given["action"]), tongue=given.get("class") == "tongue"))
        if self.forms and "form" in self.open:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str | None]) -> None:
        form = self.forms[-1]
        if tag == "button":
            form.buttons.append(given)
        elif tag == "select":
            self._select = str(given["name"])
            form.controls.append({**given, "type": "select"})
            self.named.append(given)
        elif tag == "option" and "selected" in given:
            form.values[self._select] = [str(given["value"])]
        elif tag == "input":
            kind = given.get("type")
            if kind != "hidden":
                self.named.append(given)
                form.controls.append(given)
            if kind in {"hidden", "text"} or (kind in {"radio", "checkbox"} and "checked" in given):
                form.values.setdefault(str(given["name"]), []).append(str(given.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        """What is read on the page."""
        return re.sub(r"\s+", " ", " ".join(self.words)).strip()


class Walker:
    """One visitor. `at` is the page that is open."""

    def __init__(self, client: TestClient, path: str = "/") -> None:
        self.client = client
        self.answer: httpx.Response = client.get(path, headers={"accept": "text/html"})
        self.at = Reader(self.answer.text)

    @property
    def text(self) -> str:
        """What is read on the page."""
        return self.at.text

    def form(self, action: str) -> Form:
        """The form that leads somewhere, itself or by one of its buttons."""
        for form in self.at.forms:
            ways = [form.action, *(one.get("formaction") or "" for one in form.buttons)]
            if not form.tongue and action in {way.partition("?")[0] for way in ways}:
                return form
        raise AssertionError(f"no form leads to {action}: {[form.action for form in self.at.forms]}")

    def submit(self, action: str, given: dict[str, Any] | None = None, **more: Any) -> Walker:
        """Press a button: send the form as it stands, with what is filled in."""
        form = self.form(action)
        filled = {**(given or {}), **more}
        values = {**form.values, **{name: value if isinstance(value, list) else [value] for name, value in filled.items()}}
        query = form.action.partition("?")[2]
        self.answer = self.client.post(f"{action}?{query}" if query else action, data=values, headers={"accept": "text/html"})
        if "text/html" in self.answer.headers["content-type"]:
            self.at = Reader(self.answer.text)
        return self

    def begin(self, place: str = "620700", day: str = "2024-06-01", people: int = 1, **concerns: Any) -> Walker:
        """From the first page to the people of the family."""
        self.submit("/place", {"place": place, "day": day, "concern": list(concerns.get("concerns", []))})
        return self.submit("/household", {"household.members": str(people)})
