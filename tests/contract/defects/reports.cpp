#include <algorithm>
#include <map>

#include <waybill/testing/contract/scene.hpp>

#include "contract/defects/defect.hpp"

namespace waybill_test {

namespace {

using scene = waybill::testing::contract::scene;
using audit_result = std::optional<waybill::campaign_audit>;
using page = std::vector<waybill::logged_entry>;
using name = std::string_view;
using campaign_key = waybill::campaign_key;

struct inventing_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::optional<waybill::campaign_stats> read_campaign(const campaign_key& of) override {
    return forwarding_store::read_campaign(of).value_or(waybill::campaign_stats{});
  }
};

struct discreet_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::optional<waybill::instance_stats> read_instance(const waybill::instance_key& of) override {
    auto told = forwarding_store::read_instance(of);
    if (told) told->last_error.clear();
    return told;
  }
};

struct newest_stalled_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::vector<waybill::tracked_message> find_stalled(name tenant, waybill::time_point before,
                                                     std::size_t limit) override {
    auto found = forwarding_store::find_stalled(tenant, before, limit);
    std::reverse(found.begin(), found.end());
    return found;
  }
};

struct failure_blind_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  audit_result audit(const campaign_key& of) override {
    auto told = forwarding_store::audit(of);
    if (told) told->rows.failed = 0;
    return told;
  }
};

struct kindless_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::vector<waybill::failure_count> failures(const campaign_key& of) override {
    auto found = forwarding_store::failures(of);
    for (auto& each : found) each.kind = waybill::failure_kind::unknown;
    return found;
  }
};

struct meddling_audit_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  audit_result audit(const campaign_key& of) override { return forwarding_store::repair(of); }
};

struct idle_repair_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  audit_result repair(const campaign_key& of) override { return forwarding_store::audit(of); }
};

struct tenant_blind_audit_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  audit_result audit(const campaign_key& of) override {
    auto told = forwarding_store::audit(of);
    const auto theirs = forwarding_store::audit({scene::stranger, of.campaign});
    if (told && theirs) told->rows += theirs->rows;
    return told;
  }
};

/// A log whose pages are bent.
template <auto Bend>
struct bent_log final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  page read_log(const campaign_key& of, std::optional<waybill::log_id> before,
                std::size_t limit) override {
    auto found = forwarding_store::read_log(of, before, limit);
    Bend(found);
    return found;
  }
};

void oldest_first(page& found) { std::reverse(found.begin(), found.end()); }
void without_rows(page& found) {
  for (auto& each : found) each.row.clear();
}

/// Remembers a page by how many entries stood before it.
class shifting_log_store final : public waybill::forwarding_store {
 public:
  using forwarding_store::forwarding_store;
  page read_log(const campaign_key& of, std::optional<waybill::log_id> before,
                std::size_t limit) override {
    auto all = forwarding_store::read_log(of, std::nullopt, 1000);
    const auto newer = std::count_if(
        all.begin(), all.end(), [&](const auto& each) { return before && each.id >= *before; });
    const auto skip = offsets_.try_emplace(before.value_or(0), newer).first->second;
    all.erase(all.begin(), all.begin() + std::min<std::ptrdiff_t>(skip, std::ssize(all)));
    all.resize(std::min(limit, all.size()));
    return all;
  }

 private:
  std::map<waybill::log_id, std::ptrdiff_t> offsets_;
};

struct boundless_removal_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::size_t remove_log(name tenant, waybill::time_point older_than,
                         std::size_t /*limit*/) override {
    return forwarding_store::remove_log(tenant, older_than, 1000);
  }
};

struct tenant_blind_removal_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::size_t remove_log(name tenant, waybill::time_point older_than, std::size_t limit) override {
    forwarding_store::remove_log(scene::stranger, older_than, limit);
    return forwarding_store::remove_log(tenant, older_than, limit);
  }
};

struct unsorted_catalog_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::vector<std::string> instances(name tenant) override {
    auto found = forwarding_store::instances(tenant);
    std::reverse(found.begin(), found.end());
    return found;
  }
};

struct nameless_catalog_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  void add_contact(const waybill::contact_key& which, name /*name*/) override {
    forwarding_store::add_contact(which, "");
  }
};

struct recounting_catalog_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  void add_campaign(const campaign_key& which) override {
    for (const auto& row : rows_with(*this, which.tenant, "3EB01")) {
      auto again = touch(row);
      again.campaign.sent = 1;
      static_cast<void>(forwarding_store::apply({&again, 1}));
    }
    forwarding_store::add_campaign(which);
  }
};

}  // namespace

std::vector<defect> report_defects() {
  return {
      {"makes up a campaign", is<inventing_store>(), {"the unknown has no reports"}},
      {"keeps the last error to itself",
       is<discreet_store>(),
       {"an instance is told with its gauges"}},
      {"finds the newest stalled first",
       is<newest_stalled_store>(),
       {"stalled rows are found, oldest first"}},
      {"audits no failures", is<failure_blind_store>(), {"an audit recounts the rows"}},
      {"counts failures of one kind alone",
       is<kindless_store>(),
       {"failures are counted by kind and code"}},
      {"repairs what it audits",
       is<meddling_audit_store>(),
       {"an audit finds drift and leaves it"}},
      {"only audits what it shall repair",
       is<idle_repair_store>(),
       {"a repair takes the drift out"}},
      {"audits every tenant", is<tenant_blind_audit_store>(), {"tenants are audited apart"}},
      {"reads a page from its other end",
       is<bent_log<oldest_first>>(),
       {"a log is read from its end, page by page"}},
      {"does not log the row",
       is<bent_log<without_rows>>(),
       {"a logged entry says what it is about"}},
      {"counts pages from the end",
       is<shifting_log_store>(),
       {"a page of a log does not shift while the log grows"}},
      {"removes without a limit",
       is<boundless_removal_store>(),
       {"old log entries are removed in bounded steps"}},
      {"removes every tenant's log",
       is<tenant_blind_removal_store>(),
       {"removing log entries leaves another tenant's"}},
      {"lists its catalog unsorted",
       is<unsorted_catalog_store>(),
       {"a catalog lists what was added"}},
      {"forgets names", is<nameless_catalog_store>(), {"what was added to the catalog is used"}},
      {"counts when a campaign is added again",
       is<recounting_catalog_store>(),
       {"adding to the catalog again changes nothing"}},
  };
}

}  // namespace waybill_test
