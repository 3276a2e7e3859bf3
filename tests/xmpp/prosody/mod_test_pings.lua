-- The pings of Carbonio's message dispatcher (MongooseIM's mod_ping).
--
-- For tests, at the host of the users: everybody who is signed in is pinged every
-- `test_ping_every` seconds, and whoever does not answer within `test_ping_patience`
-- seconds is sent away.

local st = require "util.stanza";
local new_id = require "util.id".short;

local every = module:get_option_number("test_ping_every", 60);
local patience = module:get_option_number("test_ping_patience", 10);

module:add_timer(every, function ()
	for address, session in pairs(prosody.full_sessions) do
		local ping = st.iq({ type = "get", id = "server-ping-" .. new_id(), from = module.host, to = address })
			:tag("ping", { xmlns = "urn:xmpp:ping" });
		module:send_iq(ping, nil, patience):catch(function ()
			if not session.destroyed then session:close("connection-timeout"); end
		end);
	end
	return every;
end);
