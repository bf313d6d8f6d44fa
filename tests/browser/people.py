"""What a person sees and does on the page: columns, threads, buttons by their words, modals by their labels."""

import re
from typing import Any

OF_SEVERAL = re.compile("Votre journée|Vos \\d+ rappels|Your day|Your \\d+ reminders")
"""A digest, or reminders of several orders: it names orders, and is no order's card."""


class Person:
    """One column of the page."""

    def __init__(self, page: Any, user: str) -> None:
        self.page = page
        self.column = page.locator(f"#column-{user}")

    # What they see

    @property
    def dialog(self) -> Any:
        """The modal in front."""
        return self.column.get_by_role("dialog")

    def root(self, ref: str) -> Any:
        """The card of an order (or a case) with its thread."""
        return (
            self.column.locator("li.root:not(:has(> article.private))")
            .filter(has_text=ref, has_not_text=OF_SEVERAL)
            .last
        )

    def card(self, ref: str) -> Any:
        return self.root(ref).locator("> article")

    def reads(self, ref: str, *words: str) -> None:
        """All of this stands in one place of the thread, sooner or later."""
        from playwright.sync_api import expect

        found = self.root(ref).locator("article")
        for word in words:
            found = found.filter(has_text=word)
        expect(found.last).to_be_visible()

    def sees_on_the_card(self, ref: str, *words: str) -> None:
        from playwright.sync_api import expect

        for word in words:
            expect(self.card(ref)).to_contain_text(word)

    def answered(self, *words: str) -> Any:
        """The newest answer that only they see says this; gives it."""
        from playwright.sync_api import expect

        newest = self.column.locator("article.private").last
        for word in words:
            expect(newest).to_contain_text(word)
        return newest

    def buttons(self, place: Any) -> list[str]:
        """The words on the buttons there, without the page's own."""
        found: list[str] = place.locator(".block button").all_inner_texts()
        return found

    def warned(self, label: str, *words: str) -> None:
        """The error under a field of the modal."""
        from playwright.sync_api import expect

        field = self.dialog.locator(".field").filter(has_text=label).locator(".error")
        for word in words:
            expect(field).to_contain_text(word)

    # What they do

    def tab(self, name: str) -> None:
        self.column.get_by_role("tab", name=name).click()

    def types(self, text: str) -> None:
        """Into the conversation itself: a command, or a free sentence."""
        area = self.column.locator(".foot textarea")
        area.fill(text)
        area.press("Enter")
        self.settled()

    def writes(self, ref: str, text: str) -> None:
        """Into the thread of an order."""
        area = self.root(ref).locator(".thread > .composer textarea")
        area.fill(text)
        area.press("Enter")
        self.settled()

    def presses(self, ref: str, name: str) -> None:
        """The newest button of this name that stands with this order."""
        self.root(ref).get_by_role("button", name=name, exact=True).last.click()
        self.settled()

    def fills(self, fields: dict[str, str], send: str = "Envoyer") -> None:
        """Fill in the modal by its labels, and send it off."""
        for label, value in fields.items():
            field = self.dialog.get_by_label(label).first
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        self.sends(send)

    def ticks(self, *labels: str) -> None:
        for label in labels:
            self.dialog.get_by_label(label, exact=True).check()

    def sends(self, name: str = "Envoyer") -> None:
        self.dialog.get_by_role("button", name=name, exact=True).click()
        self.settled()

    def closes(self) -> None:
        self.dialog.locator("[data-close=all]").click()
        self.dialog.wait_for(state="detached")

    def confirms(self, *words: str) -> None:
        """Say yes to the question, once it was read."""
        from playwright.sync_api import expect

        for word in words:
            expect(self.page.locator("#confirm")).to_contain_text(word)
        self.page.locator("#confirm-yes").click()
        self.settled()

    def settled(self) -> None:
        """Nothing is under way any more."""
        self.page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")


class Clock:
    """The clock on top of the page."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def push(self, name: str) -> None:
        """One push, by the words of its button; back when what was due has been done."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_function("() => !document.querySelector('.pushes [aria-busy=true]')")
