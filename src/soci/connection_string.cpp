#include "connection_string.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <libpq-fe.h>

#include <waybill/store_error.hpp>

namespace waybill::detail {

namespace {

using settings = std::map<std::string, std::string>;

[[nodiscard]] settings parse(const std::string& given) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed{
      PQconninfoParse(given.c_str(), nullptr), &PQconninfoFree};
  if (!parsed) {
    throw store_error{store_failure::permanent,
                      "open: the connection string is neither host=… dbname=… nor postgresql://…"};
  }
  settings result;
  for (const auto* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) result.emplace(option->keyword, option->val);
  }
  return result;
}

/// Run-time parameters of the session. A pooler knows none of them.
[[nodiscard]] std::string session_options(const postgres_options& options) {
  return fmt::format("-c statement_timeout={} -c lock_timeout={} -c jit=off -c datestyle=ISO",
                     options.statement_timeout.count(), options.lock_timeout.count());
}

/// A value within a URI: all but letters and digits as their codes.
[[nodiscard]] std::string encoded(const std::string& value) {
  std::string result;
  for (const char c : value) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    result += plain ? std::string{c} : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

}  // namespace

std::string connection_string(const std::string& given, const postgres_options& options) {
  auto all = parse(given);
  const auto connect_seconds = std::max<long long>(options.connect_timeout.count(), 2);
  all.try_emplace("connect_timeout", std::to_string(connect_seconds));
  all.try_emplace("application_name", "waybill");
  all.try_emplace("keepalives_idle", "30");
  all.try_emplace("keepalives_interval", "5");
  all.try_emplace("keepalives_count", "3");
  all.try_emplace("tcp_user_timeout", std::to_string(options.answer_timeout.count()));
  all["client_encoding"] = "UTF8";
  // The user's own options are kept: they come last, and the last one counts.
  if (!options.pooler_mode) all["options"] = session_options(options) + ' ' + all["options"];
  std::string result{"postgresql:///?"};
  for (const auto& [key, value] : all) result += key + '=' + encoded(value) + '&';
  result.pop_back();
  return result;
}

}  // namespace waybill::detail
