#include <algorithm>
#include <map>
#include <string>

#include <waybill/testing/contract/scene.hpp>

#include "contract/defects/defect.hpp"

namespace waybill_test {

namespace {

positions never_tells_who_lost(waybill::store& inner, const changes& given) {
  static_cast<void>(inner.apply(given));
  return {};
}

positions from_the_end(waybill::store& inner, changes given) {
  std::reverse(given.begin(), given.end());
  return never_tells_who_lost(inner, given);
}

positions forgets_who_is_gone(waybill::store& inner, const changes& given) {
  auto lost = inner.apply(given);
  std::erase_if(lost, [&](std::size_t i) { return !row_of(inner, given[i]); });
  return lost;
}

/// Applies each change alone and gives up at the first that loses.
positions stops_at_a_loser(waybill::store& inner, const changes& given) {
  positions lost;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (!lost.empty() || !inner.apply({&given[i], 1}).empty()) lost.push_back(i);
  }
  return lost;
}

positions a_thousand_at_most(waybill::store& inner, changes given) {
  given.resize(std::min<std::size_t>(given.size(), 1000));
  return inner.apply(given);
}

positions moves_all_rows_with_the_id(waybill::store& inner, const changes& given) {
  auto lost = inner.apply(given);
  for (auto each : given) {
    for (const auto& twin : rows_with(inner, each.key.tenant, each.expected_message_id)) {
      each.key = twin.key;
      each.expected = twin.state();
      if (twin.state() == given.front().expected) static_cast<void>(inner.apply({&each, 1}));
    }
  }
  return lost;
}

positions moves_every_tenant(waybill::store& inner, const changes& given) {
  auto lost = inner.apply(given);
  for (auto each : given) {
    each.key.tenant = waybill::testing::contract::scene::tenant;
    static_cast<void>(inner.apply({&each, 1}));
  }
  return lost;
}

positions works_unasked(waybill::store& inner, const changes& given) {
  if (!given.empty()) return inner.apply(given);
  for (const auto& row : rows_with(inner, waybill::testing::contract::scene::tenant, "3EB01")) {
    auto extra = touch(row);
    extra.campaign.sent = 1;
    static_cast<void>(inner.apply({&extra, 1}));
  }
  return {};
}

/// Loses what is not wholly attached to a campaign, an instance and a contact.
positions insists_on_company(waybill::store& inner, const changes& given) {
  positions lost;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto row = row_of(inner, given[i]);
    auto& reports = *inner.reports();
    const bool attached = row && !row->contact_name.empty() &&
                          reports.read_campaign({row->key.tenant, row->campaign}) &&
                          reports.read_instance({row->key.tenant, row->instance});
    if (!attached || !inner.apply({&given[i], 1}).empty()) lost.push_back(i);
  }
  return lost;
}

/// Makes a change expect what is there, in one respect or in all.
[[nodiscard]] waybill::testing::store_wrapper believes(
    const std::function<void(waybill::change&, const waybill::tracked_message&)>& alter) {
  return applies([alter](waybill::store& inner, changes given) {
    for (auto& each : given) {
      if (const auto row = row_of(inner, each)) alter(each, *row);
    }
    return inner.apply(given);
  });
}

/// Keeps only the first interaction it hears of.
class first_interaction_store final : public waybill::forwarding_store {
 public:
  using forwarding_store::forwarding_store;
  positions apply(std::span<const waybill::change> given) override {
    changes altered{given.begin(), given.end()};
    for (auto& each : altered) {
      if (known_) each.interacted_at.reset();
      known_ = known_ || each.interacted_at.has_value();
    }
    return forwarding_store::apply(altered);
  }

 private:
  bool known_ = false;
};

/// Writes the log of a batch with the next one.
class late_log_store final : public waybill::forwarding_store {
 public:
  using forwarding_store::forwarding_store;
  positions apply(std::span<const waybill::change> given) override {
    changes altered{given.begin(), given.end()};
    for (auto& each : altered) std::swap(each.log, late_);
    return forwarding_store::apply(altered);
  }

 private:
  std::vector<waybill::log_entry> late_;
};

positions mixes_the_logs(waybill::store& inner, changes given) {
  for (std::size_t i = 1; i < given.size(); ++i) std::swap(given[i - 1].log, given[i].log);
  return inner.apply(given);
}

}  // namespace

std::vector<defect> apply_defects() {
  using c = waybill::change;
  using row = waybill::tracked_message;
  return {
      {"counts nothing",
       alters([](c& each) { each.campaign = {}; }),
       {"a delivery lands with all its parts", "a read lands with all its parts",
        "a failure lands with all its parts", "several stages land in one change",
        "counts can be taken back"}},
      {"writes at most a thousand changes",
       applies(a_thousand_at_most),
       {"ten thousand changes of one campaign land at once",
        "ten thousand changes of as many campaigns land at once"}},
      {"moves every row with the message id",
       applies(moves_all_rows_with_the_id),
       {"a change leaves all other rows alone"}},
      {"moves the row of every tenant",
       applies(moves_every_tenant),
       {"tenants with the same ids stay apart"}},
      {"takes no evidence for what is proven",
       alters([](c& each) {
         if (each.next_status == each.expected.status) each.proven = {};
       }),
       {"the earliest time stays"}},
      {"takes no reason for what failed before",
       alters([](c& each) {
         if (each.next_status == each.expected.status) each.reason = {};
       }),
       {"the first reason stays"}},
      {"does not know why a message failed",
       alters([](c& each) { each.reason.kind = waybill::failure_kind::unknown; }),
       {"the kind of a failure stays with its reason"}},
      {"keeps the first interaction",
       is<first_interaction_store>(),
       {"the latest interaction stays"}},
      {"does something for an empty batch",
       applies(works_unasked),
       {"an empty batch does nothing"}},
      {"does not compare the message id",
       believes([](c& each, const row& found) { each.expected_message_id = found.message_id; }),
       {"a change that expects another message id loses",
        "a report that was loaded before a resend loses"}},
      {"does not compare the status",
       believes([](c& each, const row& found) { each.expected.status = found.status; }),
       {"a change that expects another status loses", "a row with a foreign status is left alone"}},
      {"does not compare the milestones",
       believes([](c& each, const row& found) { each.expected.reached = found.state().reached; }),
       {"a change that expects other milestones loses"}},
      {"compares nothing",
       believes([](c& each, const row& found) {
         each.expected_message_id = found.message_id;
         each.expected = found.state();
       }),
       {"applying the same changes again adds nothing", "applying the same send again adds nothing",
        "of threads that apply the same, one lands each change"}},
      {"counts evidence",
       alters([](c& each) {
         if (each.next_status == each.expected.status) each.campaign.delivered += 1;
       }),
       {"applying the same evidence again adds nothing"}},
      {"does not tell that a row is gone",
       applies(forgets_who_is_gone),
       {"a change of a row that is gone loses"}},
      {"stops at the first that loses",
       applies(stops_at_a_loser),
       {"a change that loses leaves the others to land"}},
      {"tells nobody that he lost",
       applies(never_tells_who_lost),
       {"of two changes that expect the same of a row, one lands"}},
      {"applies a batch from its end",
       applies(from_the_end),
       {"a change that follows on another in its batch lands or loses"}},
      {"wants a campaign, an instance and a contact",
       applies(insists_on_company),
       {"a row without a campaign lands", "a row without an instance lands",
        "a row without a contact lands", "a campaign that is gone is passed over",
        "an instance that is gone is passed over", "a contact that is gone is passed over"}},
      {"forgets what was implied",
       alters([](c& each) {
         for (auto& entry : each.log) entry.implied = false;
       }),
       {"the log keeps every field of an entry"}},
      {"writes its log one batch late", is<late_log_store>(), {"the log grows at its end"}},
      {"mixes the logs of a batch", applies(mixes_the_logs), {"the log is the campaign's own"}},
      {"logs what was not to be logged",
       alters([](c& each) {
         if (each.log.empty()) each.log.emplace_back();
       }),
       {"a change may log nothing"}},
  };
}

}  // namespace waybill_test
