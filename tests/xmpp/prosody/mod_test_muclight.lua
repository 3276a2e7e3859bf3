-- Rooms as Carbonio's message dispatcher (MongooseIM with its muclight) has them.
--
-- A component for tests. What a member sends to a room goes to every member who is
-- online, the sender among them, as from='ROOM/USER' to='USER', and is kept with an id
-- that grows with time. The archive is asked with XEP-0313, by time, ids and RSM.
-- Members come from the configuration: test_rooms = { ROOM = { USER, … } }.

local st = require "util.stanza";
local rsm = require "util.rsm";
local now = require "util.time".now;
local jid_bare = require "util.jid".bare;
local jid_node = require "util.jid".node;
local rfc3339 = require "util.datetime";

local xmlns_archive = "urn:xmpp:mam:2";
local xmlns_fasten = "urn:xmpp:fasten:0";
local xmlns_ids = "urn:xmpp:sid:0";
local xmlns_markers = "urn:xmpp:chat-markers:0";
local xmlns_retract = "urn:esl:message-retract-by-stanza-id:0";

local node_id = 1;
local most_in_a_page = 100;
local users_host = module.host:match("^[^.]+%.(.+)$");
local users = module:context(users_host);

local store = module:open_store("rooms", "archive");
-- By room: the members' addresses, and in its order what was said, as
-- { id, number, taken (microseconds), stamp, key (in the store), sender, stanza }.
local rooms = module:shared("rooms");

local function stanza_id(number)
	local digits = {};
	while number > 0 do
		local digit = number & 31;
		table.insert(digits, 1, ("0123456789ABCDEFGHIJKLMNOPQRSTUV"):sub(digit + 1, digit + 1));
		number = number >> 5;
	end
	return table.concat(digits);
end

local function as_number(id)
	return tonumber(id, 32);
end

local function stamp(taken)
	return os.date("!%Y-%m-%dT%H:%M:%S", taken // 1000000) .. (".%06dZ"):format(taken % 1000000);
end

-- Some versions of the parser keep fractions of a second, others do not.
local function parsed_stamp(text)
	local fraction = text:match("%d(%.%d+)") or "";
	local seconds = rfc3339.parse((text:gsub("%.%d+", "")));
	return seconds and math.floor(seconds) * 1000000 + math.floor((tonumber(fraction) or 0) * 1000000 + 0.5);
end

local function remember(room, key, id, stanza)
	local number = as_number(id);
	table.insert(room, {
		id = id, number = number, taken = number >> 8, stamp = stamp(number >> 8), key = key,
		sender = stanza.attr.from:match("/(.+)$"), stanza = stanza,
	});
end

for name, members in pairs(module:get_option("test_rooms", {})) do
	local room = { members = {} };
	for _, user in ipairs(members) do
		room.members[user .. "@" .. users_host] = true;
	end
	for key, stanza, _, id in store:find(name) do
		remember(room, key, id, stanza);
	end
	rooms[name] = room;
end

local function next_number(room)
	local newest = room[#room];
	local taken = math.floor(now() * 1000000);
	if newest and taken <= newest.taken then taken = newest.taken + 1; end
	return (taken << 8) + node_id;
end

-- Someone who is no member is told of no room.
local function room_for(stanza)
	local name = jid_node(stanza.attr.to);
	local sender = jid_bare(stanza.attr.from);
	local room = rooms[name];
	if room and room.members[sender] then return name, room, sender; end
end

local function refuse(event, kind, condition)
	event.origin.send(st.error_reply(event.stanza, kind, condition));
	return true;
end

local function send_to_members(room, stanza)
	for member in pairs(room.members) do
		local user = prosody.bare_sessions[member];
		for _, session in pairs(user and user.sessions or {}) do
			if session.presence then
				local copy = st.clone(stanza);
				copy.attr.to = member;
				session.send(copy);
			end
		end
	end
end

-- What was taken back is gone from the archive but for its place.
local function retract(name, room, target, sender)
	for _, item in ipairs(room) do
		if item.id == target and item.sender == sender then
			local left = st.message({ from = item.stanza.attr.from, type = "groupchat", id = item.stanza.attr.id })
				:tag("retracted", { xmlns = xmlns_retract, stamp = stamp(math.floor(now() * 1000000)) })
				:tag("stanza-id", { xmlns = xmlns_ids, by = name .. "@" .. module.host, id = target }):reset();
			item.stanza = left;
			store:set(name, item.key, left, nil, target);
		end
	end
end

local function keep(name, room, sender, stanza)
	local number = next_number(room);
	local id = stanza_id(number);
	local kept = st.clone(stanza)
		:tag("x", { xmlns = "http://jabber.org/protocol/muc#user" })
		:tag("item", { affiliation = "none", jid = sender, role = "participant" }):reset();
	local key = assert(store:append(name, nil, kept, (number >> 8) // 1000000, id));
	remember(room, key, id, kept);
	stanza:tag("stanza-id", { xmlns = xmlns_ids, by = name .. "@" .. module.host, id = id }):reset();
	local fastening = stanza:get_child("apply-to", xmlns_fasten);
	if fastening and fastening:get_child("retract", xmlns_retract) then
		retract(name, room, fastening.attr.id, sender);
	end
end

-- Typing is not kept.
local function is_chat_state(stanza)
	return not stanza:get_child("body") and stanza:child_with_ns("http://jabber.org/protocol/chatstates");
end

module:hook("message/bare", function (event)
	local stanza = event.stanza;
	if stanza.attr.type == "error" then return true; end
	if stanza.attr.type ~= "groupchat" then return refuse(event, "modify", "bad-request"); end
	local name, room, sender = room_for(stanza);
	if not name then return refuse(event, "cancel", "item-not-found"); end
	local relayed = st.clone(stanza);
	relayed.attr.from = name .. "@" .. module.host .. "/" .. sender;
	relayed.attr.to = nil;
	local marker = relayed:get_child("displayed", xmlns_markers);
	if marker then
		users:fire_event("test-rooms/displayed", { user = sender, room = name, own_id = marker.attr.id });
	elseif not is_chat_state(relayed) then
		keep(name, room, sender, relayed);
		users:fire_event("test-rooms/sent", { user = sender, room = name });
	end
	send_to_members(room, relayed);
	return true;
end);

local function fields(form)
	local values = {};
	for field in form:childtags("field") do
		local list = {};
		for value in field:childtags("value") do table.insert(list, value:get_text()); end
		values[field.attr.var] = list;
	end
	return values;
end

-- Returns what a form asks for, nil for one that is no form of the archive's.
local function chosen(room, form)
	local values = form and fields(form) or {};
	if form and (values.FORM_TYPE or {})[1] ~= xmlns_archive then return; end
	local limits, ids = {}, nil;
	for name, parse in pairs({ start = parsed_stamp, ["end"] = parsed_stamp, from_id = as_number, to_id = as_number }) do
		if values[name] then
			limits[name] = parse(values[name][1]);
			if not limits[name] then return; end
		end
	end
	if values.ids then
		ids = {};
		for _, id in ipairs(values.ids) do ids[id] = true; end
	end
	local items = {};
	for _, item in ipairs(room) do
		if (not limits.start or item.taken >= limits.start) and (not limits["end"] or item.taken <= limits["end"])
			and (not limits.from_id or item.number >= limits.from_id) and (not limits.to_id or item.number <= limits.to_id)
			and (not ids or ids[item.id]) then
			table.insert(items, item);
		end
	end
	return items;
end

-- Returns the places of the first and last item of a page.
local function page_of(items, set)
	local size = math.min(set.max or most_in_a_page, most_in_a_page);
	local first, last = 1, #items;
	local after = set.after and as_number(set.after);
	local before = type(set.before) == "string" and as_number(set.before);
	while after and first <= last and items[first].number <= after do first = first + 1; end
	while before and last >= first and items[last].number >= before do last = last - 1; end
	if set.before then
		return math.max(first, last - size + 1), last, last - first < size;
	end
	return first, math.min(last, first + size - 1), last - first < size;
end

module:hook("iq-set/bare/" .. xmlns_archive .. ":query", function (event)
	local stanza, origin = event.stanza, event.origin;
	local name, room = room_for(stanza);
	if not name then return refuse(event, "cancel", "item-not-found"); end
	local query = stanza.tags[1];
	local items = chosen(room, query:get_child("x", "jabber:x:data"));
	if not items then return refuse(event, "modify", "bad-request"); end
	local first, last, is_complete = page_of(items, rsm.get(query) or {});
	for place = first, last do
		local item = items[place];
		local message = st.clone(item.stanza);
		message.attr.xmlns = "jabber:client";
		origin.send(st.message({ from = stanza.attr.to, to = stanza.attr.from, id = "archived-" .. item.id })
			:tag("result", { xmlns = xmlns_archive, queryid = query.attr.queryid, id = item.id })
			:tag("forwarded", { xmlns = "urn:xmpp:forward:0" })
			:tag("delay", { xmlns = "urn:xmpp:delay", stamp = item.stamp }):up()
			:add_child(message));
	end
	local set = { count = #items };
	if first <= last then
		set.first = { index = first - 1, items[first].id };
		set.last = items[last].id;
	end
	origin.send(st.reply(stanza)
		:tag("fin", { xmlns = xmlns_archive, complete = is_complete and "true" or nil })
		:add_child(rsm.generate(set)));
	return true;
end);
