"""What the slackblocks package says of the same blocks: each is rebuilt with its classes, which raise on misuse."""

import inspect
from collections.abc import Iterator
from typing import Any

import slackblocks as kit
from slackblocks.errors import InvalidUsageError

from playground.blockkit.shapes import Problem

_BY_TYPE: dict[str, Any] = {
    "actions": kit.ActionsBlock,
    "alert": kit.AlertBlock,
    "area": kit.AreaChart,
    "bar": kit.BarChart,
    "button": kit.Button,
    "card": kit.CardBlock,
    "carousel": kit.CarouselBlock,
    "channels_select": kit.ChannelSelectMenu,
    "checkboxes": kit.CheckboxGroup,
    "container": kit.ContainerBlock,
    "context": kit.ContextBlock,
    "context_actions": kit.ContextActionsBlock,
    "conversations_select": kit.ConversationSelectMenu,
    "data_table": kit.DataTableBlock,
    "data_visualization": kit.DataVisualizationBlock,
    "datepicker": kit.DatePicker,
    "datetimepicker": kit.DateTimePicker,
    "divider": kit.DividerBlock,
    "email_text_input": kit.EmailInput,
    "external_select": kit.ExternalSelectMenu,
    "feedback_buttons": kit.FeedbackButtons,
    "file": kit.FileBlock,
    "file_input": kit.FileInput,
    "header": kit.HeaderBlock,
    "icon_button": kit.IconButton,
    "input": kit.InputBlock,
    "line": kit.LineChart,
    "markdown": kit.MarkdownBlock,
    "multi_channels_select": kit.ChannelMultiSelectMenu,
    "multi_conversations_select": kit.ConversationMultiSelectMenu,
    "multi_external_select": kit.ExternalMultiSelectMenu,
    "multi_static_select": kit.StaticMultiSelectMenu,
    "multi_users_select": kit.UserMultiSelectMenu,
    "number_input": kit.NumberInput,
    "overflow": kit.OverflowMenu,
    "pie": kit.PieChart,
    "plain_text_input": kit.PlainTextInput,
    "plan": kit.PlanBlock,
    "radio_buttons": kit.RadioButtonGroup,
    "raw_number": kit.RawNumber,
    "raw_text": kit.RawText,
    "rich_text_input": kit.RichTextInput,
    "section": kit.SectionBlock,
    "static_select": kit.StaticSelectMenu,
    "table": kit.TableBlock,
    "task_card": kit.TaskCardBlock,
    "timepicker": kit.TimePicker,
    "url": kit.URLSource,
    "url_text_input": kit.URLInput,
    "users_select": kit.UserSelectMenu,
    "video": kit.VideoBlock,
}
_BY_NAME: dict[str, Any] = {
    "axis_config": kit.AxisConfig,
    "column_settings": kit.ColumnSettings,
    "confirm": kit.ConfirmationDialogue,
    "data": kit.DataPoint,
    "dispatch_action_config": kit.DispatchActionConfiguration,
    "filter": kit.ConversationFilter,
    "icon": kit.SlackIcon,
    "initial_option": kit.Option,
    "initial_options": kit.Option,
    "negative_button": kit.FeedbackButton,
    "option_groups": kit.OptionGroup,
    "options": kit.Option,
    "positive_button": kit.FeedbackButton,
    "segments": kit.ChartSegment,
    "series": kit.DataSeries,
    "slack_file": kit.SlackFile,
}
# Names that differ between Slack's JSON and the package's arguments, or that it does not know yet.
_RENAMED = {"initial_date_time": "initial_datetime"}
_NOT_KNOWN_TO_IT = {"expand", "visible_to_user_ids", "verbatim"}
_OPTIONAL_IN_SLACK = {"action_id", "description"}
_ONLY_MULTI = ("initial_options", "max_selected_items")
_RICH = ("rich_text", "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted")


def _image(data: dict[str, Any]) -> Any:
    return kit.ImageBlock if {"title", "block_id"} & set(data) else kit.Image


def _class_of(data: dict[str, Any], name: str) -> Any:
    kind = data.get("type")
    if kind in ("plain_text", "mrkdwn"):
        return kit.Text.from_dict
    if kind == "image":
        return _image(data)
    return _BY_TYPE.get(kind or "") or _BY_NAME.get(name)


def _build(value: Any, name: str, *, rich: bool) -> Any:
    """The package's object for a piece of JSON; rich text stands as it is, we check it ourselves."""
    if isinstance(value, list):
        return [_build(item, name, rich=rich) for item in value if item is not None]
    if not isinstance(value, dict):
        return value
    if value.get("type") in _RICH:
        return kit.RichTextBlock(kit.RichTextSection(kit.RichText("x"))) if rich else kit.RawText("x")
    made = _class_of(value, name)
    if made is kit.StaticMultiSelectMenu and "option_groups" in value:
        # The package cannot make this menu without plain options; its other class checks the same groups.
        made, value = kit.StaticSelectMenu, {k: v for k, v in value.items() if k not in _ONLY_MULTI}
    if made is None:
        return value
    if made == kit.Text.from_dict:
        return made(value)
    return _call(made, value, rich=rich and made is not kit.TableBlock)


def _call(made: Any, value: dict[str, Any], *, rich: bool) -> Any:
    parts = {
        _RENAMED.get(key, key): _build(part, key, rich=rich)
        for key, part in value.items()
        if key != "type" and key not in _NOT_KNOWN_TO_IT
    }
    accepted = inspect.signature(made).parameters
    unknown = [key for key in parts if key not in accepted]
    if unknown:
        raise InvalidUsageError(f"invalid additional property: {', '.join(unknown)}")
    missing = [
        key
        for key, parameter in accepted.items()
        if parameter.default is parameter.empty and key not in parts
    ]
    for key in missing:
        if key not in _OPTIONAL_IN_SLACK:
            raise InvalidUsageError(f"missing required field: {key}")
        parts[key] = None
    return made(**parts)


def second_opinion(block: dict[str, Any], at: str) -> Iterator[Problem]:
    """What slackblocks objects to in one block, as a problem of the whole block."""
    if block.get("type") == "rich_text":
        return
    if block.get("type") == "image" and "block_id" not in block:
        block = {**block, "block_id": "image"}
    try:
        _build(block, "", rich=True)
    except (InvalidUsageError, TypeError, ValueError, KeyError, AttributeError) as problem:
        yield Problem(at, str(problem))
