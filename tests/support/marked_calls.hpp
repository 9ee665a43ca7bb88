#pragma once

#include <functional>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/change.hpp>
#include <waybill/store_error.hpp>
#include <waybill/store_parts.hpp>

#include "support/contains.hpp"

namespace waybill_test {

/// Stands in every value that goes into the database, and in the password.
inline const std::string marked = "M4RK3D";

[[nodiscard]] inline waybill::change marked_change() {
  waybill::change result;
  result.key = {marked, marked};
  result.expected_message_id = marked;
  result.reason = {marked, marked};
  return result;
}

/// All that a store can be asked to do, with marked values.
template <typename Store>
[[nodiscard]] std::vector<std::function<void(Store&)>> marked_calls() {
  using s = Store&;
  static const std::vector changes{marked_change()};
  static const std::vector<waybill::message_key> keys{{marked, marked}};
  static const std::vector<waybill::row_key> rows{{marked, marked}};
  static const std::vector<waybill::new_row> new_rows{{{marked, marked}, marked, marked}};
  static const std::vector<waybill::incoming_update> updates{
      {{marked, {marked}}, {marked, marked, {}, marked, {marked, marked}, {}, 0}, {}}};
  return {[](s store) { static_cast<void>(store.load(keys)); },
          [](s store) { static_cast<void>(store.apply(changes)); },
          [](s store) { static_cast<void>(store.sends()->load_rows(rows)); },
          [](s store) { store.sends()->add_rows(new_rows); },
          [](s store) { static_cast<void>(store.parking()->park(updates)); },
          [](s store) { store.parking()->make_room(marked, 10, 10); },
          [](s store) { static_cast<void>(store.parking()->parked_for(keys)); },
          [](s store) {
            static_cast<void>(store.reports()->read_campaign({marked, marked}));
          },
          [](s store) {
            static_cast<void>(store.reports()->read_instance({marked, marked}));
          },
          [](s store) { static_cast<void>(store.reports()->find_stalled(marked, {}, 5)); },
          [](s store) {
            static_cast<void>(store.reports()->audit({marked, marked}));
          },
          [](s store) {
            store.reports()->repair({marked, marked});
          },
          [](s store) {
            static_cast<void>(store.reports()->read_log({marked, marked}, {}, 5));
          },
          [](s store) { store.reports()->remove_log(marked, {}, 5); },
          [](s store) {
            store.catalog()->add_campaign({marked, marked});
          },
          [](s store) {
            store.catalog()->add_instance({marked, marked});
          },
          [](s store) {
            store.catalog()->add_contact({marked, marked}, marked);
          }};
}

/// The errors of all calls on a store.
template <typename Store>
[[nodiscard]] std::vector<waybill::store_error> errors_of(Store& store) {
  std::vector<waybill::store_error> result;
  for (const auto& call : marked_calls<Store>()) {
    try {
      call(store);
    } catch (const waybill::store_error& error) {
      result.push_back(error);
    }
  }
  return result;
}

/// What some work fails with.
template <typename Work>
[[nodiscard]] waybill::store_error error_of(Work work) {
  try {
    work();
  } catch (const waybill::store_error& error) {
    return error;
  }
  throw std::runtime_error{"it did not fail"};
}

/// Neither values nor SQL may be in what an error says; `more` are words of the store's own SQL.
inline void expect_discreet(const waybill::store_error& error,
                            std::initializer_list<std::string_view> more) {
  const std::string text{error.what()};
  CAPTURE(text);
  CHECK_FALSE(contains(text, marked));
  for (const std::string sql : {"SELECT", "INSERT", "UPDATE"}) CHECK_FALSE(contains(text, sql));
  for (const auto sql : more) CHECK_FALSE(contains(text, std::string{sql}));
}

}  // namespace waybill_test
