"""What is said in the simulated Talk, and what becomes of it."""

from typing import Any

import pytest

from .nextcloud_talk import NextcloudTalkSimulator
from .talk_client import TalkClient

pytestmark = pytest.mark.usefixtures("socket_enabled")

NEIGHBOURS = "Neighbours"
GARDEN_CLUB = "Garden Club"


@pytest.fixture
def token(talk: NextcloudTalkSimulator) -> str:
    """Return the token of the room that the account owns."""
    return talk.room_id(NEIGHBOURS)


async def newest(me: TalkClient, token: str, count: int = 1) -> list[Any]:
    """Return the newest messages, the newest last."""
    return list(reversed((await me.history(token, limit=count)).data))


async def test_edit(talk: NextcloudTalkSimulator, me: TalkClient, token: str) -> None:
    """An edit is a notice with the new message in it."""
    sent = (await me.send(token, "Helo")).data["id"]
    reply = await me.chat("PUT", f"{token}/{sent}", message="Hello @hanako")
    assert (reply.status, reply.data["systemMessage"]) == (200, "message_edited")
    assert reply.data["message"] == "You edited a message"
    before, notice = await newest(me, token, 2)
    assert notice["parent"] == before
    assert (before["id"], before["message"]) == (sent, "Hello {mention-user1}")
    assert before["lastEditActorId"] == "taro"
    assert before["lastEditTimestamp"] >= before["timestamp"]
    assert (await me.room_named(NEIGHBOURS))["lastMessage"] == before


async def test_refused_edit(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """Only one's own words can be changed, and only into words."""
    token = talk.room_id(GARDEN_CLUB)
    others = (await talk.messages(GARDEN_CLUB))[0]["id"]
    mine = (await me.send(token, "Hello")).data["id"]
    notice = await talk.edit(GARDEN_CLUB, mine, "Hi")
    hidden = await talk.hidden(GARDEN_CLUB)
    for message, text, status in (
        (others, "Mine", 403),
        (mine, " ", 400),
        (mine, "x" * 32_001, 413),
        (hidden, "Hello", 404),
        (5, "Hello", 404),
        (mine, "Good morning", 200),
    ):
        reply = await me.chat("PUT", f"{token}/{message}", message=text)
        assert reply.status == status
    await talk.set_role(GARDEN_CLUB, 2)
    reply = await me.chat("PUT", f"{token}/{notice['id']}", message="x")
    assert reply.status == 405
    assert (await me.chat("PUT", f"{token}/{others}", message="Hush")).status == 200
    await talk.set_feature("edit-messages", False)
    assert (await me.chat("PUT", f"{token}/{mine}", message="x")).code == 998


async def test_delete(talk: NextcloudTalkSimulator, me: TalkClient, token: str) -> None:
    """A deleted message leaves a tombstone and a notice."""
    sent = (await me.send(token, "Secret")).data["id"]
    reply_to_it = await talk.write(NEIGHBOURS, "Hanako", "What?", reply_to=sent)
    assert reply_to_it["parent"]["message"] == "Secret"
    reply = await me.chat("DELETE", f"{token}/{sent}")
    assert (reply.status, reply.data["systemMessage"]) == (200, "message_deleted")
    tombstone, answer, notice = await newest(me, token, 3)
    assert (tombstone["messageType"], tombstone["deleted"]) == ("comment_deleted", True)
    assert tombstone["message"] == "Message deleted by you"
    assert tombstone["isReplyable"] is False
    assert notice["parent"]["id"] == sent
    assert notice["parent"]["messageType"] == "comment_deleted"
    assert answer["parent"] == {"id": sent, "deleted": True}
    assert (await me.chat("DELETE", f"{token}/{sent}")).status == 405
    assert (await me.send(token, "x", replyTo=sent)).status == 400
    assert await talk.unread(NEIGHBOURS) == 1
    await talk.delete(NEIGHBOURS, answer["id"])
    assert await talk.unread(NEIGHBOURS) == 0
    assert (await newest(me, token, 3))[0]["message"] == "Message deleted by author"
    others = (await talk.messages(GARDEN_CLUB))[0]["id"]
    club = talk.room_id(GARDEN_CLUB)
    assert (await me.chat("DELETE", f"{club}/{others}")).status == 403


async def test_reactions(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """Reactions are counted at the message and told in notices."""
    message = (await talk.messages(NEIGHBOURS))[-1]["id"]
    assert (await me.react("GET", token, message, "")).data == []
    assert (await me.react("POST", token, message, "👍")).status == 201
    assert (await me.react("POST", token, message, "👍")).status == 200
    await talk.react(NEIGHBOURS, message, "Grandma", "👍")
    reply = await me.react("POST", token, message, "🎉")
    assert {emoji: len(who) for emoji, who in reply.data.items()} == {"👍": 2, "🎉": 1}
    shown = (await me.history(token)).data
    assert [m["systemMessage"] for m in shown[:3]] == ["reaction"] * 3
    assert (shown[0]["message"], shown[0]["parent"]["id"]) == ("🎉", message)
    assert (shown[0]["messageType"], shown[0]["messageParameters"]) == ("system", [])
    found = next(m for m in shown if m["id"] == message)
    assert found["reactions"] == {"👍": 2, "🎉": 1}
    assert found["reactionsSelf"] == ["👍", "🎉"]
    reply = await me.react("DELETE", token, message, "🎉")
    assert set(reply.data) == {"👍"}
    shown = (await me.history(token, limit=2)).data
    assert [m["systemMessage"] for m in shown] == [
        "reaction_revoked",
        "reaction_deleted",
    ]
    assert (await me.react("DELETE", token, message, "🎉")).status == 404
    await talk.unreact(NEIGHBOURS, message, "Grandma", "👍")
    assert await talk.unreact(NEIGHBOURS, message, "Grandma", "👍") is None
    assert len((await me.react("GET", token, message, "")).data["👍"]) == 1
    assert (await me.room_named(NEIGHBOURS))["lastMessage"]["id"] == message
    assert talk.complaints == []


async def test_refused_reactions(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """Only emoji are reactions, only to what people said, and where one may post."""
    message = (await talk.messages(NEIGHBOURS))[-1]["id"]
    notice = (await talk.rename_room(NEIGHBOURS, NEIGHBOURS))["id"]
    for target, emoji, status in (
        (message, "fine", 400),
        (message, "", 400),
        (notice, "👍", 404),
        (5, "👍", 404),
    ):
        assert (await me.react("POST", token, target, emoji)).status == status
    await talk.set_read_only(NEIGHBOURS)
    assert (await me.react("POST", token, message, "👍")).status == 403
    await talk.set_feature("reactions", False)
    assert (await me.react("GET", token, message, "")).code == 998
    assert "reactions" not in (await newest(me, token))[0]


async def test_all_kinds(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """Places, polls, voices and files are messages with parameters."""
    await talk.share_location(NEIGHBOURS, "Hanako", "Mill", 1.5, -2)
    [place] = await newest(me, token)
    assert (place["message"], place["systemMessage"]) == ("{object}", "")
    assert place["messageParameters"]["object"] == {
        "type": "geo-location",
        "id": "geo:1.5,-2",
        "name": "Mill",
        "latitude": "1.5",
        "longitude": "-2",
    }
    poll = await talk.start_poll(NEIGHBOURS, "Hanako", "Cake?")
    assert poll["messageParameters"]["object"]["type"] == "talk-poll"
    vote = await talk.vote(NEIGHBOURS, "Grandma", poll["id"])
    assert vote["systemMessage"] == "poll_voted"
    assert vote["messageParameters"]["poll"]["name"] == "Cake?"
    await talk.send_voice(NEIGHBOURS, "Hanako")
    [voice] = await newest(me, token)
    assert (voice["messageType"], voice["message"]) == ("voice-message", "{file}")
    assert voice["messageParameters"]["file"]["mimetype"] == "audio/wav"
    await talk.send_file(
        NEIGHBOURS, "Hanako", "list.txt", data="Eggs", caption="For @taro"
    )
    [file] = await newest(me, token)
    assert file["message"] == "For {mention-user1}"
    assert file["messageParameters"]["file"] | {"id": "", "etag": ""} == {
        "type": "file",
        "id": "",
        "name": "list.txt",
        "size": "4",
        "path": "Talk/list.txt",
        "link": file["messageParameters"]["file"]["link"],
        "etag": "",
        "permissions": "27",
        "mimetype": "text/plain",
        "preview-available": "no",
        "hide-download": "no",
    }
    odd = await talk.send_file(NEIGHBOURS, "Hanako", "list.txt", "text/calendar")
    parameter = odd["messageParameters"]["file"]
    assert (parameter["path"], parameter["mimetype"]) == (
        "Talk/list (2).txt",
        "text/calendar",
    )


async def test_places_cannot_be_edited(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """A place has no words that could be changed; a file has its caption."""
    place = await talk.share_location(NEIGHBOURS, "Taro")
    file = await talk.send_file(NEIGHBOURS, "Taro", "a.txt", caption="Helo")
    for message, status in ((place, 400), (file, 200)):
        reply = await me.chat("PUT", f"{token}/{message['id']}", message="Hello")
        assert reply.status == status
    [_, notice] = await newest(me, token, 2)
    assert notice["parent"]["message"] == "Hello"
    assert notice["parent"]["messageParameters"]["file"]["name"] == "a.txt"


@pytest.mark.parametrize("generation", ["previous"])
async def test_previous_kinds(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """Two years ago sizes were numbers, and some fields were not yet there."""
    sent = await talk.send_image(NEIGHBOURS, "Hanako")
    assert isinstance(sent["messageParameters"]["file"]["size"], int)
    assert "threadId" not in sent
    assert "isArchived" not in await me.room_named(NEIGHBOURS)


async def test_everything_that_chatters(talk: NextcloudTalkSimulator) -> None:
    """The neighbours' day is complete and starts again."""
    for _ in range(30):
        await talk.chat()
    messages = [
        message
        for room in talk.cloud.rooms.values()
        for message in await talk.messages(room.token)
    ]
    types = {message["messageType"] for message in messages}
    assert types == {"comment", "voice-message", "system"}
    parameters = {
        value["type"]
        for m in messages
        for value in (m["messageParameters"] or {}).values()
    }
    assert {"file", "geo-location", "user"} <= parameters
