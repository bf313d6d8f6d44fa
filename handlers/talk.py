"""What people write to the bot: relayed in an order's thread, answered with guidance anywhere else."""

from bot.render import Message as Told
from bot.slack.carrying import MOST
from handlers import faq
from handlers.acting import asked_for
from handlers.answers import Answer, Nothing, Tell, sentence
from handlers.desk import Desk, Held
from handlers.payload import CardGone, Deleted, Edited, Said
from rules.commands import Message
from rules.order import Attached
from rules.refusal import Refusal
from rules.words import Action


def heard(desk: Desk, payload: Said | Edited | Deleted | CardGone) -> Answer:
    """What happens to messages in the bot's own conversations."""
    match payload:
        case Said():
            return said(desk, payload)
        case Edited():
            return edited(desk, payload)
        case Deleted():
            return deleted(desk, payload)
        case CardGone():
            return card_gone(desk, payload)


def said(desk: Desk, message: Said) -> Answer:
    """A message in an order's thread goes to the other party; any other sentence is a question to us."""
    held = desk.in_thread(message.place.channel, message.place.root)
    if held is None:
        return faq.asked(desk, message.text)
    return relayed(desk, held, message.text, message.receipt, message.files)


def edited(desk: Desk, message: Edited) -> Answer:
    """What was relayed stays; its correction is relayed beneath."""
    held = desk.in_thread(message.place.channel, message.place.root)
    if held is None:
        return Nothing()
    return relayed(desk, held, f"{desk.say_plain('correction')} {message.text}", message.receipt)


def deleted(desk: Desk, message: Deleted) -> Answer:
    """Nothing that was relayed is taken back, and its author is told so (rule 16)."""
    held = desk.in_thread(message.place.channel, message.place.root)
    return Nothing() if held is None else Tell(sentence(desk.say("message_deleted")), order=held.id)


def card_gone(desk: Desk, message: CardGone) -> Answer:
    """A card that was taken away comes again, and the thread goes on below it."""
    desk.parts.replies.draw_again(desk.workspace, message.place.channel, message.place.ts)
    return Nothing()


def relayed(desk: Desk, held: Held, text: str, receipt: str, files: tuple[Attached, ...] = ()) -> Answer:
    """Through the law: where the chat is closed, the sender is told why (rule 11)."""
    asked = asked_for(desk, held, Action.MESSAGE)
    assert asked is not None
    small = tuple(file for file in files if file.size <= MOST)
    command = Message(by=asked.by, text=desk.named(text), files=small or None, in_thread=True)
    outcome = desk.act(held.id, command, receipt)
    if isinstance(outcome, Refusal):
        why = desk.refused(desk.held(held.id) or held, outcome, Action.MESSAGE)
        return Tell(unsent(desk, why), order=held.id)
    if len(small) < len(files):
        large = next(file.name for file in files if file.size > MOST)
        return Tell(sentence(desk.say("file_too_large", name=large)), order=held.id)
    return Nothing()


def unsent(desk: Desk, why: Told) -> Told:
    """What was written reached nobody: its author reads that first, then why."""
    first = sentence(desk.say("not_passed_on"))
    return Told(text=f"{first.text} {why.text}", blocks=[*first.blocks, *why.blocks])
