#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/status.hpp>

// Webhook bodies in every shape the default dialect takes. Ids and numbers are invented.
namespace waybill_test {

enum class shape { reference, v1, v2, cloud, bare };

inline constexpr std::array all_shapes{shape::reference, shape::v1, shape::v2, shape::cloud,
                                       shape::bare};

/// The status as that shape writes it, as JSON text.
[[nodiscard]] inline std::string status_text(shape form, waybill::receipt what) {
  constexpr std::array baileys{"PENDING", "SERVER_ACK", "DELIVERY_ACK", "READ", "PLAYED", "ERROR"};
  constexpr std::array cloud{"PENDING", "SENT", "DELIVERED", "READ", "PLAYED", "FAILED"};
  // The reference numbers know neither sent nor played; relays post those as words.
  constexpr std::array numbers{"1", "", "2", "3", "", "0"};
  const auto index = static_cast<std::size_t>(what);
  const std::string number = numbers[index];
  if (form == shape::reference && !number.empty()) return number;
  return '"' + std::string{form == shape::cloud ? cloud[index] : baileys[index]} + '"';
}

/// One item, as it stands in `data`.
[[nodiscard]] inline std::string item(shape form, std::string_view id, waybill::receipt what) {
  const auto quoted = '"' + std::string{id} + '"';
  const auto status = status_text(form, what);
  if (form == shape::reference) {
    return R"({"key":{"id":)" + quoted + R"(},"update":{"status":)" + status + "}}";
  }
  const std::string ids = form == shape::v1
                              ? R"("id":)" + quoted
                              : R"("messageId":"cm0inventedrow0001","keyId":)" + quoted;
  return "{" + ids + R"(,"remoteJid":"5531900000031@s.whatsapp.net","fromMe":true,"status":)" +
         status + "}";
}

/// `data` in its envelope; an empty instance is left out.
[[nodiscard]] inline std::string envelope(std::string_view instance, std::string_view data) {
  const auto sender =
      instance.empty() ? std::string{} : R"(,"instance":")" + std::string{instance} + '"';
  return R"({"event":"messages.update")" + sender + R"(,"data":)" + std::string{data} + "}";
}

[[nodiscard]] inline std::string list_of(const std::vector<std::string>& items) {
  std::string result = "[";
  for (const auto& each : items) result += (result.size() > 1 ? "," : "") + each;
  return result + "]";
}

/// A whole body about one message.
[[nodiscard]] inline std::string webhook(shape form, std::string_view instance, std::string_view id,
                                         waybill::receipt what) {
  if (form == shape::bare) return item(shape::v2, id, what);
  return envelope(instance, item(form, id, what));
}

}  // namespace waybill_test
