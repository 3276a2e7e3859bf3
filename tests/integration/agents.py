"""An agent of a language model, as far as its tools can tell."""

from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import llm
from homeassistant.setup import async_setup_component
import probatio

SEND = "chat_rooms__send_message"
GET = "chat_rooms__get_messages"
ASSIST = "conversation"


class Agent:
    """Has the tools of Assist, and calls them for a user or for nobody."""

    def __init__(self, hass: HomeAssistant, user_id: str | None = None) -> None:
        """Belong to a user, or to none."""
        self._hass = hass
        self.context: Context | None = Context(user_id=user_id)

    async def api(self, api_id: str = llm.LLM_API_ASSIST) -> llm.APIInstance:
        """Return what Home Assistant offers right now."""
        assert await async_setup_component(self._hass, "llm", {})
        asking = llm.LLMContext(
            platform="test",
            context=self.context,
            language="en",
            assistant=ASSIST,
            device_id=None,
        )
        return await llm.async_get_api(self._hass, api_id, asking)

    async def tools(self) -> dict[str, llm.Tool]:
        """Return our tools by their names."""
        found = (await self.api()).tools
        return {tool.name: tool for tool in found if tool.name in (SEND, GET)}

    async def schema(self, name: str) -> dict[str, Any]:
        """Return the parameters of a tool as a model is told of them."""
        api = await self.api()
        [tool] = [tool for tool in api.tools if tool.name == name]
        told: dict[str, Any] = probatio.to_openapi(
            tool.parameters, custom_serializer=api.custom_serializer
        )
        return told

    async def rooms(self, name: str) -> list[str]:
        """Return the rooms that a tool offers, none where it is not offered itself."""
        if name not in await self.tools():
            return []
        rooms: list[str] = (await self.schema(name))["properties"]["room"]["enum"]
        return rooms

    async def call(self, name: str, **arguments: Any) -> llm.ToolResult:
        """Call a tool."""
        return await answer_of(await self.api(), name, **arguments)

    async def messages(self, **arguments: Any) -> list[dict[str, Any]]:
        """Return the messages that the agent gets."""
        answer = await self.call(GET, **arguments)
        assert not answer.error
        messages: Any = answer.data["messages"]
        return list(messages)

    async def texts(self, **arguments: Any) -> list[str]:
        """Return what is said in them."""
        return [message["text"] for message in await self.messages(**arguments)]


async def answer_of(
    api: llm.APIInstance, name: str, **arguments: Any
) -> llm.ToolResult:
    """Call one of the tools that were offered before."""
    return await api.async_call_tool(llm.ToolInput(name, arguments))


def expose(hass: HomeAssistant, *entity_ids: str, shown: bool = True) -> None:
    """Expose entities to Assist, or do so no more."""
    for entity_id in entity_ids:
        async_expose_entity(hass, ASSIST, entity_id, shown)
