// The page for Prometheus, read line by line as its text format says.

#include <cstddef>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <waybill/prometheus.hpp>

#include "support/samples.hpp"

namespace {

struct metric_family {
  std::string type{};
  std::map<std::string, double> samples{};  ///< by name and label, as written
  std::vector<std::string> order{};
};

/// A page, read; fails the test at the first line that is not as it should be.
class page {
 public:
  explicit page(const std::string& text) {
    REQUIRE_FALSE(text.empty());
    REQUIRE(text.back() == '\n');
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      read(line);
    }
  }

  [[nodiscard]] const std::map<std::string, metric_family>& families() const { return families_; }
  [[nodiscard]] double value(const std::string& sample) const {
    const auto family = sample.substr(0, sample.find('{'));
    return families_.at(family).samples.at(sample);
  }

 private:
  void read(const std::string& line) {
    static const std::regex help{R"(# HELP ([a-z_]+) (\S.*\.))"};
    static const std::regex type{R"(# TYPE ([a-z_]+) (counter|gauge|histogram))"};
    static const std::regex sample{R"(([a-z_]+)(\{[a-z]+="[^"\\]+"\})? ([0-9.e+-]+))"};
    std::smatch part;
    if (std::regex_match(line, part, help)) {
      REQUIRE(families_.count(part[1]) == 0);
      open_ = part[1];
    } else if (std::regex_match(line, part, type)) {
      REQUIRE(part[1] == open_);
      families_[open_].type = part[2];
    } else {
      REQUIRE(std::regex_match(line, part, sample));
      add(part[1], part[2], std::stod(part[3]));
    }
  }

  /// A sample belongs to the family that was opened last.
  void add(const std::string& name, const std::string& label, double value) {
    auto& family = families_.at(open_);
    const auto suffix = name.substr(open_.size());
    REQUIRE(name.substr(0, open_.size()) == open_);
    const std::set<std::string> of_histograms{"_bucket", "_sum", "_count"};
    REQUIRE((family.type == "histogram" ? of_histograms.count(suffix) == 1 : suffix.empty()));
    REQUIRE(family.samples.emplace(name + label, value).second);
    family.order.push_back(name + label);
  }

  std::map<std::string, metric_family> families_;
  std::string open_;
};

waybill::ingestor_stats some_stats() {
  waybill::ingestor_stats stats;
  stats.bodies = 7;
  stats.accepted = 6;
  stats.applied = 4;
  stats.duplicates = 1;
  stats.unknown = 1;
  stats.expired = 3;
  stats.issues[static_cast<std::size_t>(waybill::issue_code::too_deep)] = 2;
  stats.ignored[static_cast<std::size_t>(waybill::ignore_reason::unknown_event)] = 5;
  stats.breaker = waybill::breaker_state::half_open;
  stats.queued_updates = 12;
  stats.cache = {.hits = 9, .misses = 8, .evictions = 1, .bytes = 700};
  for (const double seconds : {0.0001, 0.0005, 0.003, 0.2, 60.0}) stats.commit_seconds.add(seconds);
  return stats;
}

}  // namespace

TEST_CASE("every line of the page is help, type or a sample of the family above it") {
  const page read{waybill::prometheus_text(some_stats())};
  CHECK(read.families().size() == 21);
  for (const auto& [its_name, family] : read.families()) {
    const std::string name{its_name};
    CAPTURE(name);
    CHECK(name.rfind("waybill_", 0) == 0);
    CHECK_FALSE(family.samples.empty());
    const bool is_total = name.size() > 6 && name.substr(name.size() - 6) == "_total";
    CHECK(is_total == (family.type == "counter"));
  }
}

TEST_CASE("the page tells the numbers") {
  const page read{waybill::prometheus_text(some_stats())};
  CHECK(read.value("waybill_bodies_total") == 7);
  CHECK(read.value("waybill_accepted_updates_total") == 6);
  CHECK(read.value(R"(waybill_ended_updates_total{ending="applied"})") == 4);
  CHECK(read.value(R"(waybill_ended_updates_total{ending="duplicate"})") == 1);
  CHECK(read.value(R"(waybill_swept_updates_total{result="expired"})") == 3);
  CHECK(read.value(R"(waybill_issues_total{code="too-deep"})") == 2);
  CHECK(read.value(R"(waybill_ignored_items_total{reason="unknown-event"})") == 5);
  CHECK(read.value("waybill_queued_updates") == 12);
  CHECK(read.value(R"(waybill_cache_lookups_total{result="hit"})") == 9);
  CHECK(read.value(R"(waybill_cache_lookups_total{result="miss"})") == 8);
  CHECK(read.value("waybill_cache_evictions_total") == 1);
  CHECK(read.value("waybill_cache_bytes") == 700);
}

TEST_CASE("exactly one state of the breaker is 1") {
  const page read{waybill::prometheus_text(some_stats())};
  CHECK(read.value(R"(waybill_breaker_state{state="closed"})") == 0);
  CHECK(read.value(R"(waybill_breaker_state{state="open"})") == 0);
  CHECK(read.value(R"(waybill_breaker_state{state="half-open"})") == 1);
}

TEST_CASE("buckets are cumulative, ascend to +Inf, and a bound belongs to its bucket") {
  const page read{waybill::prometheus_text(some_stats())};
  const auto& family = read.families().at("waybill_commit_seconds");
  const auto at = [&](const std::string& bound) {
    return family.samples.at("waybill_commit_seconds_bucket{le=\"" + bound + "\"}");
  };
  CHECK(at("0.0005") == 2);
  CHECK(at("0.001") == 2);
  CHECK(at("0.005") == 3);
  CHECK(at("0.25") == 4);
  CHECK(at("10") == 4);
  CHECK(at("+Inf") == 5);
  CHECK(family.samples.at("waybill_commit_seconds_count") == 5);
  CHECK(family.samples.at("waybill_commit_seconds_sum") == doctest::Approx(60.2036));
  double last = 0;
  for (const auto& sample : family.order) {
    if (sample.find("_bucket") == std::string::npos) break;
    CHECK(family.samples.at(sample) >= last);
    last = family.samples.at(sample);
  }
}

TEST_CASE("an ingestor that has done nothing yet has a whole page of zeros") {
  const page read{waybill::prometheus_text({})};
  for (const auto& [name, family] : read.families()) {
    for (const auto& [its_name, value] : family.samples) {
      const std::string sample{its_name};
      CAPTURE(sample);
      CHECK(value == (sample == R"(waybill_breaker_state{state="closed"})" ? 1 : 0));
    }
  }
}

TEST_CASE("examples/guide/operating.md tells every metric there is, and alerts ask for no other") {
  const auto root = std::filesystem::path{WAYBILL_TEST_DATA}.parent_path();
  const auto text = waybill_test::read_file(root / "examples" / "guide" / "operating.md");
  const page read{waybill::prometheus_text({})};
  const std::regex metric{R"((waybill_[a-z_]+?)(?:_bucket)?(\{[a-z]+="[^"]+"\})?(?![a-z_]))"};
  std::set<std::string> told;
  for (std::sregex_iterator each{text.begin(), text.end(), metric}, end; each != end; ++each) {
    const auto sample = (*each)[1].str() + (*each)[2].str();
    CAPTURE(sample);
    CHECK(read.families().count((*each)[1]) == 1);
    if ((*each)[2].matched) CHECK_NOTHROW(static_cast<void>(read.value(sample)));
    told.insert((*each)[1]);
  }
  for (const auto& [its_name, family] : read.families()) {
    const std::string name{its_name};
    CAPTURE(name);
    CHECK(told.count(name) == 1);
  }
}

namespace {

/// Every member "expr" below a value.
void collect_expressions(const nlohmann::json& value, std::string& into) {
  if (value.is_object() && value.contains("expr")) into += value["expr"].get<std::string>() + '\n';
  for (const auto& each : value) {
    if (each.is_structured()) collect_expressions(each, into);
  }
}

}  // namespace

TEST_CASE("the dashboard and the alerts of examples/operating ask for nothing but what is there") {
  const auto folder = std::filesystem::path{WAYBILL_TEST_DATA}.parent_path() / "examples/operating";
  const page read{waybill::prometheus_text({})};
  std::string dashboard;
  collect_expressions(nlohmann::json::parse(waybill_test::read_file(folder / "grafana.json")),
                      dashboard);
  const std::regex metric{
      R"((waybill_[a-z_]+?)(?:_bucket|_sum|_count)?(\{[a-z]+="[^"]+"\})?(?![a-z_]))"};
  for (const auto& text : {dashboard, waybill_test::read_file(folder / "alerts.yml")}) {
    std::sregex_iterator each{text.begin(), text.end(), metric};
    REQUIRE(each != std::sregex_iterator{});
    for (; each != std::sregex_iterator{}; ++each) {
      const auto sample = (*each)[1].str() + (*each)[2].str();
      CAPTURE(sample);
      CHECK(read.families().count((*each)[1]) == 1);
      if ((*each)[2].matched) CHECK_NOTHROW(static_cast<void>(read.value(sample)));
    }
  }
}
