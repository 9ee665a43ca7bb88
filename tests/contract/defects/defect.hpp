#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/forwarding_store.hpp>
#include <waybill/testing/contract/samples.hpp>
#include <waybill/testing/memory_world.hpp>

// Stores that are broken on purpose, each in one way, and the promises that must catch them.
namespace waybill_test {

/// One way to be broken.
struct defect {
  std::string_view what;
  waybill::testing::store_wrapper make;
  std::vector<std::string_view> breaks;  ///< promises of the contract
};

using changes = std::vector<waybill::change>;
using positions = std::vector<std::size_t>;

/// Applies what it likes in place of what it was given.
class bent_apply : public waybill::forwarding_store {
 public:
  using how = std::function<positions(waybill::store& inner, changes given)>;
  bent_apply(waybill::store& inner, how bend)
      : forwarding_store(inner), inner_(inner), bend_(std::move(bend)) {}

  std::vector<std::size_t> apply(std::span<const waybill::change> given) override {
    return bend_(inner_, {given.begin(), given.end()});
  }

 private:
  waybill::store& inner_;
  how bend_;
};

[[nodiscard]] inline waybill::testing::store_wrapper applies(bent_apply::how bend) {
  return [bend = std::move(bend)](waybill::store& inner) {
    return std::make_unique<bent_apply>(inner, bend);
  };
}

/// Alters each change before it is applied.
[[nodiscard]] inline waybill::testing::store_wrapper alters(
    const std::function<void(waybill::change&)>& alter) {
  return applies([alter](waybill::store& inner, changes given) {
    for (auto& each : given) alter(each);
    return inner.apply(given);
  });
}

/// A store of a type of its own.
template <typename Store>
[[nodiscard]] waybill::testing::store_wrapper is() {
  return [](waybill::store& inner) { return std::make_unique<Store>(inner); };
}

/// The row of a change as it is now.
[[nodiscard]] inline std::optional<waybill::tracked_message> row_of(waybill::store& inner,
                                                                    const waybill::change& what) {
  return inner.sends()->load_rows({&what.key, 1}).front();
}

/// The rows of a tenant with a message id.
[[nodiscard]] inline std::vector<waybill::tracked_message> rows_with(waybill::store& inner,
                                                                     const std::string& tenant,
                                                                     const std::string& id) {
  const waybill::message_key key{tenant, id};
  return inner.load({&key, 1}).front();
}

/// A change that expects a row as it stands, and leaves it so.
[[nodiscard]] inline waybill::change touch(const waybill::tracked_message& row) {
  return waybill::testing::contract::touch(row);
}

[[nodiscard]] std::vector<defect> load_defects();
[[nodiscard]] std::vector<defect> apply_defects();
[[nodiscard]] std::vector<defect> gauge_defects();
[[nodiscard]] std::vector<defect> send_defects();
[[nodiscard]] std::vector<defect> parking_defects();
[[nodiscard]] std::vector<defect> report_defects();
[[nodiscard]] std::vector<defect> recipient_defects();
[[nodiscard]] std::vector<defect> pace_defects();
[[nodiscard]] std::vector<defect> feed_defects();
[[nodiscard]] std::vector<defect> concurrency_defects();

}  // namespace waybill_test
