"""Accept or refuse, one question at a time: each step is a modal with two buttons, the last one the button and why."""

from bot.render.blocks import actions, context, of_paragraphs, section
from bot.render.buttons import button, navigation, words_of
from bot.render.drafts import draft_buttons
from bot.render.forms import window
from bot.render.scene import Scene
from bot.render.view import Block
from bot.slack import refs
from rules.deciding import Advice, Question, Walk, open_walks, step
from rules.drafts import OF_ACTION


def walk(scene: Scene, walk: Walk, answers: tuple[str, ...]) -> Block:
    """The step that these answers lead to. ValueError for answers that nobody can have given."""
    view = scene.view
    found = step(walk, answers, view.order, view.now, view.policy)
    head = of_paragraphs(scene.paragraphs(f"walks/{walk}"))
    shown = (
        question(scene, walk, answers, found) if isinstance(found, Question) else advice(scene, walk, found)
    )
    ref = refs.Ref(view.id, view.order.stage)
    return window(scene.voice, scene.voice.plain.label("walks", walk), [*head, *shown], "ui:walk", ref)


def question(scene: Scene, walk: Walk, answers: tuple[str, ...], asked: Question) -> list[Block]:
    """One question; its answers are the buttons."""
    label = scene.voice.label("walk_asks", asked.ask, **scene.given())
    path = ":".join((walk, *answers))
    made = [step_button(scene, f"ui:walk:{path}:{one}", f"{asked.ask}_{one}") for one in asked.answers]
    back = [navigation(scene, f"ui:walk:{walk}", "again")] if answers else []
    return [section(f"*{label}*"), *actions([*made, *back])]


def step_button(scene: Scene, action_id: str, key: str) -> Block:
    made = navigation(scene, action_id, "more")
    return made | {"text": made["text"] | {"text": scene.voice.plain.label("walk_answers", key)}}


def advice(scene: Scene, walk: Walk, found: Advice) -> list[Block]:
    """The recommended button, why, and what it does; the others stay within reach: the choice is the reader's."""
    option = scene.open(found.action)
    why = scene.voice.label("walk_whys", found.why, **scene.given())
    named = words_of(scene, found.action, "button", said=True)
    told = scene.consequence(found.action, option.effect) if option else []
    others = [button(scene, one) for one in found.others if scene.open(one) is not None]
    main = [button(scene, found.action, "primary")] if option else []
    ready = draft_buttons(scene, tuple(filter(None, (OF_ACTION.get(found.action),))))
    return [
        section(scene.voice.say("walk_advice", advised=named, why=why)),
        *of_paragraphs(told),
        *actions([*main, *ready, *others, navigation(scene, f"ui:walk:{walk}", "again")]),
        context(scene.voice.say("walk_yours")),
    ]


def walk_buttons(scene: Scene, walks: tuple[Walk, ...] | None = None) -> list[Block]:
    """The way in, while there is something to decide."""
    wanted = open_walks(scene.view.order) if walks is None else walks
    return [
        navigation(scene, f"ui:walk:{one}", "decide") for one in wanted if one in open_walks(scene.view.order)
    ]
