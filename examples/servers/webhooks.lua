-- For wrk: deliveries and reads of the thousand messages that each server knows, in no order.
wrk.method = "POST"
wrk.path = "/webhook"
wrk.headers["Content-Type"] = "application/json"
local body = '{"event": "messages.update", "instance": "shop-1",'
  .. ' "data": {"keyId": "3EB0%d", "status": "%s"}}'
local words = {"DELIVERY_ACK", "READ"}

function request()
  return wrk.format(nil, nil, nil, body:format(math.random(0, 999), words[math.random(1, 2)]))
end
