-- The inbox of Carbonio's message dispatcher (MongooseIM).
--
-- For tests, at the host of the users. It tells for each room of an account what came
-- last and how much of it is unread: all that others sent since the account last sent
-- something, or sent a marker that names what was newest by its own id. A marker that
-- names anything else changes nothing. The rooms are those of mod_test_muclight.

local st = require "util.stanza";

local xmlns_inbox = "erlang-solutions.com:xmpp:inbox:0";
local rooms_host = "muclight." .. module.host;

local rooms = module:shared("/" .. rooms_host .. "/test_muclight/rooms");
-- By user: the number of the newest stanza that was read, by room.
local store = module:open_store("read");

local function mark(user, room)
	local read = store:get(user) or {};
	read[room] = rooms[room][#rooms[room]].number;
	store:set(user, read);
end

module:hook("test-rooms/sent", function (event)
	mark(event.user, event.room);
end);

module:hook("test-rooms/displayed", function (event)
	local newest = rooms[event.room][#rooms[event.room]];
	if newest and newest.stanza.attr.id == event.own_id then mark(event.user, event.room); end
end);

local function unread_of(room, read)
	local unread = 0;
	for _, item in ipairs(room) do
		if item.number > read then unread = unread + 1; end
	end
	return unread;
end

-- Returns the rooms of a user in which something was said, the latest first.
local function conversations(user)
	local found = {};
	local read = store:get(user) or {};
	for name, room in pairs(rooms) do
		if room.members[user] and #room > 0 then
			table.insert(found, { name = name, newest = room[#room], unread = unread_of(room, read[name] or 0) });
		end
	end
	table.sort(found, function (a, b) return a.newest.number > b.newest.number; end);
	return found;
end

local function forwarded(newest, address)
	local message = st.clone(newest.stanza)
		:tag("stanza-id", { xmlns = "urn:xmpp:sid:0", by = address, id = newest.id }):reset();
	return st.stanza("forwarded", { xmlns = "urn:xmpp:forward:0" })
		:tag("delay", { xmlns = "urn:xmpp:delay", stamp = newest.stamp }):up()
		:add_child(message);
end

module:hook("iq-set/self/" .. xmlns_inbox .. ":inbox", function (event)
	local origin, stanza = event.origin, event.stanza;
	local account = origin.username .. "@" .. origin.host;
	local query_id = stanza.tags[1].attr.queryid or stanza.attr.id;
	local unread, active = 0, 0;
	local found = conversations(account);
	for _, conversation in ipairs(found) do
		unread = unread + conversation.unread;
		if conversation.unread > 0 then active = active + 1; end
		origin.send(st.message({ from = account, to = origin.full_jid, id = "inbox-" .. conversation.newest.id })
			:tag("result", { xmlns = xmlns_inbox, unread = tostring(conversation.unread), queryid = query_id })
			:add_child(forwarded(conversation.newest, conversation.name .. "@" .. rooms_host))
			:text_tag("box", "inbox"):text_tag("archive", "false"):text_tag("mute", "0"));
	end
	origin.send(st.reply(stanza):tag("fin", { xmlns = xmlns_inbox })
		:text_tag("count", tostring(#found))
		:text_tag("unread-messages", tostring(unread))
		:text_tag("active-conversations", tostring(active)));
	return true;
end);
