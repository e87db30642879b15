"""The custom actions Rasa calls. Each is thin: it reads the tracker, lets `responding` decide, and says it.

Rasa's rules choose the action by the intent it finds most likely; what is said is decided from everything that is
known of the message, so that a question that also reads as a greeting is still answered.
"""

from __future__ import annotations

import abc
from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.library import Library
from actions.reply import for_machines
from actions.responding import respond
from actions.turn import LAST_QUESTION, Turn
from language.logs import keep_texts_out

LIBRARY = Library()


class _TurnAction(Action, abc.ABC):
    """What all actions share: a turn in, a reply out."""

    def __init__(self) -> None:
        keep_texts_out()
        LIBRARY.watch()
        LIBRARY.shelf()  # the server starts only with a valid knowledge base, and the first visitor waits for nothing

    @abc.abstractmethod
    def name(self) -> str:
        """The action's name in the domain."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[Dict[str, Any]]:
        """Answers the latest message (see parent class)."""
        turn = Turn.of(tracker.latest_message, tracker.slots)
        shelf = LIBRARY.shelf()
        reply = respond(turn, shelf)
        for text in reply.texts[:-1]:
            dispatcher.utter_message(text=text)
        buttons = [{"title": b.title, "payload": b.payload} for b in reply.buttons]
        after = turn.state_after(
            shelf,
            language=reply.language or turn.language,
            answered=reply.answered,
            said=reply.outcome == "sure",
            asked=not turn.pressed and reply.outcome in ("sure", "close", "unsure", "outside"),
        )
        state = {LAST_QUESTION: turn.last_question, **after}
        custom = {**for_machines(turn, reply), "state": state}
        dispatcher.utter_message(text=reply.texts[-1], buttons=buttons, json_message=custom)
        return [SlotSet(name, value) for name, value in after.items()]


class ActionAnswer(_TurnAction):
    """Answers from the knowledge base where sure, offers where close, else says so."""

    def name(self) -> str:
        """Of the rules of all articles and of pressed buttons."""
        return "action_answer"


class ActionSmallTalk(_TurnAction):
    """Greets, thanks, says what it is and what it can do."""

    def name(self) -> str:
        """Of the rules of greetings and the like."""
        return "action_small_talk"


class ActionDecline(_TurnAction):
    """Says that it cannot answer what is outside its scope."""

    def name(self) -> str:
        """Of the rule of what is outside."""
        return "action_decline"


class ActionLanguage(_TurnAction):
    """Switches the language, or says the last answer again."""

    def name(self) -> str:
        """Of the rules of switching the language and of repeating."""
        return "action_language"


class ActionHandOff(_TurnAction):
    """Brings in a person."""

    def name(self) -> str:
        """Of the rule of asking for a person."""
        return "action_hand_off"
