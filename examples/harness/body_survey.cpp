#include "body_survey.hpp"

#include <algorithm>
#include <numeric>
#include <sstream>

#include <nlohmann/json.hpp>

namespace waybill_harness {

namespace {

using nlohmann::json;

[[nodiscard]] std::string text_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

/// Evolution's generation, from the fields that one has and the other lacks.
[[nodiscard]] std::string evolution_version(const json& body) {
  const auto& data = body.contains("data") ? body["data"] : body;
  const auto& item = data.is_array() && !data.empty() ? data.front() : data;
  if (!item.is_object()) return {};
  if (item.contains("update")) return "a fork or a relay";
  const auto status = text_in(item, "status");
  const bool is_metas = status == "SENT" || status == "DELIVERED" || status == "FAILED";
  const std::string front = is_metas ? ", in front of the Cloud API" : "";
  if (item.contains("keyId")) return (item.contains("message") ? "2.3.7 or later" : "2") + front;
  return item.contains("owner") || item.contains("datetime") ? "1" + front : std::string{};
}

[[nodiscard]] std::string version_in(const std::string& dialect, const json& body) {
  if (!body.is_object()) return {};
  if (dialect == "evolution") return evolution_version(body);
  if (dialect != "waha" || !body.contains("environment")) return {};
  const auto& environment = body["environment"];
  if (!environment.is_object()) return {};
  return text_in(environment, "version") + ' ' + text_in(body, "engine");
}

}  // namespace

body_source source_of(const std::string& body) {
  const auto found = waybill::recognise(body);
  const std::string dialect{found.dialect};
  const auto parsed = json::parse(body, nullptr, false);
  return {dialect, std::string{found.provider}, version_in(dialect, parsed), found.instance};
}

std::vector<std::string> bodies_in(const std::string& file) {
  if (!json::parse(file, nullptr, false).is_discarded()) return {file};
  std::vector<std::string> bodies;
  std::istringstream lines{file};
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) bodies.push_back(line);
  }
  return bodies;
}

body_survey::body_survey(const std::vector<std::string>& all) : bodies(all.size()) {
  for (const auto& body : all) ++sources[source_of(body)];
}

std::string body_survey::likely_dialect() const {
  std::map<std::string, std::size_t> counts;
  for (const auto& [source, count] : sources) {
    if (!source.dialect.empty()) counts[source.dialect] += count;
  }
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? "evolution" : most->first;
}

void body_survey::read(const std::vector<std::string>& all, const waybill::dialect& by) {
  const auto count_number = [this](const std::string& word) {
    const auto value = json::parse(word, nullptr, false);
    if (value.is_number_integer()) ++numbers[value.get<long long>()];
  };
  for (const auto& body : all) {
    const auto parsed = waybill::parse(by, body);
    for (const auto& update : parsed.updates) {
      ++receipts[std::string{to_string(update.receipt)}];
      count_number(update.word);
      if (!update.instance.empty()) instances.insert(update.instance);
    }
    for (const auto& item : parsed.ignored) ++ignored[std::string{to_string(item.reason)}];
    for (const auto& issue : parsed.issues) {
      const auto detail = issue.received.empty() ? std::string{} : ' ' + issue.received;
      ++issues[std::string{to_string(issue.code)} + detail];
      count_number(issue.received);
    }
  }
}

std::size_t body_survey::receipt_count() const {
  return std::accumulate(receipts.begin(), receipts.end(), std::size_t{0},
                         [](std::size_t sum, const auto& each) { return sum + each.second; });
}

}  // namespace waybill_harness
