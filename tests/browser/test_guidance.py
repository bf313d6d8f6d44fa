"""Ready words and decisions, as people find them on the page, in French and in English."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.camera import Camera
from tests.browser.conftest import Room

WORDS = {
    "fr": {
        "late": "/faq jsui en retar koi faire",
        "never": "ne livrez jamais une commande incomplète",
        "draft": "Rédiger mon annonce",
        "hello": "Bonjour Bea",
        "gap": "[dites pourquoi, en une phrase]",
        "why": "Mon disque est en panne.",
        "until": "Date maximale",
        "reason": "La raison du retard",
        "send": "Envoyer",
        "decide": "M'aider à choisir",
        "revision": "/faq accepter ou refuser cette retouche ?",
        "revised": ("Oui, c'est clair", "Non", "Une correction", "illimitées"),
        "accept_revision": ("Accepter la retouche", "Retouche acceptée", "En cours"),
        "cancellation": "/faq le client demande l'annulation",
        "cancelled": ("Oui", "Non, ou malentendu", "accepter coûte le moins"),
        "accept_cancellation": ("Accepter l'annulation", "Annulation acceptée", "Annulée"),
    },
    "en": {
        "late": "/faq im late what do i do",
        "never": "never deliver an incomplete order",
        "draft": "Draft my notice",
        "hello": "Hello Bea",
        "gap": "[say why, in one sentence]",
        "why": "My disk is broken.",
        "until": "Latest date",
        "reason": "Why it will be late",
        "send": "Send",
        "decide": "Help me decide",
        "revision": "/faq accept or refuse this revision?",
        "revised": ("Yes, it is clear", "No", "A correction", "unlimited"),
        "accept_revision": ("Accept revision", "Revision accepted", "In progress"),
        "cancellation": "/faq the buyer asks to cancel",
        "cancelled": ("Yes", "No, a misunderstanding", "accepting costs least"),
        "accept_cancellation": ("Accept cancellation", "Cancellation accepted", "Cancelled"),
    },
}


@pytest.fixture(params=["fr", "en"])
def said(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What the page says in a language."""
    return {"lang": request.param} | WORDS[request.param]


def speaks(room: Room, said: dict[str, Any], *refs: str) -> None:
    if said["lang"] == "en":
        room.speaks("en", *refs)


def test_a_draft_goes_out_with_its_request(own_room: Room, said: dict[str, Any]) -> None:
    room = own_room
    sami, bea = room.sami, room.bea
    ref = room.started(f"Carte {said['lang']}", days=4)
    shot = Camera(room, f"draft-{said['lang']}")
    speaks(room, said, ref)
    sami.types(f"{said['late']} {ref}")
    answer = sami.answered(said["never"], ref)
    shot()
    answer.get_by_role("button", name=said["draft"], exact=True).click()
    sami.settled()
    field = sami.dialog.get_by_label(said["reason"]).first
    expect(field).to_have_value(re.compile(said["hello"]))
    shot()
    later = datetime.now() + timedelta(days=12)
    sami.fills({said["until"]: f"{later:%Y-%m-%dT18:00}"}, send=said["send"])
    sami.warned(said["reason"], said["gap"])
    field.fill(field.input_value().replace(said["gap"], said["why"]))
    shot()
    sami.sends(said["send"])
    bea.reads(ref, said["hello"], said["why"])
    shot()


def test_a_revision_and_a_cancellation_are_decided_step_by_step_to_the_end(
    own_room: Room, said: dict[str, Any]
) -> None:
    room = own_room
    sami, bea = room.sami, room.bea
    shot = Camera(room, f"walk-{said['lang']}")
    asked = room.started(f"Sigle {said['lang']}", days=6)
    bea.presses(asked, "Plus…")
    bea.dialog.get_by_role("button", name="Demander l'annulation", exact=True).click()
    bea.settled()
    bea.dialog.get_by_role("textbox").first.fill("Je me suis trompée de service")
    bea.sends("Envoyer")
    sami.reads(asked, "trompée de service")
    revised = room.started(f"Frise {said['lang']}", days=6)
    sami.presses(revised, "Livrer")
    sami.ticks("Tout ce que le client doit vérifier est là")
    sami.fills({"Le travail livré": "https://example.org/frise.zip"}, send="Livrer")
    bea.presses(revised, "Demander une retouche")
    bea.fills({"Les changements voulus": "Le hibou doit regarder à gauche"})
    sami.reads(revised, "regarder à gauche")

    speaks(room, said, asked, revised)
    for question, ref, steps, words, (button, done, state) in (
        (said["revision"], revised, said["revised"], "regarder à gauche", said["accept_revision"]),
        (said["cancellation"], asked, said["cancelled"], "trompée de service", said["accept_cancellation"]),
    ):
        sami.types(f"{question} {ref}")
        sami.answered(ref).get_by_role("button", name=said["decide"], exact=True).click()
        sami.settled()
        expect(sami.dialog).to_contain_text(words)
        for step in steps[:-1]:
            shot()
            sami.dialog.get_by_role("button", name=step, exact=True).click()
            sami.settled()
        expect(sami.dialog).to_contain_text(steps[-1])
        shot()
        sami.dialog.get_by_role("button", name=button, exact=True).click()
        sami.confirms()
        expect(sami.dialog).to_contain_text(done)
        shot()
        sami.closes()
        for person in (sami, bea):
            person.sees_on_the_card(ref, state)
