#include <algorithm>
#include <map>

#include <waybill/testing/contract/scene.hpp>

#include "contract/defects/defect.hpp"

namespace waybill_test {

namespace {

using scene = waybill::testing::contract::scene;
using waybill::campaign_key;
using waybill::message_story;
using waybill::recipient_page;
using waybill::recipient_query;

/// A query that is bent, or pages that are.
template <auto Bend>
struct bent_query final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  recipient_page read_recipients(const campaign_key& of, const recipient_query& query) override {
    auto bent = query;
    Bend(bent);
    return forwarding_store::read_recipients(of, bent);
  }
};

void in_one_direction(recipient_query& query) { query.order = waybill::row_order::ascending; }
void of_any_status(recipient_query& query) { query.status.reset(); }
void of_any_kind(recipient_query& query) {
  if (query.kind) query.status = waybill::message_status::failed;
  query.kind.reset();
}

/// Remembers a page by how many rows stood before it.
class counting_page_store final : public waybill::forwarding_store {
 public:
  using forwarding_store::forwarding_store;
  recipient_page read_recipients(const campaign_key& of, const recipient_query& query) override {
    auto all = query;
    all.after.clear();
    all.limit = 1000;
    auto page = forwarding_store::read_recipients(of, all);
    auto& rows = page.recipients;
    const auto skip = query.after.empty() ? 0 : std::stoul(query.after);
    rows.erase(rows.begin(), rows.begin() + static_cast<long>(std::min(skip, rows.size())));
    page.next = rows.size() > query.limit ? std::to_string(skip + query.limit) : "";
    rows.resize(std::min(query.limit, rows.size()));
    return page;
  }
};

/// Gives up where the first step finds too little.
struct impatient_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  recipient_page read_recipients(const campaign_key& of, const recipient_query& query) override {
    auto page = forwarding_store::read_recipients(of, query);
    if (page.recipients.size() < query.limit) page.next.clear();
    return page;
  }
};

struct tenant_blind_page_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  recipient_page read_recipients(const campaign_key& of, const recipient_query& query) override {
    auto page = forwarding_store::read_recipients(of, query);
    auto theirs = forwarding_store::read_recipients({scene::stranger, of.campaign}, query);
    for (auto& each : theirs.recipients) page.recipients.push_back(std::move(each));
    return page;
  }
};

struct newest_first_story_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::optional<message_story> find_message(const waybill::row_key& row) override {
    auto told = forwarding_store::find_message(row);
    if (told) std::reverse(told->log.begin(), told->log.end());
    return told;
  }
};

struct first_match_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::vector<message_story> find_messages(const waybill::message_key& message) override {
    auto told = forwarding_store::find_messages(message);
    if (told.size() > 1) told.resize(1);
    return told;
  }
};

struct one_instance_store final : waybill::forwarding_store {
  using forwarding_store::forwarding_store;
  std::vector<waybill::instance_failures> failures_by_instance(const campaign_key& of) override {
    auto told = forwarding_store::failures_by_instance(of);
    for (auto& each : told) each.instance = scene::instance;
    return told;
  }
};

}  // namespace

std::vector<defect> recipient_defects() {
  return {
      {"reads pages in one direction",
       is<bent_query<in_one_direction>>(),
       {"recipients are read in pages by their rows"}},
      {"tells recipients of any status",
       is<bent_query<of_any_status>>(),
       {"recipients are told by status"}},
      {"tells all that failed",
       is<bent_query<of_any_kind>>(),
       {"recipients are told by the kind of their failure"}},
      {"counts recipients from the start",
       is<counting_page_store>(),
       {"a page of recipients does not shift while messages move"}},
      {"looks for recipients once",
       is<impatient_store>(),
       {"few recipients are found among many others"}},
      {"tells every tenant's recipients",
       is<tenant_blind_page_store>(),
       {"recipients are of one tenant"}},
      {"tells a story from its end",
       is<newest_first_story_store>(),
       {"a message is told with its story"}},
      {"tells one message of an id", is<first_match_store>(), {"all messages with an id are told"}},
      {"counts failures of one instance",
       is<one_instance_store>(),
       {"failures are counted by instance"}},
  };
}

}  // namespace waybill_test
