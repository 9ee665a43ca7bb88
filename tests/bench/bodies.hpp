#pragma once

#include <cstddef>
#include <string>

// One body of every shape the benchmarks read. Ids and numbers are invented.
namespace waybill_bench {

inline const std::string envelope_end =
    R"(,"destination":"https://hooks.example.test/evolution","date_time":"2025-10-22T09:14:03.702Z",)"
    R"("sender":"5541900000011@s.whatsapp.net","server_url":"https://evo.example.test",)"
    R"("apikey":"INVENTED-V2-TOKEN"})";

[[nodiscard]] inline std::string envelope(const std::string& event, const std::string& data) {
  return R"({"event":")" + event + R"(","instance":"campanha-01","data":)" + data + envelope_end;
}

[[nodiscard]] inline std::string nested_item(std::size_t number) {
  return R"({"key":{"remoteJid":"5511900000044@s.whatsapp.net","id":"3EB0AA01BB02CC)" +
         std::to_string(100'000 + number) + R"(","fromMe":true},"update":{"status":2}})";
}

/// A list of nested items, as a relay sends them.
[[nodiscard]] inline std::string nested_list(std::size_t count) {
  std::string items = "[";
  for (std::size_t i = 0; i < count; ++i) items += (i == 0 ? "" : ",") + nested_item(i);
  return items + "]";
}

[[nodiscard]] inline std::string reference() {
  return R"({"event":"messages.update","instance":"campanha-01","data":)" + nested_item(0) + "}";
}

[[nodiscard]] inline std::string v1() {
  return envelope("messages.update",
                  R"({"remoteJid":"5531900000031@s.whatsapp.net","id":"BAE5A1C39D0F7B21",)"
                  R"("fromMe":true,"status":"DELIVERY_ACK","datetime":1718716961101,)"
                  R"("owner":"loja-centro"})");
}

[[nodiscard]] inline std::string v2(const std::string& id = "3EB0D41C9A7E5B60F28341",
                                    const std::string& status = "DELIVERY_ACK") {
  return envelope("messages.update",
                  R"({"messageId":"cm0inventedrow00000000001","keyId":")" + id +
                      R"(","remoteJid":"5531900000031@s.whatsapp.net","fromMe":true,)"
                      R"("participant":"5531900000031@s.whatsapp.net","status":")" +
                      status + R"(","instanceId":"7d2a2c55-2f0b-4a7e-9a0c-3a0f6a1c2b90"})");
}

[[nodiscard]] inline std::string cloud_in_front() {
  return v2("wamid.HRgNNTUwMDAwMDAwMDAzMRUCABEYEjExMjJBQUJCMzM0NENDREQ1NQA=", "DELIVERED");
}

/// An inbound picture: no receipt, but the gateway posts it to the same route.
[[nodiscard]] inline std::string upsert(std::size_t base64_size = 1024 * 1024) {
  return envelope("messages.upsert",
                  R"({"key":{"remoteJid":"5531900000031@s.whatsapp.net","id":"3EB0D41C9A7E5B60"},)"
                  R"("status":"DELIVERY_ACK","message":{"base64":")" +
                      std::string(base64_size, 'A') + R"("},"messageTimestamp":1761135240})");
}

}  // namespace waybill_bench
