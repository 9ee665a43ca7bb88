#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include <waybill/testing/contract/scene.hpp>

#include "contract/defects/defect.hpp"

namespace waybill_test {

namespace {

using answers = std::vector<std::vector<waybill::tracked_message>>;
using asked_keys = std::vector<waybill::message_key>;

/// Loads what it likes in place of what it was asked.
class bent_load : public waybill::forwarding_store {
 public:
  using how = std::function<answers(waybill::store& inner, asked_keys asked)>;
  bent_load(waybill::store& inner, how bend)
      : forwarding_store(inner), inner_(inner), bend_(std::move(bend)) {}

  answers load(std::span<const waybill::message_key> asked) override {
    return bend_(inner_, {asked.begin(), asked.end()});
  }

 private:
  waybill::store& inner_;
  how bend_;
};

[[nodiscard]] waybill::testing::store_wrapper loads(bent_load::how bend) {
  return [bend = std::move(bend)](waybill::store& inner) {
    return std::make_unique<bent_load>(inner, bend);
  };
}

/// Alters each row that comes back.
[[nodiscard]] waybill::testing::store_wrapper tells(
    const std::function<void(waybill::tracked_message&)>& alter) {
  return loads([alter](waybill::store& inner, const asked_keys& asked) {
    auto found = inner.load(asked);
    for (auto& rows : found) {
      for (auto& row : rows) alter(row);
    }
    return found;
  });
}

[[nodiscard]] std::string lower(std::string text) {
  for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

answers in_reverse(waybill::store& inner, const asked_keys& asked) {
  auto found = inner.load(asked);
  std::reverse(found.begin(), found.end());
  return found;
}

answers with_a_row_for_strangers(waybill::store& inner, const asked_keys& asked) {
  auto found = inner.load(asked);
  for (auto& rows : found) {
    if (rows.empty()) rows.emplace_back();
  }
  return found;
}

answers one_row_a_key(waybill::store& inner, const asked_keys& asked) {
  auto found = inner.load(asked);
  for (auto& rows : found) {
    if (rows.size() > 1) rows.resize(1);
  }
  return found;
}

answers each_key_once(waybill::store& inner, const asked_keys& asked) {
  auto found = inner.load(asked);
  std::set<waybill::message_key> seen;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (!seen.insert(asked[i]).second) found[i].clear();
  }
  return found;
}

answers of_every_tenant(waybill::store& inner, asked_keys asked) {
  auto found = inner.load(asked);
  for (auto& key : asked) key.tenant = waybill::testing::contract::scene::stranger;
  const auto more = inner.load(asked);
  for (std::size_t i = 0; i < found.size(); ++i) {
    found[i].insert(found[i].end(), more[i].begin(), more[i].end());
  }
  return found;
}

answers a_thousand_keys_at_most(waybill::store& inner, asked_keys asked) {
  const auto count = asked.size();
  asked.resize(std::min<std::size_t>(count, 1000));
  auto found = inner.load(asked);
  found.resize(count);
  return found;
}

template <std::string waybill::message_key::*Field>
answers without_case(waybill::store& inner, asked_keys asked) {
  for (auto& key : asked) key.*Field = lower(key.*Field);
  return inner.load(asked);
}

void to_the_second(waybill::tracked_message& row) {
  for (const auto which : waybill::all_milestones) {
    auto& at = row.times[which];
    if (at) at = std::chrono::floor<std::chrono::seconds>(*at);
  }
}

}  // namespace

std::vector<defect> load_defects() {
  using row = waybill::tracked_message;
  using waybill::message_status;
  return {
      {"answers in another order", loads(in_reverse), {"load answers in the order asked"}},
      {"makes up a row for an unknown id",
       loads(with_a_row_for_strangers),
       {"load answers an unknown id with no row"}},
      {"gives one row of several", loads(one_row_a_key), {"load gives all rows that share an id"}},
      {"answers a repeated key once",
       loads(each_key_once),
       {"load answers an id that is asked twice, twice"}},
      {"finds rows of every tenant",
       loads(of_every_tenant),
       {"load gives no tenant another's row"}},
      {"folds the case of tenants",
       loads(without_case<&waybill::message_key::tenant>),
       {"tenants are told apart by every byte"}},
      {"folds the case of message ids",
       loads(without_case<&waybill::message_key::message_id>),
       {"message ids are told apart by every byte"}},
      {"answers no more than a thousand keys",
       loads(a_thousand_keys_at_most),
       {"load answers ten thousand keys in order"}},
      {"knows times to the second", tells(to_the_second), {"a row comes back as it was put in"}},
      {"takes sending for pending",
       tells([](row& each) {
         if (each.status == message_status::sending) each.status = message_status::pending;
       }),
       {"a row comes back in each of its statuses"}},
      {"takes a foreign status for pending",
       tells([](row& each) { each.status = each.status.value_or(message_status::pending); }),
       {"a foreign status comes back as none"}},
  };
}

}  // namespace waybill_test
