"""The choices that a select offers now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.forms.labels import NO_MEDIA, Media, Phrase
from kiosk.forms.model import Choices
from kiosk.forms.nodes import Node
from kiosk.forms.xpath import Scope

Say = Callable[[Phrase | None, Node], str]
Show = Callable[[Phrase | None, Node], Media]


@dataclass(frozen=True)
class ChoiceView:
    """One choice as the screen shows it; `icon` is a pictogram's name or "", `media` files of the form."""

    name: str
    label: str
    icon: str = ""
    media: Media = NO_MEDIA


def choice_names(choices: Choices | None, node: Node, scope: Scope) -> tuple[str, ...]:
    """Return the names offered at a question's node, none without choices. Raises BadExpression."""
    if choices is None:
        return ()
    if choices.value is None:
        return tuple(item.name for item in choices.items)
    return tuple(choices.value.string(item, scope) for item in _items(choices, node, scope))


def choice_views(
    choices: Choices | None, node: Node, scope: Scope, say: Say, show: Show
) -> tuple[ChoiceView, ...]:
    """Return the choices offered at a question's node, as they are shown. Raises BadExpression."""
    if choices is None:
        return ()
    if choices.value is None:
        return tuple(
            ChoiceView(item.name, say(item.label, node), media=show(item.label, node))
            for item in choices.items
        )
    return tuple(
        ChoiceView(
            choices.value.string(item, scope),
            say(choices.label, item),
            _icon(item),
            show(choices.label, item),
        )
        for item in _items(choices, node, scope)
    )


def _items(choices: Choices, node: Node, scope: Scope) -> Sequence[Node]:
    return () if choices.nodes is None else choices.nodes.nodes(node, scope)


def _icon(item: Node) -> str:
    return next((child.value() for child in item.elements() if child.local == "icon"), "")
