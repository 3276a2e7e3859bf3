"""The steps of flows are there, and so are their texts."""

import pytest

from .conftest import Tree, texts, told

NEW_STEPS = """
    async def async_step_otp(self, user_input=None):
        return self.async_show_form(
            step_id="otp",
            data_schema=vol.Schema({vol.Required("otp"): str}),
            description_placeholders={"number": "1"},
            errors={"base": "wrong_otp"},
        )

    async def async_step_sign_in(self, user_input=None):
        return self.async_show_menu(menu_options=["otp", "talk"])

    async def async_step_open(self, user_input=None):
        return self.async_external_step(step_id="open", url="x")

    async def async_step_wait(self, user_input=None):
        return self.async_show_progress(step_id="wait", progress_action="waiting")

    async def async_step_more(self, user_input=None):
        deep = vol.Schema({vol.Optional("deep"): str})
        return self.async_show_form(
            data_schema=vol.Schema({vol.Optional("top"): section(deep)})
        )
"""


def test_new_steps(tree: Tree) -> None:
    """Forms, menus, external steps and progress need their texts."""
    tree.replace(
        "config_flow.py",
        "\n    async def _sign_in",
        f"{NEW_STEPS}\n    async def _sign_in",
    )
    top = "config.step"
    assert sorted(told(tree)) == texts(
        "config.error.wrong_otp",
        "config.progress.waiting",
        f"{top}.more.sections.top.data.deep",
        f"{top}.more.sections.top.data_description.deep",
        f"{top}.more.sections.top.name",
        f"{top}.more.title",
        f"{top}.open.title",
        f"{top}.otp.data.otp",
        f"{top}.otp.data_description.otp",
        f"{top}.otp.title",
        f"{top}.sign_in.menu_options.otp",
        f"{top}.sign_in.menu_options.talk",
        f"{top}.sign_in.title",
        f"{top}.wait.title",
    )


def test_step_without_method(tree: Tree) -> None:
    """A menu cannot lead where no step is."""
    tree.replace("providers/__init__.py", '"talk": 2', '"talk": 2, "coco": 3')
    assert "there is no async_step_coco" in told(tree)


@pytest.mark.parametrize(
    "done", ["async_external_step_done", "async_show_progress_done"]
)
def test_next_step_without_method(tree: Tree, done: str) -> None:
    """What the user does elsewhere cannot lead on to where no step is."""
    tree.replace(
        "config_flow.py",
        "class RoomsOptions(",
        f"""
    async def async_step_talk_browser(self, user_input=None):
        if user_input:
            return self.{done}(next_step_id="talk")
        return self.{done}(next_step_id="talk_done" if self else "talk")


class RoomsOptions(""",
    )
    assert told(tree) == ["there is no async_step_talk_done"]


def test_steps_in_another_module(tree: Tree) -> None:
    """A service's steps may stand in a class of their own, beside the flow."""
    tree.write(
        "config_flow_coco.py",
        """
class CocoSteps:
    async def async_step_coco(self, user_input=None):
        return self.async_show_form(step_id="coco", errors=await self._sign_in(1))

    async def async_step_coco_menu(self, user_input=None):
        return self.async_show_menu(step_id="coco_menu", menu_options=["bocco"])
""",
    )
    tree.replace(
        "config_flow.py",
        "class RoomsFlow(ConfigFlow,",
        "from .config_flow_coco import CocoSteps\nclass RoomsFlow(CocoSteps, ConfigFlow,",
    )
    assert sorted(told(tree)) == texts(
        "config.step.coco.title",
        "config.step.coco_menu.menu_options.bocco",
        "config.step.coco_menu.title",
    )
